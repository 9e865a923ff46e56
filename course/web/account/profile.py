"""One's profile: what it says, who may see each part, and how it looks to them."""

from collections.abc import Iterator
from typing import Any

from flask import flash, make_response, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from course.core.rules.consents import COMMUNITY
from course.core.rules.topics import TOPICS
from course.core.rules.visibility import (
    AUDIENCES,
    PROFILE_FIELDS,
    Relation,
    audience_of,
    visible_fields,
)
from course.flows.change_profile import save_profile, undo_profile
from course.flows.give_consent import give_consent
from course.store.accounts.operations import ProfileChange
from course.store.accounts.queries import Profile, consents_of, get_profile
from course.store.practice.queries import wants_reminder
from course.web.account.blueprint import bp
from course.web.account.forms import NAME_LENGTH, AccountForm, MultiCheckboxField, choices_of, needed
from course.web.account.guard import once, own_id
from course.web.account.places import country_choices, language_choices, zone_choices
from course.web.forms import strip, strip_text
from course.web.gate import open_to
from course.web.i18n import LANGUAGES, country_name, language, language_name, speak
from course.web.i18n import gettext as _
from course.web.i18n import lazy_gettext as _l
from course.web.session import commit, reading, utc_now, writing

TEXT_LENGTH = 500
AUDIENCE = "audience_"  # before a field's name: who may see it
AUDIENCE_WORDS = {
    "nobody": _l("nobody"),
    "cohort": _l("my cohort"),
    "community": _l("the whole community"),
}
_TAGS = ("topics", "languages")


def _line(label: Any, length: int = NAME_LENGTH, *more: Any) -> StringField:
    longest = Length(max=length, message=_l("Use at most %(max)d characters."))
    return StringField(label, [*more, longest], filters=[strip])


def _text(label: Any) -> TextAreaField:
    longest = Length(max=TEXT_LENGTH, message=_l("Use at most %(max)d characters."))
    return TextAreaField(label, [longest], filters=[strip_text])


class ProfileForm(AccountForm):
    display_name = _line(_l("Name as others see it"), NAME_LENGTH, needed(_l("Type a name.")))
    given_name = _line(_l("Given name"))
    family_name = _line(_l("Family name"))
    country = SelectField(_l("Country"))
    city = _line(_l("City or territory"))
    organisation = _line(_l("Organisation"), 200)
    role_title = _line(_l("What you do there"), 200)
    topics = MultiCheckboxField(
        _l("Topics you work on"), choices=choices_of((key, _l(words)) for key, words in TOPICS.items())
    )
    languages = MultiCheckboxField(_l("Languages you speak"))
    can_help = _text(_l("What you can help others with"))
    looking_for = _text(_l("What you are looking for"))
    language = SelectField(
        _l("Language of the course and of its mails"), choices=choices_of(LANGUAGES.items())
    )
    time_zone = SelectField(_l("Time zone"))

    def __init__(self, known: Profile, **given: Any) -> None:
        """Make the form of a person; what a roster said of them stays choosable, listed here or not."""
        super().__init__(**given)
        zone, spoken = known.columns["time_zone"], dict(language_choices(language()))
        self.country.choices = choices_of([("", _("not said")), *country_choices(language())])
        self.time_zone.choices = choices_of({zone: zone, **dict(zone_choices())}.items())
        kept = ((code, language_name(code)) for code in known.languages if code not in spoken)
        self.languages.choices = choices_of([*spoken.items(), *kept])

    def audience(self, name: str) -> Field:
        """Return the field that says who may see another one."""
        return self[AUDIENCE + name]

    def change(self) -> ProfileChange:
        """Return what was typed and chosen."""
        columns = {
            name: field.data or ""
            for name, field in self._fields.items()
            if name not in _TAGS and not name.startswith(AUDIENCE) and name != "csrf_token"
        }
        return ProfileChange(
            columns=columns,
            topics=self.topics.data,
            languages=self.languages.data,
            audiences={name: self.audience(name).data for name in PROFILE_FIELDS},
        )


for _name in PROFILE_FIELDS:
    setattr(
        ProfileForm,
        AUDIENCE + _name,
        SelectField(
            _l("Who sees it"), choices=choices_of((name, AUDIENCE_WORDS[name]) for name in AUDIENCES)
        ),
    )


@bp.get("/account/profile")
@open_to("learner", objects="own")
def profile() -> ResponseReturnValue:
    known = get_profile(reading(), own_id())
    chosen = {AUDIENCE + name: audience_of(known.audiences, name) for name in PROFILE_FIELDS}
    form = ProfileForm(
        known, formdata=None, **known.columns, topics=known.topics, languages=known.languages, **chosen
    )
    return _show(form, known)


@bp.post("/account/profile")
@open_to("learner", objects="own", rate="write")
def keep_profile() -> ResponseReturnValue:
    known = get_profile(reading(), own_id())
    form = ProfileForm(known)
    if not form.validate_on_submit():
        return make_response(_show(form, known), 422)
    cookie["profile_undo"] = save_profile(writing(), account_id=own_id(), change=form.change(), now=utc_now())
    commit()
    # A language chosen now is spoken at once; who left it as it was stays in the language of the page.
    spoken = form.language.data if form.language.data != known.columns["language"] else language()
    speak(spoken, form.time_zone.data)
    undo = (_("Your profile is kept."), url_for("account.put_profile_back"), _("Undo"))
    flash(undo, "ok")  # type: ignore[arg-type]  # extensions.py reads the three apart
    return redirect(url_for("account.profile", lang=spoken), code=303)


@bp.post("/account/profile/undo")
@open_to("learner", objects="own", rate="write")
def put_profile_back() -> ResponseReturnValue:
    token = str(cookie.pop("profile_undo", ""))
    if undo_profile(writing(), account_id=own_id(), token=token, now=utc_now()):
        commit()
        flash(_("Your profile is as it was before."), "ok")
    else:
        flash(_("There is nothing to undo any more."), "ok")
    return redirect(url_for("account.profile"), code=303)


@bp.get("/account/profile/preview")
@open_to("learner", objects="own")
def preview() -> ResponseReturnValue:
    """Show what others see, by the same rule that their pages use."""
    known = get_profile(reading(), own_id())
    consent = consents_of(reading(), own_id()).get(COMMUNITY)
    in_community = consent is not None and consent.given
    cards = [
        (_("People of your cohorts see"), _card(known, "same_cohort", both_consented=in_community)),
        (_("People of the whole community see"), _card(known, "community", both_consented=in_community)),
    ]
    return render_template(
        "account/preview.html",
        cards=cards,
        in_community=in_community,
        is_confirmed=known.confirmed_at is not None,
        name_audience=audience_of(known.audiences, "display_name"),
    )


@bp.post("/account/community")
@open_to("learner", objects="own", rate="write")
def community() -> ResponseReturnValue:
    """Keep the answer to being found in the community; an address must be confirmed before."""
    given = once("given") == "yes"
    if given and get_profile(reading(), own_id()).confirmed_at is None:
        flash(_("Confirm your address first: then others can find you."), "error")
        return redirect(url_for("account.profile"), code=303)
    if once("given") in {"yes", "no"}:
        give_consent(writing(), account_id=own_id(), purpose=COMMUNITY, given=given, now=utc_now())
        commit()
        said = _("You are in the community now.") if given else _("You are no longer shown in the community.")
        flash(said, "ok")
    return redirect(url_for("account.profile"), code=303)


def _show(form: ProfileForm, known: Profile) -> str:
    consent = consents_of(reading(), own_id()).get(COMMUNITY)
    return render_template(
        "account/profile.html",
        form=form,
        known=known,
        in_community=consent is not None and consent.given,
        wants_reminder=wants_reminder(reading(), own_id()),
    )


def _card(known: Profile, relation: Relation, *, both_consented: bool) -> dict[str, Any]:
    """Return what person_card shows of a profile to a relation; empty where nothing is seen."""
    seen = visible_fields(known.audiences, relation=relation, both_consented=both_consented)
    if "display_name" not in seen:
        seen = frozenset()  # who hides their name is in no list and has no page there
    texts = {name: known.columns.get(name, "") if name in seen else "" for name in PROFILE_FIELDS}
    place = [texts["city"], country_name(texts["country"]) if texts["country"] else ""]
    role = [texts["role_title"], texts["organisation"]]
    return {
        "name": texts["display_name"] or " ".join(_some(texts["given_name"], texts["family_name"])),
        "full_name": " ".join(_some(texts["given_name"], texts["family_name"])),
        "place": ", ".join(_some(*place)),
        "role": ", ".join(_some(*role)),
        "languages": ", ".join(map(language_name, known.languages)) if "languages" in seen else "",
        "topics": [_(TOPICS[topic]) for topic in known.topics if topic in TOPICS] if "topics" in seen else [],
        "offers": texts["can_help"],
        "seeks": texts["looking_for"],
        "email": known.email if "email" in seen else "",
    }


def _some(*texts: str) -> Iterator[str]:
    return (text for text in texts if text)

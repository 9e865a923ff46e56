"""The form that gives other dates, more time or more attempts at a quiz."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, Optional

from course.core.content.model import Catalogue
from course.core.grading.windows import moment_in
from course.core.ids import new_id
from course.core.text import pick
from course.store.attempts.overrides import StoredOverride
from course.web.errors import sentence
from course.web.forms import Form, check_near, strip
from course.web.i18n import language
from course.web.i18n import lazy_gettext as _l

MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]  # the first is shown


class WholeNumber(IntegerField):  # type: ignore[misc]
    """A whole number or nothing; what is no number is refused with the sentence of this code, which names the range."""

    def __init__(self, label: Any, code: str, **kwargs: Any) -> None:
        super().__init__(label, [Optional()], **kwargs)
        self._code = code

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(sentence(self._code)) from error


class MomentField(DateTimeLocalField):  # type: ignore[misc]
    """A day and a time, or nothing; what is none is refused with what to write."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(sentence("no_moment")) from error


class OverrideForm(Form):
    """Rules that stand in for those of the quiz; what is left empty stays as the quiz has it."""

    quiz = SelectField(_l("Quiz"))
    opens = MomentField(_l("Opens"), [Optional()], format=MOMENTS)
    closes = MomentField(_l("Closes"), [Optional()], format=MOMENTS)
    time_limit = WholeNumber(_l("Minutes for one attempt"), "override_minutes")
    attempts = WholeNumber(_l("Attempts in all"), "override_attempts")
    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Write the reason: those who come after you need it."))],
        filters=[strip],
    )
    reason_told = BooleanField(_l("Learners read the reason"))
    expires_on = DateField(_l("Holds until"), [Optional()])

    def offer(self, catalogue: Catalogue) -> None:
        """Let the quizzes of the course be chosen, in its order."""
        source = catalogue.languages[0]
        slugs = [slug for module in catalogue.modules for slug in (*module.quizzes, *module.games)]
        self.quiz.choices = [
            (slug, pick(catalogue.quizzes[slug].title, language(), source)) for slug in slugs
        ]

    def typed(self) -> str:
        """Return the rules as they were typed: who agrees to a warning agrees to these alone."""
        names = ("quiz", "opens", "closes", "time_limit", "attempts", "expires_on")
        return "|".join(str(self[name].data) for name in names)

    def validate_opens(self, field: Field) -> None:
        check_near(field)

    def validate_closes(self, field: Field) -> None:
        check_near(field)

    def validate_expires_on(self, field: Field) -> None:
        check_near(field)

    def show(self, one: StoredOverride, zone: str) -> None:
        """Put rules that hold into the form, to be changed; moments are those of `zone`."""
        for name in ("time_limit", "attempts", "reason", "reason_told"):
            self[name].data = getattr(one, name)
        self.quiz.data = one.quiz_slug
        self.opens.data = local_moment(one.opens, zone)
        self.closes.data = local_moment(one.closes, zone)
        last = local_moment(one.expires_at, zone)
        self.expires_on.data = (last - timedelta(minutes=1)).date() if last else None

    def made(self, *, cohort_id: UUID, learner_id: UUID | None, zone: str, now: datetime) -> StoredOverride:
        """Return what was typed, once it is valid; moments are those of `zone`."""
        expires = self.expires_on.data
        return StoredOverride(
            id=new_id(),
            quiz_slug=self.quiz.data,
            cohort_id=cohort_id,
            learner_id=learner_id,
            opens=moment_in(self.opens.data, zone) if self.opens.data else None,
            closes=moment_in(self.closes.data, zone, closing=True) if self.closes.data else None,
            time_limit=self.time_limit.data,
            attempts=self.attempts.data,
            reason=self.reason.data,
            reason_told=self.reason_told.data,
            expires_at=moment_in(expires, zone, closing=True) if expires else None,
            made_at=now,
        )


def local_moment(moment: datetime | None, zone: str) -> datetime | None:
    """Return a moment as a form's field holds it: in `zone`, and without naming it."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if moment else None

"""The form that gives other dates, more time or more attempts at a quiz."""

from datetime import datetime, timedelta
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
from course.web.forms import Form, check_near, strip
from course.web.i18n import language
from course.web.i18n import lazy_gettext as _l

MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]  # the first is shown


class OverrideForm(Form):
    """Rules that stand in for those of the quiz; what is left empty stays as the quiz has it."""

    quiz = SelectField(_l("Quiz"))
    opens = DateTimeLocalField(_l("Opens"), [Optional()], format=MOMENTS)
    closes = DateTimeLocalField(_l("Closes"), [Optional()], format=MOMENTS)
    time_limit = IntegerField(_l("Minutes for one attempt"), [Optional()])
    attempts = IntegerField(_l("Attempts in all"), [Optional()])
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

"""The forms of administration."""

from typing import Any
from zoneinfo import available_timezones

from flask import abort, request
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from course.core.emails import MAX_LENGTH as EMAIL_LENGTH
from course.core.emails import email_fault
from course.core.formats.questions_out import xml_text
from course.flows.create_cohort import CohortPlan
from course.store.cohorts.queries import CohortFacts
from course.web.errors import sentence
from course.web.forms import Form, strip, strip_text
from course.web.i18n import LANGUAGES
from course.web.i18n import gettext as _
from course.web.i18n import lazy_gettext as _l

NAME_LENGTH = 120
NOTE_LENGTH = 1_000
SEATS_MOST = 1_000_000


class AdminForm(Form):
    """A form whose fields each stand once in what was posted: a repeated one is refused, not chosen from."""

    def validate(self, extra_validators: Any = None) -> bool:
        for field in self:
            if len(request.form.getlist(field.name)) > 1:
                abort(400)
        valid: bool = super().validate(extra_validators)
        return valid


def _longest(length: int) -> Length:
    return Length(max=length, message=_l("Use at most %(max)d signs."))


def _languages() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in LANGUAGES.items()]


class CohortForm(AdminForm):
    """A cohort's facts."""

    name = StringField(_l("Name"), [DataRequired(_l("Type a name.")), _longest(NAME_LENGTH)], filters=[strip])
    language = SelectField(_l("Language"), choices=_languages())
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day"), [Optional()])
    time_zone = StringField(
        _l("Time zone"),
        [DataRequired(_l("Type a time zone.")), _longest(60)],
        default="UTC",
        filters=[strip],
    )
    seats = IntegerField(
        _l("Seats"),
        [
            InputRequired(_l("Type a number; 0 is no limit.")),
            NumberRange(0, SEATS_MOST, _l("Type a number from 0 to a million.")),
        ],
        default=0,
    )
    code_open = BooleanField(_l("People may join with the cohort’s code"), default=True)

    def validate_time_zone(self, field: Field) -> None:
        if field.data not in available_timezones():
            raise ValidationError(_("Type a time zone like Africa/Dakar or America/Bogota."))

    def validate_ends_on(self, field: Field) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("The last day is before the first day."))

    def plan(self) -> CohortPlan:
        """Return what was typed, once it is valid."""
        return CohortPlan(
            name=self.name.data,
            language=self.language.data,
            seats=self.seats.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            time_zone=self.time_zone.data,
            code_open=self.code_open.data,
        )


def filled(cohort: CohortFacts) -> CohortForm:
    """Return the form with what is stored of a cohort."""
    return CohortForm(
        formdata=None,
        name=cohort.name,
        language=cohort.language,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        time_zone=cohort.time_zone,
        seats=cohort.seats,
        code_open=cohort.code_open,
    )


class LatePersonForm(AdminForm):
    """One person to be added to a cohort."""

    email = EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Type an e-mail address.")), _longest(EMAIL_LENGTH)],
        filters=[strip],
    )
    name = StringField(_l("Name"), [DataRequired(_l("Type a name.")), _longest(NAME_LENGTH)], filters=[strip])
    language = SelectField(_l("Language of the invitation"), choices=_languages())
    note = TextAreaField(
        _l("A few words for the mail"), [Optional(), _longest(NOTE_LENGTH)], filters=[strip_text]
    )

    def validate_email(self, field: Field) -> None:
        fault = email_fault(field.data or "")
        if fault:
            raise ValidationError(sentence(fault))


class RosterForm(AdminForm):
    """A roster, as a file or pasted."""

    file = FileField(_l("File"))
    text = TextAreaField(_l("Or paste the table here"), [Optional()])

    def validate_text(self, field: Field) -> None:
        has_file = bool(self.file.data and self.file.data.filename)
        if not has_file and not (field.data or "").strip():
            raise ValidationError(_("Choose a file, or paste the table."))


class QuestionsForm(AdminForm):
    """Questions of another system, as a file or pasted."""

    file = FileField(_l("File"))
    text = TextAreaField(_l("Or paste the questions here"), filters=[lambda text: xml_text(text or "")])
    form = SelectField(
        _l("Format"),
        choices=[
            SelectChoice("", _l("Told by the file")),
            SelectChoice("gift", "GIFT"),
            SelectChoice("aiken", "Aiken"),
            SelectChoice("moodle-xml", "Moodle XML"),
            SelectChoice("qti", "QTI 2.1, 3.0"),
            SelectChoice("yaml", "YAML"),
        ],
    )
    language = SelectField(_l("Language of the questions"))

    def validate_text(self, field: Field) -> None:
        has_file = bool(self.file.data and self.file.data.filename)
        if not has_file and not field.data:
            raise ValidationError(_("Choose a file, or paste the questions."))
        if has_file and field.data:
            raise ValidationError(
                _(
                    "There are a file and pasted questions. Empty this field and choose the file again, or send these alone."
                )
            )

"""The forms of one's account."""

from collections.abc import Iterable
from typing import Any

from flask import abort, request
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from course.core.emails import MAX_LENGTH as EMAIL_LENGTH
from course.core.emails import email_fault
from course.core.passwords import password_fault
from course.web.errors import sentence
from course.web.forms import Form, strip
from course.web.i18n import LANGUAGES
from course.web.i18n import lazy_gettext as _l

NAME_LENGTH = 120


class AccountForm(Form):
    """A form whose fields each stand once in what was posted: a repeated one is refused, not chosen from."""

    def validate(self, extra_validators: Any = None) -> bool:
        for field in self:
            if not isinstance(field, SelectMultipleField) and len(request.form.getlist(field.name)) > 1:
                abort(400)
        valid: bool = super().validate(extra_validators)
        return valid


class MultiCheckboxField(SelectMultipleField):  # type: ignore[misc]
    """Several of a fixed list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def choices_of(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Return values and labels as a field's choices."""
    return [SelectChoice(value, label) for value, label in pairs]


def check_address(_form: AccountForm, field: Field) -> None:
    """Refuse an address that cannot be written to."""
    fault = email_fault(field.data or "")
    if fault:
        raise ValidationError(sentence(fault))


def needed(message: Any) -> DataRequired:
    return DataRequired(message=message)


def longest(length: int) -> Length:
    return Length(max=length, message=_l("Use at most %(max)d characters."))


def email_field(label: Any) -> EmailField:
    return EmailField(
        label,
        [needed(_l("Type your e-mail address.")), longest(EMAIL_LENGTH), check_address],
        filters=[strip],
    )


def say_password_fault(form: AccountForm, field: Field, *context: str) -> bool:
    """Write beside the field why a password cannot be taken; tell whether there is a fault."""
    fault = password_fault(field.data or "", context)
    if fault:
        field.errors = [*field.errors, sentence(fault)]
    return bool(fault or form.errors)


class SignInForm(AccountForm):
    email = EmailField(_l("E-mail address"), filters=[strip])
    password = PasswordField(_l("Password"))
    next = HiddenField()


class JoinForm(AccountForm):
    name = StringField(
        _l("Your name"), [needed(_l("Type your name.")), longest(NAME_LENGTH)], filters=[strip]
    )
    email = email_field(_l("E-mail address"))
    language = SelectField(
        _l("Language of the course and of its mails"), choices=choices_of(LANGUAGES.items())
    )
    password = PasswordField(_l("Password"))
    code = StringField(_l("Code of your cohort"), [longest(40)], filters=[strip])
    terms = BooleanField(
        _l("I agree that the platform keeps what the privacy page says, for the purposes it says."),
        [needed(_l("Without your agreement the platform cannot make an account for you."))],
    )
    next = HiddenField()


class InvitationForm(AccountForm):
    name = StringField(
        _l("Your name"), [needed(_l("Type your name.")), longest(NAME_LENGTH)], filters=[strip]
    )
    language = SelectField(
        _l("Language of the course and of its mails"), choices=choices_of(LANGUAGES.items())
    )


class CodeForm(AccountForm):
    code = StringField(
        _l("Code of your cohort"), [needed(_l("Type the code of your cohort.")), longest(40)], filters=[strip]
    )


class ResetForm(AccountForm):
    email = email_field(_l("E-mail address"))


class NewPasswordForm(AccountForm):
    """A new password; the current one where the sign-in alone does not suffice."""

    current_password = PasswordField(_l("Current password"))
    new_password = PasswordField(_l("New password"), [InputRequired(message=_l("Type a new password."))])


class EmailForm(AccountForm):
    email = email_field(_l("New e-mail address"))
    current_password = PasswordField(_l("Current password"))


class DisplayForm(AccountForm):
    theme = SelectField(
        _l("Colours"),
        choices=choices_of(
            [("auto", _l("As my device has them")), ("light", _l("Light")), ("dark", _l("Dark"))]
        ),
    )
    low_data = BooleanField(_l("Save data: show pictures and players only when I ask for them"))

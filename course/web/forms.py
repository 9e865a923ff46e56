"""The base of all forms: messages in the reader's language, and a token that lives as long as the session."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, ValidationError

from course.core.grading.window_limits import is_near
from course.core.problems import FieldsRefused
from course.web import i18n
from course.web.errors import field_sentences, sentence


class _Translations:
    """WTForms' own messages, through the site's catalogues."""

    def gettext(self, string: str) -> str:
        return i18n.raw_gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return i18n.raw_ngettext(singular, plural, n)


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the site. Only its own fields are read: whatever else is posted is left aside."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, _form: Any) -> _Translations:
            return _Translations()


def show_faults(form: Form, refused: FieldsRefused, *, otherwise: str = "", **renamed: str) -> None:
    """Say at its field what a flow refused; at `otherwise` what concerns none. `renamed` are fields of other names here."""
    for name, said in field_sentences(refused).items():
        form[renamed.get(name, name) or otherwise].errors = [said]


def check_near(field: Field) -> None:
    """A validator: refuse days so far away that no zone can reckon with them."""
    if field.data and not is_near(field.data):
        raise ValidationError(sentence("moment_too_far"))


# Signs that turn the direction of what stands around them: a name with one could make a line say something else.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def strip(value: str | None) -> str | None:
    """A filter: blanks at both ends go, and signs that would break a line of a log or a mail header, or turn it round."""
    if value is None:
        return None
    return "".join(sign for sign in value if sign >= " " and sign != "\x7f" and sign not in TURNING).strip()


def strip_text(value: str | None) -> str | None:
    """A filter for longer texts: keeps lines, drops other control signs."""
    if value is None:
        return None
    kept = value.replace("\r\n", "\n")
    return "".join(sign for sign in kept if sign >= " " or sign in "\n\t").strip()

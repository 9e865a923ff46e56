"""A text in several languages, and how one is picked."""

from collections.abc import Mapping

Text = Mapping[str, str]  # language code ("en", "es", "fr") to plain text in that language


def pick(text: Text, language: str, source_language: str = "en") -> str:
    """Return the text in `language`, else in the source language, else an empty string."""
    return text.get(language) or text.get(source_language, "")


def N_(sentence: str) -> str:  # noqa: N802 - the name that extractors of translations look for
    """Mark an English sentence for translation and return it as it is; it is translated where it is shown."""
    return sentence

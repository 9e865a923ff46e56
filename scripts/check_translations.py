"""Check that Spanish and French have every sentence, and that no sentence is written without being marked.

With --update, bring the catalogues up to date with the code first. English is the key and needs no catalogue.
"""

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "course"
LANGUAGES = ("es", "fr")
METHODS = [("**/templates/**", "jinja2.ext:babel_extract"), ("**.py", "python")]
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
OPTIONS = {"**/templates/**": {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}}
MARKUP = '<>&"'  # pages take translations as they are, so these would break an attribute or an element
PLACE = re.compile(r"%\((\w+)\)")
PLACE_WITH_TYPE = re.compile(r"%\(\w+\)[sd]")
# French sets these signs off with a space that never ends a line (U+00A0 or U+202F). Names of settings and code have
# colons of their own: what stands in quotation marks is not looked into, nor an exclamation mark of Markdown.
QUOTED = re.compile(r"(?<=[«“])[^«»“”]*(?=[»”])")
UNSPACED = re.compile(r"[^\xa0\u202f](?:[;?%»]|!(?!\[)|:(?=\s|$))|«(?![\xa0\u202f])")


def extracted() -> Catalog:
    """Return all sentences that the code marks, without places of files, so that the catalogues change seldom."""
    catalogue = Catalog(project="course", charset="utf-8")
    found = extract_from_dir(str(PACKAGE), METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=())
    for _file, _line, message, _comments, context in found:
        if message and message != ("", ""):
            catalogue.add(message, context=context)
    return catalogue


def path_of(language: str) -> Path:
    return PACKAGE / "translations" / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def update(template: Catalog) -> None:
    """Add new sentences to each catalogue, untranslated, and drop those that the code no longer has."""
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=110, no_location=True, sort_output=True, omit_header=False)


def faults(language: str, template: Catalog) -> list[str]:
    """Name each sentence that is missing, fuzzy, out of use, or has other places than the English one."""
    catalogue = read(language)
    found = []
    for message in template:
        if not message.id:
            continue
        there = catalogue.get(message.id, context=message.context)
        key = message.id if isinstance(message.id, str) else message.id[0]
        if there is None or not there.string or not all(_strings(there)):
            found.append(f"{language}: no translation of {key!r}")
        elif there.fuzzy:
            found.append(f"{language}: an unsure translation of {key!r}")
        elif _places(message) != _places_of_strings(there):
            found.append(f"{language}: other %(places)s than in {key!r}")
        elif language == "fr" and any(map(is_unspaced, _strings(there))):
            found.append(f"{language}: a space that may end a line before or after a sign in {key!r}")
        elif any(sign in words and sign not in key for words in _strings(there) for sign in MARKUP):
            found.append(f"{language}: a sign of markup in the translation of {key!r}")
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in template}
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else (message.id or ("",))[0]
        if key and key not in known:
            found.append(f"{language}: {key!r} is no longer in the code; run make strings")
    return found


def is_unspaced(words: str) -> bool:
    """Tell whether a French sentence lacks a no-break space where its typography wants one."""
    plain = PLACE_WITH_TYPE.sub("x", words).replace("%%", "%")
    return bool(UNSPACED.search(QUOTED.sub(lambda found: found[0][:1] + "x" + found[0][-1:], plain)))


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _places(message: Message) -> set[str]:
    keys = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    return set(PLACE.findall(" ".join(keys)))


def _places_of_strings(message: Message) -> set[str]:
    return set(PLACE.findall(" ".join(_strings(message))))


def main() -> int:
    template = extracted()
    if "--update" in sys.argv[1:]:
        update(template)
    found = [fault for language in LANGUAGES for fault in faults(language, template)]
    for fault in found:
        sys.stderr.write(fault + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

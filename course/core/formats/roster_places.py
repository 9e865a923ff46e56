"""Names that people type for countries, languages and time zones, and what they stand for.

Names come from Babel (CLDR) in English, Spanish and French and are compared without accents, case and signs.
"""

import difflib
import re
import unicodedata
import zoneinfo
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from babel.core import get_global

NAMED_IN = ("en", "es", "fr")  # languages in which names are understood

# CLDR lists these beside ISO 3166-1: groups of countries, parts with reserved codes, and test values.
# Kosovo's XK is not of ISO either but in general use (European Union, CLDR), so that people can say it.
_NOT_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)

_MORE_COUNTRIES = {
    "AE": "uae, eau",
    "BA": "bosnia, bosnie",
    "BN": "brunei darussalam",
    "CD": "drc, dr congo, rdc, rd congo, congo rdc, congo drc, democratic republic of the congo, "
    "congo democratic republic of the, congo the democratic republic of the, "
    "republica democratica del congo, republique democratique du congo, congo kinshasa",
    "CF": "car, rca",
    "CG": "republic of the congo, republica del congo, republique du congo, congo republic of the, congo brazzaville",
    "CI": "ivory coast, costa de marfil",
    "CN": "people s republic of china, republica popular china, republique populaire de chine",
    "CV": "cape verde, cap vert",
    "CZ": "czech republic, republica checa, republique tcheque",
    "FM": "micronesia federated states of",
    "GB": "uk, great britain, britain, england, scotland, wales, northern ireland, gran bretana, inglaterra, "
    "escocia, grande bretagne, angleterre, ecosse, united kingdom of great britain and northern ireland",
    "GR": "el, hellas",
    "HK": "hong kong",
    "KP": "north korea, dprk, democratic people s republic of korea, korea democratic people s republic of",
    "KR": "south korea, republic of korea, korea republic of, republica de corea, republique de coree",
    "LA": "lao pdr, lao people s democratic republic, laos",
    "LY": "libyan arab jamahiriya",
    "MK": "macedonia, macedoine, fyrom",
    "MM": "burma, birmania, birmanie",
    "MO": "macau, macao",
    "NL": "holland, holanda, hollande",
    "PS": "palestine, palestina, state of palestine, estado de palestina, etat de palestine, "
    "palestinian territory occupied, occupied palestinian territory",
    "RU": "russian federation, federacion rusa, federation de russie",
    "SY": "syrian arab republic, republica arabe siria, republique arabe syrienne",
    "SZ": "swaziland, suazilandia, swazilandia",
    "TL": "east timor, timor oriental",
    "TR": "turkey, turquia, turquie",
    "TW": "taiwan province of china",
    "US": "usa, us, u s a, u s, united states of america, eeuu, ee uu, eua, estados unidos de america, "
    "etats unis d amerique, america",
    "VA": "holy see, santa sede, saint siege, vatican",
    "VN": "viet nam",
}
_SEVERAL_COUNTRIES = {
    "congo": ("CD", "CG"),
    "korea": ("KP", "KR"),
    "corea": ("KP", "KR"),
    "coree": ("KP", "KR"),
}
# Words that only say what kind of state it is: "Iran, Islamic Republic of" is Iran.
_STATE_WORDS = (
    "republic of the state states federated federal islamic plurinational bolivarian united kingdom "
    "republica de la del estado estados federados islamica plurinacional bolivariana unida "
    "republique du des etat etats federes islamique plurinational bolivarienne unie l d"
)
_SHORTEST = 4  # letters of a country's name: Chad, Cuba, Fiji. Codes that are wrong are not guessed
_ARTICLES = ("the ", "la ", "el ", "le ", "les ", "los ", "las ", "l ")


_ACCENTS = re.compile(
    "[\u0300-\u036f\u064b-\u065f\u0670]"
)  # of Latin, Greek and Cyrillic letters, and of Arabic


def fold(text: str) -> str:
    """Return a name as it is compared: no accents, case and signs, one blank between words."""
    if text.isascii():
        return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(re.findall(r"[^\W_]+", apart))


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """Return the codes of ISO 3166-1 alpha-2, and XK."""
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if re.fullmatch("[A-Z]{2}", code)) - _NOT_COUNTRIES


@lru_cache(maxsize=1)
def country_names() -> Mapping[str, tuple[str, str]]:
    """Return the known names, folded, each with its code and the name as it is written."""
    names: dict[str, tuple[str, str]] = {}
    for language in NAMED_IN:
        for code, name in Locale(language).territories.items():
            if code in country_codes():
                for form in _forms(name):
                    names.setdefault(form, (code, name))
    for code, more in _MORE_COUNTRIES.items():
        names.update((name, (code, Locale("en").territories[code])) for name in more.split(", "))
    for name in _SEVERAL_COUNTRIES:
        names.pop(name, None)
    return names


def _forms(name: str) -> set[str]:
    """Return a name folded, and without its brackets, and what stands in them."""
    inside = re.findall(r"\(([^)]*)\)", name)
    written = [name, re.sub(r"\([^)]*\)", "", name), *(part for part in inside if part != "China")]
    folded = {fold(form.replace("&", " and ")) for form in written}
    return {form.replace("st ", "saint ", 1) if form.startswith("st ") else form for form in folded} | folded


@lru_cache(maxsize=2048)
def find_country(text: str) -> tuple[str, ...]:
    """Return the code that a code (two or three letters) or a name stands for; none or several when unsure."""
    upper = text.strip().upper()
    if upper in country_codes():
        return (upper,)
    name = fold(text.replace("&", " and "))
    for article in ("", *_ARTICLES):
        short = name.removeprefix(article)
        if short in _SEVERAL_COUNTRIES:
            return _SEVERAL_COUNTRIES[short]
        if short in country_names():
            return (country_names()[short][0],)
    return _by_long_code(upper) or _without_state_words(text)


def _by_long_code(upper: str) -> tuple[str, ...]:
    if not re.fullmatch("[A-Z]{3}", upper):
        return ()
    codes = get_global("territory_aliases").get(upper, ())
    return tuple(codes) if len(codes) == 1 and codes[0] in country_codes() else ()


def _without_state_words(text: str) -> tuple[str, ...]:
    """Read "Venezuela (Bolivarian Republic of)" and "Iran, Islamic Republic of"."""
    name, *rest = re.split(r"[(,]", text, maxsplit=1)
    if rest and name.strip() and set(_STATE_WORDS.split()).issuperset(fold(rest[0]).split()):
        return find_country(name)
    return ()


@lru_cache(maxsize=16)
def language_names(languages: tuple[str, ...]) -> Mapping[str, str]:
    """Return how each of `languages` is called (code, own name, names in the known languages), folded, to its code."""
    names = {}
    for code in languages:
        names[code] = code
        for named_in in {*NAMED_IN, code}:
            names[fold(str(Locale(named_in).languages.get(code, code)))] = code
        names.update(dict.fromkeys(_MORE_LANGUAGES.get(code, ()), code))
    return names


# ISO 639-2 codes, and the name that Spanish has in most of its countries.
_MORE_LANGUAGES = {
    "en": ("eng",),
    "es": ("spa", "castellano", "castilian", "castillan"),
    "fr": ("fra", "fre"),
    "pt": ("por",),
    "ar": ("ara",),
}


def own_name(language: str) -> str:
    """Return a language's name in itself, as choices show it: "Español"."""
    name = str(Locale(language).get_display_name(language) or language)
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=2048)
def find_language(text: str, languages: tuple[str, ...]) -> str:
    """Return which of `languages` is meant by a code (`es`, `es-MX`, `es_mx`, `spa`) or a name; empty if none."""
    names = language_names(languages)
    found = names.get(fold(text), "")
    if not found and (code := re.match(r"([A-Za-z]{2,3})[-_](?:[A-Za-z]{2,4}|[0-9]{3})\b", text.strip())):
        found = names.get(code[1].lower(), "")
    return found


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    return {name.lower(): name for name in sorted(zoneinfo.available_timezones()) if name != "localtime"}


@lru_cache(maxsize=2048)
def find_time_zone(text: str) -> str:
    """Return the IANA name that is meant, whatever its case; empty if there is none."""
    return _zones().get("_".join(text.split()).lower(), "")


@lru_cache(maxsize=512)
def suggest_country(text: str) -> str:
    """Return the name of a country that is written nearly so, or nothing."""
    name = fold(text)
    if len(name) < _SHORTEST:
        return ""
    close = difflib.get_close_matches(name, list(country_names()), 1, 0.8)
    return country_names()[close[0]][1] if close else ""


@lru_cache(maxsize=512)
def suggest_language(text: str) -> str:
    """Return the own name of a language that stands in the text or is written nearly so, or nothing."""
    names = language_names(NAMED_IN)
    long = [name for name in names if len(name) > len("spa")]  # "en" and "es" are everyday words
    found = {names[word] for word in fold(text).split() if word in long}
    found = found or {names[name] for name in difflib.get_close_matches(fold(text), long, 1, 0.75)}
    return own_name(found.pop()) if len(found) == 1 else ""


@lru_cache(maxsize=512)
def suggest_time_zone(text: str) -> str:
    """Return the zone named after a city in the text, or one that is written nearly so, or nothing."""
    typed = "_".join(fold(text).split())
    # The signs of "Etc/GMT+1" are turned round: nobody who types GMT+1 means it.
    places = {key: name for key, name in _zones().items() if "/" in key and not key.startswith("etc/")}
    for key, name in places.items():
        if key.rsplit("/", 1)[1].replace("-", "_") == typed:
            return name
    close = difflib.get_close_matches(text.lower(), list(places), 1, 0.8)
    return places[close[0]] if close else ""

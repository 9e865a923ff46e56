"""The design's own promises, held without a browser: contrast, budgets, one source of raw values, both directions."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from course.core.content.sanitise import CLASSES
from course.web.assets import SCRIPTS as JOINED_SCRIPTS
from course.web.assets import SHEETS as SERVED_SHEETS
from course.web.assets import Assets

WEB = Path(__file__).resolve().parents[2] / "course" / "web"
CSS = WEB / "static" / "css"
COMPONENTS = sorted((WEB / "templates" / "components").glob("*.html"))
SHEETS = sorted(CSS.glob("*.css"))
SCRIPTS = sorted((WEB / "static" / "js").glob("*.js"))
BUNDLES = ("bundle.txt", "more.txt")
TEMPLATES = WEB / "templates"

GROUNDS = ("paper", "surface", "sunken")
INKS = ("ink", "ink2", "link", "brand", "accent", "ok", "warn", "bad", "info", "m1", "m2", "m3", "m4")
TEXT_PAIRS = [
    *((ink, ground) for ink in INKS for ground in GROUNDS),
    *((state, f"{state}bg") for state in ("ok", "warn", "bad", "info")),
    *(("ink", tint) for tint in ("okbg", "warnbg", "badbg", "infobg", "tint")),
    *(("ink", step) for step in ("h1", "h2", "h3")),
    ("brand", "tint"),
    ("bad", "surface"),
    ("onbrand", "brand"),
    ("onbrand", "h4"),
    ("surface", "bad"),
    ("paper", "ink"),
    ("onhero", "hero"),
    ("hero2", "hero"),
    ("onsun", "sun"),
    *(("surface", f"m{number}") for number in (1, 2, 3, 4)),
]


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def _themes() -> dict[str, dict[str, str]]:
    text = (CSS / "tokens.css").read_text("utf-8")
    light, by_system, by_choice = re.findall(r"color-scheme: (?:light|dark);(.*?)\n\s*}", text, re.DOTALL)
    assert _tokens(by_system) == _tokens(by_choice)
    return {"light": _tokens(light), "dark": {**_tokens(light), **_tokens(by_system)}}


def _luminance(colour: str) -> float:
    """Return relative luminance, 0.0 to 1.0, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_at_least_four_and_a_half_to_one(theme: str) -> None:
    tokens = _themes()[theme]

    weak = [pair for pair in TEXT_PAIRS if _contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5]

    assert weak == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_of_controls_and_focus_have_at_least_three_to_one(theme: str) -> None:
    tokens = _themes()[theme]

    weak = [
        (mark, ground)
        for mark in ("edge", "focus")
        for ground in GROUNDS
        if _contrast(tokens[mark], tokens[ground]) < 3
    ]

    assert weak == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_of_the_map_have_at_least_three_to_one_on_land_and_sea(theme: str) -> None:
    tokens = _themes()[theme]
    pairs = [(mark, ground) for mark in ("brand", "ink") for ground in ("land", "sea")]

    assert [pair for pair in pairs if _contrast(tokens[pair[0]], tokens[pair[1]]) < 3] == []


def test_every_sheet_is_in_the_bundle_once() -> None:
    listed = [name for bundle in BUNDLES for name in (CSS / bundle).read_text("utf-8").split()]

    assert sorted(listed) == [sheet.name for sheet in SHEETS]
    assert listed[0] == "tokens.css"


def test_each_page_that_needs_the_second_sheet_links_it() -> None:
    of_few = set().union(*map(_classes_of, (CSS / "more.txt").read_text("utf-8").split()))
    of_few -= set().union(*map(_classes_of, (CSS / "bundle.txt").read_text("utf-8").split()))
    pages = {place: place.read_text("utf-8") for place in TEMPLATES.rglob("*.html")}

    needing = {
        place.relative_to(TEMPLATES).as_posix()
        for place, text in pages.items()
        if '{% extends "base.html" %}' in text and _classes_in(text) & of_few
    }

    assert "community/actions.html" in needing
    assert [page for page in sorted(needing) if "more.css" not in pages[TEMPLATES / page]] == []


def _classes_of(sheet: str) -> set[str]:
    return set(
        re.findall(r"\.([a-z][\w-]*)", re.sub(r"url\('[^']*'\)", "", (CSS / sheet).read_text("utf-8")))
    )


def _classes_in(template: str) -> set[str]:
    """Return the classes of a template and of the components that it takes in."""
    found = {
        name for names in re.findall(r'class="([^"]*)"', template) for name in re.findall(r"[\w-]+", names)
    }
    for part in re.findall(r'{% (?:from|import|include) "([^"]+)"', template):
        found |= _classes_in((TEMPLATES / part).read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    "sheet", [sheet for sheet in SHEETS if sheet.name != "tokens.css"], ids=lambda path: path.stem
)
def test_raw_colours_stand_in_the_tokens_alone(sheet: Path) -> None:
    rules = re.sub(r"url\('[^']*'\)", "", sheet.read_text("utf-8"))

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_pages_can_be_mirrored(sheet: Path) -> None:
    rules = re.sub(r"url\('[^']*'\)", "", sheet.read_text("utf-8"))

    assert (
        re.findall(
            r"(?:margin|padding|border)-(?:left|right)|^\s*(?:left|right|float: left|float: right)\b", rules
        )
        == []
    )


@pytest.mark.parametrize("bundle", BUNDLES)
def test_a_style_sheet_keeps_its_budget(bundle: str, tmp_path: Path) -> None:
    assets = Assets(tmp_path)
    sheet = next(name for name, listed in SERVED_SHEETS.items() if listed == bundle)

    assert len((tmp_path / f"{assets.names[sheet]}.br").read_bytes()) <= 9_000  # as it travels


@pytest.mark.parametrize("name", sorted([*(f"js/{path.name}" for path in SCRIPTS), *JOINED_SCRIPTS]))
def test_a_script_keeps_its_budget(name: str, tmp_path: Path) -> None:
    assets = Assets(tmp_path)

    assert len((tmp_path / f"{assets.names[name]}.br").read_bytes()) <= 6_000  # as it travels


def test_a_script_is_made_of_its_parts_without_comments_on_lines_of_their_own(tmp_path: Path) -> None:
    script = (tmp_path / Assets(tmp_path).names["js/quiz.js"]).read_text("utf-8")

    assert script.index("function canonical(") < script.index("function openQueue(")
    assert 'const QUEUE = "course.answers."; // course.js forgets' in script
    assert not re.search(r"^\s*(//|/\*|\*)", script, re.MULTILINE)


def test_masks_draw_what_the_icon_macro_draws() -> None:
    paths = dict(
        re.findall(
            r'^  "(\w+)": "([^"]+)"', (COMPONENTS[0].parent / "icon.html").read_text("utf-8"), re.MULTILINE
        )
    )
    masks = re.findall(
        r"\.ico--(\w+) \{\s*--icon: [^\n]*<path d=\"([^\"]+)\"", (CSS / "icon.css").read_text("utf-8")
    )

    assert {name: paths.get(name) for name, _ in masks} == dict(masks)


def test_every_icon_of_a_lesson_has_a_mask() -> None:
    in_lessons = {name.removeprefix("ico--") for name in CLASSES["span"] if name.startswith("ico--")}
    masks = set(re.findall(r"\.ico--(\w+)", (CSS / "icon.css").read_text("utf-8")))

    assert in_lessons <= masks


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_tells_its_parameters_on_top_and_is_named_as_its_file(component: Path) -> None:
    text = component.read_text("utf-8")
    macros = Environment(extensions=["jinja2.ext.i18n"]).parse(text).find_all(nodes.Macro)

    named = [macro for macro in macros if macro.name == component.stem]

    parameters = ", ".join(argument.name for argument in named[0].args)
    assert text.startswith(f"{{# {component.stem}({parameters})")

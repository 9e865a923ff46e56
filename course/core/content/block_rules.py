"""What each block of a lesson's text asks for: its argument, its options, its body."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from course.core.content.files import SLUG
from course.core.content.pictures import PICTURE
from course.core.text import N_

MEDIA = r"media/[A-Za-z0-9][A-Za-z0-9_-]*\.(?:mp3|ogg|opus|m4a|vtt|png|jpg|jpeg|webp|avif)"
PICTURE_FILE = (
    r"media/[A-Za-z0-9][A-Za-z0-9_-]*\.(?:png|jpg|jpeg|webp|avif)"  # those of MEDIA that are pictures
)
NOTE_KINDS = ("info", "think", "warn", "ok")
CUE = re.compile(r"(\d{1,2}(?::\d\d){1,2})\s+\*\*([^*]+?):?\*\*:?\s+(\S.*)")

_WORDS = r".+"
_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d+\.) +\S")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a block; `line` counts from 0 in its body, None means the block's first line."""

    code: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """`argument` and the options' values are patterns that must match in full; no argument is an empty one."""

    argument: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    has_body: bool = True
    needs: tuple[str, ...] = ()  # options without which the block says nothing

    def faults(self, argument: str, options: Mapping[str, str]) -> Iterator[Fault]:
        if not re.fullmatch(self.argument, argument):
            yield self._argument_fault(argument)
        for name, value in options.items():
            if name not in self.options:
                yield Fault(
                    "block_option_unknown",
                    N_("A block “%(block)s” has no option “%(option)s”."),
                    {"option": name},
                )
            elif not re.fullmatch(self.options[name], value):
                yield Fault(
                    "block_option_value",
                    N_("The option “%(option)s” cannot be “%(value)s”."),
                    {"option": name, "value": value},
                )

        for name in self.needs:
            if name not in options:
                template = N_("A block “%(block)s” needs the option “%(option)s”.")
                yield Fault("block_option_missing", template, {"option": name})

    def _argument_fault(self, argument: str) -> Fault:
        if not argument:
            return Fault("block_argument_missing", N_("A block “%(block)s” needs words after “|”."))
        if not self.argument:
            return Fault("block_argument_extra", N_("A block “%(block)s” takes no words after “|”."))
        template = N_("“%(argument)s” does not have the form that a block “%(block)s” needs.")
        return Fault("block_argument_form", template, {"argument": argument})


RULES: Mapping[str, Rule] = {
    "note": Rule(_WORDS, {"kind": "|".join(NOTE_KINDS)}),
    "key-points": Rule(),
    "do": Rule(),
    "figure": Rule(_WORDS, {"source": _WORDS}),
    "cards": Rule(),
    "reflect": Rule(SLUG),
    "podcast": Rule(_WORDS, {"minutes": r"[1-9]\d{0,2}", "file": MEDIA}),
    "case": Rule(_WORDS),
    "explainer": Rule(_WORDS, {"file": PICTURE}, needs=("file",)),
    "quiz": Rule(SLUG, has_body=False),
}


def seconds(time: str) -> int:
    """Return how many seconds "1:02:03" or "2:03" are."""
    total = 0
    for part in time.split(":"):
        total = total * 60 + int(part)
    return total


def body_problem(name: str, body: list[str]) -> Iterator[Fault]:
    """Yield what is wrong with the lines of a block's body."""
    filled = any(line.strip() for line in body)
    if filled and not RULES[name].has_body:
        yield Fault("block_body_extra", N_("A block “%(block)s” holds no text."))
    elif not filled and RULES[name].has_body:
        yield Fault("block_body_missing", N_("This block “%(block)s” is empty."))
    elif name == "key-points" and not any(_LIST_ITEM.match(line) for line in body):
        yield Fault("key_points_list", N_("Key points are a list: lines that begin with “- ”."))
    elif name == "cards" and not any(line.startswith(":") for line in body):
        yield Fault("cards_list", N_("A card is a front and, on the next line, “:   ” and its back."))
    elif name == "figure" and not any("|" in line or "](" in line for line in body):
        yield Fault("figure_empty", N_("A figure holds a table or a picture."))
    elif name == "explainer" and not any(_LIST_ITEM.match(line) for line in body):
        yield Fault("explainer_list", N_("An explainer is a numbered list: a caption for each step."))
    elif name == "podcast":
        yield from _cue_faults(body)


def _cue_faults(body: list[str]) -> Iterator[Fault]:
    before = -1
    for number, line in enumerate(body):
        if not line.strip():
            continue
        cue = CUE.fullmatch(line.strip())
        if cue is None:
            yield Fault(
                "cue_form", N_("A line of a conversation has the form 0:19 **Name:** words."), line=number
            )
        elif seconds(cue[1]) < before:
            yield Fault(
                "cue_order", N_("The time %(time)s is earlier than the one before."), {"time": cue[1]}, number
            )
        before = seconds(cue[1]) if cue else before

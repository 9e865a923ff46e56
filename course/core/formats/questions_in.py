"""What files of questions from other systems hold: questions of our kinds, and by name what could not be taken.

The readers (gift.py, aiken.py, moodle_xml.py) give texts in one language, which the caller names; the others are to be
translated. Nothing is dropped in silence: a question that is left out stands in `skipped`, and what a question that was
taken lost on the way stands in `notes`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace
from typing import Any

from course.core.content.model import Problem
from course.core.formats.picture_box import PictureBox
from course.core.grading.pictures import QuestionPicture, pictures_of, with_pictures
from course.core.grading.questions import AnyQuestion, Description, ExtraAnswer, Option, Pair, PollOption, See
from course.core.slugs import is_slug, make_slug
from course.core.text import N_, Text

ID_LENGTH = 40
NAME_SHOWN = 60  # characters of a question's text that name it where it has no name
GATHERED_SHOWN = 3  # names of questions that a remark on all of them tells
BYTES_MAX = 20_000_000
DECIMALS = 6  # as many as a quiz file keeps
POINTS_MAX = 100.0  # of a question, likewise
ALL = 100.0  # percent
POLL_MAX = 20  # options, as many as a quiz file takes
_SEE = re.compile(r"see:([a-z0-9-]+)(?:#([a-z0-9-]+))?")  # a label that names a lesson and a heading in it
PARTS_MAX = 200  # of one passage: gaps, and words that are offered in each of them

REASONS: Mapping[str, str] = {
    "kind": N_("This kind of question (%(kind)s) has no like here."),
    "no_answers": N_("It has no answers."),
    "no_key": N_("The line that names its right answer is missing, such as “ANSWER: B”."),
    "aiken_key": N_("Line %(line)s is to name one letter, as “ANSWER: B” does: “%(detail)s”."),
    "aiken_answer": N_(
        "Line %(line)s is no answer, “%(detail)s”: one begins with a letter and a point or a bracket, as “B. …” or “B) …”."
    ),
    "aiken_twice": N_("Line %(line)s has the letter of an answer before it: “%(detail)s”."),
    "no_right": N_("None of its answers is right."),
    "key_of_none": N_("The key names none of its answers: “%(key)s”."),
    "aiken_of_none": N_("The key in line %(line)s names none of its answers: “%(key)s”."),
    "all_right": N_("All of its answers are right: there is nothing to choose."),
    "one_answer": N_("It has fewer than two answers to choose from."),
    "not_a_number": N_("“%(value)s” is no number."),
    "unclosed": N_("A bracket is not closed."),
    "unreadable": N_("It does not follow the format: %(detail)s."),
    "lost_picture": N_("A picture is left out."),
    "lost_sound": N_("A sound or a film is left out."),
    "no_picture": N_("It asks for a place on a picture that is not there, or is none that pages show."),
    "many_spots": N_("It has more than %(most)s places to choose from."),
    "picture_by_name": N_(
        "This picture is not in the file: put it into the module's folder. Questions: %(count)s (%(names)s)."
    ),
    "unsaid_spots": N_("What its places are called is still to be written."),
    "unsaid_picture": N_("What its picture shows is still to be written."),
    "lost_hints": N_("Hints are left out."),
    "lost_case": N_("Upper and lower case make no difference here."),
    "lost_distractor": N_("An answer that belongs to no prompt is left out: %(detail)s."),
    "lost_link": N_("Addresses of links are left out, their words stay."),
    "lost_table": N_("A table became lines of text."),
    "lost_weight": N_("Partial credit of single answers is left out: %(detail)s."),
    "no_debt": N_("What takes points away there earns nothing here: %(detail)s."),
    "raised_shares": N_(
        "All its right answers together do not earn everything there; here they do: %(detail)s."
    ),
    "lost_look": N_("Underlined, struck or highlighted words are plain here: say what the look meant."),
    "lost_field": N_("A field to fill in that stands in its text is left out."),
    "lost_hidden": N_("Words in its text that pages do not show are left out."),
    "lost_script": N_("Code in its text is left out."),
    "fault": N_("It does not follow the form of a quiz file: %(problem)s"),
    "leads_nowhere": N_("It asks for nothing, and no question follows to which it leads."),
    "lost_lead": N_("The text that stands before it is left out."),
    "units": N_("It asks for a unit, for which this format has no place."),
    "lost_star": N_("Accepted forms with a star, which stands for any signs, are left out."),
    "all_or_nothing": N_("There it is right as a whole or not at all; here it earns in part."),
    "lost_feedback": N_("Feedback that belongs to no answer is left out."),
    "lost_languages": N_("Its words in other languages are left out."),
    "lost_media": N_("A part of another page is left out."),
    "lost_formula": N_("A formula became plain signs: read it over."),
    "raw_formula": N_("A formula in TeX stays as it was written: write it in plain signs."),
    "lost_rubric": N_("A text for those who mark or teach is left out."),
    "too_many": N_("It has more than %(most)s answers to be typed."),
    "many_parts": N_("It has more than %(most)s parts to be filled in or to choose from: part it."),
    "several": N_("It asks several things at once: part it."),
    "parted": N_(
        "It asks %(count)s things at once: each is a question of its own here, with its share of the points."
    ),
    "adaptive": N_("It changes with each try, and there is no such question here."),
    "other_language": N_(
        "It says that its texts are in another language than the one chosen. Questions: %(count)s (%(names)s)."
    ),
    "whole_test": N_(
        "The test around the questions is left out: its order, parts, weights and limits are for the quiz to say."
    ),
    "whole_quiz": N_("Only the questions of a quiz file come in: what it says of the quiz is left out."),
    "earns_in_part": N_("Here it earns in part; there it was right as a whole or not at all."),
    "no_file": N_("The file that should hold it is not there."),
    "not_listed": N_("The manifest of its package does not list it as a question; it is taken."),
    "large_file": N_("The file that holds it is too large."),
    "bad_file": "%(problem)s",
    "no_text": N_("It has no text in this language."),
    "confusing": N_("Its text reads like a sign of this format: %(detail)s."),
    "as_kind": N_("It becomes a question of the kind “%(kind)s”."),
    "lost_reasons": N_("Reasons for single answers are left out."),
    "lost_general": N_("The general feedback is left out."),
    "lost_see": N_("The passage that explains it is left out."),
    "lost_points": N_("Its points are left out: it counts 1."),
    "lost_tags": N_("Its tags are left out."),
    "rounded_weights": N_("The weights of its gaps are rounded to whole numbers."),
    "by_hand": N_(
        "A person marks it: its rubric is still to be written. There it earns at most: %(points)s."
    ),
    "setting": N_("It has no place here. Questions that have it: %(count)s (%(names)s)."),
    "name_as_text": N_(
        "It becomes what learners read above the passage; there teachers alone read it. Questions: %(count)s (%(names)s)."
    ),
    "was_hidden": N_("What is hidden there comes in like all else. Questions: %(count)s (%(names)s)."),
    "fixed_order": N_(
        "Answers keep their order there. Here they are shuffled unless the quiz says “shuffle: false”. Questions: "
        "%(count)s (%(names)s)."
    ),
    "try_costs": N_(
        "What a try costs is said by the quiz here, as “penalty”. Questions that say another share: %(count)s (%(names)s)."
    ),
    "own_marking": N_(
        "Marking of its own is left out: the key alone counts here. Questions: %(count)s (%(names)s)."
    ),
    "category_words": N_("What this category says of itself is left out."),
    "points_by_rubric": N_("Its points follow from its rubric."),
    "lost_levels": N_("Its rubric is left out."),
    "lost_bounds": N_("How many words are asked for is left out."),
    "lost_files": N_("Files beside the text are left out."),
    "lost_typed": N_("The text beside the file is left out."),
    "one_file": N_("Here it takes one file."),
    "file_limits": N_("Which files it takes, and how large they may be, is for this site to say."),
    "lost_template": N_("The text that stands in the field before one writes is left out."),
    "lost_model": N_("A model answer is left out."),
    "lost_counts": N_("That its votes are shown is left out."),
    "nothing_right": N_("Nothing in it is right or wrong, and this format has no such question."),
    "several_right": N_("Any one of several answers is right in it; here all of them would be asked for."),
    "excluded": N_("What earns nothing there would count as right here: %(detail)s."),
    "number_taken": N_("The right number %(detail)s does not count there: an answer before it takes it."),
    "star": N_("A star in an accepted form would stand for any signs here: %(detail)s."),
    "too_fine": N_("“%(value)s” has more digits than are kept here."),
    "empty_text": N_("It has no words of its own."),
    "empty_part": N_("One of its parts has no words."),
    "wordless_answer": N_(
        "Answer number %(number)s has no words. What it shows as a picture or a sound alone has to be said in words."
    ),
    "same_words": N_("One and the same answer is right in it and wrong: %(detail)s."),
    "two_brackets": N_("It has brackets twice."),
    "drawn": N_("Its words or numbers are drawn anew each time; here they stay as they are."),
    "lost_combined": N_("What is said of a right, partly right or wrong answer as a whole is left out."),
    "lost_unit": N_("A unit is left out, since its name or its factor is too long: %(detail)s."),
    "lost_stimulus": N_("A text in another file, to which it refers, is left out."),
    "story": N_("It is a story that goes on from what is chosen, and this format has no such question."),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one question: its name, where it begins (line from 1, 0 unknown), and a key of REASONS."""

    name: str
    line: int
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)


def remark_words(
    template: str, values: Mapping[str, object], say: Callable[..., str] = lambda words, **told: words % told
) -> str:
    """Return a sentence with its values; `say` translates, and a problem among the values is said first."""
    told = {
        name: remark_words(value.template, value.values, say)
        if isinstance(value, Problem | FileRefused)
        else value
        for name, value in values.items()
    }
    return say(template, **told)


@dataclass(slots=True)
class Imported:
    """All that a file gave, in its order."""

    language: str
    questions: list[AnyQuestion] = field(default_factory=list)
    skipped: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)  # ids that questions have already
    last: dict[str, int] = field(default_factory=dict)  # the last number behind an id
    told: list[tuple[Description, Remark]] = field(default_factory=list)  # waits for the question it leads to
    gathered: dict[tuple[str, str], list[str]] = field(
        default_factory=dict
    )  # what and why to questions' names
    pictures: PictureBox = field(default_factory=PictureBox)

    def tell(
        self, text: Text, remark: Remark, name: str = "", picture: QuestionPicture | None = None
    ) -> None:
        """Keep a text that asks for nothing, to stand before the next question; `remark` names it if none follows."""
        self.told.append((Description(self.new_id(name or remark.name), text, picture), remark))

    def take(self, question: AnyQuestion) -> None:
        """Add a question, with what was told before it."""
        lead = tuple(description for description, _remark in self.told)
        self.told.clear()
        self.questions.append(replace(question, lead=lead) if lead else question)

    def gather(self, what: str, reason: str, name: str) -> None:
        """Keep what a question loses as many others do: one remark for all of them tells it, called by `what`."""
        self.gathered.setdefault((what, reason), []).append(name)

    def ungather(self, name: str) -> None:
        """Take back what a question that is left out would have lost; `name` was gathered last wherever it stands."""
        for names in self.gathered.values():
            if names[-1:] == [name]:
                names.pop()
        self.gathered = {key: names for key, names in self.gathered.items() if names}

    def rename_pictures(self, there: Callable[[str], bytes | None]) -> None:
        """Give another name to each picture whose name another file has already; `there` gives that one's bytes."""
        names: dict[str, str] = {}
        given: set[str] = set()
        kept = self.kept_pictures()
        for file, data in kept.items():
            stem, _, ending = file.rpartition(".")
            number, found = 1, file
            while there(found) not in {None, data} or found in given:
                number += 1
                found = f"{stem}-{number}.{ending}"
            names[file] = found
            given.add(found)
        self.pictures.files = {names[file]: data for file, data in kept.items()}
        self.questions = [
            with_pictures(question, lambda one: replace(one, file=names.get(one.file, one.file)))
            for question in self.questions
        ]

    def kept_pictures(self) -> dict[str, bytes]:
        """Return the pictures of the questions that were taken, by what they are called in media/."""
        used = {picture.file for question in self.questions for picture in pictures_of(question)}
        return {file: data for file, data in self.pictures.files.items() if file in used}

    def close(self) -> "Imported":
        """Name what was told at the end and leads to nothing, and what questions lose together."""
        self.skipped += [remark for _description, remark in self.told]
        self.told.clear()
        together = [
            Remark(what, 0, reason, {"count": len(names), "names": _some(names)})
            for (what, reason), names in self.gathered.items()
        ]
        self.gathered.clear()
        self.notes = [*together, *self.notes]
        return self

    def said(self, text: str) -> Text:
        """Return a text in the file's language; empty where there is none."""
        return {self.language: text} if text else {}

    def must(self, text: str) -> Text:
        """Return a text in the file's language. Raises Skip where it has no words, such as one that was a picture alone."""
        if not text.strip():
            raise Skip("empty_part")
        return self.said(text)

    def new_id(self, name: str) -> str:
        """Return an id that no question of this file has, made from a name; a name that is an id stays."""
        stem = name if is_slug(name) else make_slug(name, "question")[:ID_LENGTH].strip("-") or "question"
        found, number = stem, self.last.get(stem, 1)
        while found in self.taken:
            number += 1
            found = f"{stem}-{number}"
        self.last[stem] = number
        self.taken.add(found)
        return found


class FileRefused(Exception):  # noqa: N818 - it is the file's fault
    """The file as a whole cannot be read; `template` with `values` says why and what to do."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(remark_words(template, values))
        self.template = template
        self.values = values


class Skip(Exception):  # noqa: N818 - it leaves one question out and ends nothing
    """This question cannot be taken; `reason` is a key of REASONS."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:GATHERED_SHOWN]) + (", …" if len(names) > GATHERED_SHOWN else "")


# An encoding that an XML file names, of those that write a byte a character.
_NAMED = re.compile(
    rb"<\?xml[^>]{1,200}?encoding=[\"'](iso-8859-[0-9]{1,2}|windows-125[0-8]|koi8-[ru])[\"']", re.IGNORECASE
)


def decoded(data: bytes) -> str:
    """Return a file's text with plain line ends: UTF-8 or UTF-16 with or without mark, else what its XML names.

    UTF-16 without a mark shows by the zeros beside its first characters. What names nothing is Windows-1252.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return _plain_lines(data.decode(encoding, "replace"))
    if len(data) > 3 and len(data) % 2 == 0 and (not any(data[1:4:2]) or not any(data[0:4:2])):  # noqa: PLR2004 - two characters
        return _plain_lines(data.decode("utf-16-le" if data[0] else "utf-16-be", "replace"))
    try:
        return _plain_lines(data.decode("utf-8"))
    except UnicodeDecodeError:
        named = _NAMED.search(data[:500])
        encoding = named[1].decode() if named else ""
        # Files that say Latin-1 are Windows-1252, as browsers take them: it has letters where Latin-1 has none.
        return _plain_lines(
            data.decode(encoding if encoding.lower() not in {"", "iso-8859-1"} else "cp1252", "replace")
        )


def _plain_lines(text: str) -> str:
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def number_of(text: str) -> float:
    """Return a number as these formats write it, with a point. Raises Skip."""
    said = text.strip().replace("\\", "")
    if not re.fullmatch(r"[+-]?(?:\d{1,15}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][+-]?\d{1,2})?", said):
        raise Skip("not_a_number", value=said[:20])
    return float(said)


def refuse_many(parts: Sized) -> None:
    """Raise Skip where a passage has more gaps, or offers more words in them, than anybody reads."""
    if len(parts) > PARTS_MAX:
        raise Skip("many_parts", most=PARTS_MAX)


def options_of(imported: Imported, answers: Iterable[tuple[str, bool, str]]) -> tuple[Option, ...]:
    """Return options a, b, c … of (text, whether it is right, reason). Raises Skip where one has no words, or the words of
    one that is right are those of one that is wrong.
    """
    options, rights = [], dict[str, bool]()
    for place, (text, right, reason) in enumerate(answers):
        if not text.strip():
            raise Skip("wordless_answer", number=place + 1)
        if rights.setdefault(text, right) != right:
            raise Skip("same_words", detail=text[:NAME_SHOWN])
        options.append(Option(option_id(place), imported.said(text), right, imported.said(reason)))
    return tuple(options)


def extras_of(imported: Imported, pairs: Sequence[Pair], texts: Iterable[str]) -> tuple[ExtraAnswer, ...]:
    """Return the answers that belong to no prompt, each once; one that belongs to one as well is no other answer."""
    known = {text for pair in pairs for text in pair.answer.values()}
    others = [text for text in dict.fromkeys(texts) if text.strip() and text not in known]
    return tuple(ExtraAnswer(f"extra-{place}", imported.said(text)) for place, text in enumerate(others, 1))


def polled_options(options: Sequence[Option]) -> tuple[PollOption, ...]:
    """Return options of which none is right. Raises Skip where they are more than a poll may have."""
    if len(options) > POLL_MAX:
        raise Skip("many_parts", most=POLL_MAX)
    return tuple(PollOption(one.id, one.text, one.feedback) for one in options)


def option_id(place: int) -> str:
    """Return a to z, then a1 to z1 and so on."""
    letter = chr(ord("a") + place % 26)
    return letter if place < 26 else f"{letter}{place // 26}"  # noqa: PLR2004 - letters of the alphabet


def shown_name(name: str, text: str) -> str:
    """Return what a question is called in remarks."""
    found = " ".join((name or text).split()) or "?"
    return found if len(found) <= NAME_SHOWN else found[: NAME_SHOWN - 1].rstrip() + "…"


def labels_of(labels: Iterable[str]) -> dict[str, Any]:
    """Return what labels say of a question: its tags, and the passage that explains it, as "see:lesson#heading"."""
    told = [(label, _SEE.fullmatch(label.strip())) for label in labels if label]
    see = next((See(found[1], found[2] or "") for _label, found in told if found), None)
    tags = dict.fromkeys(make_slug(label, "tag") for label, found in told if not found)
    return {"tags": tuple(tags), "see": see}

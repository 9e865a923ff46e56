"""Texts of Moodle XML: in HTML, Markdown, Moodle's own form or plain, with the files that stand beside them."""

from html import escape
from xml.etree.ElementTree import Element

from course.core.formats.accepted import is_marked_up
from course.core.formats.html_words import LOSSES, html_from_markdown, plain_from_html
from course.core.formats.moodle_pictures import MoodleFiles, is_heard
from course.core.formats.pictures_in_text import images_in, take_first
from course.core.formats.questions_in import Imported
from course.core.grading.pictures import QuestionPicture


class MoodleTexts:
    """Reads the texts of one question; `losses` holds what is lost on the way, as keys of REASONS."""

    def __init__(self, imported: Imported) -> None:
        self.imported = imported
        self.losses: dict[str, None] = {}

    def said(self, text: str) -> dict[str, str]:
        return dict(self.imported.said(text))

    def words(self, element: Element | None) -> str:
        """Return an element's text without markup; files inside it are lost."""
        if element is None:
            return ""
        for file in element.findall("file"):
            self.losses["lost_sound" if is_heard(file.get("name", "")) else "lost_picture"] = None
        return self.plain(self.written(element), element.get("format", ""))

    def pictured(self, element: Element | None) -> tuple[str, QuestionPicture | None]:
        """Return an element's text, and the first picture in it that the file brings along."""
        before = "lost_picture" in self.losses
        text = self.words(element)
        if element is None or element.get("format") == "plain_text":
            return text, None
        files = MoodleFiles(element)
        images = images_in(self.markup(self.written(element), element.get("format", "")))
        picture = take_first(self.imported.pictures, images, files.find, self.said)
        if picture and not picture.text:
            self.losses["unsaid_picture"] = None
        is_more = before or images.others or len(images.found) > 1 or files.pictures > 1
        if picture and not is_more:
            self.losses.pop("lost_picture", None)
        if picture and not text:
            text = picture.text.get(self.imported.language, "")
        return text, picture

    def typed(self, element: Element | None) -> str:
        """Return a text whose signs are no markup in Moodle, unless markup stands round it."""
        text = "" if element is None else self.written(element).strip()
        is_markup = element is not None and element.find("text/*") is not None
        return self.words(element) if is_markup or is_marked_up(text) else text

    def written(self, element: Element) -> str:
        """Return an element's text as it is written, with markup that is not escaped; a plain one has words alone."""
        text = element.find("text")
        if text is None:
            return ""
        if element.get("format") != "plain_text":
            return _inner(text)
        self.losses |= {LOSSES[each.tag]: None for each in text.iter() if each.tag in LOSSES}
        return "".join(text.itertext())

    def plain(self, text: str, form: str) -> str:
        """Return a text of one of Moodle's forms without its markup."""
        if form == "plain_text":
            return text.strip()
        found, losses = plain_from_html(self.markup(text, form), self.imported.language)
        self.losses |= dict.fromkeys(losses)
        return found

    @staticmethod
    def markup(text: str, form: str) -> str:
        """Return a text of one of Moodle's forms as HTML."""
        if form == "markdown":
            return html_from_markdown(text)
        return text.replace("\n", "<br>") if form == "moodle_auto_format" and "<" in text else text


def _inner(element: Element) -> str:
    """Return what stands in an element, with its tags; words stay as the file's XML says them, since they are HTML."""
    return (element.text or "") + "".join(
        f"<{each.tag}{_attributes(each)}>{_inner(each)}</{each.tag}>{each.tail or ''}" for each in element
    )


def _attributes(element: Element) -> str:
    named = {name: value for name, value in element.attrib.items() if name[0].isalpha()}  # and not its line
    if element.tag == "img":
        named.setdefault("alt", "")  # else it could be words about the tag
    return "".join(f' {name}="{escape(value)}"' for name, value in named.items())

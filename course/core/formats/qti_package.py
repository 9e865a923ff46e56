"""QTI in a content package: a zip file with imsmanifest.xml and an XML file for each item.

Nothing is unpacked to disk. Caps hold before and while reading, since what a zip says of its sizes need not be true.
"""

import re
import struct
import zlib
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from io import BytesIO
from lzma import LZMAError
from posixpath import dirname, normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from course.core.formats.html_words import without_comments
from course.core.formats.qti_in import QTI_1, item_in, take_item
from course.core.formats.qti_names import VERSIONS, Version, identifier, to_camel, to_kebab
from course.core.formats.qti_out import ItemWriter
from course.core.formats.qti_pictures import picture_place
from course.core.formats.questions_in import FileRefused, Imported, Remark, Skip, decoded
from course.core.formats.questions_out import Exported, labels
from course.core.formats.safe_xml import read_xml
from course.core.grading.pictures import pictures_of
from course.core.grading.questions import AnyQuestion
from course.core.text import N_

MANIFEST = "imsmanifest.xml"
ENTRIES_MAX = 20_000
ENTRY_BYTES = 2_000_000  # of one XML file
HEAD_BYTES = (
    3_000  # in which the outermost element of a file is looked for; of all entries as much as ALL_BYTES
)
PICTURE_BYTES = 10_000_000  # of one picture
ALL_BYTES = 60_000_000  # of all files that are read
RATIO_MAX = 200  # how many times larger than packed; text packs to a tenth
RATIO_FROM = 1_000_000  # bytes; below this a ratio harms nobody
DAMAGED = N_("The zip file cannot be read: it is damaged or locked. Make it again.")
# What the library raises for archives that are none, or none whose packing it knows.
_BROKEN = (BadZipFile, RuntimeError, EOFError, ValueError, OSError, struct.error, zlib.error, LZMAError)
_DRIVE = re.compile(r"^[A-Za-z]:")
_ENCRYPTED = 0x1
# What a file is called that is QTI, however damaged; a package without a manifest may hold any XML.
_QTI = re.compile(r"assessment-?(?:Item|Test)\b|questestinterop", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s/>]")
_ITEM_ROOTS = frozenset({"assessmentItem", "qti-assessment-item"})
_TEST_ROOTS = frozenset({"assessmentTest", "qti-assessment-test"})
_ITEMS = ("imsqti_item", "imsqti_apipitem")
_TESTS = ("imsqti_test", "imsqti_section", "imsqti_assessment")
_WRAPPED = frozenset({"modalFeedback", "rubricBlock"})  # 3.0 puts what they say into one more part


def read_package(data: bytes, language: str, taken: Collection[str] = ()) -> Imported:
    """Return the questions of a package, in the order of its manifest. Raises FileRefused."""
    imported = Imported(language, taken=set(taken))
    try:
        package = ZipFile(BytesIO(data))
    except _BROKEN as error:
        raise FileRefused(DAMAGED) from error
    with package:
        _take_all(imported, _Package(package))
    return imported.close()


class _Package:
    """A zip whose names and sizes were looked at first."""

    def __init__(self, package: ZipFile) -> None:
        self.package = package
        self.left = ALL_BYTES
        self.names: dict[str, ZipInfo] = {}
        entries = package.infolist()
        if len(entries) > ENTRIES_MAX:
            raise FileRefused(N_("The zip file holds more than %(most)s files. Part it."), most=ENTRIES_MAX)
        for entry in entries:
            _refuse_unsafe(entry)
            if entry.filename in self.names:
                raise FileRefused(N_("“%(name)s” stands in the zip file twice."), name=_shown(entry))
            self.names[entry.filename] = entry

    def text(self, name: str) -> str:
        """Return a file's text. Raises Skip where it is not there or too large, FileRefused where it is damaged."""
        return decoded(self._read(name, ENTRY_BYTES))

    def root(self, name: str) -> str:
        """Return what a file's outermost element is called; empty where it is no XML. Raises as `text` does.

        The whole file is read only where its head shows none, such as behind a long comment.
        """
        try:
            with self.package.open(self.names[name]) as file:
                head = decoded(file.read(HEAD_BYTES))
        except _BROKEN as error:
            raise FileRefused(DAMAGED) from error
        if "<" not in head:
            return ""
        opened = head.rfind("<!--")  # a comment that the head does not end
        closed = head[:opened] if opened > head.rfind("-->") else head
        found = _ROOT.search(without_comments(closed)) or _ROOT.search(without_comments(self.text(name)))
        return found[1] if found else ""

    def picture(self, near: str, address: str) -> bytes | None:
        """Return the file that another one, `near`, names by its address; None where it is not in the package."""
        try:
            return self._read(_beside(near, address.partition("?")[0]), PICTURE_BYTES)
        except (Skip, FileRefused):
            if self.left < 0:
                raise
            return None

    def _read(self, name: str, most: int) -> bytes:
        entry = self.names.get(name)
        if entry is None:
            raise Skip("no_file")
        try:
            with self.package.open(entry) as file:
                found = file.read(most + 1)
        except _BROKEN as error:
            raise FileRefused(DAMAGED) from error
        self.left -= len(found)
        if self.left < 0:
            raise FileRefused(N_("The files in the zip file are too large together. Part it."))
        if len(found) > most:
            raise Skip("large_file")
        return found


def _refuse_unsafe(entry: ZipInfo) -> None:
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts or "\0" in entry.orig_filename:
        message = N_("The zip file names a file outside of itself, “%(name)s”: it is not taken.")
        raise FileRefused(message, name=_shown(entry))
    if entry.flag_bits & _ENCRYPTED:
        raise FileRefused(N_("The zip file is locked with a password. Make it without one."))
    if entry.file_size > RATIO_FROM and entry.file_size > RATIO_MAX * max(1, entry.compress_size):
        message = N_("“%(name)s” in the zip file would grow beyond all measure: it is not taken.")
        raise FileRefused(message, name=_shown(entry))


def _shown(entry: ZipInfo) -> str:
    return entry.filename.replace("\0", "")[:80]


def _take_all(imported: Imported, package: _Package) -> None:
    found = _items(imported, package)
    is_qti = any(map(_is_manifest, package.names))
    for name, tags, is_listed in found:
        try:
            text = package.text(name)
            is_qti = is_qti or bool(_QTI.search(text))
            item = item_in(text)
            stimuli = _stimuli(package, item, name)
            left_out = len(imported.skipped)
            take_item(imported, item, tags, name, stimuli, partial(package.picture, name))
            if not is_listed and len(imported.skipped) == left_out:
                imported.notes.append(Remark(name, 0, "not_listed"))
        except Skip as skip:
            imported.skipped.append(Remark(name, 0, skip.reason, skip.values))
        except FileRefused as refused:
            if package.left < 0:
                raise
            imported.skipped.append(Remark(name, 0, "bad_file", {"problem": refused}))
    if not is_qti or (not found and not _is_empty_package(package)):
        raise FileRefused(N_("The zip file holds no QTI items."))


def _is_empty_package(package: _Package) -> bool:
    """Tell whether a package without items says that it is one of QTI: nothing of a quiz could be written into it."""
    manifest = _manifest_of(package)
    schema = read_xml(package.text(manifest)).findtext("metadata/schema") if manifest else ""
    return (schema or "").strip().startswith("QTI")


def _stimuli(package: _Package, item: Element, name: str) -> Mapping[str, Element]:
    """Return the bodies of the texts that an item shares with others; one that cannot be read is not among them."""
    found = {}
    for ref in item.findall("assessmentStimulusRef"):
        try:
            root = read_xml(package.text(_beside(name, ref.get("href") or "")))
        except (Skip, FileRefused):
            if package.left < 0:
                raise
            continue
        to_camel(root)
        if (body := root.find("stimulusBody")) is not None:
            found[ref.get("identifier") or ""] = body
    return found


def _beside(name: str, address: str) -> str:
    """Return the name of a file that another one names."""
    base = dirname(name)
    return normpath(f"{base}/{unquote(address)}") if base else normpath(unquote(address))


def _items(imported: Imported, package: _Package) -> list[tuple[str, list[str], bool]]:
    """Return the items' file names with their keywords, and whether the manifest lists them as items.

    They stand in the manifest's order, and behind them what it forgot. Without a manifest they are all XML files.
    """
    manifest = _manifest_of(package)
    if not manifest:
        return [(name, [], True) for name in package.names if _is_xml(name)]
    root = read_xml(package.text(manifest))
    found, kinds, keywords = [], set(), dict[str, list[str]]()
    read = {manifest}
    for resource in root.iter("resource"):
        kind, name = resource.get("type", "").lower(), _beside(manifest, _address(resource))
        kinds.add(kind.partition("v1p")[0])
        keywords[name] = list(_keywords(resource))
        if kind.startswith((*_ITEMS, *_TESTS)):
            read.add(name)
        if kind.startswith(_ITEMS):
            found.append((name, keywords[name], True))
        elif kind.startswith(_TESTS):
            imported.notes.append(Remark(name, 0, "whole_test"))
    roots = _roots(imported, package, read)
    found += [(name, keywords.get(name, []), False) for name, root in roots.items() if root in _ITEM_ROOTS]
    imported.notes += [Remark(name, 0, "whole_test") for name, root in roots.items() if root in _TEST_ROOTS]
    old = [name for name, root in roots.items() if root == "questestinterop"]
    if not found and (old or "imsqti_xml" in kinds):
        raise FileRefused(QTI_1)
    imported.skipped += [Remark(name, 0, "bad_file", {"problem": FileRefused(QTI_1)}) for name in old]
    return found


def _roots(imported: Imported, package: _Package, read: Collection[str]) -> Mapping[str, str]:
    """Return the outermost elements of the XML files that are not read yet; a file that cannot be opened is named."""
    found: dict[str, str] = {}
    for name in package.names:
        if name in read or not _is_xml(name):
            continue
        try:
            found[name] = package.root(name)
        except Skip as skip:
            imported.skipped.append(Remark(name, 0, skip.reason, skip.values))
        except FileRefused as refused:
            if package.left < 0:
                raise
            imported.skipped.append(Remark(name, 0, "bad_file", {"problem": refused}))
    return found


def _is_xml(name: str) -> bool:
    """Tell whether a file is called as XML is; what some systems put beside each file, ._name, is none of the package."""
    return name.lower().endswith(".xml") and not name.rpartition("/")[2].startswith("._")


def _manifest_of(package: _Package) -> str:
    """Return the name of the outermost manifest; empty where there is none."""
    return next((name for name in sorted(package.names, key=len) if _is_manifest(name)), "")


def _is_manifest(name: str) -> bool:
    return name.rpartition("/")[2].lower() == MANIFEST


def _address(resource: Element) -> str:
    """Return the address of a resource: its own, else that of its first file, else what it is called."""
    files = [file.get("href") or "" for file in resource.findall("file")]
    return next(filter(None, [resource.get("href"), *files, resource.get("identifier")]), "?")


def _keywords(resource: Element) -> Iterable[str]:
    for keyword in resource.iter("keyword"):
        for each in keyword if len(keyword) else (keyword,):
            if said := "".join(each.itertext()).strip():
                yield said


# ---- Writing -----------------------------------------------------------------------------------------------------


def write_package(
    questions: Iterable[AnyQuestion],
    language: str,
    version_name: str,
    pictures: Mapping[str, bytes] | None = None,
) -> Exported:
    """Return questions as a package of QTI in one language; what it cannot hold is named. Equal questions, equal bytes."""
    version, exported, written = VERSIONS[version_name], Exported(pictures=pictures or {}), []
    for question in questions:
        try:
            item = ItemWriter(exported, question, language).element()
        except Skip as skip:
            exported.skip(question, skip)
            continue
        written.append((question, _file(item, version)))
    held = BytesIO()
    enclosed = {question.id: _enclosed(exported, question) for question, _text in written}
    with ZipFile(held, "w", ZIP_DEFLATED) as package:
        manifest = _manifest([question for question, _text in written], version, enclosed)
        _put(package, MANIFEST, manifest.encode())
        for question, text in written:
            _put(package, _place(question), text.encode())
        for place, data in sorted(
            {place: data for files in enclosed.values() for place, data in files.items()}.items()
        ):
            _put(package, place, data)
    exported.data, exported.written = held.getvalue(), len(written)
    return exported


def _enclosed(exported: Exported, question: AnyQuestion) -> Mapping[str, bytes]:
    """Return the pictures of a question by their places."""
    return {
        picture_place(picture): data
        for picture in pictures_of(question)
        if (data := exported.pictures.get(picture.name))
    }


def _put(package: ZipFile, name: str, data: bytes) -> None:
    entry = ZipInfo(name)  # without the time of day
    entry.compress_type = ZIP_DEFLATED
    package.writestr(entry, data)


def _place(question: AnyQuestion) -> str:
    return f"items/{question.id}.xml"


def _file(root: Element, version: Version) -> str:
    if version.is_kebab:
        for told in [each for each in root.iter() if each.tag in _WRAPPED]:
            inner = Element("contentBody")
            inner.extend(list(told))
            for child in list(told):
                told.remove(child)
            told.append(inner)
        to_kebab(root)
    root.set("xmlns", version.item_space)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, "unicode") + "\n"


def _manifest(
    questions: list[AnyQuestion], version: Version, enclosed: Mapping[str, Mapping[str, bytes]]
) -> str:
    root = Element("manifest", {"xmlns": version.manifest_space, "identifier": "questions"})
    about = SubElement(root, "metadata")
    SubElement(about, "schema").text = version.schema
    SubElement(about, "schemaversion").text = version.schema_version
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for question in questions:
        names = {
            "identifier": identifier(question.id),
            "type": version.item_type,
            "href": _place(question),
        }
        resource = SubElement(resources, "resource", names)
        if told := labels(question):
            space = "http://ltsc.ieee.org/xsd/LOM"
            general = SubElement(
                SubElement(SubElement(resource, "metadata"), "lom", {"xmlns": space}), "general"
            )
            for tag in told:
                SubElement(SubElement(general, "keyword"), "string", {"language": "en"}).text = tag
        for place in (_place(question), *enclosed[question.id]):
            SubElement(resource, "file", {"href": place})
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, "unicode") + "\n"

"""Packages of QTI: the manifest, and zip files that mean no good."""

import re
import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from course.core.formats import qti_package
from course.core.formats.qti_package import MANIFEST, read_package, write_package
from course.core.formats.questions_in import FileRefused
from tests.core.grading.builders import a_choice, a_scenario, a_true_false, some_choices


def packed(files, compression=ZIP_DEFLATED):
    held = BytesIO()
    with ZipFile(held, "w", compression) as package:
        for name, text in files:
            package.writestr(ZipInfo(name), text, compression)
    return held.getvalue()


def unpacked(data):
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


@pytest.fixture(scope="module")
def package():
    return write_package([a_choice(tags=("land",)), some_choices(), a_true_false()], "en", "qti-2.1").data


def test_questions_come_in_the_manifests_order_with_its_keywords(package):
    found = read_package(package, "en")

    assert [question.id for question in found.questions] == ["choice", "choices", "statement"]
    assert found.questions[0].tags == ("land",)


def test_equal_questions_give_equal_bytes(package):
    again = write_package([a_choice(tags=("land",)), some_choices(), a_true_false()], "en", "qti-2.1")

    assert again.data == package


def test_a_package_in_a_folder_and_one_without_a_manifest_are_read(package):
    files = unpacked(package)
    in_folder = packed([(f"export/{name}", text) for name, text in files.items()])
    bare = packed([(name, text) for name, text in files.items() if name != MANIFEST])

    assert len(read_package(in_folder, "en").questions) == 3
    assert len(read_package(bare, "en").questions) == 3


def test_an_item_that_is_not_there_is_broken_or_too_large_is_named_and_the_others_are_taken(package):
    files = unpacked(package)
    files["items/choice.xml"] = "<assessmentItem"
    files["items/choices.xml"] = "<a>" + "<b/>" * 600_000 + "</a>"
    del files["items/statement.xml"]
    files["items/other.xml"] = unpacked(package)["items/statement.xml"]
    files[MANIFEST] = files[MANIFEST].replace(
        "<resources>",
        '<resources><resource identifier="o" type="imsqti_item_xmlv2p1" href="items/other.xml"/>',
    )

    found = read_package(packed(files.items(), ZIP_STORED), "en")

    assert [question.id for question in found.questions] == ["statement"]
    assert [(one.name, one.reason) for one in found.skipped] == [
        ("items/choice.xml", "bad_file"),
        ("items/choices.xml", "large_file"),
        ("items/statement.xml", "no_file"),
    ]


@pytest.mark.parametrize(
    "name",
    ["../evil.xml", "a/../../evil.xml", "/etc/evil.xml", "..\\evil.xml", "C:\\evil.xml", "C:/evil.xml"],
)
def test_a_name_that_leads_outside_refuses_the_whole_file(name):
    with pytest.raises(FileRefused, match="outside of itself"):
        read_package(packed([(name, "<a/>")]), "en")


def test_what_would_grow_beyond_measure_is_not_unpacked():
    with pytest.raises(FileRefused, match="beyond all measure"):
        read_package(packed([("bomb.xml", "0" * 20_000_000)]), "en")


def test_a_size_that_is_a_lie_is_noticed_while_reading(monkeypatch):
    monkeypatch.setattr(qti_package, "RATIO_MAX", 10**9)
    bomb = packed([("bomb.xml", "0" * 20_000_000)])
    lie = bomb.replace(struct.pack("<L", 20_000_000), struct.pack("<L", 100))

    try:
        found = read_package(lie, "en")
    except FileRefused as refused:
        assert re.search("cannot be read|no QTI items", str(refused))  # noqa: PT017 - either way is good: refused, or named
    else:
        assert [one.reason for one in found.skipped] in (["large_file"], ["bad_file"])


def test_the_files_together_have_a_limit(monkeypatch, package):
    monkeypatch.setattr(qti_package, "ALL_BYTES", 3_000)

    with pytest.raises(FileRefused, match="too large together"):
        read_package(package, "en")


def test_a_name_that_stands_twice_and_too_many_files_are_refused(monkeypatch):
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = packed([("a.xml", "<a/>"), ("a.xml", "<b/>")])

    with pytest.raises(FileRefused, match="twice"):
        read_package(twice, "en")
    monkeypatch.setattr(qti_package, "ENTRIES_MAX", 1)
    with pytest.raises(FileRefused, match="more than 1 files"):
        read_package(packed([("a.xml", ""), ("b.xml", "")]), "en")


@pytest.mark.parametrize("cut", [4, 200, -30])
def test_a_damaged_zip_is_refused_with_a_sentence(package, cut):
    with pytest.raises(FileRefused, match="damaged or locked"):
        read_package(package[:cut], "en")


def test_a_zip_without_items_is_refused():
    with pytest.raises(FileRefused, match="no QTI items"):
        read_package(packed([("readme.txt", "hello")]), "en")


def test_a_zip_whose_directory_lies_is_refused_with_a_sentence(package):
    lie = package[:-10] + struct.pack("<LL", len(package) + 100, 0) + package[-2:]

    with pytest.raises(FileRefused, match="damaged or locked"):
        read_package(lie, "en")


@pytest.mark.parametrize("sly", [b"items/\x80hoices.xml", b"items/Choices.xml"])
def test_a_file_of_the_zip_that_is_damaged_is_named_and_the_others_are_taken(package, sly):
    broken = package.replace(b"items/choices.xml", sly, 1)  # in front of its bytes, and not in the directory

    found = read_package(broken, "en")

    assert [question.id for question in found.questions] == ["choice", "statement"]
    assert [(one.name, one.reason) for one in found.skipped] == [("items/choices.xml", "bad_file")]


@pytest.mark.parametrize("version", ["qti-2.1", "qti-3.0"])
def test_a_package_that_holds_no_question_is_read_as_one_that_holds_none(version):
    exported = write_package([a_scenario()], "en", version)

    found = read_package(exported.data, "en")

    assert [(one.name, one.reason) for one in exported.left_out] == [("scenario", "story")]
    assert (exported.written, found.questions, found.skipped, found.notes) == (0, [], [], [])


def listed_otherwise(package, kind, more=()):
    """Return a package whose manifest says of its items but the first that they are of another kind, or says nothing."""
    files = unpacked(package)
    head, first, *rest = files[MANIFEST].split("<resource ")
    rest = (
        [each.replace("imsqti_item_xmlv2p1", kind) for each in rest]
        if kind
        else [rest[-1].partition("</resource>")[2]]
    )
    files[MANIFEST] = "<resource ".join([head, first, *rest]) if kind else f"{head}<resource {first}{rest[0]}"
    return packed([*files.items(), *more])


@pytest.mark.parametrize("kind", ["webcontent", "associatedcontent/learning-application-resource", ""])
def test_items_that_the_manifest_does_not_list_as_such_are_taken_and_named(package, kind):
    more = [("readme.xml", "<about/>"), ("words.xml", "no markup"), ("__MACOSX/items/._choice.xml", "<\0")]

    found = read_package(listed_otherwise(package, kind, more), "en")

    assert [question.id for question in found.questions] == ["choice", "choices", "statement"]
    assert [one.name for one in found.notes if one.reason == "not_listed"] == [
        "items/choices.xml",
        "items/statement.xml",
    ]
    assert found.skipped == []


def test_a_forgotten_item_behind_a_long_comment_that_speaks_of_tags_is_taken(package):
    files = unpacked(listed_otherwise(package, ""))
    comment = f"<!-- see the <b >bold</b> words {'and more ' * 500}-->"
    item = files["items/statement.xml"].replace("<assessmentItem", f"{comment}<assessmentItem", 1)

    found = read_package(packed([*{**files, "items/statement.xml": item}.items()]), "en")

    assert "statement" in [question.id for question in found.questions]


def test_a_package_whose_manifest_lists_no_item_is_read():
    data = write_package([a_choice()], "en", "qti-3.0").data
    files = unpacked(data)
    files[MANIFEST] = files[MANIFEST].replace("imsqti_item_xmlv3p0", "webcontent")

    found = read_package(packed(files.items()), "en")

    assert [question.id for question in found.questions] == ["choice"]


def test_forgotten_files_that_cannot_be_read_or_are_of_another_kind_are_named(package):
    item = unpacked(package)["items/choice.xml"]
    more = [
        ("broken.xml", item[: len(item) // 2]),
        ("large.xml", item.replace("?>", f"?><!--{''.join(map(str, range(400_000)))}-->")),
        ("remarked.xml", item.replace("?>", f"?><!--{'x' * 5_000}-->")),
        ("old.xml", "<questestinterop/>"),
        ("test.xml", "<assessmentTest/>"),
    ]

    found = read_package(listed_otherwise(package, "imsqti_item_xmlv2p1", more), "en")

    assert len(found.questions) == 4
    assert [(one.name, one.reason) for one in found.notes] == [
        ("test.xml", "whole_test"),
        ("remarked.xml", "not_listed"),
    ]
    assert {(one.name, one.reason) for one in found.skipped} == {
        ("large.xml", "large_file"),
        ("old.xml", "bad_file"),
        ("broken.xml", "bad_file"),
    }


def test_looking_for_forgotten_items_does_not_count_what_else_is_in_the_package(monkeypatch, package):
    monkeypatch.setattr(qti_package, "ALL_BYTES", 30_000)
    more = [(f"page-{number}.xml", "<page>" + "x" * 20_000 + "</page>") for number in range(9)]

    assert len(read_package(listed_otherwise(package, "webcontent", more), "en").questions) == 3

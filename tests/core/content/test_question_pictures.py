"""Pictures of questions: found beside the lessons, measured, and refused where a page could not show them."""

import io
from pathlib import Path

import pytest
import yaml
from PIL import Image

from course.core.content.load import media_file, publish
from course.core.content.media import picture_size
from course.core.content.quiz_files import quiz_from_body
from course.core.content.quiz_yaml import whole_quiz_yaml
from tests.core.content.test_kinds import HEAD, add, changed, codes
from tests.kinds import DESCRIPTION, HOTSPOT, NUMERIC, PICTURED_CHOICE, PICTURED_HOTSPOT, said

DESK = "modules/01-front-desk/media"


def draw(course, file: str = "bridge.png", *, size=(320, 200), **options) -> Path:
    place = course.root / DESK / file
    Image.new("RGB", size, "teal").save(place, **options)
    return place


def pictured(file="media/bridge.png"):
    return {"file": file, "text": said("A bridge")}


def test_a_picture_keeps_its_address_and_size_with_the_quiz(course, tmp_path):
    place = draw(course)
    draft = add(course, HEAD, changed(NUMERIC, picture=pictured()))

    assert codes(draft) == []
    picture = draft.catalogue.quizzes["desk-more"].questions[0].picture
    assert (picture.file, picture.width, picture.height) == ("media/bridge.png", 320, 200)
    assert picture.text["es"] == "A bridge (es)"

    publish(draft, tmp_path / "builds")
    assert media_file(tmp_path / "builds", picture.name).read_bytes() == place.read_bytes()


def test_options_and_descriptions_have_pictures_too(course):
    draw(course)
    told = changed(DESCRIPTION, picture=pictured())
    choice = changed(
        PICTURED_CHOICE, options=[changed(one, picture=pictured()) for one in PICTURED_CHOICE["options"]]
    )

    draft = add(course, HEAD, told, choice)

    assert codes(draft) == []
    question = draft.catalogue.quizzes["desk-more"].questions[0]
    assert [option.picture.width for option in question.options] == [320, 320]
    assert question.lead[0].picture.file == "media/bridge.png"


def test_another_picture_under_the_same_name_is_another_version_of_the_quiz(course):
    draw(course)
    before = add(course, HEAD, changed(NUMERIC, picture=pictured())).catalogue.quizzes["desk-more"]

    draw(course, size=(320, 201))

    after = course.read().catalogue.quizzes["desk-more"]
    assert after.version != before.version
    assert quiz_from_body(before.body).questions == before.questions


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("media/gone.png", "media_missing"),
        ("media/talk.png", "picture_unreadable"),
        ("media/wide.png", "picture_heavy"),
        ("media/heavy.png", "picture_heavy"),
    ],
)
def test_a_picture_that_pages_could_not_show_is_named_with_its_line(course, file, code):
    (course.root / DESK / "talk.png").write_bytes(b"ID3 no picture")
    draw(course, "wide.png", size=(4_097, 1))
    heavy = io.BytesIO()
    Image.effect_noise((700, 700), 100).save(heavy, "png")
    (course.root / DESK / "heavy.png").write_bytes(heavy.getvalue())

    draft = add(course, HEAD, changed(NUMERIC, picture=pictured(file)))

    problem = next(one for one in draft.problems if one.code == code)
    assert problem.line == course.line_of(problem.file, file)


def test_a_photograph_that_lies_on_its_side_is_measured_as_it_is_shown():
    turned = Image.Exif()
    turned[0x0112] = 6
    written = io.BytesIO()
    Image.new("RGB", (300, 200)).save(written, "jpeg", exif=turned)

    assert picture_size(written, "jpg") == (200, 300)


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("png", b""),
        ("png", b"\x89PNG\r\n\x1a\n"),
        ("webp", b"RIFF\x00\x00\x00\x00WEBP"),
        ("avif", b"\x00\x00"),
        ("mp3", b"ID3"),
    ],
)
def test_what_is_no_picture_has_no_size(ending, data):
    assert picture_size(io.BytesIO(data), ending) == (0, 0)


def test_a_picture_that_says_it_is_of_another_kind_is_none():
    written = io.BytesIO()
    Image.new("RGB", (3, 2)).save(written, "jpeg")

    assert picture_size(written, "png") == (0, 0)


@pytest.mark.parametrize(
    ("question", "spot"),
    [
        (PICTURED_HOTSPOT, {"lat": 1.0, "lon": 1.0}),
        (PICTURED_HOTSPOT, {"x": 1.0}),
        (PICTURED_HOTSPOT, {"x": 1.0, "y": 1.0, "lat": 1.0}),
        (HOTSPOT, {"x": 1.0, "y": 1.0}),
        (HOTSPOT, {}),
    ],
)
def test_a_spot_has_the_place_that_its_map_or_picture_asks_for(course, question, spot):
    draw(course)
    first, *others = question["spots"]
    bare = {name: value for name, value in first.items() if name not in {"lat", "lon", "x", "y"}}

    draft = add(course, HEAD, changed(question, spots=[{**bare, **spot}, *others]))

    assert codes(draft) == ["spot_place"]


def test_a_place_outside_its_picture_is_refused(course):
    draw(course)
    first, *others = PICTURED_HOTSPOT["spots"]

    draft = add(course, HEAD, changed(PICTURED_HOTSPOT, spots=[changed(first, x=101), *others]))

    assert codes(draft) != []


def test_a_quiz_with_pictures_is_written_as_it_was_read(course):
    draw(course)
    told = changed(DESCRIPTION, picture=pictured())
    choice = changed(
        PICTURED_CHOICE, options=[changed(one, picture=pictured()) for one in PICTURED_CHOICE["options"]]
    )
    quiz = add(course, HEAD, told, choice, PICTURED_HOTSPOT, HOTSPOT).catalogue.quizzes["desk-more"]

    written = whole_quiz_yaml(quiz, "UTC")
    course.add("quizzes/desk-more.yaml", written)

    assert course.read().catalogue.quizzes["desk-more"] == quiz
    pictures = [one.get("picture") for one in yaml.safe_load(written)["questions"]]
    assert pictures == [pictured(), None, pictured(), "world"]


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        (pictured("map.png"), "“map.png” does not have the form that “file” needs."),
        ({"text": said("A map")}, "The field “file” is missing."),
        ("moon", "“picture” must be one of these, not “moon”: world."),
    ],
)
def test_a_wrong_picture_to_point_at_has_one_message_in_words_of_the_file(course, picture, sentence):
    draft = add(course, HEAD, changed(PICTURED_HOTSPOT, picture=picture))

    assert [problem.sentence for problem in draft.errors] == [sentence]

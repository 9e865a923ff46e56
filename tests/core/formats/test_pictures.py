"""Pictures of questions from and to other systems: brought along byte for byte, never fetched, and named where lost."""

import base64
import io
from dataclasses import replace

import pytest
from PIL import Image

from course.core.content.media import Media
from course.core.content.quiz_files import quiz_from_body
from course.core.formats.question_formats import read_questions, write_quiz
from course.core.grading.pictures import QuestionPicture, pictures_of
from course.core.grading.questions import Choice, Description, Hotspot, Spot
from tests.core.formats.test_qti_package import packed
from tests.core.grading.builders import a_choice


def drawn(width=40, height=30) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(written, "png")
    return written.getvalue()


BRIDGE, FERRY = drawn(), drawn(60, 20)


def as_base64(data=BRIDGE):
    return base64.b64encode(data).decode()


def file(name="bridge.png", data=BRIDGE, path="/"):
    return f'<file name="{name}" path="{path}" encoding="base64">{as_base64(data)}</file>'


def moodle(text, files="", *, answers="", name="Crossing", form="html"):
    answers = answers or (
        '<answer fraction="100"><text>By bridge</text></answer><answer fraction="0"><text>By air</text></answer>'
    )
    return (
        '<?xml version="1.0"?><quiz><question type="multichoice">'
        f"<name><text>{name}</text></name>"
        f'<questiontext format="{form}"><text><![CDATA[{text}]]></text>{files}</questiontext>'
        f"<single>true</single>{answers}</question></quiz>"
    ).encode()


def read(data):
    return read_questions(data, "en")[1]


def reasons(found):
    return [one.reason for one in (*found.notes, *found.skipped)]


def test_a_picture_of_moodle_comes_along_with_what_it_shows():
    text = (
        '<p>How do people cross?</p><p><img src="@@PLUGINFILE@@/bridge.png" alt="A  bridge" width="40"></p>'
    )

    found = read(moodle(text, file()))

    question = found.questions[0]
    assert question.text == {"en": "How do people cross?"}
    assert question.picture == QuestionPicture(
        "media/bridge.png", Media.of(BRIDGE, "png").name, {"en": "A bridge"}, 40, 30
    )
    assert found.kept_pictures() == {"media/bridge.png": BRIDGE}
    assert reasons(found) == []


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("@@PLUGINFILE@@/the%20bridge.png?time=17", file("the bridge.png")),
        ("@@PLUGINFILE@@/maps/bridge.png", file(path="/maps/")),
        (f"data:image/png;base64,{as_base64()}", ""),
    ],
)
def test_a_picture_is_found_however_it_is_named(source, files):
    found = read(moodle(f'<p>How?</p><img src="{source}" alt="A bridge">', files))

    assert found.questions[0].picture.width == 40
    assert reasons(found) == []


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ('How?<img src="https://example.org/bridge.png" alt="A bridge">', ""),
        ('How?<img src="@@PLUGINFILE@@/gone.png" alt="A bridge">', file()),
        ('How?<img src="@@PLUGINFILE@@/bridge.png" alt="A bridge">', file(data=b"no picture")),
        ('How?<img src="@@PLUGINFILE@@/bridge.png" alt="A bridge">', file().replace("iVBOR", "****")),
        ("How?", file("map.svg", b"<svg/>")),
    ],
)
def test_a_picture_that_is_not_in_the_file_is_named_as_left_out(text, files):
    found = read(moodle(text, files))

    assert found.questions[0].picture is None
    assert reasons(found) == ["lost_picture"]
    assert found.kept_pictures() == {}


def test_of_several_pictures_the_first_stays_and_the_others_are_named():
    text = '<p>How?</p><img src="@@PLUGINFILE@@/a.png" alt="A"><img src="@@PLUGINFILE@@/b.png" alt="B">'

    found = read(moodle(text, file("a.png") + file("b.png", FERRY)))

    assert found.questions[0].picture.text == {"en": "A"}
    assert reasons(found) == ["lost_picture"]


def test_a_picture_of_which_nothing_is_said_is_to_be_described():
    found = read(moodle('<p>How?</p><img src="@@PLUGINFILE@@/bridge.png">', file()))

    assert found.questions[0].picture.text == {}
    assert reasons(found) == ["unsaid_picture"]


def test_a_question_that_is_a_picture_alone_is_called_by_its_name():
    found = read(moodle('<img src="@@PLUGINFILE@@/bridge.png">', file()))

    assert found.questions[0].text == {"en": "Crossing"}


def test_answers_bring_their_pictures_and_are_called_by_what_they_show():
    answers = "".join(
        f'<answer fraction="{share}" format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/{name}" alt="{shows}">]]></text>'
        f"{file(name, data)}</answer>"
        for share, name, shows, data in ((100, "b.png", "A bridge", BRIDGE), (0, "f.png", "A ferry", FERRY))
    )

    found = read(moodle("<p>Which stands still?</p>", answers=answers))

    options = found.questions[0].options
    assert [(one.text["en"], one.picture.width, one.right) for one in options] == [
        ("A bridge", 40, True),
        ("A ferry", 60, False),
    ]
    assert reasons(found) == []


def test_the_pictures_of_a_question_that_is_left_out_stay_away():
    data = moodle('<p>How?</p><img src="@@PLUGINFILE@@/bridge.png" alt="A">', file(), answers="<answer/>")

    found = read(data)

    assert found.questions == []
    assert found.kept_pictures() == {}


# ---- Out and in again ---------------------------------------------------------------------------------------------


def picture_of(data, name, words):
    media = Media.of(data, "png")
    return QuestionPicture(f"media/{name}.png", media.name, {"en": words}, media.width, media.height)


def only_english(question):
    def cut(value):
        return {"en": value["en"]} if isinstance(value, dict) and "en" in value else value

    fields = {name: cut(getattr(question, name)) for name in ("text", "feedback")}
    return replace(question, **fields)


@pytest.fixture
def pictured():
    """A choice with pictures everywhere, and a place on a picture."""
    choice = only_english(a_choice())
    options = tuple(
        replace(one, text={"en": one.text["en"]}, feedback={"en": one.feedback["en"]})
        for one in choice.options
    )
    options = (replace(options[0], picture=picture_of(FERRY, "ferry", "A ferry")), *options[1:])
    lead = (Description("before", {"en": "Look."}, picture_of(BRIDGE, "bridge", "The river")),)
    choice = replace(choice, options=options, lead=lead, picture=picture_of(BRIDGE, "bridge", "A bridge"))
    place = Hotspot(
        id="place",
        text={"en": "Where is the pier?"},
        picture=picture_of(BRIDGE, "bridge", "A bridge"),
        spots=(
            Spot("left", {"en": "Left"}, right=True, feedback={"en": "Yes."}, x=10.0, y=12.5),
            Spot("right", {"en": "Right"}, right=False, x=95.0, y=100.0),
        ),
    )
    return choice, place


def quiz_of(*questions):
    body = (
        '{"slug": "q", "module": "m", "title": {"en": "Q"}, "purpose": "check", "questions": '
        '[{"id": "x", "kind": "true-false", "text": {}, "answer": true, "feedback_true": {}, "feedback_false": {}}]}'
    )
    return replace(quiz_from_body(body), questions=questions)


FILES = {Media.of(data, "png").name: data for data in (BRIDGE, FERRY)}


@pytest.mark.parametrize("form", ["moodle-xml", "qti-2.1", "qti-3.0"])
def test_pictures_go_out_and_come_in_again_as_they_were(pictured, form):
    choice, _place = pictured

    exported = write_quiz(quiz_of(choice), form, "en", read=lambda picture: FILES[picture.name])
    found = read(exported.content)

    assert (exported.notes, exported.left_out, reasons(found)) == ([], [], [])
    assert list(pictures_of(found.questions[0])) == list(pictures_of(choice))
    assert found.questions[0].text == choice.text
    assert found.kept_pictures() == {"media/bridge.png": BRIDGE, "media/ferry.png": FERRY}


@pytest.mark.parametrize("form", ["qti-2.1", "qti-3.0"])
def test_a_place_on_a_picture_goes_through_qti_as_it_was(pictured, form):
    _choice, place = pictured

    exported = write_quiz(quiz_of(place), form, "en", read=lambda picture: FILES[picture.name])
    found = read(exported.content)

    assert (exported.notes, reasons(found)) == ([], [])
    assert found.questions == [place]


def test_a_place_on_a_picture_goes_to_moodle_as_a_choice_with_the_picture(pictured):
    _choice, place = pictured

    exported = write_quiz(quiz_of(place), "moodle-xml", "en", read=lambda picture: FILES[picture.name])

    assert [one.reason for one in exported.notes] == ["as_kind"]
    found = read(exported.content).questions[0]
    assert isinstance(found, Choice)
    assert found.picture == place.picture


@pytest.mark.parametrize("form", ["gift", "aiken", "moodle-xml", "qti-2.1"])
def test_a_picture_that_cannot_be_enclosed_is_named(form):
    essay = only_english(a_choice())
    essay = replace(essay, picture=picture_of(BRIDGE, "bridge", "A bridge"))

    exported = write_quiz(quiz_of(essay), form, "en")

    assert "lost_picture" in [one.reason for one in exported.notes]
    assert b"<img" not in exported.content


# ---- QTI of other systems -----------------------------------------------------------------------------------------

HOTSPOT = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="harbour" title="The harbour">
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse><value>{right}</value></correctResponse>
  </responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
  <itemBody>
    <hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1">
      <prompt>Where do ferries land?</prompt>
      <object type="image/png" data="images/town.png" width="200" height="100">A town</object>
      <hotspotChoice identifier="A" shape="circle" coords="50,50,8" hotspotLabel="The west"/>
      <hotspotChoice identifier="B" shape="rect" coords="100,0,140,20" hotspotLabel="The north"/>
      <hotspotChoice identifier="C" shape="poly" coords="180,80,200,80,200,100,180,100" hotspotLabel="The east"/>
    </hotspotInteraction>
  </itemBody>
  <responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
</assessmentItem>
"""


def test_shapes_on_a_picture_become_points_in_their_middle():
    found = read(packed([("item.xml", HOTSPOT.format(right="B")), ("images/town.png", BRIDGE)]))

    question = found.questions[0]
    assert [(spot.text["en"], spot.x, spot.y, spot.right) for spot in question.spots] == [
        ("The west", 25.0, 50.0, False),
        ("The north", 60.0, 10.0, True),
        ("The east", 95.0, 90.0, False),
    ]
    assert question.picture.text == {"en": "A town"}
    assert reasons(found) == []


def test_a_place_on_a_picture_that_is_not_in_the_package_is_left_out_by_name():
    found = read(packed([("item.xml", HOTSPOT.format(right="B"))]))

    assert reasons(found) == ["no_picture"]


def test_a_package_is_not_asked_for_files_outside_of_it():
    sly = HOTSPOT.format(right="B").replace("images/town.png", "../../etc/passwd")

    assert reasons(read(packed([("item.xml", sly), ("images/town.png", BRIDGE)]))) == ["no_picture"]


@pytest.mark.parametrize("sly", ["<![foo", "<![foo[", "<!--" * 20_000, "<!x", "<?x"])
def test_markup_that_makes_no_sense_breaks_no_search_for_pictures(sly):
    found = read(moodle(f"<p>How?</p>{sly}<b>now</b>"))

    assert found.questions[0].picture is None


def test_places_get_names_of_their_own_and_twins_are_refused():
    capital = HOTSPOT.format(right="B").replace('identifier="C"', 'identifier="a"')
    twins = HOTSPOT.format(right="B").replace('identifier="C"', 'identifier="A"')
    picture = ("images/town.png", BRIDGE)

    spots = read(packed([("item.xml", capital), picture])).questions[0].spots
    assert [spot.id for spot in spots] == ["a", "b", "c"]
    assert reasons(read(packed([("item.xml", twins), picture]))) == ["unreadable"]


def test_a_sound_is_called_a_sound_and_takes_no_picture_with_it():
    text = '<p>How?</p><img src="@@PLUGINFILE@@/bridge.png" alt="A"><audio src="@@PLUGINFILE@@/talk.mp3"></audio>'

    found = read(moodle(text, file() + file("talk.mp3", b"ID3")))

    assert found.questions[0].picture.text == {"en": "A"}
    assert reasons(found) == ["lost_sound"]


def test_a_renamed_picture_is_not_taken_for_that_of_a_question_that_is_left_out():
    box = {"media/a.png": BRIDGE, "media/a-2.png": FERRY}
    found = read(moodle('<p>How?</p><img src="@@PLUGINFILE@@/a.png" alt="A">', file("a.png")))
    found.pictures.files = box

    found.rename_pictures({"media/a.png": b"another"}.get)

    assert found.kept_pictures() == {"media/a-2.png": BRIDGE}

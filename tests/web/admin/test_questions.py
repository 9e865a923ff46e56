"""Questions in and out on the admin's pages."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

from course.core.formats.question_formats import FORMS, read_questions
from course.web.admin import questions
from tests.core.formats.test_pictures import BRIDGE, file, moodle
from tests.kinds import ESSAY, HOTSPOT, with_questions

FILES = Path(__file__).parents[2] / "files" / "questions"
GIFT = "::One::Which? {=yes#Right. ~no}\n\n::Long:: Tell. {~a}\n"


def send(admin, text="", *, file=None, status=200, **data):
    admin.get("/en/admin/questions")
    sent = {"text": text, "form": "", "language": "en", "do": "show", **data}
    if file:
        sent["file"] = file
    return admin.post("/en/admin/questions", sent, status=status)


def test_the_content_page_leads_there(admin):
    admin.get("/en/admin/content")
    admin.get(admin.links()["Questions in and out"])

    assert admin.links()["Steps"] == "/en/admin/questions/steps"


def test_quizzes_to_take_out_stand_in_course_order_with_their_modules(admin, app, catalogue, monkeypatch):
    first, second = catalogue.modules
    modules = (
        replace(first, quizzes=("steps",), games=()),
        replace(second, quizzes=("check-as-often",), games=()),
    )
    course = replace(catalogue, modules=modules)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: course)

    admin.get("/en/admin/questions")

    titles = [catalogue.quizzes[slug].title["en"] for slug in ("steps", "check-as-often", "check-at-once")]
    places = [admin.words().index(f" {title} ") for title in titles]
    assert places == sorted(places)
    assert f"{titles[1]} {second.title['en']} " in admin.words()
    assert f"{titles[2]} – " in admin.words()


def test_who_looks_at_files_too_fast_gets_what_was_pasted_back(admin, app, monkeypatch):
    admin.get("/en/admin/questions")
    monkeypatch.setattr(
        app.extensions["course_limiter"], "hit", lambda rate, _who: 42 if rate == "preview" else 0
    )

    response = admin.post("/en/admin/questions", {"text": GIFT, "form": "", "language": "en"}, status=429)

    assert response.headers["Retry-After"] == "42"
    assert "Wait 42 seconds" in admin.words()
    assert "::One::Which?" in response.get_data(as_text=True)


def test_pasted_questions_are_shown_with_what_is_left_out_on_which_line(admin):
    send(admin, GIFT)

    words = admin.words()
    assert "One answer of several" in words
    assert "Long 3 It has fewer than two answers to choose from." in words
    assert "Nothing is stored on this site." in words


@pytest.mark.parametrize("name", ["sample.gift", "sample.aiken", "sample.moodle.xml"])
def test_a_file_is_told_by_its_content(admin, name):
    send(admin, file=(BytesIO((FILES / name).read_bytes()), name))

    assert name in admin.words()
    assert "left out" in admin.words()


def test_the_preview_shows_a_list_in_its_lines(admin):
    send(admin, "::List::[html]<p>Which?</p><ol><li>Ask</li><li>Act</li></ol>{=1 and 2 ~2 alone}\n")

    assert '<span class="lines">Which?\n1. Ask\n2. Act</span>' in admin.text


def test_the_preview_gives_the_questions_as_yaml(admin):
    send(admin, GIFT)
    area = admin.page.find(".//{*}textarea[@id='yaml']")

    response = admin.post(
        "/en/admin/questions",
        {"text": "".join(area.itertext()), "form": "yaml", "language": "en", "do": "download"},
    )

    assert response.headers["Content-Disposition"] == "attachment; filename=questions.yaml"
    assert [one["id"] for one in yaml.safe_load(response.data)["questions"]] == ["one"]


def test_a_long_file_is_shown_in_part_and_given_whole(admin, monkeypatch):
    monkeypatch.setattr(questions, "SHOWN_MAX", 2)
    monkeypatch.setattr(questions, "COPIED_MAX", 10)
    text = "\n\n".join(f"::Q{number}::Which {number}? {{T}}" for number in range(5))
    send(admin, text)
    assert "3 more questions are in the file to download." in admin.words()
    assert "choose it again" in admin.words()

    response = send(admin, text, do="download")
    assert len(yaml.safe_load(response.data)["questions"]) == 5


def test_thousands_of_faults_are_counted_and_shown_in_part(admin, monkeypatch):
    monkeypatch.setattr(questions, "REMARKS_MAX", 2)

    send(admin, "Q {~a}\n\n" * 5 + "P {=a ~%-50%b ~c}\n\n" * 3)

    assert "3 more are named by the command course import-questions." in admin.words()
    assert "1 more is named by the command course import-questions." in admin.words()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Choose a file, or paste the questions."),
        ("   ", "Choose a file, or paste the questions."),
        ("<quiz><!-- ", "It is no XML that can be read: see line"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><quiz>&b;</quiz>', "It declares entities"),
        ("<a></a>", "it is no QTI item"),
        ("<html></html>", "It seems to be a web page. Take a file of questions: GIFT"),
        ("//nothing", "There is no question in it that can be read."),
    ],
)
def test_a_bad_file_gets_a_clear_sentence(admin, text, sentence):
    send(admin, text, status=422)

    assert sentence in admin.words()


def test_a_damaged_package_gets_a_clear_sentence(admin):
    send(admin, file=(BytesIO(b"PK\x03\x04 no zip"), "quiz.zip"), status=422)

    assert "The zip file cannot be read" in admin.words()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "It seems to be a spreadsheet. Take a file of questions: GIFT, Aiken, Moodle XML, QTI or YAML."),
        ("es", "Parece una hoja de cálculo. Elige un archivo de preguntas: GIFT, Aiken, Moodle XML, QTI o YAML."),
        ("fr", "Il semble être une feuille de calcul. Prenez un fichier de questions : GIFT, Aiken, Moodle XML"),
    ],
)  # fmt: skip
def test_a_spreadsheet_is_named_in_the_readers_language(admin, language, words):
    held = BytesIO()
    with ZipFile(held, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
    admin.get(f"/{language}/admin/questions")

    sent = {
        "text": "",
        "form": "",
        "language": "en",
        "do": "show",
        "file": (BytesIO(held.getvalue()), "a.xlsx"),
    }
    admin.post(f"/{language}/admin/questions", sent, status=422)

    assert words in admin.words().replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "Línea 2, columna 11: Esto no es YAML correcto:"),
        ("fr", "Ligne 2, colonne 11 : Ce n’est pas du YAML correct :"),
    ],
)
def test_what_the_library_says_of_yaml_is_introduced_in_the_readers_language(admin, language, words):
    admin.get(f"/{language}/admin/questions")

    sent = {"text": "questions:\n  - {a: [b}\n", "form": "", "language": "en", "do": "show"}
    admin.post(f"/{language}/admin/questions", sent, status=422)

    assert words in admin.words().replace("\xa0", " ")


def test_markup_in_a_question_stays_text(admin):
    send(admin, "::X::[plain]<script>alert(1)</script> <b>Which</b>? {T}")

    assert "<script>alert(1)" not in admin.text.replace("&lt;", "‹")


def test_markup_that_makes_no_sense_is_read_as_words(admin):
    send(admin, "::X::[html]<p>So <![foo]> it is.</p> {T}")

    assert "So it is." in admin.words()


def test_a_file_that_is_too_large_is_refused_unread(admin):
    response = admin.http.post(
        "/en/admin/questions",
        data=b"--part\r\n" + b"x" * (2 * questions.FILE_MAX),
        content_type="multipart/form-data; boundary=part",
    )

    assert response.status_code == 413


@pytest.mark.parametrize("form", list(FORMS))
def test_each_quiz_goes_out_in_every_form_and_can_be_read_again(admin, form):
    admin.get("/en/admin/questions/steps?texts=es")
    path = next(url for words, url in admin.links().items() if words == f"Download {FORMS[form].name}")

    response = admin.http.get(path)

    assert response.headers["Content-Disposition"].startswith("attachment; filename=steps.")
    _known, found = read_questions(response.data, "es")
    assert found.questions
    assert not found.skipped


def test_what_a_form_cannot_hold_is_named_before_it_is_downloaded(admin):
    admin.get("/en/admin/questions/steps")

    assert "left out" in admin.words()


def test_unknown_quizzes_and_forms_are_not_there(admin):
    admin.get("/en/admin/questions/nothing", status=404)
    admin.get("/en/admin/questions/steps/file?form=word", status=404)


def test_only_admins_read_files_in(client):
    assert client.http.post("/en/admin/questions", data={"text": GIFT}).status_code in {
        302,
        303,
        401,
        403,
        404,
    }


def test_questions_with_pictures_come_as_a_zip_with_the_pictures_beside_them(admin):
    data = moodle('<p>How?</p><img src="@@PLUGINFILE@@/bridge.png" alt="A bridge">', file())

    send(admin, file=(BytesIO(data), "bridge.xml"))
    assert "The file brings 1 picture along." in admin.words()
    response = send(admin, file=(BytesIO(data), "bridge.xml"), do="download")

    with ZipFile(BytesIO(response.data)) as package:
        assert package.namelist() == ["questions.yaml", "media/bridge.png"]
        assert package.read("media/bridge.png") == BRIDGE
        asked = yaml.safe_load(package.read("questions.yaml"))["questions"]
    assert asked[0]["picture"] == {"file": "media/bridge.png", "text": {"en": "A bridge"}}


def test_a_file_that_is_larger_than_the_page_says_is_refused(admin, monkeypatch):
    monkeypatch.setattr(questions, "FILE_MAX", 200_000)

    send(admin, file=(BytesIO(b"x" * 200_001), "long.gift"), status=422)

    assert "It is larger than 200000 bytes" in admin.words()


def test_what_a_form_cannot_hold_is_named_in_the_readers_language(admin, monkeypatch, app, catalogue):
    with_questions(monkeypatch, app, catalogue, ESSAY, HOTSPOT)

    admin.get("/fr/admin/questions/steps")

    assert "texte corrigé à la main" in admin.words()
    assert "(essay)" not in admin.words()
    assert "(hotspot)" not in admin.words()


def test_pasted_questions_stay_in_the_field_below_what_becomes_of_them(admin):
    send(admin, GIFT, form="gift")

    assert "".join(admin.page.find(".//{*}textarea[@id='text']").itertext()).strip() == GIFT.strip()
    chosen = admin.page.findall(".//{*}select[@id='form']/{*}option[@selected]")
    assert [one.get("value") for one in chosen] == ["gift"]


def test_a_file_and_pasted_questions_at_once_are_refused_and_the_text_stays(admin):
    send(admin, GIFT, file=(BytesIO(b"Q {T}"), "one.gift"), status=422)

    assert "There are a file and pasted questions." in admin.words()
    assert "::One::" in "".join(admin.page.find(".//{*}textarea[@id='text']").itertext())


def test_a_file_of_another_format_than_chosen_is_named(admin):
    send(admin, file=(BytesIO((FILES / "sample.moodle.xml").read_bytes()), "a.xml"), form="gift", status=422)

    assert "looks like Moodle XML: choose Moodle XML" in admin.words()


def test_remarks_on_the_whole_file_take_no_line_from_the_others(admin):
    send(admin, file=(BytesIO((FILES / "moodle-4.xml").read_bytes()), "a.xml"))

    assert "River one 15" in admin.words()

"""Reporting a fault in a question: once, from the place where it stands, answered where it is read."""

import re
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update

from course.core.content.question_lines import question_line, question_lines
from course.core.rules.question_faults import FAULTS
from course.jobs.send_mail import compose
from course.store.accounts.queries import Addressee
from course.store.cohorts.models import Cohort
from course.store.faults.models import QuestionFault
from course.store.outbox.models import OutboxMessage
from course.store.outbox.queries import DueMessage
from course.web.admin.faults import COLUMNS
from tests.attempts import RIGHT, answer, begin, opened, place_of, submit, without_quiz
from tests.builders import add_cohort, add_facilitator, add_person, enrol, sign_in
from tests.conftest import COURSE_FILES, NOON
from tests.counted import count_answers, count_up
from tests.pages import NS, PageClient, words
from tests.web.facilitate.tables import file_table

WORDS = "A bee has two legs on each side."


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def place(session, catalogue, learner):
    """The address of an attempt's report of one question."""
    attempt_id = begin(session, catalogue, learner)
    session.commit()
    number = place_of(opened(session, catalogue, learner, attempt_id), "pick-one")
    return f"/en/quiz/steps/attempts/{attempt_id}/report/{number}"


def test_a_text_that_is_too_long_stays_whole_in_the_form_to_be_cut(client, session, place):
    long = f"first\n{'x' * 1_200}\nlast"
    client.get(place)
    (field,) = client.page.iter(f"{NS}textarea")
    assert field.get("maxlength") is None  # a browser would cut what is pasted, and say nothing

    client.submit("Send the report", {"fault": "key", "words": long}, status=422)

    (field,) = client.page.iter(f"{NS}textarea")
    assert field.text.removeprefix("\n") == long
    assert 'value="key" checked' in client.text
    assert "Use at most 1,000 characters: these are 1,211." in client.words()
    assert session.scalar(select(func.count()).select_from(QuestionFault)) == 0


@pytest.fixture
def reported(client, place):
    client.get(place)
    client.submit("Send the report", {"fault": "key", "words": WORDS})
    return place


@pytest.fixture
def admin(app, session):
    browser = PageClient(app)
    sign_in(browser, session, add_person(session, "Ada Admin", role="admin"))
    return browser


def test_a_report_leads_back_to_its_question_with_thanks(client, session, reported):
    assert client.path.endswith(reported.split("/report/")[0][3:])
    assert "Thank you: your report is kept." in client.text
    assert session.scalar(select(QuestionFault.question_id)) == "pick-one"


@pytest.mark.parametrize("submitted", [False, True])
def test_thanks_and_a_lasting_mark_stand_at_the_question(
    client, session, catalogue, learner, place, submitted
):
    attempt_id, number = UUID(place.split("/")[5]), int(place.rpartition("/")[2])
    if submitted:
        submit(session, catalogue, learner, attempt_id, RIGHT)
        session.commit()
    client.get(place)
    response = client.http.post(
        place, data={"csrf_token": client.csrf_token(), "fault": "key", "words": WORDS}
    )
    assert response.headers["Location"].endswith(f"?reported={number}#reported")
    client.get(response.headers["Location"])

    line = next(one for one in client.page.iter() if one.get("id") == "reported")
    assert line.get("tabindex") == "-1"
    assert "Thank you: your report is kept." in words(line)
    assert f"You reported this question: {number}" in words(line)
    client.get(response.headers["Location"].partition("?")[0])
    assert "Thank you" not in client.words()
    assert client.words().count("You reported this question:") == 1


def test_the_link_to_report_stands_in_the_card_of_its_question(client, session, catalogue, learner):
    attempt_id = begin(session, catalogue, learner)
    submit(session, catalogue, learner, attempt_id, RIGHT)
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    cards = [
        one for one in client.page.iter(f"{NS}section") if one.get("aria-labelledby", "").startswith("r")
    ]
    assert len(cards) == 6
    assert all("Report a fault in this question" in words(card) for card in cards)


def test_a_report_sent_twice_is_one(client, session, reported):
    client.post(reported, {"fault": "other", "words": "Again."})

    assert session.scalars(select(QuestionFault.words)).all() == [WORDS]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose what is wrong."),
        ({"fault": "nonsense"}, "Choose what is wrong."),
        ({"fault": "other"}, "Say in a few words what is wrong."),
        ({"fault": "key", "words": "x" * 1_001}, "Use at most 1,000 characters: these are 1,001."),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_kept(client, session, place, data, said):
    client.post(place, data, status=422)

    assert said.replace(",", "") in client.words().replace(",", "")
    assert session.scalar(select(func.count()).select_from(QuestionFault)) == 0


def test_a_question_that_the_attempt_has_not_is_not_there(client, place):
    client.get(place.rpartition("/")[0] + "/99", status=404)


def test_admins_see_the_report_with_file_and_line(admin, reported):
    admin.get("/en/admin/content/reports")

    text = (COURSE_FILES / "quizzes" / "steps.yaml").read_text("utf-8")
    assert f"quizzes/steps.yaml:{question_line(text, 'pick-one')}" in admin.words()
    assert WORDS in admin.words()
    assert "Amina" not in admin.text


def blocks(client):
    """Return the blocks of source of the last page: the words around each, and its lines as they are shown."""
    found = []
    for block in (one for one in client.page.iter(f"{NS}figure") if one.get("class") == "source"):
        lines = [one for one in block.iter(f"{NS}span") if one.get("class") == "source__line"]
        found.append((words(block.find(f"{NS}figcaption")), ["".join(one.itertext()) for one in lines]))
    return found


def file_lines(name, question_id):
    text = (COURSE_FILES / "quizzes" / f"{name}.yaml").read_text("utf-8")
    return [f"{line.number}{line.text}" for line in question_lines(text, question_id)]


def test_admins_see_the_lines_of_the_question_in_its_file(admin, reported):
    admin.get("/en/admin/content/reports")

    ((said, lines),) = blocks(admin)
    assert said == "Lines of the file as it is now. The course asks the question as the learner saw it."
    assert [line.rstrip("\n") for line in lines] == file_lines("steps", "pick-one")
    assert lines[0].endswith("- id: pick-one\n")
    (block,) = admin.page.iter(f"{NS}pre")
    assert (block.get("tabindex"), block.get("role")) == ("0", "region")
    assert block.get("aria-label").startswith("Lines of quizzes/steps.yaml:")


@pytest.fixture
def asked_otherwise(app, catalogue, monkeypatch):
    """Let the course ask the reported question in other words today."""

    def change(**changes):
        steps = catalogue.quizzes["steps"]
        questions = tuple(replace(one, **changes) if one.id == "pick-one" else one for one in steps.questions)
        today = replace(steps, questions=questions, version="f" * 64)
        course = replace(catalogue, quizzes={**catalogue.quizzes, "steps": today})
        monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: course)

    return change


def test_of_a_question_that_changed_admins_see_the_version_that_the_learner_saw(
    admin, reported, asked_otherwise, catalogue
):
    asked_otherwise(text={"en": "Who has two legs?"})

    admin.get("/en/admin/content/reports")

    (now, _lines), (seen, lines) = blocks(admin)
    version = catalogue.quizzes["steps"].version[:8]
    assert now == "Lines of the file as it is now."
    assert seen.startswith(f"As the learner saw it, in version {version}. Written from what is stored of it:")
    assert lines[0] == "1- id: pick-one\n"
    assert "    en: Which has two legs?\n" in "".join(lines)


def test_a_question_of_a_quiz_that_changed_elsewhere_is_said_to_be_the_same(admin, reported, asked_otherwise):
    asked_otherwise()

    admin.get("/en/admin/content/reports")

    assert [said for said, _lines in blocks(admin)] == [
        "Lines of the file as it is now. The course asks the question as the learner saw it."
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "The file quizzes/steps.yaml is not in the course any more"),
        (b"\xff\xfe\x00", "The file quizzes/steps.yaml cannot be read now."),
        (b"questions: []\n", "The file quizzes/steps.yaml does not name this question any more"),
    ],
)
def test_where_the_file_tells_nothing_it_is_said_and_the_version_seen_is_shown(
    app, admin, reported, tmp_path, monkeypatch, data, said
):
    if data is not None:
        (tmp_path / "steps.yaml").write_bytes(data)
    monkeypatch.setitem(app.config, "COURSE", replace(app.config["COURSE"], quiz_dir=tmp_path))

    admin.get("/en/admin/content/reports")

    ((words_of, lines),) = blocks(admin)
    assert said in admin.words()
    assert words_of.startswith("As the learner saw it, in version ")
    assert lines[0] == "1- id: pick-one\n"


def test_a_version_that_is_not_stored_is_said(admin, session, reported):
    session.execute(update(QuestionFault).values(version="0" * 64))
    session.commit()

    admin.get("/en/admin/content/reports")

    assert [said for said, _lines in blocks(admin)] == [
        "Lines of the file as it is now. The version that the learner saw is not stored."
    ]


def test_what_a_file_holds_is_shown_and_not_run(app, admin, reported, tmp_path, monkeypatch):
    text = "questions:\n  - id: pick-one\n    text: {en: '<script>alert(1)</script>'}\n"
    (tmp_path / "steps.yaml").write_text(text, "utf-8")
    monkeypatch.setitem(app.config, "COURSE", replace(app.config["COURSE"], quiz_dir=tmp_path))

    admin.get("/en/admin/content/reports")

    assert "3    text: {en: '<script>alert(1)</script>'}\n" in blocks(admin)[0][1]
    assert "<script>alert" not in admin.text


def test_an_answer_reaches_the_learner_by_mail_and_on_my_answers(client, admin, session, reported):
    admin.get("/en/admin/content/reports")
    admin.submit("Save and answer", {"to": "mended", "answer": "You are right: it is mended."})
    admin.get("/en/admin/content/reports?state=mended")
    admin.submit("Save and answer")

    client.get("/en/progress/answers")
    assert "You are right: it is mended." in client.words()
    assert session.scalars(
        select(OutboxMessage.template).where(OutboxMessage.template == "fault_answered")
    ).all() == ["fault_answered"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"to": "nonsense", "answer": "Yes."}, "Choose how the report stands."),
        ({"to": "mended", "answer": "x" * 1_001}, "Use at most 1,000 characters: these are 1,001."),
        ({"to": "open", "answer": " "}, "Write an answer to the learner, or choose another state."),
        ({"to": "answered", "answer": ""}, "Write the answer to the learner: none is there yet."),
    ],
)
def test_an_answer_that_cannot_be_kept_is_told_at_its_field_and_stays(admin, session, reported, data, said):
    report = session.scalars(select(QuestionFault.id)).one()

    admin.post("/en/admin/content/reports", {"report": str(report), **data}, status=422)

    field = "answer" if data["to"] != "nonsense" else "to"
    assert said in admin.words()
    assert "Saved" not in admin.words()
    assert f'href="#report-{report}-{field}"' in admin.text
    assert re.search(
        rf'id="report-{report}-{field}"[^>]*aria-describedby="report-{report}-{field}-error"', admin.text
    )
    assert f"{data['answer'].strip()}</textarea>" in admin.text
    session.expire_all()
    assert session.scalars(select(QuestionFault.state)).one() == "open"


def told(session):
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "fault_answered"))
    return [row.payload for row in rows]


def test_an_answer_closes_the_report_and_says_so_where_it_stands(admin, session, reported):
    admin.get("/en/admin/content/reports")

    admin.submit("Save and answer", {"answer": "It is right."})

    assert session.scalar(select(QuestionFault.state)) == "answered"
    assert "Saved. The learner gets your answer by mail" in admin.words()
    assert "It is right.</textarea>" in admin.text


def test_a_mended_question_needs_no_words(admin, session, reported):
    admin.get("/en/admin/content/reports")

    admin.submit("Save and answer", {"to": "mended"})

    assert "Saved." in admin.words()
    assert session.scalar(select(QuestionFault.state)) == "mended"


def test_a_state_that_is_unknown_hides_no_report(admin, session, reported):
    admin.get("/en/admin/content/reports")
    admin.submit("Save and answer", {"to": "mended", "answer": "It is right."})

    admin.get("/en/admin/content/reports?state=all")

    assert WORDS in admin.words()


def test_the_same_answer_is_mailed_once_whatever_the_state(admin, session, reported):
    admin.get("/en/admin/content/reports")
    admin.submit("Save and answer", {"answer": "It is right."})
    admin.submit("Save and answer", {"to": "mended"})

    assert [one["answer"] for one in told(session)] == ["It is right."]


def test_the_answer_goes_out_in_the_language_of_the_report(app, client, admin, session, place):
    client.get(place.replace("/en/", "/fr/"))
    client.post(place.replace("/en/", "/fr/"), {"fault": "key", "words": WORDS})
    admin.get("/en/admin/content/reports")
    admin.submit("Save and answer", {"answer": "C’est juste."})

    person = Addressee(uuid4(), "awa@example.org", "Awa Sow", "en", "UTC")
    mail = compose(app, DueMessage(uuid4(), "fault_answered", None, told(session)[0], 1), person, NOON)

    text = mail.get_body(("plain",)).get_content()
    assert "/fr/progress/answers" in text
    assert "\n\nC’est juste.\n\n" in text
    assert "C’est au sujet de cette question dans «\xa0Pas\xa0»\xa0: " in text


def answered_mail(app, payload):
    person = Addressee(uuid4(), "awa@example.org", "Awa Sow", "en", "UTC")
    return compose(app, DueMessage(uuid4(), "fault_answered", None, payload, 1), person, NOON)


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_mail_names_the_quiz_and_the_question(app, admin, session, catalogue, reported, kind):
    admin.get("/en/admin/content/reports")
    admin.submit("Save and answer", {"answer": "It is right."})

    text = answered_mail(app, told(session)[0]).get_body((kind,)).get_content()

    asked = catalogue.quizzes["steps"].question("pick-one").text["en"]
    assert "“Steps”" in text
    assert asked in " ".join(text.split())


def test_a_question_that_left_the_course_is_named_as_it_was_reported(
    app, admin, session, catalogue, reported, monkeypatch
):
    gone = without_quiz(catalogue)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: gone)
    report = session.scalars(select(QuestionFault.id)).one()
    admin.post(
        "/en/admin/content/reports", {"report": str(report), "to": "answered", "answer": "It is right."}
    )

    text = answered_mail(app, told(session)[0]).get_body(("plain",)).get_content()

    assert "“Steps”" in text


def test_an_answer_that_waits_from_before_is_sent_without_its_question(app):
    text = answered_mail(app, {"mended": False, "answer": "It is right.", "language": "en"})

    assert "It is right." in text.get_body(("plain",)).get_content()
    assert "It is right." in text.get_body(("html",)).get_content()


def test_admins_read_the_options_and_what_the_learner_answered(admin, session, catalogue, learner, reported):
    attempt_id = session.scalars(select(QuestionFault.attempt_id)).one()
    answer(session, catalogue, learner, attempt_id, "pick-one", "bee")
    session.commit()

    admin.get("/en/admin/content/reports")

    assert "A hen Right" in admin.words()
    assert "The learner’s answer: A bee" in admin.words()
    assert '<option value="steps">Steps</option>' in admin.text


def test_administration_counts_what_waits_for_an_answer_and_for_a_mark(admin, session, reported):
    admin.get("/en/admin")

    assert admin.links()["1 report of a question waits for an answer"] == "/en/admin/content/reports"


def test_the_file_tells_what_the_page_tells(admin, reported):
    sent = admin.http.get("/en/admin/content/reports.csv").get_data(as_text=True)

    assert WORDS in sent
    assert "quizzes/steps.yaml:" in sent


@pytest.mark.parametrize("spoken", ["en", "fr"])
def test_the_file_has_the_same_columns_and_codes_in_every_language(admin, reported, spoken):
    header, row = file_table(admin.http.get(f"/{spoken}/admin/content/reports.csv"))

    found = dict(zip(header, row, strict=True))
    assert header == list(COLUMNS)
    assert (found["quiz"], found["question"], found["state"]) == ("steps", "pick-one", "open")
    assert found["fault"] in FAULTS
    assert found["words"] == " ".join(WORDS.split())


def test_reports_come_in_pages_and_the_file_has_all(admin, session, reported, monkeypatch):
    from course.store.faults import queries
    from course.web.admin import faults

    (row,) = session.scalars(select(QuestionFault))
    same = ("learner_id", "attempt_id", "quiz_slug", "version", "fault", "language", "reported_at")
    kept = {name: getattr(row, name) for name in same}
    for number, question_id in enumerate(("is-true", "in-words")):
        session.add(QuestionFault(**kept, question_id=question_id, words=f"Number {number}"))
    session.commit()
    monkeypatch.setattr(faults, "PAGE_SIZE", 2)
    monkeypatch.setattr(queries, "_PART", 2)

    admin.get("/en/admin/content/reports")
    first = admin.words()
    admin.get(admin.links()["Next page"])

    assert ("Number 0" in first, WORDS in first) == (True, False)
    assert WORDS in admin.words()
    sent = admin.http.get("/en/admin/content/reports.csv").get_data(as_text=True)
    assert all(words in sent for words in (WORDS, "Number 0", "Number 1"))


def test_facilitators_see_what_their_cohort_reported(app, session, catalogue, learner, reported):
    cohort, other = add_cohort(session, "Mine"), add_cohort(session, "Other")
    guide = add_person(session, "Gil Guide", role="facilitator")
    add_facilitator(session, cohort, guide)
    add_facilitator(session, other, guide)
    enrol(session, catalogue, cohort, learner, NOON)
    session.commit()
    browser = PageClient(app)
    sign_in(browser, session, guide)

    browser.get(f"/en/facilitate/{cohort.slug}/questions")
    mine = browser.words()
    browser.get(f"/en/facilitate/{other.slug}/questions")

    assert WORDS in mine
    assert WORDS not in browser.words()


@pytest.fixture
def guide(app, session, catalogue, learner):
    """A browser of who facilitates the learner's cohort."""
    cohort = add_cohort(session, "Mine", slug="mine")
    person = add_person(session, "Gil Guide", role="facilitator")
    add_facilitator(session, cohort, person)
    enrol(session, catalogue, cohort, learner, NOON)
    browser = PageClient(app)
    sign_in(browser, session, person)
    count_answers(session, catalogue, cohort, 3, lambda _: RIGHT)
    return browser


def test_the_cohorts_page_counts_what_was_reported_until_it_is_answered(guide, admin, reported):
    guide.get("/en/facilitate/mine")
    assert guide.links()["Reported questions: 1"] == "/en/facilitate/mine/questions#reports"
    admin.get("/en/admin/content/reports")
    admin.submit("Save and answer", {"to": "answered", "answer": "It is right."})

    guide.get("/en/facilitate/mine")

    assert "Reported questions" not in guide.words()


def test_a_report_leads_to_its_question_which_counts_its_reports(
    guide, session, database, catalogue, reported
):
    other = add_person(session, "Ben Okri")
    enrol(session, catalogue, session.scalars(select(Cohort)).one(), other, NOON)
    submit(session, catalogue, other, begin(session, catalogue, other), RIGHT)
    count_up(session, database, catalogue)

    guide.get("/en/facilitate/mine/questions")
    guide.get(guide.links()["Which has two legs?"])

    assert guide.links()["1 report of a fault in this question"] == "/en/facilitate/mine/questions#reports"


def test_the_review_offers_to_report_each_question(client, session, catalogue, learner):
    attempt_id = begin(session, catalogue, learner)
    submit(session, catalogue, learner, attempt_id, RIGHT)
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    assert client.text.count("Report a fault in this question") == 6


def test_a_line_is_found_in_either_style_of_writing_a_question():
    assert question_line("questions:\n  - id: one\n  - {id: two, kind: x}\n", "two") == 3
    assert question_line("questions:\n  - id: one\n", "on") == 0

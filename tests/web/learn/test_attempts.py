"""Taking a quiz without script, and what its pages give away."""

import json
import re

import pytest
from sqlalchemy import func, select

from course.store.attempts.models import Attempt, Response
from tests.attempts import RIGHT, WRONG, begin, name_of, opened, raw_of, submit, with_quiz
from tests.builders import add_cohort, add_person, enrol, sign_in
from tests.pages import PageClient, fields_of
from tests.statements import counted

ORDER = "in-order"


@pytest.fixture
def learner(session, client):
    amina = add_person(session, "Amina Diallo")
    sign_in(client, session, amina)
    return amina


@pytest.fixture
def attempt(session, catalogue, learner):
    attempt_id = begin(session, catalogue, learner)
    session.commit()
    return opened(session, catalogue, learner, attempt_id)


def url(attempt, language="en", page=""):
    return f"/{language}/quiz/steps/attempts/{attempt.row.id}{page}"


def fields(attempt, responses):
    """Return what a browser posts for these responses."""
    found = {}
    for question_id, response in responses.items():
        name, raw = name_of(attempt, question_id), raw_of(attempt, question_id, response)
        if isinstance(raw, dict):
            found.update({f"{name}.{prompt}": answer for prompt, answer in raw.items()})
        else:
            found[name] = raw
    return found


def stored(session):
    session.expire_all()
    return {row.question_id: json.loads(row.value) for row in session.scalars(select(Response))}


def test_the_quiz_says_what_it_is_and_begins(client, learner, session):
    client.get("/en/quiz/steps")

    words = client.words()
    assert "6 questions" in words
    assert "You pass with 70% of the points." in words
    assert "You may try as often as you like. Your best result counts." in words
    client.submit("Begin")
    assert re.fullmatch(r"/en/quiz/steps/attempts/[0-9a-f-]{36}", client.path)


def test_beginning_twice_opens_one_attempt(client, learner, session):
    client.get("/en/quiz/steps")
    key = re.search(r'name="key" value="([^"]+)"', client.text)[1]

    first = client.post("/en/quiz/steps", {"key": key}, follow=False, status=303)
    again = client.post("/en/quiz/steps", {"key": key}, follow=False, status=303)

    assert first.headers["Location"] == again.headers["Location"]
    assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_without_an_account_the_quiz_asks_to_sign_in_and_leads_back(client):
    response = client.http.get("/en/quiz/steps")

    assert response.status_code == 303
    assert "next=/en/quiz/steps" in response.headers["Location"].replace("%2F", "/")


def test_a_whole_attempt_without_script(client, attempt, session):
    client.get(url(attempt))

    client.submit("Check my answers", fields(attempt, RIGHT))

    assert client.path == url(attempt, page="/review")
    assert "Passed: 100%" in client.words()
    assert session.scalar(select(Attempt.score)) == 1.0


@pytest.mark.parametrize("cohorts", [1, 5])
def test_handing_in_takes_few_statements_whatever_the_number_of_answers_and_cohorts(
    client, app, session, catalogue, learner, attempt, cohorts
):
    for number in range(cohorts):
        enrol(session, catalogue, add_cohort(session, f"Cohort {number}"), learner)
    session.commit()
    client.get(url(attempt))
    token = client.csrf_token()

    with counted(app) as statements:
        posted = {"submit": "anyway", "csrf_token": token, **fields(attempt, WRONG)}
        response = client.http.post(url(attempt), data=posted)

    assert response.headers["Location"] == url(attempt, page="/review")
    assert len(statements) <= 14, statements


def test_open_questions_are_named_and_can_be_marked_anyway(client, attempt, session):
    client.get(url(attempt))
    client.submit("Check my answers", fields(attempt, {"pick-one": "hen", "pairs": {"sea": "sea"}}))

    words = client.words()
    assert client.path == url(attempt, page="/check")
    assert "5 questions are still open" in words
    assert "Answered in part" in words
    assert "Put the steps in order." in words
    client.submit("Mark anyway")

    assert client.path == url(attempt, page="/review")
    assert "Not passed yet" in client.words()


def test_saving_for_later_keeps_what_was_given(client, attempt, session):
    client.get(url(attempt))

    client.submit("Save and finish later", fields(attempt, {"in-words": "shoes"}))

    assert client.path == "/en/course"
    assert stored(session) == {"in-words": "shoes"}
    client.get(url(attempt))
    assert 'value="shoes"' in client.text


def test_the_first_button_of_the_form_saves_so_that_enter_moves_nothing(client, attempt):
    client.get(url(attempt))

    buttons = re.findall(r"<button[^>]*>", client.text.partition('<form method="post"')[2])

    assert 'name="save" value="here"' in buttons[0]


def test_an_order_is_moved_by_its_buttons_and_the_draft_kept(client, attempt, session):
    client.get(url(attempt))
    name = name_of(attempt, ORDER)
    before = re.findall(rf'name="{name}" value="([a-z0-9]+)"', client.text)
    label = re.search(r"Move down: [^<]+", client.text)[0]

    response = client.submit(label, fields(attempt, {"in-words": "boots"}))

    after = re.findall(rf'name="{name}" value="([a-z0-9]+)"', client.text)
    assert after == [before[1], before[0], before[2]]
    assert response.request.path == url(attempt)
    assert stored(session)["in-words"] == "boots"


def sets(found):
    """Leave out the order in which options of one question are ticked."""
    return {name: sorted(value) if isinstance(value, list) else value for name, value in found.items()}


def test_a_reload_and_another_language_keep_the_answers(client, attempt, session):
    client.get(url(attempt))
    client.submit("Save and finish later", fields(attempt, RIGHT))

    for language in ("en", "es", "fr"):
        client.get(url(attempt, language))
        form = next(
            form
            for form in client.page.iter("{http://www.w3.org/1999/xhtml}form")
            if form.get("data-autosave") is not None
        )
        shown = fields_of(form)
        assert sets({name: shown[name] for name in fields(attempt, RIGHT)}) == sets(fields(attempt, RIGHT))
    assert "¿" not in client.words()


def test_each_stored_answer_shows_when_and_its_receipt(client, attempt, session):
    client.get(url(attempt))
    client.submit("Save and finish later", fields(attempt, {"in-words": "shoes"}))

    client.get(url(attempt))

    receipt = session.scalar(select(Response.receipt))
    assert receipt in client.words()
    assert re.search(r"Stored at \d\d:\d\d", client.words())


def test_a_text_that_is_too_long_is_told_at_the_top_and_at_the_field(client, attempt, session):
    client.get(url(attempt))
    name = name_of(attempt, "in-words")

    client.submit("Check my answers", {**fields(attempt, {"pick-one": "hen"}), name: "x" * 250}, status=422)

    number = name[1:]
    sentence = f"Question {number}: This answer is too long. Use at most 200 characters."
    assert client.words().count(sentence) == 2
    assert f'href="#{name}"' in client.text
    assert "x" * 250 in client.text
    assert stored(session) == {"pick-one": "hen"}


def test_foreign_fields_bind_nothing(client, attempt, session):
    client.get(url(attempt))
    extra = {
        "state": "submitted", "score": "1", "passed": "1", "learner_id": "x", "q7": "y", "pick-one": "hen",
        "deadline": "2030-01-01", "submitted_at": "2020-01-01", "number": "9", "version": "z",
    }  # fmt: skip

    client.submit("Save and finish later", extra)

    row = session.scalars(select(Attempt)).one()
    session.refresh(row)
    assert (row.state, row.score, row.number) == ("open", None, 1)
    assert stored(session) == {}


def test_submitting_again_shows_the_same_review(client, attempt, session):
    client.get(url(attempt))
    client.submit("Check my answers", fields(attempt, RIGHT))

    client.post(url(attempt), {"submit": "check", "seen": "", **fields(attempt, {"pick-one": "dog"})})

    assert client.path == url(attempt, page="/review")
    assert session.scalar(select(Attempt.score)) == 1.0


@pytest.mark.parametrize("page", ["", "/check", "/review"])
def test_anothers_attempt_looks_like_none(client, attempt, session, app, page):
    other = PageClient(app)
    sign_in(other, session, add_person(session, "Bilal"))
    missing = "/en/quiz/steps/attempts/01890000-0000-7000-8000-000000000000" + page

    there = other.http.get(url(attempt, page=page))
    nowhere = other.http.get(missing)

    assert there.status_code == nowhere.status_code == 404
    strip = re.compile(rb"<code>[0-9a-f]+</code>|/attempts/[0-9a-f-]+")
    assert strip.sub(b"", there.data) == strip.sub(b"", nowhere.data)


@pytest.mark.parametrize("body", [{"submit": "anyway"}, {"submit": "check", "seen": ""}, {"save": "later"}])
def test_nobody_answers_or_submits_anothers_attempt(client, attempt, session, app, body):
    other = PageClient(app)
    sign_in(other, session, add_person(session, "Bilal", role="admin"))

    other.post(url(attempt), {**body, **fields(attempt, RIGHT)}, status=404)

    assert session.scalar(select(Attempt.state)) == "open"
    assert stored(session) == {}


def test_a_review_is_not_there_before_submission(client, attempt):
    client.get(url(attempt, page="/review"))

    assert client.path == url(attempt)


def secrets_of(catalogue):
    """Return every text of the quiz that must not leave the server before submission."""
    found = set()
    for question in json.loads(catalogue.quizzes["steps"].body)["questions"]:
        found |= set(question.get("feedback", {}).values())
        for part in (*question.get("options", ()), *question.get("pairs", ())):
            found |= set(part.get("feedback", {}).values())
        found |= set(question.get("feedback_true", {}).values()) | set(
            question.get("feedback_false", {}).values()
        )
        found |= {form for forms in question.get("accepted", {}).values() for form in forms}
    return found


IDS = {
    "pick-one",
    "pick-some",
    "is-true",
    "in-words",
    "in-order",
    "hen",
    "dog",
    "bee",
    "owl",
    "bat",
    "cow",
    "pig",
}


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_an_open_attempt_gives_no_key_reason_or_id_away(client, attempt, session, catalogue, language):
    pages = ["", "/check"]
    texts = [client.get(url(attempt, language, page)).get_data(as_text=True) for page in pages]
    texts.append(client.get(f"/{language}/quiz/steps").get_data(as_text=True))
    token = client.csrf_token()
    for question_id, response in WRONG.items():
        reply = client.http.post(
            url(attempt, language, "/answers"),
            json={
                "key": question_id.encode().hex(),
                "question": name_of(attempt, question_id),
                "value": raw_of(attempt, question_id, response),
                "seen": 0,
            },
            headers={"X-CSRFToken": token},
        )
        assert reply.status_code == 200
        texts += [reply.get_data(as_text=True), str(reply.headers)]

    for text in texts:
        assert [secret for secret in secrets_of(catalogue) if secret in text] == []
        assert [known for known in IDS if re.search(rf'["#:]{known}["<&]', text)] == []


def test_tokens_differ_from_attempt_to_attempt(client, learner, session, catalogue, app):
    first = begin(session, catalogue, learner)
    other = add_person(session, "Bilal")
    second = begin(session, catalogue, other)
    session.commit()

    mine = opened(session, catalogue, learner, first)
    theirs = opened(session, catalogue, other, second)

    assert raw_of(mine, "pick-one", "hen") != raw_of(theirs, "pick-one", "hen")


def edited(catalogue, how):
    questions = json.loads(catalogue.quizzes["steps"].body)["questions"]
    if how == "reordered":
        return with_quiz(catalogue, questions=questions[::-1])
    if how == "edited":
        questions[0]["text"] = dict.fromkeys(("en", "es", "fr"), "Other words?")
        return with_quiz(catalogue, questions=questions[:3], pass_score=0.1)
    from dataclasses import replace

    modules = tuple(replace(module, quizzes=()) for module in catalogue.modules)
    return replace(catalogue, version="gone", modules=modules, quizzes={})


@pytest.mark.parametrize("how", ["reordered", "edited", "deleted"])
def test_an_attempt_goes_on_as_it_began_when_the_quiz_changes(
    client, attempt, session, catalogue, app, monkeypatch, how
):
    client.get(url(attempt))
    before = client.text.count('class="card q"')
    changed = edited(catalogue, how)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)

    client.get(url(attempt))

    assert client.text.count('class="card q"') == before
    assert "Other words?" not in client.words()
    client.submit("Check my answers", fields(attempt, RIGHT))
    assert "Passed: 100%" in client.words()


def test_a_review_explains_a_statement_that_was_left_open(client, attempt, session):
    client.get(url(attempt))
    client.submit("Check my answers", fields(attempt, {"pick-one": "hen"}))
    client.submit("Mark anyway")

    assert "Yes, mostly." in client.words()


def test_a_review_explains_each_answer_and_leads_to_the_passage(client, attempt, session):
    client.get(url(attempt))
    client.submit("Check my answers", fields(attempt, {**RIGHT, "pick-one": "dog", "in-words": "Socks"}))

    words, links = client.words(), client.links()
    assert "It has four." in words
    assert "It walks on two." in words
    assert "Your answer, not correct" in words
    assert "Correct, not chosen" in words
    assert "Your answer: “Socks”" in words
    assert re.search(r"Right answers: ?shoes ?boots", words)
    assert "Ships float." in words
    assert links["Read “First part” again"].startswith("/en/course/first-steps/")
    assert links["Read “First part” again"].endswith("#first-part")
    assert 'data-attempt-done="' in client.text


def test_a_partly_right_answer_says_how_much(client, attempt):
    client.get(url(attempt))
    client.submit("Check my answers", fields(attempt, {**RIGHT, "pick-some": ("owl",)}))

    assert "Partly correct. Right: 1. Missed: 1. Wrong: 0." in client.words()


def test_a_review_lists_the_attempts_and_offers_another(client, attempt, session):
    client.get(url(attempt))
    client.submit("Check my answers", fields(attempt, {**WRONG, ORDER: RIGHT[ORDER]}))
    client.submit_link = client.links()["Try again"]
    client.get(client.submit_link)
    client.submit("Try again")
    second = client.path
    client.submit("Check my answers", {})
    client.submit("Mark anyway")

    assert "Attempt 2: 0%" in client.words()
    assert any(label.startswith("Attempt 1:") for label in client.links())
    assert second != url(attempt)


@pytest.mark.parametrize("language", ["es", "fr"])
def test_a_review_speaks_the_readers_language(client, attempt, language):
    client.get(url(attempt))
    client.submit("Check my answers", fields(attempt, {**RIGHT, "pick-one": "dog"}))

    client.get(url(attempt, language, f"/review?words={language}"))

    reason = {"es": "Tiene cuatro.", "fr": "Il en a quatre."}[language]
    assert reason in client.words()
    assert "It has four." not in client.text


def limit(monkeypatch, app, catalogue, **changes):
    changed = with_quiz(catalogue, **changes)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)
    return changed


def test_used_up_attempts_leave_no_button_and_are_refused(
    client, learner, session, catalogue, app, monkeypatch
):
    limit(monkeypatch, app, catalogue, attempts=1)
    client.get("/en/quiz/steps")
    client.submit("Begin")
    client.post(client.path, {"submit": "anyway"})

    client.get("/en/quiz/steps")
    assert "You have used all your attempts." in client.words()
    client.post("/en/quiz/steps", {"key": "new"}, status=409)

    assert "You have used all attempts that this quiz allows: 1." in client.words()
    assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_a_time_limit_is_told_before_and_while_answering(
    client, learner, session, catalogue, app, monkeypatch
):
    limit(monkeypatch, app, catalogue, time_limit=20)
    client.get("/en/quiz/steps")
    assert "You have 20 min from the moment you begin." in client.words()

    client.submit("Begin")

    assert "You can answer until" in client.words()


def test_when_the_time_is_over_the_page_says_so_and_changes_nothing_by_itself(
    client, learner, session, catalogue, app, monkeypatch
):
    from tests.conftest import NOON

    changed = limit(monkeypatch, app, catalogue, time_limit=20)
    past = NOON.replace(year=2020)
    attempt_id = begin(session, changed, learner, now=past)
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}")

    assert "The time is over" in client.words()
    assert session.scalar(select(Attempt.state)) == "open"
    client.submit("See my result")
    assert "The time was over: what was stored then was handed in." in client.words()
    row = session.scalars(select(Attempt)).one()
    session.refresh(row)
    assert (row.state, row.submitted_at) == ("submitted", past.replace(minute=20))


@pytest.mark.parametrize("move", ["q9:x:up", "q1", "x", "q1:tok:sideways", "::", "q0:a:up"])
def test_a_bad_move_is_refused_and_the_draft_intact(client, attempt, session, move):
    client.post(url(attempt), {"move": move, "seen": "", "save": "here"}, status=400)

    assert stored(session) == {}


def test_a_quiz_that_is_not_open_says_when_it_opens_in_the_readers_zone(
    client, learner, session, catalogue, app, monkeypatch
):
    learner.time_zone = "America/Guayaquil"
    session.commit()
    limit(monkeypatch, app, catalogue, opens="2199-03-01T08:00:00+00:00")

    client.get("/en/quiz/steps")

    assert "It opens on March 1, 2199 at 03:00 (time zone America/Guayaquil)." in client.words()
    assert "You cannot begin yet." in client.words()
    client.get("/fr/quiz/steps")
    assert "1er mars 2199" in client.words()
    client.post("/en/quiz/steps", {"key": "new"})
    assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_a_closed_quiz_says_since_when_and_that_the_last_day_counted_whole(
    client, learner, session, catalogue, app, monkeypatch
):
    limit(monkeypatch, app, catalogue, closes="2020-04-01T00:00:00+00:00")

    client.get("/en/quiz/steps")

    assert "It closed on March 31, 2020 at 24:00 (time zone UTC)." in client.words()
    client.post("/en/quiz/steps", {"key": "new"})
    assert "This quiz is closed: no further attempt can be begun." in client.words()


def test_fields_of_a_form_move_no_deadline(client, learner, session, catalogue, app, monkeypatch):
    limit(monkeypatch, app, catalogue, time_limit=20)
    client.post("/en/quiz/steps", {"key": "k", "deadline": "2199-01-01", "time_limit": "9000", "now": "0"})
    row = session.scalars(select(Attempt)).one()
    fixed = row.deadline

    client.get("/en/quiz/steps")
    client.get(client.links()["Go on with my attempt"])
    client.post(client.path, {"save": "later", "deadline": "2199-01-01", "started_at": "2199-01-01"})

    session.refresh(row)
    assert row.deadline == fixed


def test_the_review_says_what_the_quiz_says_of_such_a_score(
    client, learner, session, catalogue, app, monkeypatch
):
    bands = [
        {"from": 0, "text": {"en": "Read it again.", "fr": "Relisez-le."}},
        {"from": 0.7, "text": {"en": "Well done.", "fr": "Bravo."}},
    ]
    changed = limit(monkeypatch, app, catalogue, bands=bands)
    attempt_id = begin(session, changed, learner)
    submit(session, changed, learner, attempt_id, RIGHT)
    session.commit()

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")
    assert "Well done." in client.words()
    assert "Read it again." not in client.words()
    client.get(f"/fr/quiz/steps/attempts/{attempt_id}/review")
    assert "Bravo." in client.words()

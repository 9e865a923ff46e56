"""Regrading on the pages of administrators: what differs, trying, applying, undoing."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from course.store.accounts.models import Account
from course.store.attempts.models import Attempt, QuizResult
from course.store.outbox.models import OutboxMessage
from course.store.regrades.models import Regrade
from tests.attempts import RIGHT, begin
from tests.builders import add_cohort, add_facilitator, add_person, enrol, sign_in
from tests.conftest import NOON
from tests.pages import PageClient
from tests.regrades import BECAUSE, NEARLY, hand_in, mended, regrade, undo

TRY = "/en/admin/content/quizzes/steps/regrade/try?question=pick-one"


@pytest.fixture
def admin(session, client):
    found = add_person(session, "Ada Admin", role="admin")
    sign_in(client, session, found)
    return found


def test_the_course_files_lead_to_quizzes_with_earlier_versions(client, admin, attempt_id, bees):
    client.get("/en/admin/content")

    assert "Regrade “Steps”… 1 attempt at an earlier version" in client.words()
    assert client.links()["Regrade “Steps”…"] == "/en/admin/content/quizzes/steps/regrade"


def test_a_regrade_is_found_though_the_files_stand_as_they_did_before(
    client, admin, attempt_id, session, catalogue
):
    regrade(session, mended(catalogue, pick_one="bee"))
    session.commit()

    client.get("/en/admin/content")

    assert client.links()["Regrade “Steps”…"] == "/en/admin/content/quizzes/steps/regrade"
    client.get("/en/admin/content/quizzes/steps/regrade")
    assert any(address.startswith("/en/admin/content/regrades/") for address in client.links().values())


def test_it_shows_what_was_changed_in_words(client, admin, attempt_id, bees):
    client.get("/en/admin/content/quizzes/steps/regrade")

    words = client.words()
    assert "Which has two legs?" in words
    assert "A hen: Counts as right all yes no" in words
    assert "A bee: Counts as right all no yes" in words
    assert "Running is faster" not in words
    assert re.search(r'name="question" value="pick-one" checked', client.text)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_a_quiz_without_changes_says_so(client, admin, attempt_id, language):
    client.get(f"/{language}/admin/content/quizzes/steps/regrade")

    assert 'class="empty"' in client.text


def test_trying_shows_whose_mark_changes_and_by_how_much(client, admin, learner, attempt_id, bees, session):
    client.get(TRY)

    words = client.words()
    assert "Amina Diallo" in words
    assert "Question 1: 0 → 1 of 1" in words
    assert "63% → 75%" in words
    assert "Passes now" in words
    assert session.scalar(select(func.count()).select_from(Regrade)) == 0


@pytest.fixture
def alike(session, attempt_id):
    """Let the score be so near to that after the regrade that both read 75%."""
    session.execute(update(Attempt).values(score=0.7499))
    session.execute(update(QuizResult).values(score=0.7499))
    session.commit()


def test_points_are_told_where_rounding_hides_a_change_in_the_trial(client, admin, bees, alike):
    client.get(TRY)

    assert "75% → 75%" not in client.words()
    assert "5 → 6 of 8 points" in client.words()


def test_points_are_told_where_rounding_hides_what_a_regrade_changed(client, admin, bees, alike):
    client.get(TRY)

    client.submit("Raise the marks of 1 attempt", {"because_en": "A bee has two wings."})

    assert "5 → 6 of 8 points" in client.words()


def test_the_mail_tells_points_where_rounding_hides_the_change(
    app, session, learner, attempt_id, bees, alike
):
    from course.jobs.send_mail import compose
    from course.store.accounts.queries import find_addressee
    from course.store.outbox.queries import DueMessage

    regrade(session, bees)
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "regraded")).one()
    due = DueMessage(message.id, message.template, learner.id, message.payload, 1)

    mail = compose(app, due, find_addressee(session, learner.id), NOON)

    for kind in ("plain", "html"):
        text = " ".join(mail.get_body((kind,)).get_content().split())
        assert "In attempt 1 you had 5 of 8 points and have 6 of 8 now." in text
        assert "75%" not in text


def test_a_mail_that_was_queued_without_points_tells_the_scores(
    app, session, learner, attempt_id, bees, alike
):
    from course.jobs.send_mail import compose
    from course.store.accounts.queries import find_addressee
    from course.store.outbox.queries import DueMessage

    regrade(session, bees)
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "regraded")).one()
    payload = {name: value for name, value in message.payload.items() if name != "points"}

    mail = compose(
        app,
        DueMessage(message.id, "regraded", learner.id, payload, 1),
        find_addressee(session, learner.id),
        NOON,
    )

    assert "was 75% and is now 75%" in mail.get_body(("plain",)).get_content()


def test_list_and_page_of_regrades_name_the_time_zone(client, admin, attempt_id, bees, session):
    admin.time_zone = "Europe/Madrid"
    session.commit()
    client.get(TRY)

    client.submit("Raise the marks of 1 attempt", {"because_en": "A bee has two wings."})

    assert "(time zone Europe/Madrid)" in client.words()
    client.get("/en/admin/content/quizzes/steps/regrade")
    assert "Times in Europe/Madrid" in client.words()


def test_list_and_page_tell_attempts_and_learners_apart(
    client, admin, learner, catalogue, session, attempt_id, bees
):
    hand_in(session, catalogue, learner, NEARLY, now=NOON + timedelta(hours=1))
    session.commit()
    client.get(TRY)

    client.submit("Raise the marks of 2 attempts", {"because_en": "A bee has two wings."})

    assert "Attempts raised: 2. Learners: 1." in client.words()
    client.get("/en/admin/content/quizzes/steps/regrade")
    assert re.search(
        r'data-l="Attempts raised" class="num">2</td>\s*<td data-l="Learners" class="num">1</td>', client.text
    )


def test_what_was_erased_since_is_told_apart_from_what_was_raised(
    client, admin, learner, attempt_id, bees, session
):
    client.get(TRY)
    client.submit("Raise the marks of 1 attempt", {"because_en": "A bee has two wings."})
    here = client.path
    session.delete(session.get(Account, learner.id))
    session.commit()

    client.get(here)

    assert (
        "Attempts raised: 1. Learners: 0. Whose data were erased since is not among the learners."
        in client.words()
    )


def test_a_kept_mark_is_told(client, admin, catalogue, session, bees):
    hand_in(session, catalogue, add_person(session, "Kofi Mensah"), RIGHT)
    session.commit()

    client.get(f"{TRY}&show=kept")

    assert "Kofi Mensah" in client.words()
    assert "1 mark stays though the rule got tighter" in client.words()


def test_the_file_has_a_row_for_each_mark(client, admin, learner, attempt_id, bees):
    response = client.http.get("/en/admin/content/quizzes/steps/regrade.csv?question=pick-one")

    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True).lstrip("\ufeff"))))
    assert [(row["learner"], row["question"], row["mark_before"], row["mark_after"]) for row in rows] == [
        ("Amina Diallo", "pick-one", "0.0", "1.0")
    ]
    assert (rows[0]["score_before"], rows[0]["score_after"]) == ("0.625", "0.75")


def test_trying_names_who_is_left_out_and_why(client, app, admin, catalogue, session, monkeypatch):
    hand_in(session, catalogue, add_person(session, "Kofi Mensah"), RIGHT)
    begin(session, catalogue, add_person(session, "Bo Still Open"))
    session.commit()
    fewer = mended(catalogue, pairs=2)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: fewer)

    answer = client.http.get("/en/admin/content/quizzes/steps/regrade.csv?question=pairs")
    client.get("/en/admin/content/quizzes/steps/regrade/try?question=pairs&show=barred")

    words = client.words()
    assert (
        "Question 5. Cannot be regraded: learners chose among other options or parts than it has now."
        in words
    )
    assert "1 attempt is still open" in words
    assert "Bo Still Open: attempt 1, begun on" in words
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [(row["learner"], row["outcome"], row["left_out"]) for row in rows] == [
        ("Kofi Mensah", "barred", "pairs:parts"),
        ("Bo Still Open", "open", ""),
    ]


def test_applying_asks_for_a_reason(client, admin, attempt_id, bees, session):
    client.get(TRY)
    assert "One of the three is needed." in client.words()
    assert "(optional)" not in client.words()

    client.submit("Raise the marks of 1 attempt", {"because_en": "  "}, status=422)

    assert "Say in one language at least why the marks are raised." in client.words()
    assert session.scalar(select(func.count()).select_from(Regrade)) == 0


def test_a_regrade_that_meets_a_fault_is_left_to_the_worker(
    client, admin, attempt_id, bees, session, monkeypatch
):
    client.get(TRY)

    def fail(*_given):
        raise ValueError("something is wrong with it")

    with monkeypatch.context() as patch:
        patch.setattr("course.flows.apply_regrade.write_marks", fail)
        client.submit("Raise the marks of 1 attempt", {"because_en": "A bee has two wings."})

    session.expire_all()
    run = session.scalars(select(Regrade)).one()
    assert (run.state, run.learners_done) == ("applying", 0)
    assert "The marks are being raised" in client.words()


def test_applying_raises_the_mark_and_can_be_undone(client, admin, attempt_id, bees, session):
    client.get(TRY)

    client.submit("Raise the marks of 1 attempt", {"because_en": "A bee has two wings."})

    session.expire_all()
    assert session.get(Attempt, attempt_id).score == 0.75
    words = client.words()
    assert "The marks of 1 attempt are raised." in words
    assert "English: A bee has two wings." in words
    assert "Ada Admin" in words
    client.get(client.links()["Undo this regrade"])
    client.submit("Undo the regrade")
    session.expire_all()
    assert session.get(Attempt, attempt_id).score == 0.625
    assert "The regrade is undone." in client.words()
    client.get("/en/admin/content/quizzes/steps/regrade")
    assert "Undone" in client.words()


def test_a_regrade_is_found_again_once_the_old_file_is_put_back(
    app, client, admin, catalogue, attempt_id, bees, monkeypatch
):
    client.get(TRY)
    client.submit("Raise the marks of 1 attempt", {"because_en": "A bee has two wings."})
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: catalogue)

    client.get("/en/admin/content")
    client.get(client.links()["Regrade “Steps”…"])

    assert "Applied" in client.words()


def test_sending_the_form_twice_applies_once(client, admin, attempt_id, bees, session):
    client.get(TRY)
    key = re.search(r'name="key" value="([^"]+)"', client.text)[1]
    fields = {"because_en": "Bees.", "question": "pick-one", "key": key}

    first = client.post("/en/admin/content/quizzes/steps/regrade", fields, follow=False, status=303)
    again = client.post("/en/admin/content/quizzes/steps/regrade", fields, follow=False, status=303)

    assert first.headers["Location"] == again.headers["Location"]
    assert session.scalar(select(func.count()).select_from(Regrade)) == 1


def test_a_regrade_of_many_is_left_to_the_worker_and_shows_its_progress(
    client, admin, attempt_id, bees, session, app, monkeypatch
):
    from course.flows import apply_regrade, undo_regrade
    from course.jobs.apply_regrades import apply_waiting_regrades
    from course.web.session import utc_now

    monkeypatch.setattr(apply_regrade, "AT_ONCE", 0)
    monkeypatch.setattr(undo_regrade, "AT_ONCE", 0)
    client.get(TRY)

    client.submit("Raise the marks of 1 attempt", {"because_en": "Bees."})

    assert "The marks are being raised" in client.words()
    assert apply_waiting_regrades(app, now=utc_now()) == 1
    session.expire_all()
    assert session.get(Attempt, attempt_id).score == 0.75
    assert apply_waiting_regrades(app, now=utc_now()) == 0


def test_the_learner_and_the_facilitator_read_when_and_why(
    client, app, catalogue, learner, attempt_id, bees, session
):
    cohort, guide = add_cohort(session), add_person(session, "Fatou Guide", role="facilitator")
    add_facilitator(session, cohort, guide)
    enrol(session, catalogue, cohort, learner)
    regrade(session, bees)
    session.commit()
    sign_in(client, session, learner)
    guides = PageClient(app)
    sign_in(guides, session, guide)

    client.get(f"/fr/quiz/steps/attempts/{attempt_id}/review")
    guides.get(f"/en/facilitate/{cohort.slug}/learners/{learner.id}/attempts/{attempt_id}")

    assert "Une abeille a deux ailes." in client.words()
    words = guides.words()
    assert "The mark of this question was raised on November 22, 2026. Before: 0 of 1 point." in words
    assert "The reason: A bee has two wings." in words
    assert "Points: 1 of 1" in words
    assert re.search(r"A bee ?It has six\. ?Your answer, correct", words)
    assert "Passed: 75%" in words


def test_a_review_says_that_a_regrade_was_taken_back(client, learner, attempt_id, bees, session):
    regrade_id = regrade(session, bees)
    undo(session, bees, regrade_id)
    session.commit()
    sign_in(client, session, learner)

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    words = client.words()
    assert "that was taken back on November 22, 2026" in words
    assert re.search(r"A bee ?It has six\. ?Your answer, not correct", words)
    assert "Not passed yet: 63%" in words


@pytest.mark.parametrize("template", ["regraded", "regrade_undone"])
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_the_message_speaks_the_learners_language(app, session, catalogue, bees, template, language):
    from course.jobs.send_mail import compose
    from course.store.accounts.queries import find_addressee
    from course.store.outbox.queries import DueMessage

    learner = add_person(session, language=language)
    attempt_id = hand_in(session, catalogue, learner, NEARLY)
    regrade_id = regrade(session, bees)
    if template == "regrade_undone":
        session.scalars(select(OutboxMessage)).one().state = "sent"
        session.flush()
        undo(session, bees, regrade_id)
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.template == template)).one()
    due = DueMessage(message.id, message.template, learner.id, message.payload, 1)

    mail = compose(app, due, find_addressee(session, learner.id), NOON)

    text = mail.get_body(("plain",)).get_content()
    assert {"en": "Steps", "es": "Pasos", "fr": "Pas"}[language] in mail["Subject"]
    assert f"/{language}/quiz/steps/attempts/{attempt_id}/review" in text
    if template == "regraded":
        assert BECAUSE.get(language, BECAUSE["en"]) in text


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("passes", [True, False])
def test_the_plain_message_has_a_line_for_each_thing_it_tells(
    app, session, catalogue, bees, language, passes
):
    from course.jobs.send_mail import compose
    from course.store.accounts.queries import find_addressee
    from course.store.outbox.queries import DueMessage

    learner = add_person(session, language=language)
    hand_in(session, catalogue, learner, NEARLY)
    regrade(session, bees)
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "regraded")).one()
    due = DueMessage(message.id, "regraded", learner.id, {**message.payload, "passes": passes}, 1)

    mail = compose(app, due, find_addressee(session, learner.id), NOON)

    score, *passed, reason = mail.get_body(("plain",)).get_content().split("\n\n")[1].splitlines()
    assert score.endswith("%.")
    assert len(passed) == passes
    assert re.fullmatch(rf"[\w ]+\s?: {BECAUSE.get(language, BECAUSE['en'])}", reason)

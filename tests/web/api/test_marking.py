"""Programs read what waits for a mark in their person's cohorts, and mark it by the rubric."""

import base64
import dataclasses

import pytest
from sqlalchemy import select

from course.flows.mark_by_hand import COMMENT_MAX
from course.flows.store_upload import Answering, store_upload
from course.store.accounts.models import Account
from course.store.attempts.models import Attempt
from course.store.marking.models import HandMark
from course.store.outbox.models import OutboxMessage
from tests.attempts import begin, opened, place_of, submit
from tests.builders import add_cohort, add_facilitator, add_person, enrol
from tests.conftest import NOON
from tests.core.formats.test_documents import PDF
from tests.kinds import DESCRIPTION, ESSAY, HOTSPOT, UPLOAD, with_questions
from tests.web.api.calls import program
from tests.web.learn.test_pictures import pictured

QUEUE = "/cohorts/autumn/marking"
BEST = {"clear": "yes", "own": "yes"}


@pytest.fixture
def course(monkeypatch, app, catalogue):
    return with_questions(monkeypatch, app, catalogue, ESSAY, HOTSPOT, UPLOAD)


def hand_in(session, course, cohort, name, text="I would ask them first."):
    learner = add_person(session, name, language="fr")
    if cohort is not None:
        enrol(session, course, cohort, learner)
    attempt_id = begin(session, course, learner)
    submit(session, course, learner, attempt_id, {"plan": text})
    session.commit()
    return attempt_id


@pytest.fixture
def waiting(session, course, autumn):
    """The address of an answer that waits; another one waits behind it."""
    first, _ = (hand_in(session, course, autumn, name) for name in ("Amina Diallo", "Ben Okri"))
    return f"{QUEUE}/{first}/plan"


def test_the_queue_comes_in_pages_the_oldest_first(facilitator, waiting):
    first = facilitator.get(f"{QUEUE}?limit=1")
    second = facilitator.get(f"{QUEUE}?limit=1&cursor={first['next']}")

    assert [page["items"][0]["name"] for page in (first, second)] == ["Amina Diallo", "Ben Okri"]
    assert (second["next"], first["items"][0]["points"]) == (None, None)
    assert [(one["question"], one["text"], one["answers"]) for one in first["questions"]] == [
        ("plan", "What would you do?", 2)
    ]
    assert facilitator.get(f"{QUEUE}?question=steps/where")["items"] == []
    assert len(facilitator.get(f"{QUEUE}?question=steps/plan")["items"]) == 2
    assert (
        facilitator.get(f"{QUEUE}?show=marked&cursor={first['next']}", status=404)["code"] == "cursor_unknown"
    )


def test_an_answer_is_read_with_its_rubric(facilitator, waiting):
    answer = facilitator.get(f"{waiting}?language=es")

    assert (answer["kind"], answer["typed"], answer["words"], answer["verdict"]) == (
        "essay",
        "I would ask them first.",
        5,
        "waiting",
    )
    assert (answer["name"], answer["learner_language"], answer["version"]) == ("Amina Diallo", "fr", 0)
    assert answer["rubric"][0]["levels"][1] == {"id": "half", "text": "Here and there (es)", "points": 1}
    assert (answer["points"], answer["max_points"], answer["history"]) == (None, 4, [])


def test_an_answer_comes_with_what_was_told_and_shown_before_it(
    facilitator, session, monkeypatch, app, catalogue, autumn
):
    course = with_questions(monkeypatch, app, catalogue, pictured(DESCRIPTION, "A map"), pictured(ESSAY))
    attempt_id = hand_in(session, course, autumn, "Amina Diallo")

    answer = facilitator.get(f"{QUEUE}/{attempt_id}/plan?language=es")

    (told,) = answer["before"]
    assert told["text"] == "A long story.\n\nWith two parts. (es)"
    assert (told["picture"]["text"], answer["picture"]["text"]) == ("A map (es)", "A bridge (es)")


def test_a_mark_is_given_and_changed_with_a_reason_and_each_change_is_kept(facilitator, waiting, session):
    given = facilitator.put(waiting, {"levels": BEST, "comment": "Bien vu.", "seen": 0})
    again = facilitator.put(waiting, {"levels": BEST, "comment": "Bien vu.", "seen": 0})
    changed = facilitator.put(
        waiting, {"levels": {**BEST, "clear": "half"}, "seen": 1, "reason": "Read it twice."}
    )

    assert again == given
    assert (given["verdict"], given["points"], given["version"]) == ("right", 4, 1)
    assert [(one["version"], one["points"], one["comment"], one["reason"]) for one in changed["history"]] == [
        (2, 2, "Bien vu.", "Read it twice."),
        (1, 4, "Bien vu.", ""),
    ]
    assert {one["marked_by"] for one in changed["history"]} == {"Farid"}
    assert changed["history"][1]["levels"] == BEST
    assert facilitator.get(waiting) == changed
    session.expire_all()
    assert session.scalars(select(OutboxMessage.template)).all().count("marked") == 1
    assert {one.waiting for one in session.scalars(select(Attempt))} == {0, 1}
    assert [one["name"] for one in facilitator.get(f"{QUEUE}?show=marked")["items"]] == ["Amina Diallo"]
    assert [one["name"] for one in facilitator.get(QUEUE)["items"]] == ["Ben Okri"]


def test_a_comment_is_taken_away_only_by_an_empty_one(facilitator, waiting):
    facilitator.put(waiting, {"levels": BEST, "comment": "Bien vu.", "seen": 0})

    changed = facilitator.put(
        waiting, {"levels": BEST, "comment": "", "seen": 1, "reason": "It was for another answer."}
    )

    assert changed["history"][0]["comment"] == ""


def test_names_stay_hidden_until_an_answer_is_marked(facilitator, waiting):
    queue = facilitator.get(f"{QUEUE}?names=hidden")
    answer = facilitator.get(f"{waiting}?names=hidden")

    assert {(one["name"], one["learner"]) for one in queue["items"]} == {(None, None)}
    assert (answer["name"], answer["learner"]) == (None, None)

    facilitator.put(waiting, {"levels": BEST, "seen": 0})

    assert facilitator.get(f"{waiting}?names=hidden")["name"] == "Amina Diallo"
    assert facilitator.get(f"{QUEUE}?names=hidden&show=marked")["items"][0]["name"] == "Amina Diallo"


@pytest.mark.parametrize(
    ("body", "status", "faults"),
    [
        ({"levels": {"clear": "yes"}}, 409, [("#/levels/own", "level_missing")]),
        (
            {"levels": {"clear": "best", "own": ""}},
            409,
            [("#/levels/clear", "level_unknown"), ("#/levels/own", "level_missing")],
        ),
        ({"levels": {**BEST, "more": "yes"}}, 409, [("#/levels", "criterion_unknown")]),
        ({"levels": BEST, "comment": "x" * (COMMENT_MAX + 1)}, 422, [("#/comment", "field_too_long")]),
        ({"levels": {"clear": 4}}, 422, [("#/levels/clear", "field_not_a_text")]),
        ({"levels": BEST, "points": 4}, 422, [("#/points", "field_unknown")]),
    ],
)
def test_what_is_wrong_with_a_mark_is_named_at_its_field(facilitator, waiting, session, body, status, faults):
    problem = facilitator.put(waiting, {"seen": 0, **body}, status=status)

    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == faults
    assert session.query(HandMark).count() == 0


def test_a_mark_is_not_changed_without_a_reason(facilitator, waiting):
    facilitator.put(waiting, {"levels": BEST, "seen": 0})

    problem = facilitator.put(
        waiting, {"levels": {**BEST, "own": "no"}, "seen": 1, "reason": " "}, status=409
    )

    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [
        ("#/reason", "mark_reason_missing")
    ]


def test_a_version_that_a_mark_never_had_is_refused_at_its_place(facilitator, waiting, session):
    problem = facilitator.put(waiting, {"levels": BEST, "seen": 5}, status=409)

    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [("#/seen", "mark_seen_unknown")]
    assert session.query(HandMark).count() == 0


def test_the_review_tells_no_result_before_the_mark_and_then_its_levels_and_what_changed(
    app, session, course, autumn, facilitator
):
    attempt_id = hand_in(session, course, autumn, "Amina Diallo")
    amina = session.get(Account, session.get(Attempt, attempt_id).learner_id)
    learner, place = program(app, session, amina), f"/me/attempts/{attempt_id}/review"
    results = ("score", "points", "passed", "kept_score", "ever_passed")

    before = learner.get(place)
    facilitator.put(f"{QUEUE}/{attempt_id}/plan", {"levels": BEST, "seen": 0})
    facilitator.put(
        f"{QUEUE}/{attempt_id}/plan",
        {"levels": {**BEST, "clear": "half"}, "seen": 1, "reason": "Read it twice."},
    )
    after = learner.get(f"{place}?language=en")

    assert (before["waiting"], [before[name] for name in results]) == (1, [None] * 5)
    assert None not in [after[name] for name in results]
    essay = next(one for one in after["questions"] if one["kind"] == "essay")
    assert sum(one["points"] for one in essay["criteria"]) == essay["points"] == 2
    assert (essay["mark_changed"]["points_before"], essay["mark_changed"]["reason"]) == (4, "Read it twice.")


def test_who_marks_what_another_marked_meanwhile_is_told_their_mark(
    app, session, autumn, facilitator, waiting
):
    olga = add_person(session, "Olga", role="facilitator")
    add_facilitator(session, autumn, olga)
    program(app, session, olga).put(waiting, {"levels": BEST, "comment": "Fine.", "seen": 0})

    problem = facilitator.put(waiting, {"levels": {**BEST, "own": "no"}, "seen": 0}, status=409)

    assert problem["code"] == "mark_clash"
    assert (problem["stored"]["marked_by"], problem["stored"]["version"]) == ("Olga", 1)
    assert (problem["stored"]["levels"], problem["stored"]["comment"]) == (BEST, "Fine.")
    assert session.query(HandMark).count() == 1


def test_nobody_marks_for_another_cohort(app, session, course, facilitator, waiting):
    winter = add_cohort(session, "Winter", slug="winter")
    foreign = hand_in(session, course, winter, "Canary")
    body = {"levels": BEST, "seen": 0}

    for address in (f"{QUEUE}/{foreign}/plan", f"/cohorts/winter/marking/{foreign}/plan"):
        facilitator.get(address, status=404)
        facilitator.put(address, body, status=404)
    facilitator.get("/cohorts/winter/marking", status=404)
    facilitator.get(waiting.replace("/plan", "/where"), status=404)
    facilitator.put(waiting.replace("/plan", "/where"), body, status=404)

    assert "Canary" not in str(facilitator.get(QUEUE))
    assert session.query(HandMark).count() == 0


def test_a_token_needs_the_scope_and_its_person_the_role(app, session, boss, waiting):
    reader = program(app, session, boss, "marking:read", "cohorts:write")
    learner = program(app, session, add_person(session), "marking:read", "marking:write")
    body = {"levels": BEST, "seen": 0}

    reader.get(waiting)
    assert reader.put(waiting, body, status=403)["code"] == "forbidden"
    program(app, session, boss, "cohorts:read").get(QUEUE, status=403)
    learner.get(QUEUE, status=403)
    learner.put(waiting, body, status=403)

    assert session.query(HandMark).count() == 0


def test_admins_mark_who_is_in_no_cohort_and_nobody_else_there(session, course, facilitator, admin, waiting):
    alone = f"/marking/{hand_in(session, course, None, 'Chiara Neri')}/plan"
    body = {"levels": BEST, "seen": 0}

    assert [one["name"] for one in admin.get("/marking")["items"]] == ["Chiara Neri"]
    assert admin.put(alone, body)["points"] == 4
    assert admin.get("/marking")["items"] == []
    assert admin.get(alone)["version"] == 1
    admin.put(waiting.removeprefix("/cohorts/autumn"), body, status=404)
    admin.put(f"/cohorts/autumn{alone}", body, status=404)
    facilitator.get("/marking", status=403)
    facilitator.get(alone, status=403)
    facilitator.put(alone, body, status=403)


@pytest.fixture
def uploaded(session, app, course, autumn, tmp_path, monkeypatch):
    """The address of a file that waits for a mark."""
    settings = dataclasses.replace(app.config["COURSE"], uploads_url=str(tmp_path / "files"))
    monkeypatch.setitem(app.config, "COURSE", settings)
    learner = add_person(session, "Amina Diallo")
    enrol(session, course, autumn, learner)
    attempt_id = begin(session, course, learner)
    place = place_of(opened(session, course, learner, attempt_id), "paper")
    store_upload(
        session,
        course,
        folder=settings.uploads_dir,
        where=Answering(learner_id=learner.id, quiz_slug="steps", attempt_id=attempt_id, place=place),
        name="amina.pdf",
        data=PDF,
        language="en",
        now=NOON,
    )
    submit(session, course, learner, attempt_id)
    session.commit()
    return f"{QUEUE}/{attempt_id}/paper"


def test_a_file_is_read_and_marked_and_its_name_hidden_with_its_learners(facilitator, uploaded):
    answer = facilitator.get(f"{uploaded}?names=hidden")
    file = facilitator.get(f"{uploaded}/file?names=hidden")

    assert (answer["kind"], answer["typed"], answer["file"]["kind"]) == ("upload", "", "pdf")
    assert (answer["file"]["name"], file["name"]) == (None, None)
    assert (file["media_type"], base64.b64decode(file["content"])) == ("application/pdf", PDF)

    assert facilitator.put(uploaded, {"levels": BEST, "seen": 0})["points"] == 4
    assert facilitator.get(f"{uploaded}/file?names=hidden")["name"] == "amina.pdf"


def test_only_who_may_mark_a_file_reads_it(app, session, facilitator, uploaded, waiting):
    other = add_person(session, "Other", role="facilitator")
    add_facilitator(session, add_cohort(session, "Winter", slug="winter"), other)

    facilitator.get(f"{waiting}/file", status=404)
    program(app, session, other).get(f"{uploaded}/file", status=404)
    program(app, session, other).get(f"{uploaded.replace('autumn', 'winter')}/file", status=404)
    program(app, session, add_person(session, role="admin")).get(
        f"{uploaded.removeprefix('/cohorts/autumn')}/file", status=404
    )

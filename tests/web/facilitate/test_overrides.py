"""Giving other dates and time on the pages of a facilitator, and what the learner reads of it."""

import pytest
from sqlalchemy import select

from course.store.attempts.models import QuizOverride
from tests.attempts import begin, with_quiz, without_quiz
from tests.builders import add_cohort, add_facilitator, add_person, enrol, sign_in


@pytest.fixture
def place(session, client, catalogue, app, monkeypatch):
    changed = with_quiz(catalogue, time_limit=20, attempts=1, closes="2020-04-01T00:00:00+00:00")
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)
    cohort = add_cohort(session, time_zone="Europe/Madrid")
    learner, boss = add_person(session), add_person(session, "Farid", role="facilitator")
    enrol(session, changed, cohort, learner)
    add_facilitator(session, cohort, boss)
    sign_in(client, session, boss)
    return cohort, learner


def url(cohort, end=""):
    return f"/en/facilitate/{cohort.slug}/overrides{end}"


def fields(**changes):
    return {
        "quiz": "steps",
        "closes": "2199-07-01T18:00",
        "reason": "Private matter",
        **changes,
    }


def test_a_learner_gets_other_dates_and_reads_them_without_the_private_reason(client, session, place):
    cohort, learner = place
    client.get(f"/en/facilitate/{cohort.slug}/learners/{learner.id}")
    assert "Other dates and time" in client.words()

    client.post(url(cohort), fields(learner=str(learner.id), time_limit="45"))

    words = client.words()
    assert "closes on July 1, 2199 at 16:00 (time zone UTC)" in words
    assert "45 min for one attempt" in words
    assert "Private matter (learners do not read it)" in words
    sign_in(client, session, learner)
    client.get("/en/quiz/steps")
    words = client.words()
    assert "It closes on July 1, 2199 at 16:00" in words
    assert "You have 45 min" in words
    assert "These rules are for you: those who run your cohort have made them so." in words
    assert "Private matter" not in words


def test_a_quiz_that_left_the_course_is_named_by_its_title(
    app, client, session, catalogue, place, monkeypatch
):
    cohort, learner = place
    client.post(url(cohort), fields(learner=str(learner.id)))
    begin(session, with_quiz(catalogue, attempts=0), learner)
    session.commit()
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: without_quiz(catalogue))

    client.get(url(cohort).replace("/en/", "/es/"))

    assert "Pasos" in client.words()
    assert "steps" not in client.words()


def test_beside_an_open_attempt_its_own_end_is_told_and_not_the_rule_for_new_ones(client, session, place):
    cohort, learner = place
    client.post(url(cohort), fields(learner=str(learner.id), time_limit="45", attempts="3"))
    sign_in(client, session, learner)
    client.get("/en/quiz/steps")
    assert "You have 45 min from the moment you begin." in client.words()
    client.submit("Begin")

    client.get("/en/quiz/steps")

    words = client.words()
    assert "Your open attempt takes answers until" in words
    assert "You have 45 min from the moment you begin." not in words
    assert "A later attempt has 45 min from the moment you begin it." in words


def test_a_cohorts_reason_is_read_where_it_is_wished(client, session, place):
    cohort, learner = place

    client.post(url(cohort), fields(reason="A storm", reason_told="y"))

    sign_in(client, session, learner)
    client.get("/en/quiz/steps")
    assert "These rules are for your cohort: A storm" in client.words()


def test_other_rules_are_ended_with_a_button(client, session, place):
    cohort, _ = place
    client.post(url(cohort), fields())
    one = session.scalars(select(QuizOverride)).one()

    client.post(url(cohort, "/end"), {"override": str(one.id)})

    assert "Only the rules of the quizzes themselves." in client.words()
    client.post(url(cohort, "/end"), {"override": str(one.id)})
    assert "These rules hold no more: they were ended before." in client.words()
    client.post(url(cohort, "/end"), {"override": "x"})
    assert "Choose the rules to end in the list." in client.words()


def test_rules_are_changed_in_a_form_that_holds_them(client, session, place):
    cohort, learner = place
    client.post(url(cohort), fields(learner=str(learner.id), time_limit="45", expires_on="2199-08-01"))
    client.get(url(cohort))
    client.get(next(at for words, at in client.links().items() if words.startswith("Change: Steps")))
    assert 'value="2199-07-01T18:00' in client.text
    assert 'value="2199-08-01"' in client.text
    assert "A field that you empty takes its rule away" in client.words()
    assert "The quiz itself: 20 min for one attempt." in client.words()

    client.submit("Save the changes", {"time_limit": "60"})

    words = client.words()
    assert "1 h for one attempt" in words
    assert "45 min" not in words
    assert "closes on July 1, 2199 at 16:00" in words
    assert len(session.scalars(select(QuizOverride).where(QuizOverride.ended_at.is_(None))).all()) == 1


def test_rules_of_another_cohort_cannot_be_changed(client, session, place, catalogue):
    cohort, _ = place
    other = add_cohort(session)
    add_facilitator(session, other, add_person(session, "Else", role="facilitator"))
    client.post(url(cohort), fields())
    one = session.scalars(select(QuizOverride)).one()
    boss = add_person(session, "Olga", role="facilitator")
    add_facilitator(session, other, boss)
    sign_in(client, session, boss)

    client.get(f"{url(other)}?change={one.id}", status=404)
    client.post(url(other), fields(change=str(one.id)), status=404)
    asked = client.http.get(f"{url(other, '/end')}?override={one.id}")
    assert asked.headers["Location"] == url(other)


def test_before_rules_are_ended_one_is_asked(client, session, place):
    cohort, _ = place
    client.post(url(cohort), fields())
    client.get(next(at for words, at in client.links().items() if words.startswith("End these rules: Steps")))
    assert "End these rules?" in client.words()
    assert "closes on July 1, 2199 at 16:00" in client.words()
    assert session.scalars(select(QuizOverride.ended_at)).one() is None

    client.submit("End these rules")

    assert session.scalars(select(QuizOverride.ended_at)).one() is not None


def test_the_question_before_an_end_keeps_the_way_back_to_the_learner(client, place):
    cohort, learner = place
    client.post(url(cohort), fields(learner=str(learner.id)))

    client.get(next(at for words, at in client.links().items() if words.startswith("End these rules: Steps")))

    assert client.links()["Amina Diallo"].endswith(f"/learners/{learner.id}")


def test_a_learners_page_shows_what_holds_for_the_whole_cohort(client, place):
    cohort, learner = place
    client.post(url(cohort), fields(reason="A storm"))

    client.get(f"{url(cohort)}?learner={learner.id}")

    assert "What holds for the whole cohort" in client.words()
    assert "A storm" in client.words()


def test_rules_that_leave_nobody_an_attempt_are_kept_only_after_a_warning(client, session, place, catalogue):
    cohort, learner = place
    begin(session, catalogue, learner)
    session.commit()

    client.get(url(cohort))
    client.submit("Add these rules", fields(attempts="1"), status=422)
    assert "By these rules nobody can begin an attempt any more" in client.words()
    assert not session.scalars(select(QuizOverride)).all()
    client.submit("Add these rules")

    assert len(session.scalars(select(QuizOverride)).all()) == 1


def test_fewer_minutes_than_the_quiz_gives_are_kept_only_after_a_warning(client, session, place):
    cohort, _ = place
    client.get(url(cohort))
    assert "What the quizzes themselves say" in client.words()

    client.submit("Add these rules", fields(time_limit="10"), status=422)
    assert "These rules give less than the quiz itself" in client.words()
    assert "The quiz itself: 20 min for one attempt." in client.words()
    client.submit("Add these rules", {"time_limit": "5"}, status=422)  # who agreed to 10 did not agree to 5
    assert not session.scalars(select(QuizOverride)).all()
    client.submit("Add these rules")

    assert session.scalars(select(QuizOverride.time_limit)).all() == [5]


def test_rules_that_leave_somebody_an_attempt_are_kept_at_once(client, session, place, catalogue):
    cohort, learner = place
    begin(session, catalogue, learner)
    enrol(session, catalogue, cohort, add_person(session, "Ben"))

    client.post(url(cohort), fields(attempts="1"))

    assert "The other rules hold from now on." in client.words()


def test_who_has_attempts_by_rules_of_their_own_is_not_left_without_one(client, session, place, catalogue):
    cohort, learner = place
    begin(session, catalogue, learner)
    client.post(url(cohort), fields(learner=str(learner.id), attempts="5"))

    client.post(url(cohort), fields(attempts="1"))

    assert "The other rules hold from now on." in client.words()
    assert len(session.scalars(select(QuizOverride)).all()) == 2


def test_a_learners_rules_are_judged_beside_those_of_the_cohort(client, session, place):
    cohort, learner = place  # the quiz is closed for everybody
    client.post(url(cohort), fields())

    client.post(url(cohort), {**fields(learner=str(learner.id), attempts="3"), "closes": ""})

    assert "The other rules hold from now on." in client.words()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"closes": ""}, "Change at least one rule"),
        ({"reason": ""}, "Write the reason"),
        ({"opens": "2199-07-02T18:00"}, "It would close before it opens"),
        ({"time_limit": "-1"}, "Type a number of minutes"),
        ({"closes": "9999-12-31T23:59"}, "Choose a day from 2000 to 2199."),
        ({"closes": "soon"}, "Choose a day and a time, from 2000 to 2199."),
        ({"time_limit": "1.5"}, "Type a number of minutes from 0 to 10,080."),
        ({"attempts": "abc"}, "Type a number from 0 to 1,000."),
        ({"quiz": "no-such"}, "Not a valid choice"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_kept(client, session, place, changes, told):
    cohort, _ = place

    client.post(url(cohort), fields(**changes), status=422)

    assert told in client.words()
    assert session.scalars(select(QuizOverride)).all() == []


def test_who_is_not_in_the_cohort_gets_none(client, session, place):
    cohort, _ = place
    stranger = add_person(session, "Bilal")
    session.commit()

    client.get(url(cohort, f"?learner={stranger.id}"), status=404)
    client.post(url(cohort), fields(learner=str(stranger.id)), status=404)
    client.post(url(cohort), fields(learner="x"), status=404)

    assert session.scalars(select(QuizOverride)).all() == []

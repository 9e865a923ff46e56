"""The marking queue: what waits, one answer by its rubric, without script; nobody else's cohort."""

import re

import pytest
from sqlalchemy import select, update

from course.flows.mark_by_hand import COMMENT_MAX
from course.store.attempts.models import Attempt
from course.store.cohorts.models import Enrolment
from course.store.marking.models import HandMark, SavedComment
from tests.attempts import begin, submit
from tests.builders import add_cohort, add_facilitator, add_person, enrol, give_certificate, sign_in
from tests.kinds import DESCRIPTION, ESSAY, HOTSPOT, with_questions

QUEUE = "/en/facilitate/autumn/marking"
BEST = {"level.clear": "yes", "level.own": "yes"}


@pytest.fixture
def course(monkeypatch, app, catalogue):
    return with_questions(monkeypatch, app, catalogue, ESSAY, HOTSPOT)


@pytest.fixture
def ines(session):
    return add_person(session, "Inés Salgado", role="facilitator")


@pytest.fixture
def autumn(session, ines):
    cohort = add_cohort(session, "Autumn", slug="autumn")
    add_facilitator(session, cohort, ines)
    return cohort


def hand_in(session, course, cohort, name, text="I would ask them first."):
    learner = add_person(session, name, language="fr")
    enrol(session, course, cohort, learner)
    attempt_id = begin(session, course, learner)
    submit(session, course, learner, attempt_id, {"plan": text})
    session.commit()
    return learner, attempt_id


@pytest.fixture
def waiting(session, course, autumn, client, ines):
    """Two answers that wait, and the facilitator signed in."""
    found = [hand_in(session, course, autumn, name) for name in ("Amina Diallo", "Ben Okri")]
    sign_in(client, session, ines)
    return found


def page(attempt_id):
    return f"{QUEUE}/{attempt_id}/plan"


def test_the_cohort_says_how_many_wait_and_leads_there(client, waiting):
    client.get("/en/facilitate/autumn")
    assert "Answers to mark: 2" in client.words()

    client.get(QUEUE)

    words = client.words()
    assert "2 answers" in words
    assert words.index("Amina Diallo") < words.index("Ben Okri")


def test_one_marks_and_goes_on_to_the_next_until_nothing_waits(client, waiting, session):
    client.get(page(waiting[0][1]))
    assert "I would ask them first." in client.words()

    client.submit("Save and next", {**BEST, "comment": "Bien vu."})
    assert "Ben Okri" in client.words()
    client.submit("Save and next", BEST)

    assert "Nothing waits for a mark" in client.words()
    assert session.query(HandMark).count() == 2


def test_a_criterion_left_out_is_named_and_what_was_chosen_stays(client, waiting, session):
    client.get(page(waiting[0][1]))

    client.submit("Save", {"level.clear": "half", "comment": "So far"}, status=422)

    assert client.text.count('href="#level-own"') == 1
    assert 'href="#level-clear"' not in client.text
    assert re.search(r'id="level-own"[^>]*aria-describedby="level-own-error"', client.text)
    assert client.words().count("Choose a level for “It is one’s own”.") == 2
    assert re.search(r'name="level.clear" value="half" checked', client.text)
    assert "So far" in client.text
    assert session.query(HandMark).count() == 0


def test_a_mark_changed_without_a_reason_says_so_at_its_field(client, waiting):
    client.get(page(waiting[0][1]))
    client.submit("Save", BEST)

    client.submit("Save", {"level.clear": "half", "level.own": "yes"}, status=422)

    assert 'href="#reason"' in client.text
    assert re.search(
        r'id="reason"[^>]*aria-describedby="reason-hint reason-error" aria-invalid="true"', client.text
    )


def test_a_reason_for_no_change_is_told_and_kept(client, waiting, session):
    client.get(page(waiting[0][1]))
    client.submit("Save", BEST)

    client.submit("Save", {"reason": "Read again"}, status=422)

    assert "Nothing differs from the mark that holds" in client.words()
    assert 'value="Read again"' in client.text
    assert session.query(HandMark).count() == 1


def test_no_browser_cuts_what_is_pasted_into_a_comment_or_reason(client, waiting):
    client.get(page(waiting[0][1]))
    client.submit("Save", BEST)

    for name in ("comment", "reason"):
        field = client.page.find(f".//{{*}}*[@id='{name}']")
        assert field.get("maxlength") is None


def test_a_comment_that_is_too_long_says_so_at_its_field(client, waiting, session):
    client.get(page(waiting[0][1]))

    client.submit("Save", {**BEST, "comment": "x" * (COMMENT_MAX + 1)}, status=422)

    assert client.words().count("Use at most 4,000 characters: these are 4,001.") == 2
    assert re.search(
        r'id="comment"[^>]*aria-describedby="comment-hint comment-error" aria-invalid="true"', client.text
    )
    assert session.query(HandMark).count() == 0


WORST = {"level.clear": "no", "level.own": "no"}


def test_a_lower_mark_after_a_pass_is_kept_only_after_a_warning(client, waiting, session):
    learner, attempt_id = waiting[0]
    client.get(page(attempt_id))
    client.submit("Save", BEST)
    give_certificate(session, learner)
    session.commit()

    client.submit("Save", {**WORST, "reason": "It was copied."}, status=422)

    assert "The learner has passed with this mark" in client.words()
    assert "and their certificate" in client.words()
    assert "It was copied." in client.text
    assert session.query(HandMark).count() == 1
    client.submit("Save")
    assert session.query(HandMark).count() == 2


def test_a_mark_that_still_passes_or_had_not_passed_is_lowered_without_a_warning(client, waiting):
    client.get(page(waiting[0][1]))
    client.submit("Save", {"level.clear": "half", "level.own": "no"})

    client.submit("Save", {**WORST, "reason": "Copied."})

    assert "The mark is saved." in client.words()


def test_what_was_passed_stays_so_for_its_learner_and_says_which_mark_was_changed_and_why(
    client, waiting, session
):
    learner, attempt_id = waiting[0]
    client.get(page(attempt_id))
    client.submit("Save", BEST)
    client.submit("Save", {**WORST, "reason": "It was copied.", "lower": "1"})
    sign_in(client, session, learner)

    for address in ("/en/quiz/steps", f"/en/quiz/steps/attempts/{attempt_id}/review"):
        client.get(address)
        words = client.words()
        assert "This quiz is passed, and stays so." in words
        assert "from 4 to 0 of 4 points. The reason: It was copied." in words
        assert "ot passed yet" not in words
    client.get("/en/progress")
    assert "Passed" in client.words()


def test_a_name_stays_hidden_until_its_answer_is_marked(client, waiting):
    client.get(QUEUE)
    client.submit("Hide names until marked")
    assert "Amina" not in client.text
    client.get(page(waiting[0][1]))
    assert "Amina" not in client.text

    client.submit("Save", BEST)

    assert "Amina Diallo" in client.words()


def test_hidden_names_are_remembered_until_they_are_shown_again(client, waiting):
    client.get(QUEUE)
    client.submit("Hide names until marked")

    client.get(QUEUE)
    assert "Amina" not in client.text
    client.submit("Show names")

    assert "Amina Diallo" in client.words()


def row_of(client, name):
    return re.search(rf"<tr>(?:(?!</tr>).)*{name}.*?</tr>", client.text, re.DOTALL)[0]


def test_a_row_says_which_attempt_in_which_language_and_that_a_newer_one_waits(
    client, waiting, session, course
):
    learner, _ = waiting[0]
    newer = begin(session, course, learner, language="fr")
    submit(session, course, learner, newer, {"plan": "J’irais voir."})
    session.commit()

    client.get(QUEUE)

    assert "a newer one waits: 2" in row_of(client, "Amina")
    assert "English" in row_of(client, "Amina")
    assert "newer" not in row_of(client, "Ben")


def test_a_newer_attempt_that_does_not_wait_is_named_as_one_that_is_there(client, waiting, session, course):
    learner, attempt_id = waiting[0]
    submit(session, course, learner, begin(session, course, learner), {"where": "otago"})
    session.commit()

    client.get(QUEUE)
    assert "there is a newer one: 2" in row_of(client, "Amina")
    client.get(page(attempt_id))

    assert "There is a newer one: attempt 2." in client.words()


def test_what_is_marked_is_ordered_by_when_and_says_by_whom(client, waiting):
    for _, attempt_id in reversed(waiting):
        client.get(page(attempt_id))
        client.submit("Save", BEST)

    client.get(f"{QUEUE}?show=marked")

    words = client.words()
    assert words.index("Amina Diallo") < words.index("Ben Okri")
    assert "Inés Salgado" in row_of(client, "Amina")
    client.get(f"{page(waiting[0][1])}?show=marked")
    assert client.links()["Next answer"].startswith(page(waiting[1][1]))


@pytest.mark.parametrize("chosen", ["steps", "steps/plan"])
def test_the_choice_of_a_question_or_a_quiz_is_kept_when_nothing_of_it_is_left(client, waiting, chosen):
    client.get(f"{page(waiting[0][1])}?question={chosen}")

    client.submit("Save and next", BEST)
    client.submit("Save and next", BEST)

    assert "Nothing of this question waits for a mark" in client.words()


@pytest.mark.parametrize(
    ("language", "told", "asked"),
    [
        ("en", "With two parts.", "What would you do?"),
        ("es", "With two parts. (es)", "What would you do? (es)"),
    ],
)
def test_what_is_told_before_the_question_stands_above_it(
    monkeypatch, app, catalogue, session, autumn, client, ines, language, told, asked
):
    course = with_questions(monkeypatch, app, catalogue, DESCRIPTION, ESSAY)
    _, attempt_id = hand_in(session, course, autumn, "Amina Diallo")
    sign_in(client, session, ines)

    client.get(page(attempt_id).replace("/en/", f"/{language}/"))

    assert f"{told} {asked} I would ask them first." in client.words()


def test_who_goes_on_comes_to_the_rubric_of_the_next_answer(client, waiting):
    client.get(page(waiting[0][1]))
    token = client.csrf_token()

    answer = client.http.post(
        page(waiting[0][1]), data={**BEST, "do": "next", "seen": "0", "csrf_token": token}
    )

    assert answer.headers["Location"].endswith(f"{page(waiting[1][1])}#mark")
    client.get(page(waiting[1][1]))
    assert re.search(r'<form[^>]* id="mark" tabindex="-1"', client.text)


def test_the_points_of_a_saved_mark_stand_below_its_rubric(client, waiting):
    client.get(page(waiting[0][1]))

    client.submit("Save", {"level.clear": "half", "level.own": "yes"})

    assert re.search(r"<output[^>]*>Points: [\d.]+ of 4</output>", client.text)


def test_two_facilitators_see_each_others_mark_and_decide(client, waiting, session, autumn, app):
    other = add_person(session, "Olga", role="facilitator")
    add_facilitator(session, autumn, other)
    client.get(page(waiting[0][1]))
    first = client.text
    second = type(client)(app)
    sign_in(second, session, other)
    second.get(page(waiting[0][1]))
    second.submit("Save", {"level.clear": "no", "level.own": "no", "comment": "Too short."})

    client.text = first
    client.submit("Save", BEST, status=409)

    words = client.words()
    assert "Somebody marked this answer meanwhile" in words
    assert "Olga" in words
    client.submit("Save", {**BEST, "reason": "It is long enough."})
    assert "From 0 to 4 of 4 points" in client.words()


def test_the_learner_reads_mark_levels_and_comment(client, waiting, session):
    learner, attempt_id = waiting[0]
    client.get(page(attempt_id))
    client.submit("Save", {**BEST, "comment": "Bien vu."})
    sign_in(client, session, learner)

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    words = client.words()
    assert re.search(r"It is clear ?Throughout ?3 of 3", words)
    assert "Bien vu." in words
    assert "Inés" not in words


def test_an_answer_that_waits_has_no_points_yet(client, waiting, session):
    learner, attempt_id = waiting[0]
    sign_in(client, session, learner)

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")

    assert "Waits for a mark" in client.words()
    assert "Points: 0 of 4 " not in client.words()


def test_the_learner_is_told_that_a_mark_is_waited_for(client, waiting, session):
    learner, attempt_id = waiting[0]
    sign_in(client, session, learner)

    client.get(f"/en/quiz/steps/attempts/{attempt_id}/review")
    assert "Handed in: it waits for a mark" in client.words()
    assert "One answer waits for a facilitator’s mark" in client.words()
    client.get("/en/progress")
    assert "waits for the mark of a facilitator" in client.words()


def test_the_attempt_that_a_facilitator_reads_leads_to_the_mark_of_each_answer(client, waiting):
    learner, attempt_id = waiting[0]
    read = f"/en/facilitate/autumn/learners/{learner.id}/attempts/{attempt_id}"
    client.get(read)
    links = client.links()
    assert [url for words, url in links.items() if words.startswith("Mark:")] == [page(attempt_id)]

    client.get(page(attempt_id))
    client.submit("Save", BEST)
    client.get(read)

    links = client.links()
    assert [url for words, url in links.items() if words.startswith("Change the mark:")] == [page(attempt_id)]


def test_nobody_marks_for_another_cohort(client, waiting, session, course):
    other = add_cohort(session, "Winter", slug="winter")
    _, foreign = hand_in(session, course, other, "Canary")

    client.get(page(foreign), status=404)
    client.post(page(foreign), BEST, status=404)
    client.get("/en/facilitate/winter/marking", status=404)
    client.get(f"/en/facilitate/winter/marking/{foreign}/plan", status=404)
    client.get(f"{QUEUE}/{waiting[0][1]}/where", status=404)
    client.get(QUEUE)

    assert "Canary" not in client.text
    assert session.query(HandMark).count() == 0


def test_a_learner_cannot_mark(client, waiting, session):
    learner, attempt_id = waiting[0]
    sign_in(client, session, learner)

    client.get(page(attempt_id), status=404)
    client.post(page(attempt_id), BEST, status=404)

    assert session.query(HandMark).count() == 0


def test_a_saved_comment_comes_in_the_language_that_is_chosen(client, waiting, session):
    client.get(f"{QUEUE}/comments")
    client.submit("Save", {"text.en": "Say more.", "text.fr": "Dites-en plus."})
    assert "Say more." in client.words()
    client.get(page(waiting[0][1]))
    saved = session.query(SavedComment).one()

    groups = re.findall(r'<optgroup label="(\w+)"', client.text)
    assert groups == ["English", "French"]  # in English it was answered

    client.submit("Put it into the comment", {"saved": f"{saved.id}.fr", "comment": "Amina,", **BEST})

    assert re.search(r"<textarea[^>]*>Amina,\n\nDites-en plus.</textarea>", client.text)
    assert session.query(HandMark).count() == 0


def test_only_shared_comments_are_seen_by_others_and_only_own_ones_taken_away(
    client, waiting, session, autumn
):
    client.get(f"{QUEUE}/comments")
    client.submit("Save", {"text.en": "Mine alone."})
    client.submit("Save", {"text.en": "For all.", "shared": "yes"})
    ids = [str(one.id) for one in session.query(SavedComment)]
    other = add_person(session, "Olga", role="facilitator")
    add_facilitator(session, autumn, other)
    sign_in(client, session, other)

    client.get(f"{QUEUE}/comments")
    assert "For all." in client.words()
    assert "Mine alone." not in client.words()
    for one in ids:
        client.post(f"{QUEUE}/comments", {"drop": one})

    assert session.query(SavedComment).count() == 2


def test_only_the_keys_that_lead_somewhere_are_announced(client, session, course, autumn, waiting):
    client.get(page(waiting[0][1]))
    assert "N is the next answer" in client.words()
    assert "P is" not in client.words()
    assert 'accesskey="p"' not in client.text

    client.get(page(waiting[1][1]))
    assert "P is the answer before" in client.words()
    assert "N is" not in client.words()

    hand_in(session, course, autumn, "Chiara Neri")
    client.get(page(waiting[1][1]))
    assert "N is the next answer, P the one before" in client.words()


def test_where_one_answer_waits_alone_only_the_key_that_saves_is_announced(
    client, session, course, autumn, ines
):
    _, attempt_id = hand_in(session, course, autumn, "Amina Diallo")
    sign_in(client, session, ines)

    client.get(page(attempt_id))

    assert "The key S saves and goes on" in client.words()


def test_when_an_answer_was_handed_in_is_told_with_the_time_zone(client, waiting):
    client.get(QUEUE)
    assert "Handed in (UTC)" in client.words()

    client.get(page(waiting[0][1]))

    assert "(time zone UTC)." in client.words()


def test_before_a_saved_comment_is_deleted_one_is_asked(client, waiting, session):
    client.get(f"{QUEUE}/comments")
    client.submit("Save", {"text.en": "For all.", "shared": "yes"})
    client.get(next(at for words, at in client.links().items() if words.startswith("Delete")))
    assert "Delete this comment?" in client.words()
    assert session.query(SavedComment).count() == 1

    client.submit("Delete it")

    assert session.query(SavedComment).count() == 0


def edit_link(client):
    return next(at for words, at in client.links().items() if words.startswith("Edit"))


def test_a_saved_comment_is_edited_in_place(client, waiting, session):
    client.get(f"{QUEUE}/comments")
    client.submit("Save", {"text.en": "Say more.", "text.fr": "Dites-en plus.", "shared": "yes"})
    before = session.query(SavedComment).one().id
    client.get(edit_link(client))
    assert re.search(r'<textarea id="text-fr"[^>]*>Dites-en plus.</textarea>', client.text)
    assert re.search(r'id="shared"[^>]* checked', client.text)

    client.submit("Save", {"text.en": "Say more, please.", "text.fr": "", "text.es": "Di más."})

    assert "The comment is saved." in client.words()
    session.expire_all()
    kept = session.query(SavedComment).one()
    assert (kept.id, kept.shared) == (before, True)
    assert kept.texts == {"en": "Say more, please.", "es": "Di más."}


def test_an_edited_comment_is_checked_as_a_new_one(client, waiting, session):
    client.get(f"{QUEUE}/comments")
    client.submit("Save", {"text.en": "Say more."})
    client.get(edit_link(client))
    own = str(session.query(SavedComment).one().id)

    client.submit("Save", {"text.en": " ", "shared": "yes"}, status=422)

    assert "Write the comment in at least one language." in client.words()
    assert f'name="edit" value="{own}"' in client.text
    assert re.search(r'id="shared"[^>]* checked', client.text)
    assert session.query(SavedComment).one().texts == {"en": "Say more."}


def test_a_comment_deleted_meanwhile_is_said_to_be_and_its_words_stay_in_the_form(client, waiting, session):
    client.get(f"{QUEUE}/comments")
    client.submit("Save", {"text.en": "Say more."})
    gone = str(session.query(SavedComment).one().id)
    client.post(f"{QUEUE}/comments", {"drop": gone})
    client.get(f"{QUEUE}/comments")

    client.submit("Save", {"edit": gone, "text.en": "Say much more."}, status=422)

    assert "This comment was deleted meanwhile. Save to keep your words as a new one." in client.words()
    assert "Say much more." in client.text
    assert f'value="{gone}"' not in client.text
    client.submit("Save", {"text.en": "Say much more."})
    assert session.query(SavedComment).one().texts == {"en": "Say much more."}


def test_nobody_edits_the_shared_comment_of_another(client, waiting, session, autumn):
    client.get(f"{QUEUE}/comments")
    client.submit("Save", {"text.en": "For all.", "shared": "yes"})
    shared = str(session.query(SavedComment).one().id)
    other = add_person(session, "Olga", role="facilitator")
    add_facilitator(session, autumn, other)
    sign_in(client, session, other)

    client.get(f"{QUEUE}/comments?edit={shared}")
    assert f'value="{shared}"' not in client.text
    client.submit("Save", {"edit": shared, "text.en": "Mine now."}, status=422)

    assert session.query(SavedComment).one().texts == {"en": "For all."}


def test_an_essay_is_typed_with_its_lines_and_a_short_one_is_named(client, session, course, autumn):
    learner = add_person(session, "Chidi")
    enrol(session, course, autumn, learner)
    sign_in(client, session, learner)
    attempt_id = begin(session, course, learner)
    session.commit()
    client.get(f"/en/quiz/steps/attempts/{attempt_id}")
    name = re.search(r'<textarea[^>]* name="(q\d)"', client.text)[1]

    client.submit("Hand in", {name: "Too short"})
    assert "2 words. Between 3 and 100 words." in client.words()
    client.get(f"/en/quiz/steps/attempts/{attempt_id}")
    client.submit("Hand in", {name: "One line.\r\n\r\nAnother line."})
    client.submit("Hand in")

    assert "One line.\n\nAnother line." in client.text


ALONE = "/en/admin/marking"


@pytest.fixture
def root(session):
    return add_person(session, "Root", role="admin")


@pytest.fixture
def alone(session, course, autumn, client, root):
    """An answer of somebody in no cohort and one of somebody in a cohort, and an admin signed in."""
    learner = add_person(session, "Chiara Neri", language="fr")
    attempt_id = begin(session, course, learner)
    submit(session, course, learner, attempt_id, {"plan": "I would go and see."})
    hand_in(session, course, autumn, "Amina Diallo")
    sign_in(client, session, root)
    return learner, attempt_id


def test_an_admin_reads_how_many_of_learners_without_a_cohort_wait_and_marks_them(client, session, alone):
    client.get("/en/admin")
    assert "1 answer of learners without a cohort waits for a mark" in client.words()
    assert client.links()["1 answer in cohorts waits for a mark"] == "/en/facilitate"
    client.get(ALONE)
    assert "Chiara Neri" in client.words()
    assert "Amina Diallo" not in client.words()
    client.get(f"{ALONE}/{alone[1]}/plan")
    assert "I would go and see." in client.words()

    client.submit("Save and next", BEST)

    assert "Nothing waits for a mark" in client.words()
    session.expire_all()
    assert session.get(Attempt, alone[1]).waiting == 0
    client.get(f"{ALONE}?show=marked")
    assert "Chiara Neri" in client.words()


def test_an_answer_of_a_cohort_has_no_page_there_nor_one_without_a_cohort_in_a_cohort(client, session, alone):
    other = session.scalars(select(Attempt.id).where(Attempt.id != alone[1])).one()

    client.get(f"{ALONE}/{other}/plan", status=404)
    client.get(page(alone[1]), status=404)


def test_who_joins_a_cohort_leaves_that_queue_and_who_leaves_it_comes_back(
    client, session, course, autumn, alone
):
    enrol(session, course, autumn, alone[0])
    session.commit()
    client.get(ALONE)
    assert "Chiara Neri" not in client.words()

    session.execute(update(Enrolment).where(Enrolment.learner_id == alone[0].id).values(state="left"))
    session.commit()

    client.get(ALONE)
    assert "Chiara Neri" in client.words()


def test_facilitators_have_no_way_to_that_queue(client, session, alone, ines):
    sign_in(client, session, ines)

    client.get(ALONE, status=404)
    client.get(f"{ALONE}/{alone[1]}/plan", status=404)
    client.post(f"{ALONE}/{alone[1]}/plan", {**BEST, "seen": "0", "do": "save"}, status=404)
    assert session.query(HandMark).count() == 0


def test_saved_comments_are_the_same_at_that_desk(client, session, alone):
    client.get(f"{ALONE}/comments")

    client.submit("Save", {"text.en": "Well seen."})

    assert session.query(SavedComment).count() == 1
    client.get(f"{ALONE}/{alone[1]}/plan")
    assert "Well seen." in client.words()

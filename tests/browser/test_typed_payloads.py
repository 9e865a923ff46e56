"""What people write (answers, comments, reports, names, and authors their questions) stands as words on each page.

The pages are looked at without their content policy: that nothing runs is to be the pages' own doing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.flows.mark_by_hand import NewMark, mark_by_hand
from course.flows.question_faults import answer_report, report_fault
from course.flows.start_attempt import start_attempt
from course.flows.store_answer import lock_attempt
from course.flows.store_form import Posted
from course.flows.submit_attempt import submit_attempt
from course.jobs.count_attempts import count_attempts
from course.store.awards.operations import show_name
from course.store.awards.queries import find_certificate
from course.store.faults.models import QuestionFault
from course.store.marking.operations import save_comment
from course.web.badges import check_address, signed_badge
from course.web.session import utc_now
from tests.browser.conftest import Site
from tests.browser.looking import follow, sign_in
from tests.browser.quiz_site import serving_quizzes
from tests.builders import add_cohort, add_facilitator, enrol, give_certificate
from tests.kinds import ESSAY, said
from tests.web.account.people import PASSWORD, add_with_password

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-payloads")]
TYPED = (
    "<img src=x onerror=top.hacked=1 class=planted>"  # short, as the list of typed answers is of short ones
)
LINK = "[planted](javascript:top.hacked=1)"
SVG = "<svg onload=top.hacked=1 class=planted>"
WORDS = f"'\"></title></textarea></script><script>top.hacked=1</script>{TYPED}{SVG} {LINK}"
BEST = {"clear": "yes", "own": "yes"}


def payload(who: str) -> str:
    """Return a payload that begins with a word by which a page shows that it holds it."""
    return f"{who}-words {WORDS}"


def hostile(who: str) -> dict[str, str]:
    return said(payload(who))


CHOICE = {
    "id": "pick",
    "kind": "choice",
    "text": hostile("text"),
    "options": [
        {"id": "yes", "text": hostile("option"), "right": True, "feedback": hostile("right")},
        {"id": "no", "text": hostile("other"), "feedback": hostile("wrong")},
    ],
    "feedback": hostile("both"),
}
SHORT = {
    "id": "word",
    "kind": "short-text",
    "text": hostile("text"),
    "accepted": {language: ["boots"] for language in ("en", "es", "fr")},
    "feedback": hostile("form"),
}
RUBRIC = [
    {
        **criterion,
        "text": hostile(criterion["id"]),
        "levels": [{**level, "text": hostile(level["id"])} for level in criterion["levels"]],
    }
    for criterion in ESSAY["rubric"]
]
QUIZ = {
    "module": "first-steps",
    "title": hostile("title"),
    "intro": hostile("intro"),
    "purpose": "check",
    "pass_score": 0.7,
    "shuffle": False,
}
QUIZZES = {
    "plan": {**QUIZ, "questions": [{**ESSAY, "text": hostile("text"), "rubric": RUBRIC}]},
    "typed": {**QUIZ, "questions": [CHOICE, SHORT]},
}


@dataclass
class People:
    """Who has written what, by ids and addresses, and who reads it."""

    learners: list[Any]
    guide: Any
    admin: Any
    plans: list[UUID]  # attempts at the essay, by learner; the first is marked
    typed: list[UUID]
    fault: UUID
    certificate: str  # its code
    offline: str  # the address of the page that checks it without a network
    badge: str  # the file


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory) -> Iterator[Site]:
    """The small course with two quizzes of an author who writes payloads."""
    with serving_quizzes(tmp_path_factory.mktemp("typed-payloads"), QUIZZES) as found:
        yield found


@pytest.fixture(scope="module")
def people(hostile_site: Site) -> People:
    """Three learners of one cohort whose every word is a payload, marked and answered in payloads."""
    app = hostile_site.app
    with app.app_context(), Session(app.extensions["course_database"].writer) as session:
        session.expire_on_commit = False
        found = _write(session, app.extensions["course_content"].catalogue())
        session.commit()
    count_attempts(app)
    with app.test_request_context("/en/", base_url=hostile_site.url):
        app.preprocess_request()
        with app.extensions["course_database"].reading() as session:
            certificate = find_certificate(session, found.learners[0].id)
        found.offline, found.badge = check_address(certificate), signed_badge(certificate, "json")
    return found


def _write(session: Any, catalogue: Any) -> People:
    learners = [add_with_password(session, payload(f"learner{number}")[:200]) for number in range(3)]
    guide = add_with_password(session, payload("guide")[:200], role="facilitator")
    admin = add_with_password(session, payload("admin")[:200], role="admin")
    cohort = add_cohort(session, payload("cohort")[:120], slug="autumn")
    add_facilitator(session, cohort, guide)
    for learner in learners:
        enrol(session, catalogue, cohort, learner, utc_now() - timedelta(days=1))
    plans = [_hand_in(session, catalogue, one, "plan", {"q1": payload("essay")}) for one in learners]
    typed = [_hand_in(session, catalogue, one, "typed", {"q2": TYPED}) for one in learners]
    _mark(session, catalogue, cohort.id, guide, learners[0], plans[0])
    save_comment(session, owner_id=guide.id, texts=hostile("saved"), shared=True, now=utc_now())
    row = lock_attempt(session, catalogue, attempt_id=typed[0], learner_id=learners[0].id, quiz_slug="typed")
    report_fault(
        session, catalogue, row, place=1, fault="other", words=payload("report"), language="en", now=utc_now()
    )
    session.flush()
    fault = session.scalar(select(QuestionFault.id))
    answer_report(
        session,
        catalogue,
        fault_id=fault,
        state="answered",
        answer=payload("answer"),
        actor_id=admin.id,
        now=utc_now(),
    )
    give_certificate(session, learners[0], utc_now(), name=payload("holder")[:120])
    session.flush()
    certificate = find_certificate(session, learners[0].id)
    show_name(session, certificate.id, shown=True)
    return People(learners, guide, admin, plans, typed, fault, certificate.code, "", "")


def _hand_in(session: Any, catalogue: Any, learner: Any, quiz: str, raws: dict[str, str]) -> UUID:
    now = utc_now()
    common = {"learner_id": learner.id, "quiz_slug": quiz, "language": "en", "now": now}
    attempt_id = start_attempt(session, catalogue, key=uuid4().hex, **common)
    session.flush()
    state = submit_attempt(session, catalogue, attempt_id=attempt_id, posted=Posted(raws), **common)
    assert state.submitted, state
    return attempt_id


def _mark(session: Any, catalogue: Any, cohort_id: UUID, guide: Any, learner: Any, attempt_id: UUID) -> None:
    for seen, levels in enumerate(
        (BEST, {**BEST, "clear": "half"})
    ):  # the second is a change, with its reason
        mark_by_hand(
            session,
            catalogue,
            cohort_id=cohort_id,
            marker_id=guide.id,
            learner_id=learner.id,
            quiz_slug="plan",
            attempt_id=attempt_id,
            question_id="plan",
            given=NewMark(
                levels=levels, comment=payload("comment"), reason=payload("reason") if seen else "", seen=seen
            ),
            now=utc_now(),
        )


def pages_of_learner(people: People) -> dict[str, list[str]]:
    return {
        f"/en/quiz/plan/attempts/{people.plans[0]}/review": ["title", "text", "essay", "comment", "clear"],
        "/en/quiz/plan": ["title", "intro"],
        f"/en/quiz/typed/attempts/{people.typed[0]}/review": ["text", "option", "other", "both", "form"],
        f"/en/quiz/typed/attempts/{people.typed[0]}/report/1": ["text"],
        "/en/progress/answers": ["title", "report", "answer"],
        f"/en/progress/answers/{people.plans[0]}": ["essay"],
        "/en/progress": ["title"],
        "/en/progress/certificate": ["holder"],
        "/en/account/profile": ["learner0"],
        "/en/course": ["title"],
    }


def pages_of_guide(people: People) -> dict[str, list[str]]:
    learner = f"/en/facilitate/autumn/learners/{people.learners[0].id}"
    marking = "/en/facilitate/autumn/marking"
    questions = "/en/facilitate/autumn/questions"
    return {
        "/en/facilitate/autumn": ["cohort", "learner0"],
        marking: ["learner1"],
        f"{marking}/{people.plans[0]}/plan": ["essay", "comment", "reason", "saved", "clear", "half"],
        f"{marking}/{people.plans[1]}/plan": ["text", "essay", "saved", "own"],
        f"{marking}/comments": ["saved"],
        learner: ["learner0"],
        f"{learner}/attempts/{people.plans[0]}": ["essay", "comment"],
        f"{learner}/attempts/{people.typed[0]}": ["text", "option"],
        questions: ["title"],
        f"{questions}/typed": ["text"],
        f"{questions}/typed/pick": ["text", "option"],
        f"{questions}/typed/word": ["text", TYPED],
    }


def pages_of_admin(people: People) -> dict[str, list[str]]:
    return {
        "/en/admin/content/reports?state=answered": ["report", "answer"],
        "/en/admin/people": ["learner0", "guide"],
        f"/en/admin/people/{people.learners[0].id}": ["learner0", "holder"],
        "/en/admin/audit": ["learner0"],
        "/en/admin/questions/typed": [],
        "/en/admin/statistics": ["title"],
        "/en/admin/statistics/typed": ["text"],
        "/en/admin/statistics/typed/word": ["text", TYPED],
    }


def pages_of_anybody(people: People) -> dict[str, list[str]]:
    return {f"/en/certificates/{people.certificate}": ["holder"], people.offline: ["holder"]}


# What is built of what was written: elements with the payload's class, its scripts, and its links.
BUILT = """() => [
  ...document.querySelectorAll(".planted, [onerror], [onload], [href^='javascript:' i], [src='x']"),
  ...[...document.scripts].filter(one => one.textContent.includes("hacked")),
].map(one => one.outerHTML.slice(0, 200))"""
# What a person reads, in texts and in fields.
READ = """() => [document.body.innerText,
  ...[...document.querySelectorAll("input, textarea, option")].map(one => one.value + one.textContent)].join(" ")"""


@pytest.mark.parametrize(
    ("who", "pages"),
    [
        ("learner", pages_of_learner),
        ("guide", pages_of_guide),
        ("admin", pages_of_admin),
        ("anybody", pages_of_anybody),
    ],
)
def test_what_people_write_stands_as_words_wherever_it_is_read(chromium, hostile_site, people, who, pages):
    window = chromium.new_context(base_url=hostile_site.url, bypass_csp=True)
    page, dialogs = window.new_page(), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    reader = {"learner": people.learners[0], "guide": people.guide, "admin": people.admin}.get(who)
    if reader is not None:
        sign_in(page, str(reader.email), PASSWORD)
    wrong, silent = [], []

    for path, shown in pages(people).items():
        status = page.goto(path).status
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.wait_for_timeout(100)  # a picture that is not there tells so a moment later
        built, ran, words = page.evaluate(BUILT), page.evaluate("top.hacked"), page.evaluate(READ)
        if status != 200 or built or ran:
            wrong.append((path, status, built, ran))
        silent += [(path, one) for one in shown if (one if one == TYPED else f"{one}-words") not in words]

    window.close()
    assert wrong == []
    assert silent == []
    assert dialogs == []


def test_a_badge_that_is_shown_to_be_checked_stands_as_words(chromium, hostile_site, people):
    window = chromium.new_context(base_url=hostile_site.url, bypass_csp=True)
    page = window.new_page()
    page.goto("/en/certificates/badge")

    page.locator("main textarea").fill(people.badge)
    follow(page.locator("main form:has(textarea) button").first)
    page.wait_for_timeout(100)

    assert "This certificate is valid" in page.inner_text("main")
    assert "holder-words" in page.evaluate(READ)
    assert (page.evaluate(BUILT), page.evaluate("top.hacked")) == ([], None)
    window.close()


def test_a_break_would_be_seen(chromium, hostile_site):
    window = chromium.new_context(base_url=hostile_site.url, bypass_csp=True)
    page = window.new_page()
    page.goto("/en/")

    page.evaluate("words => { document.querySelector('main').innerHTML = words; }", WORDS)
    page.wait_for_timeout(200)

    assert len(page.evaluate(BUILT)) >= 2
    assert page.evaluate("top.hacked") == 1
    window.close()

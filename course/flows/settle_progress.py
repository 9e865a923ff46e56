"""The one place where facts become completion."""

from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.core.rules.completion import CourseProgress, QuizFact, course_progress
from course.db.session import Session
from course.flows.award_certificate import award_certificate
from course.store.accounts.queries import hold_account
from course.store.attempts.queries import quiz_facts
from course.store.audit.operations import record
from course.store.progress.operations import mark_module_complete, update_lines
from course.store.progress.queries import done_facts


def settle_progress(
    session: Session, catalogue: Catalogue, *, learner_id: UUID, now: datetime, active: bool = True
) -> CourseProgress:
    """Judge a learner by the stored facts and keep what follows: modules done, certificate, cohorts' lines.

    Every flow that changes a fact ends by calling this, in its own transaction. `active` says whether the
    learner did something just now; sums made for another reason leave the last visit as it is. Of two flows that
    change facts of one learner at once the later waits here, so that it judges by the facts of both.
    """
    hold_account(session, learner_id)
    facts, done = quiz_facts(session, learner_id), done_facts(session, learner_id)
    progress = course_progress(
        catalogue,
        completed=done.completed,
        quizzes=facts,
        credited=done.credited,
    )
    for module in progress.modules:
        if module.done and mark_module_complete(
            session,
            learner_id=learner_id,
            module_slug=module.slug,
            content_version=catalogue.version,
            now=now,
        ):
            record(
                session,
                actor_id=learner_id,
                action="module.completed",
                subject_kind="module",
                subject_id=module.slug,
                now=now,
                details={"content_version": catalogue.version},
            )
    if progress.done:
        award_certificate(session, catalogue, progress, learner_id=learner_id, now=now)
    failed_quiz, failed_attempts = most_failed(facts)
    update_lines(
        session,
        learner_id=learner_id,
        lessons_done=sum(module.lessons_done for module in progress.modules),
        quizzes_passed=sum(fact.passed for fact in facts.values()),
        share=progress.share,
        failed_quiz=failed_quiz,
        failed_attempts=failed_attempts,
        active_at=now if active else None,
    )
    return progress


def most_failed(facts: dict[str, QuizFact]) -> tuple[str, int]:
    """Return the quiz submitted and marked most often without passing, and how often; ("", 0) where there is none."""
    marked = {slug: fact.submitted - fact.waiting for slug, fact in facts.items()}
    failed = {slug: number for slug, number in marked.items() if number > 0 and not facts[slug].passed}
    if not failed:
        return "", 0
    slug = max(failed, key=lambda name: (failed[name], name))
    return slug, failed[slug]

"""Asking people into a cohort by mail: one by one, or the people of a roster, with the same mail and key."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from course.core.ids import new_id
from course.core.problems import CourseProblem, NotFound
from course.db.session import Session
from course.store.accounts.bulk import KnownPerson, add_tokens, people_by_id, remove_tokens
from course.store.audit.operations import record
from course.store.cohorts.bulk import add_invitations, remove_invitations, touch_invitation
from course.store.cohorts.queries import CohortFacts, find_invitation
from course.store.outbox.bulk import NewMail, queue_mails, withdraw

TEMPLATE = "invitation"
PURPOSE = "invitation"
TOKEN_MINUTES = 14 * 24 * 60


class AlreadyAccepted(CourseProblem):
    """The person has come in already; there is nothing to send again."""

    code = "invitation_accepted"
    status = 409


def invite_learner(
    session: Session,
    *,
    cohort: CohortFacts,
    account_id: UUID,
    now: datetime,
    note: str = "",
) -> bool:
    """Invite one person to a cohort; tell whether they were not invited before: then a mail is queued.

    However many doors invite the same person at once, one mail goes out.
    """
    person = people_by_id(session, [account_id]).get(account_id)
    if person is None:
        raise NotFound
    return bool(invite_people(session, cohort=cohort, people=[person], now=now, note=note))


def invite_people(
    session: Session, *, cohort: CohortFacts, people: Sequence[KnownPerson], now: datetime, note: str = ""
) -> set[UUID]:
    """Invite people and queue their mails; return those who were not invited before.

    Who has not confirmed the address yet gets a link that does so; others sign in as always. Nobody who is
    suspended is written to.
    """
    wanted = {person.id: person for person in people if not person.suspended}
    mails = {account_id: new_id() for account_id in wanted}
    made = add_invitations(session, cohort.id, mails, now=now)
    _send(session, cohort, {mails[account_id]: wanted[account_id] for account_id in made}, now, note, "")
    return made


def invite_again(
    session: Session, *, cohort: CohortFacts, account_id: UUID, actor_id: UUID | None, now: datetime
) -> None:
    """Send an invitation once more with a new link. Raises NotFound and AlreadyAccepted.

    Pressed twice, it sends once: the mail is named by the one that it replaces.
    """
    invitation = find_invitation(session, cohort_id=cohort.id, account_id=account_id)
    person = people_by_id(session, [account_id]).get(account_id)
    if invitation is None or person is None or person.suspended:
        raise NotFound
    if invitation.accepted_at is not None:
        raise AlreadyAccepted
    if invitation.message_id is not None:
        withdraw(session, [invitation.message_id])
    remove_tokens(session, [account_id], purpose=PURPOSE, payload=_payload(cohort))
    mail = {new_id(): person}
    for message_id in _send(session, cohort, mail, now, "", f":{invitation.message_id}"):
        touch_invitation(session, cohort_id=cohort.id, account_id=account_id, message_id=message_id, now=now)
    record(
        session,
        actor_id=actor_id,
        action="invitation.sent_again",
        subject_kind="account",
        subject_id=account_id,
        cohort_id=cohort.id,
        now=now,
    )


def take_back_invitations(session: Session, *, cohort: CohortFacts, account_ids: Collection[UUID]) -> None:
    """Take invitations back with their links; mails that have not left do not leave."""
    withdraw(session, remove_invitations(session, cohort.id, account_ids))
    remove_tokens(session, account_ids, purpose=PURPOSE, payload=_payload(cohort))


def _send(
    session: Session,
    cohort: CohortFacts,
    people: Mapping[UUID, KnownPerson],
    now: datetime,
    note: str,
    once_more: str,
) -> set[UUID]:
    """Queue the mails, given by their ids; return the ids of those that are queued now."""
    unconfirmed = [person.id for person in people.values() if not person.now.confirmed]
    tokens = add_tokens(
        session, unconfirmed, purpose=PURPOSE, now=now, minutes=TOKEN_MINUTES, payload=_payload(cohort)
    )
    words, start = _words(cohort, note), f"invitation:{cohort.id}:"
    mails = [
        NewMail(
            mail_id,
            person.id,
            {**words, "token": tokens.get(person.id, "")},
            f"{start}{person.id}{once_more}",
        )
        for mail_id, person in people.items()
    ]
    return queue_mails(session, mails, template=TEMPLATE, now=now)


def _payload(cohort: CohortFacts) -> dict[str, Any]:
    """What an invitation's link stands for."""
    return {"cohort_id": str(cohort.id)}


def _words(cohort: CohortFacts, note: str) -> dict[str, Any]:
    """What the mail tells of the cohort."""
    return {"cohort_name": cohort.name, "note": note}

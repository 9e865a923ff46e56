"""What may be done with outages, and by whom."""

from typing import TYPE_CHECKING

from course.core.rules.actor import Actor

if TYPE_CHECKING:
    from course.store.attempts.outages import StoredOutage


def may_withdraw_outage(actor: Actor, found: "StoredOutage") -> bool:
    """Tell whether an outage can be withdrawn: by who recorded it, and by admins, once."""
    if found.withdrawn_at is not None:
        return False
    return actor.is_admin or (actor.account_id is not None and found.recorded_by == actor.account_id)

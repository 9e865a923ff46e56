"""Counters that all processes share and that outlive a restart."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.orm import Session

from course.db.session import insert_or_ignore
from course.store.accounts.models import LimitCounter

PAST_AT_ONCE = 200  # counters cleared away beside one deed


def hit_counter(session: Session, *, bucket: str, now: datetime, seconds: int) -> int:
    """Count one deed in the window that holds `now` and return how many there are, this one included.

    Windows are `seconds` long and begin at multiples of it. `bucket` names what is counted and for whom, by a
    keyed hash, so that the table tells nobody who tried. One statement, so that no racing deed goes uncounted.
    """
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    statement = insert(LimitCounter).values(bucket=bucket, window_ends=window_end(now, seconds), count=1)
    counted: int = session.execute(
        statement.on_conflict_do_update(
            index_elements=["bucket", "window_ends"], set_={"count": LimitCounter.count + 1}
        ).returning(LimitCounter.count)
    ).scalar_one()
    return counted


def release_counter(session: Session, *, bucket: str, now: datetime, seconds: int) -> None:
    """Take back one deed counted in the window that holds `now`."""
    session.execute(
        update(LimitCounter)
        .where(
            LimitCounter.bucket == bucket,
            LimitCounter.window_ends == window_end(now, seconds),
            LimitCounter.count > 0,
        )
        .values(count=LimitCounter.count - 1)
        .execution_options(synchronize_session=False)
    )


def forget_counter(session: Session, *, bucket: str) -> None:
    """Forget all that was counted under one name."""
    session.execute(delete(LimitCounter).where(LimitCounter.bucket == bucket))


def mark_until(session: Session, *, bucket: str, until: datetime) -> None:
    """Mark a name until a moment, in place of the mark before; `queries.is_marked` asks for it."""
    forget_counter(session, bucket=bucket)
    insert_or_ignore(
        session,
        LimitCounter,
        {"bucket": bucket, "window_ends": until, "count": 1},
        ["bucket", "window_ends"],
    )


def forget_past_counters(session: Session, *, now: datetime) -> int:
    """Delete some counters whose window is over; return how many. Keeps guessing from growing the table.

    Rows that another process is deleting are left to it, so that two never wait for each other.
    """
    past = (
        select(LimitCounter.bucket, LimitCounter.window_ends)
        .where(LimitCounter.window_ends <= now)
        .limit(PAST_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    result: Any = session.execute(
        delete(LimitCounter)
        .where(tuple_(LimitCounter.bucket, LimitCounter.window_ends).in_(past))
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)


def window_end(now: datetime, seconds: int) -> datetime:
    """Return when the window that holds `now` ends."""
    return datetime.fromtimestamp((int(now.timestamp()) // seconds + 1) * seconds, UTC)

"""The worker: what runs later or by the clock. One thread of the same process on an embedded start, else its own.

The queue only wakes; what is to be done stands in the database. So a lost or repeated task does no harm.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Flask
from huey import Huey, PriorityRedisHuey, SqliteHuey, crontab
from huey.api import TaskWrapper

from course.core.sqlite import make_private
from course.jobs.apply_imports import apply_waiting_imports
from course.jobs.apply_regrades import apply_waiting_regrades
from course.jobs.count_attempts import count_attempts
from course.jobs.finish_attempts import finish_overdue_attempts
from course.jobs.remind_of_missed import remind_of_missed
from course.jobs.rotate_keys import rotate_badge_keys
from course.jobs.send_mail import send_due_mail
from course.jobs.sum_up import sum_up_published
from course.jobs.tell_results import tell_due
from course.jobs.tidy import tidy
from course.jobs.transport import make_transport

log = structlog.get_logger("course.jobs")
Job = Callable[[Flask], Any]


def _send(app: Flask) -> None:
    settings = app.config["COURSE"]
    transport = make_transport(settings.mail_url, settings.instance_dir)
    while send_due_mail(app, transport, now=datetime.now(UTC)):
        pass


# Job, and when it runs by the clock (huey's crontab; minutes are the finest step).
JOBS: dict[str, tuple[Job, Any]] = {
    "send_mail": (_send, crontab(minute="*")),
    "apply_imports": (lambda app: apply_waiting_imports(app, now=datetime.now(UTC)), crontab(minute="*")),
    "apply_regrades": (lambda app: apply_waiting_regrades(app, now=datetime.now(UTC)), crontab(minute="*")),
    "finish_attempts": (lambda app: finish_overdue_attempts(app, now=datetime.now(UTC)), crontab(minute="*")),
    "tell_results": (lambda app: tell_due(app, now=datetime.now(UTC)), crontab(minute="*")),
    "sum_up": (lambda app: sum_up_published(app, now=datetime.now(UTC)), crontab(minute="*")),
    "count_attempts": (count_attempts, crontab(minute="*")),
    "remind": (lambda app: remind_of_missed(app, now=datetime.now(UTC)), crontab(minute="23")),
    "rotate_badge_keys": (lambda app: rotate_badge_keys(app, now=datetime.now(UTC)), crontab(minute="41")),
    "tidy": (lambda app: tidy(app, now=datetime.now(UTC)), crontab(minute="17", hour="3")),
}


def make_queue(app: Flask) -> "Queue":
    """Make the queue and its tasks: Redis where configured, else a file of its own in the instance folder."""
    settings = app.config["COURSE"]
    if settings.redis_url:
        huey: Huey = PriorityRedisHuey("course", url=settings.redis_url)
    else:
        settings.instance_dir.mkdir(parents=True, exist_ok=True)
        file = settings.instance_dir / "queue.sqlite3"
        make_private(file)
        huey = SqliteHuey("course", filename=str(file))
    tasks = {}
    for name, (job, schedule) in JOBS.items():
        huey.periodic_task(schedule, name=f"{name}_by_clock")(_task(app, name, job))
        tasks[name] = huey.task(name=name)(_task(app, name, job))
    return Queue(huey, tasks)


class Queue:
    """The queue with its tasks by name."""

    def __init__(self, huey: Huey, tasks: dict[str, TaskWrapper]) -> None:
        logging.getLogger("huey").setLevel(logging.WARNING)
        self._huey = huey
        self.tasks = tasks

    def start_in_thread(self) -> Any:
        """Start the consumer in threads of this process and return it."""
        consumer = self._huey.create_consumer(
            workers=1, worker_type="thread", periodic=True, check_worker_health=False
        )
        consumer._set_signal_handlers = lambda: None  # noqa: SLF001 - the server's own handlers stay
        consumer.start()
        return consumer

    def work(self) -> None:
        """Run jobs in this process until stopped."""
        self._huey.create_consumer(workers=1, worker_type="thread", periodic=True).run()


def _task(app: Flask, name: str, job: Job) -> Callable[[], None]:
    def run() -> None:
        with app.app_context():
            try:
                job(app)
            except Exception:
                log.exception("job_failed", job=name)

    return run

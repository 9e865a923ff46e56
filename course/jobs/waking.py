"""How the doors wake a job after a commit. The worker and its queue are loaded when first needed: not at the start."""

import threading
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask

if TYPE_CHECKING:
    from course.jobs.worker import Queue

PAGES_FOLLOW_SECONDS = 3  # after a publication: by then every process shows the new build

log = structlog.get_logger("course.jobs")


class Waker:
    """Gives the application's queue, made once."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._queue: Queue | None = None

    @property
    def queue(self) -> "Queue":
        with self._lock:
            if self._queue is None:
                from course.jobs.worker import make_queue

                self._queue = make_queue(self._app)
            return self._queue

    def wake(self, name: str, *, after_seconds: int = 0) -> None:
        """Ask for a job to run soon. A queue that is away delays it to the next minute, and fails nobody."""
        try:
            self.queue.tasks[name].schedule(delay=after_seconds)
        except Exception:  # noqa: BLE001 - whatever the queue's back end raises
            log.warning("queue_away", job=name)

    def start_in_thread(self) -> Any:
        """Start the consumer in threads of this process and return it; `stop()` ends it."""
        return self.queue.start_in_thread()


def install(app: Flask) -> None:
    """Let the doors wake jobs without knowing them."""
    waker = Waker(app)
    app.extensions["course_waker"] = waker
    app.extensions["course_wake_sender"] = lambda: waker.wake("send_mail")
    app.extensions["course_wake_results"] = lambda: waker.wake("tell_results")
    app.extensions["course_wake_imports"] = lambda: waker.wake("apply_imports")
    app.extensions["course_wake_regrades"] = lambda: waker.wake("apply_regrades")
    app.extensions["course_wake_sums"] = lambda: waker.wake("sum_up", after_seconds=PAGES_FOLLOW_SECONDS)

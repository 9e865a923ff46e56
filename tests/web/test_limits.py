"""Rate classes are counted in memory at little cost, however many callers there are."""

import threading

import pytest

from course.web.limits import RATE_CLASSES, Counts, Limiter


def test_a_caller_over_the_limit_is_told_how_long_to_wait() -> None:
    limiter = Limiter("")
    number = int(RATE_CLASSES["check"].split()[0])

    waits = [limiter.hit("check", "one") for _ in range(number + 1)]

    assert waits[:-1] == [0] * number
    assert 1 <= waits[-1] <= 60
    assert limiter.hit("check", "another") == 0


def test_counting_starts_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    limiter = Limiter("")
    started: list[threading.Thread] = []
    monkeypatch.setattr(threading.Thread, "start", started.append)

    for caller in range(100):
        limiter.hit("answer", str(caller))

    assert started == []


def test_windows_that_are_over_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("time.time", lambda: now)
    counts = Counts()
    for caller in range(100):
        counts.incr(str(caller), 60)

    now = 1_100.0
    assert counts.incr("0", 60) == 1

    assert list(counts.storage) == ["0"]


def test_many_threads_lose_no_count() -> None:
    counts = Counts()
    threads = [
        threading.Thread(target=lambda: [counts.incr("key", 60) for _ in range(500)]) for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counts.get("key") == 4_000

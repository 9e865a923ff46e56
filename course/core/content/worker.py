"""Rendering in a process of its own, so that a text that never ends can be stopped.

A thread cannot be stopped and an alarm works in the main thread of some systems only; a process can always be
killed. It speaks JSON by line: a text and a language in, what `render` returns out.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import IO, Self

from course.core.content.rendered import Rendered

SECONDS = 10.0  # for one text; a long lesson takes 0.03
START_SECONDS = 60.0  # to load Markdown, on a very busy machine


class RenderTooLong(Exception):  # noqa: N818 - said of the text
    """The text took longer than the limit."""


class RenderFailed(Exception):  # noqa: N818
    """The process ended without an answer."""


class RenderProcess:
    """Renders texts one after the other; starts when first used, and again after a text that was too long."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[str] | None = None
        self._reader = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._reader.shutdown()

    def render(self, text: str, language: str) -> Rendered:
        """Return the text as `render.render` makes it. Raises RenderTooLong or RenderFailed."""
        if self._process is None:
            self._process = _start()
            self._ask("", START_SECONDS)
        answered = self._ask(json.dumps([text, language]) + "\n", self.seconds)
        return Rendered.from_data(json.loads(answered))

    def _ask(self, line: str, seconds: float) -> str:
        assert self._process, "started before it is asked"
        answer = self._reader.submit(_exchange, self._process, line)
        try:
            answered = answer.result(seconds)
        except TimeoutError:
            self._stop()
            raise RenderTooLong from None
        if not answered:
            self._stop()
            raise RenderFailed
        return answered

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _start() -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, "-m", "course.core.content.worker"]
    return subprocess.Popen(  # noqa: S603 - our own module, no word from outside
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    )


def _exchange(process: subprocess.Popen[str], line: str) -> str:
    """Write a line, if any, and return the next one that comes back; empty when the process has ended."""
    assert process.stdin, "opened as a pipe"
    assert process.stdout, "opened as a pipe"
    try:
        process.stdin.write(line)
        process.stdin.flush()
        return process.stdout.readline()
    except (OSError, ValueError):  # it died, or was killed for taking too long
        return ""


def serve(lines: Iterable[str], answers: IO[str]) -> None:
    """Say that it is ready, then answer each line until there are no more."""
    # Markdown is loaded by the process alone: who only reads builds never pays for it.
    from course.core.content.render import render

    answers.write("ready\n")
    answers.flush()
    for line in lines:
        text, language = json.loads(line)
        answers.write(json.dumps(render(text, language).to_data()) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)

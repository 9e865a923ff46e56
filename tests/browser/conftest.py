"""A real site in a real browser: waitress over SQLite with the course and a demonstration cohort, and Chromium."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from waitress import create_server

from course import create_app
from course.cli.demo import fill_for
from course.core.content.load import publish, read_course
from course.db import revisions
from tests.browser.faulty_line import FaultyLine
from tests.browser.looking import sign_in
from tests.conftest import COURSE_FILES, SECRET
from tests.web.account.people import PASSWORD as PEOPLES_PASSWORD

playwright_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PASSWORD = "a-walk-along-the-harbour"
ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@dataclass(frozen=True, slots=True)
class Site:
    """The running site."""

    app: Flask
    url: str
    instance: Path

    def send_mail(self) -> None:
        """Send what waits, as the worker would within a second."""
        from course.jobs.send_mail import send_due_mail
        from course.jobs.transport import FileTransport

        with self.app.app_context():
            send_due_mail(self.app, FileTransport(self.instance / "mail"), now=datetime.now(UTC))

    def mails(self) -> list[str]:
        """Return the texts of the mails sent so far, newest last."""
        import email
        from email import policy

        found = []
        for path in sorted((self.instance / "mail").glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
            message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            body = message.get_body(("plain",))
            found.append(
                f"To: {message['To']}\nSubject: {message['Subject']}\n\n{body.get_content() if body else ''}"
            )
        return found


def _run(server: Any) -> None:
    with suppress(OSError):  # at the end its loop may wait for a socket that was closed a moment before
        server.run()


@contextmanager
def serving(
    instance: Path, *, modules: Path, quizzes: Path, line: FaultyLine | None = None
) -> Iterator[Site]:
    """Serve a course on a free port, as `make run` does but for the worker; with a line, browsers come by that."""
    probe = create_server(lambda _environ, _start: [], host="127.0.0.1", port=0)
    port = probe.effective_port
    probe.close()
    public = line.port if line else port
    app = create_app(
        instance_dir=instance,
        base_url=f"http://127.0.0.1:{public}",
        secret_key=SECRET,
        demo_password=PASSWORD,
        content_dir=modules,
        quiz_dir=quizzes,
    )
    revisions.upgrade(app.extensions["course_database"].writer)
    publish(read_course(modules, quizzes, instance / "builds" / "cache"), instance / "builds")
    server = create_server(app, host="127.0.0.1", port=port, threads=8)
    threading.Thread(target=_run, args=(server,), daemon=True).start()
    if line:
        line.lead_to(port)
    yield Site(app, f"http://127.0.0.1:{public}", instance)
    server.close()
    app.extensions["course_database"].dispose()


@contextmanager
def serving_people(instance: Path) -> Iterator[Site]:
    """Serve the real course with 12 invented learners."""
    with serving(instance, modules=ROOT / "modules", quizzes=ROOT / "quizzes") as found:
        with found.app.app_context():
            fill_for(found.app, learners=12, seed=7, now=datetime.now(UTC))
        yield found


@pytest.fixture(scope="module")
def line() -> Iterator[FaultyLine]:
    """A line that a test slows down or cuts; it makes it whole again."""
    found = FaultyLine()
    yield found
    found.close()


@pytest.fixture(scope="module")
def site_behind_line(tmp_path_factory: pytest.TempPathFactory, line: FaultyLine) -> Iterator[Site]:
    """The small course behind the line."""
    folder = tmp_path_factory.mktemp("behind-a-line")
    with serving(
        folder, modules=COURSE_FILES / "modules", quizzes=COURSE_FILES / "quizzes", line=line
    ) as found:
        yield found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real course with 12 invented learners, whom all journeys of a worker share."""
    with serving_people(tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small course of the tests, whose one quiz asks a question of each kind; nobody is there yet."""
    instance = tmp_path_factory.mktemp("small-site")
    with serving(instance, modules=COURSE_FILES / "modules", quizzes=COURSE_FILES / "quizzes") as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator["playwright_api.Browser"]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with playwright_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium, site: Site):
    """A browser window of its own; the policy is bypassed so that axe can be put into pages."""
    window = chromium.new_context(base_url=site.url, bypass_csp=True, viewport={"width": 1366, "height": 900})
    window.set_default_timeout(15_000)
    yield window
    window.close()


@pytest.fixture
def open_as(chromium):
    """Return a function that signs somebody in on a site, in a browser of its own, and returns its page."""
    opened = []

    def one(site: Site, email, language="en", *, timeout=15_000, **options):
        window = chromium.new_context(base_url=site.url, **options)
        window.set_default_timeout(timeout)
        opened.append(window)
        page = window.new_page()
        sign_in(page, email, PEOPLES_PASSWORD, language)
        return page

    yield one
    for window in opened:
        window.close()


@pytest.fixture
def paper(tmp_path):
    """A file that a learner hands in."""
    path = tmp_path / "plan.txt"
    path.write_text("Ask first, then act.", "utf-8")
    return path


@pytest.fixture
def open_window(chromium, small_site: Site):
    """Return a function that opens a browser of its own on the small site: another device."""
    opened = []

    def open_one(**options):
        window = chromium.new_context(
            base_url=small_site.url, viewport={"width": 1024, "height": 900}, **options
        )
        window.set_default_timeout(10_000)
        opened.append(window)
        return window.new_page()

    yield open_one
    for window in opened:
        window.close()

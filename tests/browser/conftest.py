"""A real site in a real browser: waitress over SQLite with the course and a demonstration cohort, and Chromium."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from waitress import create_server

from course import create_app
from course.cli.demo import fill_for
from course.core.content.load import publish, read_course
from course.db import revisions
from tests.conftest import SECRET

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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the real course with 12 invented learners on a free port."""
    instance = tmp_path_factory.mktemp("site")
    server = None
    probe = create_server(lambda _environ, _start: [], host="127.0.0.1", port=0)
    port = probe.effective_port
    probe.close()
    app = create_app(
        instance_dir=instance,
        base_url=f"http://127.0.0.1:{port}",
        secret_key=SECRET,
        demo_password=PASSWORD,
    )
    revisions.upgrade(app.extensions["course_database"].writer)
    publish(
        read_course(ROOT / "modules", ROOT / "quizzes", instance / "builds" / "cache"), instance / "builds"
    )
    with app.app_context():
        fill_for(app, learners=12, seed=7, now=datetime.now(UTC))
    server = create_server(app, host="127.0.0.1", port=port, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{port}", instance)
    server.close()
    app.extensions["course_database"].dispose()


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

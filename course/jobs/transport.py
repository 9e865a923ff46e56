"""How a mail leaves: to a server that speaks SMTP, or as a file on an embedded start."""

import os
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20


class Transport(Protocol):
    """Sends one message, or raises OSError (smtplib's errors are OSErrors)."""

    def send(self, message: EmailMessage, name: str) -> None: ...


class FileTransport:
    """Writes each mail as <name>.eml; a mail sent twice is the same file."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def send(self, message: EmailMessage, name: str) -> None:
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.directory / f".{name}.part"
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(message.as_bytes(policy=SMTP))
        part.replace(self.directory / f"{name}.eml")


class SmtpTransport:
    """Hands mails to the server of an address like smtp://user:password@host:587; smtps:// starts encrypted."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._encrypted = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._encrypted else 587)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def send(self, message: EmailMessage, name: str) -> None:  # noqa: ARG002 - the name is the file transport's
        if self._encrypted:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        with server:
            self._log_in(server)
            server.send_message(message)

    def _log_in(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if not self._encrypted and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if self._user:
            server.login(self._user, self._password)


def make_transport(mail_url: str, instance_dir: Path) -> Transport:
    return SmtpTransport(mail_url) if mail_url else FileTransport(instance_dir / "mail")

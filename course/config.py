"""The settings: names, types and defaults. Read once, by create_app; nothing else looks at the environment."""

import os
import secrets
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

PREFIX = "COURSE_"
PROJECT_DIR = Path(__file__).resolve().parent.parent
MIN_SECRET_LENGTH = 32
_WEAK_SECRETS = {"secret", "changeme", "change-me", "dev", "development", "test", "password"}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SettingsError(Exception):
    """A setting is missing, unknown or unsafe; the sentence says which and what to do."""


LONGEST_KEY_DAYS = 36_500  # a date a hundred years on can still be told


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, as plain values. Each is COURSE_<NAME IN CAPITALS> in the environment."""

    instance_dir: Path = PROJECT_DIR / "instance"
    content_dir: Path = PROJECT_DIR / "modules"
    quiz_dir: Path = PROJECT_DIR / "quizzes"
    secret_key: str = ""  # made and kept in instance/ on an embedded start
    base_url: str = "http://127.0.0.1:8000"
    former_base_urls: str = ""  # parted by blanks: badges that name keys of ours there are still ours
    database_url: str = ""  # empty: SQLite in instance/
    database_read_url: str = ""  # a standby for reads
    redis_url: str = ""  # shared limits and queue
    mail_url: str = ""  # smtp://user:password@host:587; empty writes files to instance/mail/
    mail_from: str = "course@example.org"
    uploads_url: str = ""  # empty: instance/uploads
    trusted_proxies: int = 0
    require_second_factor: bool = True  # does nothing yet: kept for the release that brings it
    badge_key_days: int = 365  # how old the keys get that sign badges; 0: new ones are made by hand alone
    registration: str = "open"  # open, invited, closed
    demo_password: str = ""  # of the demonstration people; empty: made at random and printed

    @property
    def loopback(self) -> bool:
        return urlsplit(self.base_url).hostname in _LOOPBACK

    @property
    def former_sites(self) -> list[str]:
        """The addresses that the site had before, without a slash at the end."""
        return [address.rstrip("/") for address in self.former_base_urls.split()]

    @property
    def secure(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @property
    def embedded(self) -> bool:
        return not self.database_url or self.database_url.startswith("sqlite")

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.instance_dir / 'course.sqlite3'}"

    @property
    def uploads_dir(self) -> Path:
        """The folder of files that learners hand in."""
        return (
            Path(self.uploads_url.removeprefix("file://"))
            if self.uploads_url
            else self.instance_dir / "uploads"
        )

    @property
    def builds_dir(self) -> Path:
        return self.instance_dir / "builds"


def load_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Read instance/settings.toml, then the environment, then what was given; the later wins.

    Raises SettingsError for an unknown name, a wrong type, or a value that is not safe to start with.
    """
    environment = os.environ if environment is None else environment
    from_environment = {
        name[len(PREFIX) :].lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and not name.startswith(PREFIX + "TEST_")
    }
    instance_dir = Path(
        given.get("instance_dir") or from_environment.get("instance_dir") or PROJECT_DIR / "instance"
    )
    values = {**_from_file(instance_dir / "settings.toml"), **from_environment, **given}
    settings = Settings(**_typed(values))
    return _checked(settings)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    _refuse_world_readable(path)
    try:
        return {name.lower(): value for name, value in tomllib.loads(path.read_text("utf-8")).items()}
    except tomllib.TOMLDecodeError as error:
        message = f"{path.name} cannot be read: {error}. Mend the line and start again."
        raise SettingsError(message) from error


def _refuse_world_readable(path: Path) -> None:
    if path.stat().st_mode & stat.S_IRWXO:
        message = f"{path.name} holds secrets and can be read by everyone: run chmod 600 on it."
        raise SettingsError(message)


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    types = get_type_hints(Settings)
    known = {field.name for field in fields(Settings)}
    unknown = sorted(set(values) - known)
    if unknown:
        names = ", ".join(PREFIX + name.upper() for name in unknown)
        message = f"Unknown setting: {names}. Known are: {', '.join(sorted(known))}."
        raise SettingsError(message)
    return {name: _convert(name, value, types[name]) for name, value in values.items()}


def _convert(name: str, value: Any, wanted: type) -> Any:
    if isinstance(value, wanted):
        return value
    try:
        if wanted is bool:
            return {"1": True, "true": True, "0": False, "false": False, "": False}[str(value).lower()]
        return wanted(value)
    except (KeyError, ValueError) as error:
        message = f"{PREFIX}{name.upper()} is {value!r}; a {wanted.__name__} is needed."
        raise SettingsError(message) from error


def _checked(settings: Settings) -> Settings:
    if "://" in settings.uploads_url and not settings.uploads_url.startswith("file://"):
        message = "COURSE_UPLOADS_URL is a folder: a path, or file:// and a path."
        raise SettingsError(message)
    if settings.registration not in {"open", "invited", "closed"}:
        message = "COURSE_REGISTRATION is one of open, invited, closed."
        raise SettingsError(message)
    if not 0 <= settings.badge_key_days <= LONGEST_KEY_DAYS:
        message = f"COURSE_BADGE_KEY_DAYS is a number of days up to {LONGEST_KEY_DAYS}, or 0 for new keys by hand alone."
        raise SettingsError(message)
    parts = urlsplit(settings.base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = "COURSE_BASE_URL is a full address, for example https://course.example.org."
        raise SettingsError(message)
    if parts.scheme == "http" and not settings.loopback:
        message = "COURSE_BASE_URL must begin with https:// unless it is a loopback address."
        raise SettingsError(message)
    for address in settings.former_base_urls.split():
        if urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname:
            message = f"COURSE_FORMER_BASE_URLS are full addresses parted by blanks; {address} is none."
            raise SettingsError(message)
    if os.environ.get("FLASK_DEBUG", "0") not in {"", "0", "false"} and not settings.loopback:
        message = "Debug mode is on: unset FLASK_DEBUG before serving others."
        raise SettingsError(message)
    return _with_secret(settings)


def _with_secret(settings: Settings) -> Settings:
    secret = settings.secret_key
    if not secret and settings.embedded and settings.loopback:
        secret = _kept_secret(settings.instance_dir / "secret_key")
    if not secret:
        message = "COURSE_SECRET_KEY is missing: set it to at least 32 random characters."
        raise SettingsError(message)
    if len(secret) < MIN_SECRET_LENGTH or secret.lower() in _WEAK_SECRETS or len(set(secret)) < 10:  # noqa: PLR2004
        message = f"COURSE_SECRET_KEY is too weak: use at least {MIN_SECRET_LENGTH} random characters."
        raise SettingsError(message)
    values = {field.name: getattr(settings, field.name) for field in fields(settings)}
    return Settings(**{**values, "secret_key": secret})


def _kept_secret(path: Path) -> str:
    """Return the secret of this installation; the first of several starting processes makes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        _refuse_world_readable(path)
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii").strip()

"""The application refuses to start unsafe, and says what to do."""

import stat
from pathlib import Path

import pytest

from course import create_app
from course.config import Settings, SettingsError, load_settings

GOOD = "0123456789-abcdefghij-ABCDEFGHIJ-xyz"


def test_an_embedded_start_makes_a_secret_and_keeps_it(tmp_path: Path):
    first = load_settings({}, instance_dir=tmp_path)
    second = load_settings({}, instance_dir=tmp_path)

    assert len(first.secret_key) >= 32
    assert first.secret_key == second.secret_key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("secret", ["", "short", "secret", "a" * 40, "0" * 64])
def test_a_missing_default_or_short_secret_stops_a_server(tmp_path: Path, secret: str):
    with pytest.raises(SettingsError, match="COURSE_SECRET_KEY"):
        load_settings({}, instance_dir=tmp_path, base_url="https://course.example.org", secret_key=secret)


def test_a_secret_that_everybody_can_read_stops_the_start(tmp_path: Path):
    (tmp_path / "secret_key").write_text(GOOD)
    (tmp_path / "secret_key").chmod(0o644)

    with pytest.raises(SettingsError, match="chmod 600"):
        load_settings({}, instance_dir=tmp_path)


def test_debug_mode_stops_a_public_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")

    with pytest.raises(SettingsError, match="FLASK_DEBUG"):
        load_settings({}, instance_dir=tmp_path, base_url="https://course.example.org", secret_key=GOOD)


def test_an_unknown_setting_stops_the_start_and_is_named(tmp_path: Path):
    with pytest.raises(SettingsError, match="COURSE_COLOUR"):
        load_settings({"COURSE_COLOUR": "blue"}, instance_dir=tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COURSE_TRUSTED_PROXIES", "many"),
        ("COURSE_BADGE_KEY_DAYS", "yearly"),
        ("COURSE_BADGE_KEY_DAYS", "-1"),
        ("COURSE_REGISTRATION", "maybe"),
        ("COURSE_BASE_URL", "course"),
        ("COURSE_FORMER_BASE_URLS", "https://old.example.org old"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_named(tmp_path: Path, name: str, value: str):
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value}, instance_dir=tmp_path)


def test_a_public_address_needs_https(tmp_path: Path):
    with pytest.raises(SettingsError, match="https"):
        load_settings({}, instance_dir=tmp_path, base_url="http://course.example.org", secret_key=GOOD)


def test_the_environment_wins_over_the_file(tmp_path: Path):
    (tmp_path / "settings.toml").write_text('registration = "closed"\ntrusted_proxies = 2\n')
    (tmp_path / "settings.toml").chmod(0o600)

    settings = load_settings({"COURSE_REGISTRATION": "invited"}, instance_dir=tmp_path)

    assert (settings.registration, settings.trusted_proxies) == ("invited", 2)


def test_every_setting_is_in_the_docs():
    page = (Path(__file__).resolve().parents[2] / "docs" / "administrators.md").read_text("utf-8")
    missing = [name for name in Settings.__dataclass_fields__ if f"COURSE_{name.upper()}" not in page]

    assert missing == []


def test_cookies_are_guarded_and_named_for_their_host(tmp_path: Path):
    public = create_app(
        instance_dir=tmp_path, base_url="https://course.example.org", secret_key=GOOD, redis_url=""
    )
    local = create_app(instance_dir=tmp_path, base_url="http://127.0.0.1:8000", secret_key=GOOD)

    answers = {
        app.test_client().get("/en/account/sign-in", base_url=base).headers["Set-Cookie"]
        for app, base in ((public, "https://course.example.org"), (local, "http://127.0.0.1:8000"))
    }
    for app in (public, local):
        app.extensions["course_database"].dispose()

    guarded = next(one for one in answers if one.startswith("__Host-session="))
    plain = next(one for one in answers if one.startswith("session="))
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(guarded.split("; "))
    assert "Domain" not in guarded
    assert {"HttpOnly", "SameSite=Lax"} <= set(plain.split("; "))
    assert "Secure" not in plain

"""Pages of one's own account: joining, signing in, profile, privacy."""

from typing import cast

from flask import Flask
from flask.blueprints import BlueprintSetupState

from course.web.account import (
    confirm_password,
    display,
    email,
    join,
    kept,
    password,
    privacy,
    profile,
    sign_in,
    tokens,
)
from course.web.account.blueprint import bp

__all__ = [
    "bp",
    "confirm_password",
    "display",
    "email",
    "join",
    "kept",
    "password",
    "privacy",
    "profile",
    "sign_in",
    "tokens",
]


@bp.record_once
def _install(state: BlueprintSetupState) -> None:
    kept.install(cast("Flask", state.app))

"""Digital Bazaar's verifier of badges, installed by its lock into a folder of the machine, not of the repository."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NoReturn

import pytest

SOURCE = Path(__file__).parent / "files" / "badges"
FILES = ("package.json", "package-lock.json", "verify.mjs")
# What is installed is what the lock's hashes say, wherever the machine fetches it from; nothing of it runs meanwhile.
INSTALL = ("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")


def installed_verifier() -> Path:
    """Return the folder of the verifier, installed where it is not yet.

    Skips where this machine has no npm or npm installs nothing; fails there where COURSE_TEST_VERIFIER says that it
    has to be asked, as .ci/run does.
    """
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = caches / "course-tests" / f"verifier-{_hash_of_files()}"
    if not folder.exists():
        _install(folder)
    return folder


def _hash_of_files() -> str:
    return hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in FILES)).hexdigest()[:16]


def _install(folder: Path) -> None:
    """Install beside `folder` and move there: of several test processes at once the first is taken."""
    if not shutil.which("npm"):
        _missing("npm is not installed")
    folder.parent.mkdir(parents=True, exist_ok=True)
    begun = Path(mkdtemp(dir=folder.parent))
    for name in FILES:
        shutil.copy(SOURCE / name, begun)
    done = subprocess.run(INSTALL, cwd=begun, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode == 0 and not folder.exists():
        try:
            begun.rename(folder)
        except OSError:
            assert folder.exists()
    shutil.rmtree(begun, ignore_errors=True)
    if done.returncode:
        _missing(f"npm installs nothing here ({done.stderr.strip()[-200:]})")


def _missing(reason: str) -> NoReturn:
    told = f"{reason}: Digital Bazaar's verifier was not asked"
    if os.environ.get("COURSE_TEST_VERIFIER"):
        pytest.fail(told)
    pytest.skip(told)


def ask_verifier(
    documents: Mapping[str, Any],
    badges: Sequence[Mapping[str, Any]] = (),
    tokens: Sequence[Mapping[str, Any]] = (),
) -> list[dict[str, Any]]:
    """Return what is said of each badge, then of each token, by `documents` of addresses alone; no network is used.

    A token is {"token", "key"}: a JWT and a JWK. An answer has "good", and for a badge "revoked".
    """
    said = subprocess.run(
        ["node", "verify.mjs"],
        cwd=installed_verifier(),
        input=json.dumps({"documents": documents, "badges": badges, "tokens": tokens}),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(said.stdout)
    return answers

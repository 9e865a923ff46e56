"""Style sheet, script and pictures: built once under names that change with their content, then kept for good."""

import gzip
import hashlib
import re
import shutil
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from flask import Flask
from whitenoise import WhiteNoise

STATIC = Path(__file__).with_name("static")
SHEETS = {"course.css": "bundle.txt", "more.css": "more.txt"}  # what each page loads; what few pages need
SCRIPTS = {"js/quiz.js": "quiz.txt"}  # made of several files
_COMMENT = re.compile(
    r"/\*.*?\*/|^[ \t]+|\n(?=\s*\n)", re.DOTALL | re.MULTILINE
)  # and indentation, empty lines
_REMARK = re.compile(r"^[ \t]*(//[^\n]*|/\*\*.*?\*/)\n", re.DOTALL | re.MULTILINE)  # on lines of its own


class Assets:
    """The files under /static/, each copied to `directory` as name.hash.ending with its compressed forms."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.names: dict[str, str] = {}
        directory.mkdir(parents=True, exist_ok=True)
        for sheet, listed in SHEETS.items():
            self._add(sheet, _COMMENT.sub("", _joined("css", listed)).encode())
        for path in sorted(STATIC.rglob("*")):
            name = path.relative_to(STATIC).as_posix()
            if path.is_file() and not name.startswith(("css/", "js/")):
                self._add(name, path.read_bytes())
        for path in sorted((STATIC / "js").glob("*.js")):
            self._add(f"js/{path.name}", _script(path.read_text("utf-8")))
        for script, listed in SCRIPTS.items():
            self._add(script, _script(_joined("js", listed)))

    def _add(self, name: str, content: bytes) -> None:
        stem, _, ending = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
        self.names[name] = hashed
        target = self.directory / hashed
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        if ending in {"css", "js", "svg", "json"}:
            _write(target.with_name(target.name + ".gz"), gzip.compress(content, 9, mtime=0))
            _write(target.with_name(target.name + ".br"), brotli.compress(content))
        _write(target, content)

    def url(self, name: str) -> str:
        return f"/static/{self.names[name]}"


def _write(target: Path, content: bytes) -> None:
    part = target.with_name(target.name + ".part")
    part.write_bytes(content)
    shutil.move(part, target)


def _joined(folder: str, listed: str) -> str:
    """Join the files that a list in a folder names, in its order."""
    names = [line.strip() for line in (STATIC / folder / listed).read_text("utf-8").splitlines()]
    parts = [
        (STATIC / folder / name).read_text("utf-8") for name in names if name and not name.startswith("#")
    ]
    return "\n".join(parts)


def _script(source: str) -> bytes:
    """Return a script as it travels: without comments on lines of their own."""
    return _REMARK.sub("", source).encode()


def _let_work_for_pages(headers: Headers, path: str, _url: str) -> None:
    """Let a worker of the browser serve pages, although it lies under /static/."""
    if Path(path).name.startswith("check-worker."):
        headers["Service-Worker-Allowed"] = "/"


def install(app: Flask, directory: Path) -> None:
    """Serve the built files before the application is asked; templates name them by `asset_url`."""
    assets = Assets(directory)
    app.jinja_env.globals["asset_url"] = assets.url
    app.extensions["course_assets"] = assets
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(directory),
        prefix="static/",
        max_age=31_536_000,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_let_work_for_pages,
    )

"""Each test of these pages begins with nothing counted by the rate classes."""

import pytest
from flask import Flask

from course.web.limits import Limiter


@pytest.fixture(autouse=True)
def _nothing_counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "course_limiter", Limiter(""))

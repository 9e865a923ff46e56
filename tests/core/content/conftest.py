"""Each test gets its own copy of the sample course; renderings of the sample are shared."""

from pathlib import Path

import pytest

from tests.core.content.builders import Course, a_course


@pytest.fixture(scope="session")
def renderings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache: Path = tmp_path_factory.mktemp("renderings") / "cache"
    assert a_course(cache.parent / "course", cache).read().problems == ()
    return cache


@pytest.fixture
def course(tmp_path: Path, renderings: Path) -> Course:
    return a_course(tmp_path / "course", renderings)

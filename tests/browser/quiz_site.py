"""The small course with further quizzes, for questions that its own quiz does not ask."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from tests.browser.conftest import Site, serving
from tests.conftest import COURSE_FILES
from tests.core.content.test_kinds import Spelled


@contextmanager
def serving_quizzes(folder: Path, quizzes: Mapping[str, Mapping[str, Any]]) -> Iterator[Site]:
    """Serve the small course with these quizzes by slug, of its first module, where media/bridge.png lies for them."""
    shutil.copytree(COURSE_FILES, folder / "course")
    modules, files = folder / "course" / "modules", folder / "course" / "quizzes"
    for slug, body in quizzes.items():
        (files / f"{slug}.yaml").write_text(yaml.dump(body, Dumper=Spelled, allow_unicode=True), "utf-8")
    module = modules / "01-first-steps" / "module.yaml"
    listed = module.read_text("utf-8").replace("[steps]", f"[{', '.join(['steps', *quizzes])}]")
    module.write_text(listed, "utf-8")
    (module.parent / "media").mkdir(exist_ok=True)
    Image.new("RGB", (640, 400), "teal").save(module.parent / "media" / "bridge.png")
    with serving(folder, modules=modules, quizzes=files) as found:
        yield found

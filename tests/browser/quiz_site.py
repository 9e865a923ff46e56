"""The small course with further quizzes, for questions that its own quiz does not ask."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import yaml
from PIL import Image
from sqlalchemy.orm import Session

from tests.browser.conftest import Site, serving
from tests.builders import add_cohort, add_facilitator, enrol
from tests.conftest import COURSE_FILES, NOON
from tests.core.content.test_kinds import Spelled
from tests.web.account.people import add_with_password


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


@dataclass(frozen=True, slots=True)
class People:
    """A learner, and who facilitates their cohort. Both sign in with the password of tests/web/account/people.py."""

    learner_email: str
    learner_id: UUID
    guide_email: str
    guide_id: UUID
    cohort_id: UUID
    cohort: str  # slug


def add_people(site: Site) -> People:
    """Add a learner in a cohort of their own, and who facilitates it."""
    slug = f"cohort-{uuid4().hex[:6]}"
    with Session(site.app.extensions["course_database"].writer) as session:
        learner = add_with_password(session, "Amina Diallo")
        guide = add_with_password(session, "Inés Salgado", role="facilitator")
        cohort = add_cohort(session, "Autumn", slug=slug)
        add_facilitator(session, cohort, guide)
        with site.app.app_context():
            catalogue = site.app.extensions["course_content"].catalogue()
        enrol(session, catalogue, cohort, learner, NOON)
        session.commit()
        return People(str(learner.email), learner.id, str(guide.email), guide.id, cohort.id, slug)

"""Where a learner goes on: with an attempt that is not handed in, where they stopped, or with what is open next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from course.core.content.model import Catalogue
from course.reports.course_steps import ModuleLine, Step, get_lesson
from course.store.attempts.opened import BegunAttempt
from course.store.progress.queries import WhereStopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Where to go on: a step and, where the learner stopped in it, the heading passed last; or its open attempt."""

    step: Step
    module: ModuleLine
    heading: str = ""  # id
    heading_title: str = ""
    paragraph: int = 0  # number of the one at which the learner stopped; 0 is not known
    stopped_at: datetime | None = None  # None: the learner was not here yet
    attempt_id: UUID | None = None  # of a quiz that is begun and not handed in
    is_over: bool = False  # the time of that attempt is over: it is handed in before long

    @property
    def anchor(self) -> str:
        """Return the id in the lesson's page at which to go on; empty for its top."""
        return f"p{self.paragraph}" if self.paragraph else self.heading

    @property
    def number(self) -> int:
        """Return the step's place in its module, from 1."""
        return self.module.steps.index(self.step) + 1


def find_resume(
    catalogue: Catalogue,
    modules: tuple[ModuleLine, ...],
    place: WhereStopped | None,
    opened: Mapping[str, BegunAttempt],
    language: str,
) -> Resume | None:
    """Return the newest open attempt of a quiz that is not done; else where the learner stopped; where that is done or
    gone, what is open next, from there on round. `opened` are the open attempts by quiz, the newest first.
    """
    steps = [(module, step) for module in modules for step in module.steps]
    left = {
        step.slug: (module, step) for module, step in steps if step.what != "lesson" and step.state != "done"
    }
    for slug, begun in opened.items():
        if slug in left:
            module, step = left[slug]
            return Resume(step=step, module=module, attempt_id=begun.id, is_over=begun.is_over)
    stopped = [
        number
        for number, (_, step) in enumerate(steps)
        if place and (step.what, step.slug) == ("lesson", place.lesson_slug)
    ]
    start = stopped[0] if stopped else 0
    for module, step in steps[start:] + steps[:start]:
        if step.state == "done" or step.waits:
            continue
        if place and (step.what, step.slug) == ("lesson", place.lesson_slug):
            return _stopped(catalogue, module, step, place, language)
        return Resume(step=step, module=module)
    return None


def next_in_module(modules: tuple[ModuleLine, ...], module_slug: str, after: str) -> Resume | None:
    """Return what is open next in a module after one of its steps; None where nothing of it is."""
    for module in modules:
        slugs = [step.slug for step in module.steps]
        if module.slug == module_slug and after in slugs:
            place = slugs.index(after) + 1
            rest = [
                step
                for step in module.steps[place:] + module.steps[:place]
                if step.state != "done" and not step.waits
            ]
            return Resume(step=rest[0], module=module) if rest else None
    return None


def _stopped(
    catalogue: Catalogue, module: ModuleLine, step: Step, place: WhereStopped, language: str
) -> Resume:
    text = get_lesson(catalogue, step.slug).text(language, catalogue.languages[0])
    titles = {heading.id: heading.title for heading in text.headings}
    heading = place.heading if place.heading in titles else ""
    return Resume(
        step=step,
        module=module,
        heading=heading,
        heading_title=titles.get(heading, ""),
        paragraph=place.paragraph,
        stopped_at=place.at,
    )

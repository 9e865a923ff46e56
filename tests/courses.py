"""Courses of any size for tests, made from the small one."""

from dataclasses import replace

from course.core.content.model import Catalogue


def grown(catalogue: Catalogue, lessons: int) -> Catalogue:
    """Return the course with so many lessons in its first module, called lesson-0 and so on."""
    first, *others = catalogue.modules
    pattern = first.lessons[0]
    made = tuple(
        replace(pattern, slug=f"lesson-{number}", number=number + 1, version=f"v{number}")
        for number in range(lessons)
    )
    return replace(catalogue, version=f"grown-{lessons}", modules=(replace(first, lessons=made), *others))

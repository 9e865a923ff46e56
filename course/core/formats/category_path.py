"""The path of a category of questions, as GIFT and Moodle XML write it: $course$/top/Land/Water."""

import re


def category_tags(path: str) -> list[str]:
    """Return the names in a category's path as tags, its context and the top of all left out: $course$/top/Land/Water.

    A slash within a name is written twice.
    """
    names = [name.replace("//", "/").strip() for name in re.split(r"(?<!/)/(?!/)", path)]
    names = names[names[0].startswith("$") :]
    return [name for name in names[names[:1] == ["top"] :] if name]

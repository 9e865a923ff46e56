"""The one list of local actions that pages, map and files are made of."""

from course.core.content.collected import LocalAction
from course.core.content.model import Catalogue


def list_local_actions(content: Catalogue) -> list[LocalAction]:
    """Return all local actions by slug. Today they are the gathered ones of the build; no row is read.

    Actions that come from elsewhere join here, in the same shape: whoever narrows, draws or exports sees one list.
    """
    return [action for _slug, action in sorted(content.collections.actions.items())]

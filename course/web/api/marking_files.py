"""Files that a person marks, with their bytes."""

import base64
from datetime import datetime
from uuid import UUID

from flask import current_app

from course.core.formats.documents import MEDIA_TYPES
from course.core.problems import NotFound
from course.reports.facilitated_cohorts import find_cohort
from course.reports.marking_queue import find_answer
from course.store.uploads.queries import uploads_of
from course.store.uploads.shelf import get_file
from course.web.api.blueprint import bp
from course.web.api.given import Given, Reply
from course.web.api.marking import DeskPath, MarkPath, Names
from course.web.api.operations import operation
from course.web.content import catalogue
from course.web.gate import actor, open_to
from course.web.session import reading


class FileQuery(Given):
    names: Names = "shown"


class FileReply(Reply):
    """A file that was handed in: its bytes are `content`, in Base64. `name` is null while names are hidden."""

    name: str | None
    media_type: str
    size: int
    stored_at: datetime
    content: str


@bp.get("/cohorts/<cohort>/marking/<attempt>/<question>/file")
@open_to("facilitator", objects="cohort", rate="export", scope="marking:read")
@operation("The file of an answer that a person marks")
def read_file(path: MarkPath, query: FileQuery) -> FileReply:
    return _file(find_cohort(reading(), actor(), path.cohort).id, path, query)


@bp.get("/marking/<attempt>/<question>/file")
@open_to("admin", objects="all", rate="export", scope="marking:read")
@operation("The file of an answer of a learner without a cohort that a person marks")
def read_file_without_cohort(path: DeskPath, query: FileQuery) -> FileReply:
    return _file(None, path, query)


def _file(cohort_id: UUID | None, path: DeskPath, query: FileQuery) -> FileReply:
    """Return the file of an answer at a desk. Raises NotFound, also for an essay and for a file that is gone."""
    answer = find_answer(
        reading(), catalogue(), cohort_id, attempt_id=path.attempt, question_id=path.question
    )
    file = uploads_of(reading(), path.attempt).get(path.question)
    data = get_file(current_app.config["COURSE"].uploads_dir, file.stored_name) if file else None
    if file is None or data is None:
        raise NotFound
    return FileReply(
        name=None if query.names == "hidden" and answer.verdict == "waiting" else file.name,
        media_type=MEDIA_TYPES[file.kind],  # type: ignore[index]
        size=file.size,
        stored_at=file.stored_at,
        content=base64.b64encode(data).decode("ascii"),
    )

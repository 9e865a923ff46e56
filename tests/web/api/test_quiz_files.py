"""Programs of admins take a quiz as a file of another system: the same as the page gives."""

import base64

import pytest

from course.core.formats.question_formats import FORMS
from tests.builders import add_person, sign_in
from tests.kinds import LIKERT, with_questions
from tests.web.api.calls import program

PLACE = "/quizzes/steps/file"


@pytest.mark.parametrize("form", FORMS)
def test_the_file_is_that_of_the_page(app, client, session, admin, form):
    sign_in(client, session, add_person(session, "Ari", role="admin"))
    page = client.http.get(f"/en/admin/questions/steps/file?form={form}&texts=es")

    file = admin.get(f"{PLACE}?form={form}&language=es")

    assert base64.b64decode(file["content"]) == page.data
    assert file["name"] in page.headers["Content-Disposition"]
    assert file["media_type"] == page.mimetype


def test_what_a_form_cannot_hold_is_named(app, catalogue, monkeypatch, admin):
    with_questions(monkeypatch, app, catalogue, LIKERT, purpose="survey")

    file = admin.get(f"{PLACE}?form=gift&language=en")

    assert file["written"] == 0
    assert [one["question"] for one in file["left_out"]] == ["self"]
    assert all(one["words"] for one in file["left_out"])


def test_no_quiz_and_no_form_are_refused(admin):
    admin.get("/quizzes/no-such/file", status=404)
    problem = admin.get(f"{PLACE}?form=pdf", status=400)

    assert [(one["parameter"], one["code"]) for one in problem["errors"]] == [("form", "field_not_in_list")]


def test_files_are_the_admins_with_the_scope(app, session, facilitator):
    facilitator.get(PLACE, status=403)
    program(app, session, add_person(session, "Ari", role="admin"), "cohorts:read").get(PLACE, status=403)

"""What the page of reported questions tells of a question in which something is typed: all that its key names."""

import pytest

from tests.attempts import begin, opened, place_of
from tests.builders import add_person, sign_in
from tests.kinds import CLOZE, NUMERIC, SHORT_TEXT, with_questions
from tests.pages import PageClient

MILES = {"id": "miles", "value": 26.2, "tolerance": 1, "share": 0}


@pytest.fixture
def report(app, client, session, catalogue, monkeypatch):
    """Report a question of this key, and open the page on which an admin reads of it, in French."""

    def sent(question):
        learner = add_person(session, "Amina Diallo")
        sign_in(client, session, learner)
        course = with_questions(monkeypatch, app, catalogue, question)
        attempt_id = begin(session, course, learner)
        session.commit()
        number = place_of(opened(session, course, learner, attempt_id), question["id"])
        client.get(f"/en/quiz/steps/attempts/{attempt_id}/report/{number}")
        client.submit("Send the report", {"fault": "key", "words": "Look at the key."})
        admin = PageClient(app)
        sign_in(admin, session, add_person(session, "Ada Admin", role="admin"))
        admin.get("/fr/admin/content/reports")
        return [" ".join(line.itertext()).split() for line in admin.page.iter() if line.tag.endswith("}li")]

    return sent


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (NUMERIC, ["42,2 km ± 0,1 Juste", "42,2 km ± 3 Juste en partie"]),
        ({**NUMERIC, "answers": [MILES, *NUMERIC["answers"]]}, ["26,2 km ± 1", "42,2 km ± 0,1 Juste"]),
        (SHORT_TEXT, ["gallop; galope; galop Juste", "canter; medio galope; petit galop Juste en partie"]),
        (SHORT_TEXT, ["trot; trote"]),
        (CLOZE, ["1 → horse; mare; caballo; cheval Juste", "2 → 4 Juste", "3 → land (fr) Juste"]),
    ],
)
def test_what_is_accepted_where_it_is_typed_is_told_with_what_it_counts_as(report, question, told):
    lines = [" ".join(words) for words in report(question)]

    assert [line for line in lines if line in told] == told

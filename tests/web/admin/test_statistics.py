"""Statistics of the whole course: of everybody, in and out of cohorts."""

from course.core.statistics.intervals import FEW_ANSWERS
from course.flows.count_attempts import count_new_attempts
from tests.attempts import RIGHT, begin, submit
from tests.builders import add_person, enrol
from tests.conftest import NOON
from tests.web.facilitate.tables import file_table, shown_table


def _hand_in(session, catalogue, cohort=None):
    learner = add_person(session)
    if cohort is not None:
        enrol(session, catalogue, cohort, learner)
    submit(session, catalogue, learner, begin(session, catalogue, learner), RIGHT)
    session.commit()


def test_everybody_is_counted(admin, database, session, catalogue, cohort):
    _hand_in(session, catalogue, cohort)
    _hand_in(session, catalogue)
    count_new_attempts(database, catalogue)

    admin.get("/en/admin/statistics")
    listed = shown_table(admin, "Quizzes with statistics")
    admin.get(admin.links()["Steps"])
    admin.get(admin.links()["Which has two legs?"])

    assert listed[1][:2] == ["Steps", "2"]
    assert "2 answers" in admin.words()


def test_the_list_is_a_file_too(admin, database, session, catalogue):
    _hand_in(session, catalogue)
    count_new_attempts(database, catalogue)
    admin.get("/en/admin/statistics")

    (header, *lines), shown = (
        file_table(admin.http.get("/en/admin/statistics.csv")),
        shown_table(admin, "Quizzes with statistics"),
    )
    assert header == shown[0]
    assert [line[:2] for line in lines] == [row[:2] for row in shown[1:]]
    assert [line[2] for line in lines] == [f"{NOON:%Y-%m-%d}" for _ in lines]


def test_files_of_everybody_open(admin, database, session, catalogue):
    for _ in range(FEW_ANSWERS):  # under them no scores are told
        _hand_in(session, catalogue)
    count_new_attempts(database, catalogue)

    for path in (
        "steps.csv",
        "steps.csv?table=scores",
        "steps/is-true.csv",
        "steps/is-true.csv?table=languages",
    ):
        assert len(file_table(admin.http.get(f"/en/admin/statistics/{path}"))) > 1

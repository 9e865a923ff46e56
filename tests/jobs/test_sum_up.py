"""After a publication the lists of cohorts are summed up anew, whoever published and whatever ended meanwhile."""

import shutil
from dataclasses import replace
from unittest.mock import Mock

import pytest
from sqlalchemy import select

from course.core.content.load import open_build, publish, read_course, summed_version
from course.flows import rebuild_sums
from course.flows.complete_lesson import complete_lesson
from course.jobs.sum_up import sum_up_published
from course.jobs.waking import PAGES_FOLLOW_SECONDS
from course.reports.learner_record import learner_record
from course.store.progress.models import CohortProgress
from course.web.content import LOOK_EVERY_SECONDS, ContentStore
from tests.builders import add_cohort, add_facilitator, add_person, enrol, sign_in
from tests.conftest import COURSE_FILES, NOON
from tests.pages import PageClient

STEPS = "modules/01-first-steps"


@pytest.fixture
def files(tmp_path):
    shutil.copytree(COURSE_FILES, tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def site(app, files, tmp_path, monkeypatch):
    """The application with a course of its own, published and summed up."""
    settings = replace(
        app.config["COURSE"],
        instance_dir=tmp_path,
        content_dir=files / "modules",
        quiz_dir=files / "quizzes",
    )
    monkeypatch.setitem(app.config, "COURSE", settings)
    monkeypatch.setitem(app.extensions, "course_content", ContentStore(settings.builds_dir))
    publish(read_course(settings.content_dir, settings.quiz_dir), settings.builds_dir)
    sum_up_published(app, now=NOON)
    return app


@pytest.fixture
def catalogue(site):
    return site.extensions["course_content"].catalogue()


@pytest.fixture
def cohort(session):
    return add_cohort(session, slug="spring")


@pytest.fixture
def learners(session, catalogue, cohort):
    made = [add_person(session, name) for name in ("Amina", "Noor")]
    for one in made:
        enrol(session, catalogue, cohort, one)
        complete_lesson(
            session, catalogue, learner_id=one.id, lesson_slug="walk", key="one", language="en", now=NOON
        )
    session.commit()
    return made


@pytest.fixture
def woken(app, monkeypatch):
    seen = []
    monkeypatch.setitem(app.extensions, "course_wake_sums", lambda: seen.append(True))
    return seen


def add_lesson(files):
    for language in ("en", "es", "fr"):
        shutil.copy(files / STEPS / f"02-run.{language}.md", files / STEPS / f"03-rest.{language}.md")


def shares(session):
    session.expire_all()
    return dict(session.execute(select(CohortProgress.learner_id, CohortProgress.share)).all())


def publish_by_page(app, session):
    browser = PageClient(app)
    sign_in(browser, session, add_person(session, "Ada", role="admin"))
    browser.get("/en/admin/content/check")
    browser.submit("Publish the files")
    app.extensions["course_content"] = ContentStore(app.config["COURSE"].builds_dir)


def publish_files(app):
    settings = app.config["COURSE"]
    publish(read_course(settings.content_dir, settings.quiz_dir), settings.builds_dir)
    app.extensions["course_content"] = ContentStore(settings.builds_dir)


def test_what_an_admin_publishes_is_summed_up_by_the_job(site, files, session, learners, woken):
    before = shares(session)
    add_lesson(files)

    publish_by_page(site, session)
    judged = sum_up_published(site, now=NOON)

    content = site.extensions["course_content"].catalogue()
    record = learner_record(session, content, learner_id=learners[0].id, language="en", now=NOON)
    after = shares(session)
    assert (woken, judged) == ([True], 2)
    assert set(after.values()) == {record.share}
    assert record.share < before[learners[0].id]


def test_the_grid_and_the_learners_record_tell_the_same(site, files, session, cohort, learners, woken):
    facilitator = add_person(session, "Elif", role="facilitator", email="elif@example.org")
    add_facilitator(session, cohort, facilitator)
    session.commit()
    add_lesson(files)
    publish_by_page(site, session)
    sum_up_published(site, now=NOON)

    browser = PageClient(site)
    sign_in(browser, session, facilitator)
    share = f"{shares(session)[learners[0].id]:.0%}"
    browser.get("/en/facilitate/spring")
    grid = browser.words()
    browser.get(f"/en/facilitate/spring/learners/{learners[0].id}")

    assert share in grid
    assert share in browser.words()


def test_once_is_enough(site, files, learners):
    add_lesson(files)
    publish_files(site)

    assert [sum_up_published(site, now=NOON) for _turn in range(2)] == [2, 0]


def test_a_run_that_ended_halfway_is_done_again(site, files, session, learners, monkeypatch):
    add_lesson(files)
    publish_files(site)
    monkeypatch.setattr(rebuild_sums, "BATCH", 1)

    def die(_database):
        raise KeyboardInterrupt

    with monkeypatch.context() as ended:
        ended.setattr(rebuild_sums, "let_others_in", die)
        with pytest.raises(KeyboardInterrupt):
            sum_up_published(site, now=NOON)

    assert sum_up_published(site, now=NOON) == 2
    assert len(set(shares(session).values())) == 1


def test_a_learner_with_whom_something_is_wrong_stops_no_other(site, files, session, learners, monkeypatch):
    before, broken = shares(session), learners[0].id
    add_lesson(files)
    publish_files(site)
    settle = rebuild_sums.settle_progress

    def refuse_one(*given, learner_id, **named):
        if learner_id == broken:
            raise ValueError("this one")
        return settle(*given, learner_id=learner_id, **named)

    monkeypatch.setattr(rebuild_sums, "settle_progress", refuse_one)

    assert [sum_up_published(site, now=NOON) for _turn in range(2)] == [1, 0]
    after = shares(session)
    assert after[broken] == before[broken]
    assert after[learners[1].id] < before[learners[1].id]


def test_what_was_summed_up_is_kept_beside_the_builds(site):
    builds = site.config["COURSE"].builds_dir

    assert summed_version(builds) == open_build(builds).version


def test_the_job_waits_until_every_process_shows_the_new_build(app, monkeypatch):
    task = Mock()
    monkeypatch.setattr(app.extensions["course_waker"], "_queue", Mock(tasks={"sum_up": task}))

    app.extensions["course_wake_sums"]()

    task.schedule.assert_called_once_with(delay=PAGES_FOLLOW_SECONDS)
    assert PAGES_FOLLOW_SECONDS > LOOK_EVERY_SECONDS

"""Files as answers: handed in without script, read again by who may, replaced, taken back and tidied."""

import io
import os
import re
from datetime import timedelta

import pytest
from werkzeug.http import parse_options_header

from course.flows import store_upload
from course.jobs.tidy import tidy_files
from course.store.attempts.models import QuestionMark, Response
from course.store.uploads.models import Upload
from course.store.uploads.shelf import get_file
from course.web.hidden_names import NAMES_COOKIE
from course.web.session import utc_now
from tests.attempts import begin, submit
from tests.builders import add_cohort, add_facilitator, add_person, enrol, sign_in
from tests.core.formats.test_documents import PDF, SVG
from tests.kinds import UPLOAD, with_questions


@pytest.fixture
def folder(app, tmp_path, monkeypatch):
    import dataclasses

    settings = dataclasses.replace(app.config["COURSE"], uploads_url=str(tmp_path / "files"))
    monkeypatch.setitem(app.config, "COURSE", settings)
    return settings.uploads_dir


@pytest.fixture
def course(monkeypatch, app, catalogue):
    return with_questions(monkeypatch, app, catalogue, UPLOAD)


@pytest.fixture
def cohort(session):
    return add_cohort(session, "Autumn", slug="autumn")


@pytest.fixture
def amina(session, course, cohort, client):
    learner = add_person(session, "Amina Diallo")
    enrol(session, course, cohort, learner)
    sign_in(client, session, learner)
    return learner


@pytest.fixture
def attempt(session, course, amina, folder, client):
    attempt_id = begin(session, course, amina)
    session.commit()
    return f"/en/quiz/steps/attempts/{attempt_id}"


def send(client, attempt, data=PDF, name="plan.pdf", status=200):
    return client.post(f"{attempt}/files/1", {"file": (io.BytesIO(data), name)}, status=status)


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [(b"Plain words", "fake.pdf", True), (b"Plain words", "plan.TXT", False), (PDF, "plan.pdf", False)],
)
def test_a_file_kept_under_another_ending_is_told(client, attempt, data, name, told):
    send(client, attempt, data, name)

    assert ("It is kept as fake.txt." in client.words()) is told


def stored(session):
    session.expire_all()
    return session.query(Upload).one()


def test_a_file_is_chosen_on_a_page_of_its_own_and_gets_a_receipt(client, attempt, session, folder):
    client.get(attempt)
    client.submit("Choose a file")
    assert "File for question 1" in client.words()

    send(client, attempt, name="../../My plan.exe")

    assert "Stored file: My plan.pdf" in client.words()
    assert re.search(r"Stored at \d", client.words())
    upload = stored(session)
    assert re.fullmatch("[0-9a-f]{32}", upload.stored_name)
    assert [place.name for place in folder.rglob("*") if place.is_file()] == [upload.stored_name]
    assert session.query(Response).one().receipt in client.words()


def test_after_storing_one_comes_to_the_line_that_names_the_file(client, attempt):
    response = client.http.post(
        f"{attempt}/files/1",
        data={"csrf_token": client.csrf_token(), "file": (io.BytesIO(PDF), "plan.pdf")},
    )
    assert response.headers["Location"].endswith(f"{attempt}#q1-file")
    client.get(attempt)

    line = next(one for one in client.page.iter() if one.get("id") == "q1-file")
    assert line.get("tabindex") == "-1"


def test_what_is_no_document_is_named_and_nothing_is_stored(client, attempt, session, folder):
    send(client, attempt, SVG, "plan.pdf", status=422)

    assert "none of the kinds of file that are taken" in client.words()
    assert session.query(Upload).count() == 0
    assert not folder.exists()
    client.post(f"{attempt}/files/1", {}, status=422)
    assert "Choose a file that has something in it." in client.words()


def test_saving_the_other_answers_leaves_the_file(client, attempt, session):
    send(client, attempt)
    client.get(attempt)

    client.submit("Save and finish later")

    assert session.query(Response).one().value == f'"{stored(session).id.hex}"'


def test_a_new_file_takes_the_place_of_the_old_and_one_is_taken_back(client, attempt, session):
    send(client, attempt)
    send(client, attempt, b"Another plan.", "other.txt")
    assert stored(session).name == "other.txt"

    client.get(f"{attempt}/files/1")
    client.submit("Take it back")

    session.expire_all()
    assert session.query(Upload).count() == 0
    assert session.query(Response).one().value == "null"


def test_all_files_of_one_person_have_a_limit(client, attempt, session, monkeypatch):
    monkeypatch.setattr(store_upload, "QUOTA", len(PDF))
    send(client, attempt)
    send(client, attempt)  # in place of the first: it has room

    send(client, attempt, PDF + b" ", status=422)

    assert "All your files together" in client.words()
    assert stored(session).size == len(PDF)


def test_a_file_is_sent_to_be_saved_and_never_shown(client, attempt, session):
    send(client, attempt, b"Hello", "h\u00e9llo.txt")

    response = client.http.get(f"/en/files/{stored(session).id}")

    assert response.data == b"Hello"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert any(value.startswith("sandbox") for value in response.headers.getlist("Content-Security-Policy"))
    assert response.headers["Cache-Control"] == "no-store"


def test_only_its_learner_and_who_facilitates_them_read_a_file(client, attempt, session, cohort):
    send(client, attempt)
    address = f"/en/files/{stored(session).id}"
    mine, foreign = (add_person(session, name, role="facilitator") for name in ("Inés", "Olga"))
    add_facilitator(session, cohort, mine)
    add_facilitator(session, add_cohort(session, "Winter"), foreign)
    admin, peer = add_person(session, "Ada", role="admin"), add_person(session, "Ben")
    session.commit()

    answers = {}
    for who in (mine, foreign, admin, peer):
        sign_in(client, session, who)
        answers[who.display_name] = client.http.get(address).status_code

    assert answers == {"Inés": 200, "Olga": 404, "Ada": 200, "Ben": 404}
    assert client.http.get("/en/files/018f0000-0000-7000-8000-000000000000").status_code == 404


def test_nobody_stores_a_file_in_anothers_attempt(client, attempt, session):
    sign_in(client, session, add_person(session, "Ben"))

    send(client, attempt, status=404)

    assert session.query(Upload).count() == 0


def test_a_file_without_the_token_of_the_session_is_refused(client, attempt, session):
    response = client.http.post(f"{attempt}/files/1", data={"file": (io.BytesIO(PDF), "plan.pdf")})

    assert response.status_code == 400
    assert session.query(Upload).count() == 0


def test_after_handing_in_a_file_stays_as_it_is_and_waits_for_a_mark(client, attempt, session, course, amina):
    send(client, attempt)
    submit(session, course, amina, session.query(Upload).one().attempt_id, {})
    session.commit()

    send(client, attempt, b"Too late.", "late.txt")

    assert stored(session).name == "plan.pdf"
    assert session.query(QuestionMark).one().verdict == "waiting"
    assert "has still to mark this answer" in client.words()
    assert "plan.pdf" in client.words()


def test_a_facilitator_downloads_and_marks_it(client, attempt, session, course, amina, cohort):
    send(client, attempt)
    attempt_id = session.query(Upload).one().attempt_id
    submit(session, course, amina, attempt_id, {})
    ines = add_person(session, "Inés", role="facilitator")
    add_facilitator(session, cohort, ines)
    sign_in(client, session, ines)
    client.get(f"/en/facilitate/autumn/marking/{attempt_id}/paper")
    assert f"/en/files/{stored(session).id}" in client.text

    client.submit("Save and next", {"level.clear": "yes", "level.own": "yes"})

    assert "Nothing waits for a mark" in client.words()


def test_while_names_are_hidden_a_file_that_waits_is_sent_under_a_name_that_tells_nobody(
    client, attempt, session, course, amina, cohort
):
    send(client, attempt, b"My plan.", "amina-diallo.txt")
    attempt_id = session.query(Upload).one().attempt_id
    submit(session, course, amina, attempt_id, {})
    receipt = session.query(Response).one().receipt
    ines = add_person(session, "Inés", role="facilitator")
    add_facilitator(session, cohort, ines)
    sign_in(client, session, ines)
    assert sent_name(client, session) == "amina-diallo.txt"

    client.get("/en/facilitate/autumn/marking")
    client.submit("Hide names until marked")
    assert sent_name(client, session) == f"paper-{receipt}.txt"

    client.get(f"/en/facilitate/autumn/marking/{attempt_id}/paper")
    client.submit("Save", {"level.clear": "yes", "level.own": "yes"})
    assert sent_name(client, session) == "amina-diallo.txt"


def test_ones_own_file_keeps_its_name_where_names_are_hidden(client, attempt, session):
    send(client, attempt)
    client.http.set_cookie(NAMES_COOKIE, "1")

    assert sent_name(client, session) == "plan.pdf"


def sent_name(client, session):
    """Return the name under which a browser saves the one file."""
    response = client.http.get(f"/en/files/{stored(session).id}")
    return parse_options_header(response.headers["Content-Disposition"])[1]["filename"]


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..", "", "/etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "/..", "%2e%2e", "x\x00"],
)
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    (tmp_path / "secret").write_text("secret")

    assert get_file(tmp_path / "files", name) is None


def test_the_nightly_tidying_takes_what_belongs_to_no_row_and_is_old(
    client, attempt, session, folder, database
):
    send(client, attempt)
    send(client, attempt, b"Another plan.", "other.txt")
    kept = stored(session).stored_name
    for place in folder.rglob("*"):
        if place.is_file():
            os.utime(place, (0, 0))
    send_late = folder / "ab" / ("ab" * 16)
    send_late.parent.mkdir(exist_ok=True)
    send_late.write_bytes(b"just now")

    assert tidy_files(database, folder, now=utc_now() + timedelta(minutes=1)) == 1

    assert {place.name for place in folder.rglob("*") if place.is_file()} == {kept, send_late.name}


def test_a_file_that_is_too_large_brings_its_page_again_with_the_limit(client, attempt, session):
    answer = client.http.post(
        f"{attempt}/files/1", data=b" " * 10_200_000, content_type="multipart/form-data; boundary=x"
    )

    assert answer.status_code == 413
    assert "Send one of at most 10 MB." in answer.text
    assert 'id="file-error"' in answer.text
    assert f'href="{attempt}#q1"' in answer.text
    assert session.query(Upload).count() == 0


def test_my_answers_name_the_file_and_lead_to_it(client, attempt, session):
    send(client, attempt)
    receipt = session.query(Response).one().receipt

    client.get(f"/en/progress/answers/{attempt.rpartition('/')[2]}")
    assert client.links()["plan.pdf"].endswith(f"/files/{stored(session).id}")
    assert stored(session).id.hex not in client.words()

    client.get(f"/en/progress/answers?receipt={receipt}")
    assert "plan.pdf" in client.words()
    assert stored(session).id.hex not in client.words()

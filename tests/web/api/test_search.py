"""The search, through the API."""

import shutil

import pytest

from course.web.content import ContentStore
from course.web.paging import encode_cursor
from tests.web.api.calls import Program


def test_passages_are_found_without_a_token_in_the_language_asked_for(app):
    found = Program(app).get("/search?q=CAMINAR&language=es&kind=lesson")

    first = found["items"][0]
    assert (first["kind"], first["title"], found["some"]) == ("lesson", "Lección: walk", False)
    assert first["anchor"].startswith("p")
    assert "caminar" in first["text"]
    assert found["matching"] == len(found["items"])


def test_pages_lead_to_each_other_until_all_was_shown(app):
    whole = Program(app).get("/search?q=words&kind=lesson")["items"]

    shown, cursor = [], ""
    while cursor is not None:
        page = Program(app).get(f"/search?q=words&kind=lesson&limit=3{cursor and '&cursor=' + cursor}")
        shown += page["items"]
        cursor = page["next"]

    assert len(whole) > 3
    assert shown == whole


@pytest.mark.parametrize("keys", [("-1",), ("two",), ("٣",), ("9" * 40,), ("1", "2")])
def test_a_cursor_of_another_list_is_refused(app, keys):
    Program(app).get(f"/search?q=walk&cursor={encode_cursor(*keys)}", status=404)


@pytest.mark.parametrize("asked", ["", "?q=", "?q=%00", "?q=walk&kind=draft", f"?q={'a' * 201}", "?q=a&q=b"])
def test_what_breaks_the_declaration_is_named(app, asked):
    assert Program(app).get(f"/search{asked}", status=400)["errors"]


def test_a_build_without_a_search_file_is_told(app, tmp_path, monkeypatch):
    shutil.copytree(app.extensions["course_content"].builds_dir, tmp_path / "builds")
    for file in (tmp_path / "builds").rglob("search.sqlite"):
        file.unlink()
    monkeypatch.setitem(app.extensions, "course_content", ContentStore(tmp_path / "builds"))

    problem = Program(app).get("/search?q=walk", status=503)

    assert problem["code"] == "search_not_ready"

"""A client that looks at every page it gets as a careful reader would."""

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

NS = "{http://www.w3.org/1999/xhtml}"


class PageClient:
    """Flask's test client, with pages checked, forms filled from what the page holds, and tokens carried along."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http = app.test_client()
        self.page: Any = None  # the last page, parsed
        self.text = ""

    def get(self, path: str, *, status: int = 200, **options: Any) -> TestResponse:
        """Get a page, following redirects within the site, and check it."""
        response = self.http.get(path, follow_redirects=True, **options)
        assert response.status_code == status, (
            path,
            response.status_code,
            response.get_data(as_text=True)[:600],
        )
        self.look(response)
        return response

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, status: int = 200, follow: bool = True
    ) -> TestResponse:
        """Post a form with the token of the session."""
        values = {"csrf_token": self.csrf_token(), **(data or {})}
        response = self.http.post(path, data=values, follow_redirects=follow)
        assert response.status_code == status, (
            path,
            response.status_code,
            response.get_data(as_text=True)[:600],
        )
        if response.mimetype == "text/html" and response.data:
            self.look(response)
        return response

    def submit(self, button: str, data: dict[str, Any] | None = None, *, status: int = 200) -> TestResponse:
        """Press the button of this name (its text) in the last page, with what its form holds and `data`."""
        form, pressed = self._form_with(button)
        values = {**fields_of(form), **(data or {})}
        if pressed.get("name"):
            values[pressed.get("name")] = pressed.get("value", "")
        action = pressed.get("formaction") or form.get("action") or self.path
        if form.get("method", "get").lower() == "get":
            return self.get(action, query_string=values, status=status)
        response = self.http.post(action, data=values, follow_redirects=True)
        assert response.status_code == status, (
            action,
            response.status_code,
            response.get_data(as_text=True)[:600],
        )
        self.look(response)
        return response

    def csrf_token(self) -> str:
        from flask_wtf.csrf import generate_csrf

        with self.app.test_request_context("/", base_url="http://localhost"):
            from flask import session

            with self.http.session_transaction() as mine:
                raw = mine.get("csrf_token")
            if raw:
                session["csrf_token"] = raw
            token: str = generate_csrf()
            made = session["csrf_token"]
        with self.http.session_transaction() as mine:
            mine["csrf_token"] = made
        return token

    def look(self, response: TestResponse) -> None:
        if response.mimetype != "text/html":
            return
        self.path = urlsplit(response.request.url).path
        self.text = response.get_data(as_text=True)
        parser = html5lib.HTMLParser(strict=False)
        self.page = parser.parse(self.text)
        serious = [error for error in parser.errors if error[1] not in _HARMLESS]
        assert not serious, (self.path, serious[:3])
        check_page(self.page, self.path)

    def _form_with(self, button: str) -> tuple[Any, Any]:
        forms = list(self.page.iter(f"{NS}form"))
        for form in forms:
            for pressed in form.iter(f"{NS}button"):
                if words(pressed) == button:
                    return form, pressed
        by_id = {form.get("id"): form for form in forms}
        for pressed in self.page.iter(f"{NS}button"):  # those that stand elsewhere name their form
            if pressed.get("form") in by_id and words(pressed) == button:
                return by_id[pressed.get("form")], pressed
        raise AssertionError(f"no button {button!r} on {self.path}")

    def links(self) -> dict[str, str]:
        """Return the page's links: text to address."""
        return {words(link): link.get("href", "") for link in self.page.iter(f"{NS}a")}

    def words(self) -> str:
        """Return what a reader reads in the main part."""
        main = next(self.page.iter(f"{NS}main"))
        return words(main)


_HARMLESS: set[str] = set()


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def fields_of(form: Any) -> dict[str, Any]:  # noqa: C901 - one branch for each kind of field
    """Return what a browser would send for a form without a button."""
    found: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        found[name] = [*found[name], value] if isinstance(found.get(name), list) else value

    for field in form.iter():
        name = field.get("name") if isinstance(field.tag, str) else None
        if not name or field.get("disabled") is not None:
            continue
        if field.tag == f"{NS}input":
            kind = field.get("type", "text")
            if kind in {"checkbox", "radio"} and field.get("checked") is None:
                continue
            if kind not in {"submit", "button", "file"}:
                if name in found:
                    previous = found[name] if isinstance(found[name], list) else [found[name]]
                    found[name] = [*previous, field.get("value", "on")]
                else:
                    add(name, field.get("value", "on" if kind == "checkbox" else ""))
        elif field.tag == f"{NS}textarea":
            add(name, "".join(field.itertext()))
        elif field.tag == f"{NS}select":
            options = list(field.iter(f"{NS}option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            if chosen:
                add(name, chosen[0].get("value", words(chosen[0])))
    return found


def check_page(page: Any, path: str) -> None:
    """Fail on what no page may have: a missing title, two headings of the first rank, unlabelled fields, double ids."""
    language = page.get("lang")
    expected = path.split("/")[1] if path.split("/")[1] in {"en", "es", "fr"} else language
    assert language == expected, (path, language)
    title = next(page.iter(f"{NS}title"), None)
    assert title is not None, f"{path}: no title"
    assert words(title), f"{path}: empty title"
    headings = list(page.iter(f"{NS}h1"))
    assert len(headings) == 1, f"{path}: {len(headings)} h1"
    ids = [element.get("id") for element in page.iter() if isinstance(element.tag, str) and element.get("id")]
    double = [name for name, number in Counter(ids).items() if number > 1]
    assert not double, f"{path}: ids twice: {double}"
    _check_labels(page, path, set(ids))
    for element in page.iter():
        if isinstance(element.tag, str):
            forbidden = [name for name in element.keys() if name == "style" or name.startswith("on")]  # noqa: SIM118
            assert not forbidden, f"{path}: {forbidden} on {element.tag}"
    assert "%(" not in words(page), f"{path}: an unfilled place"


def _check_labels(page: Any, path: str, ids: set[str]) -> None:
    labelled = {label.get("for") for label in page.iter(f"{NS}label")}
    inside = {id(field) for label in page.iter(f"{NS}label") for field in label.iter()}
    for tag in ("input", "select", "textarea"):
        for field in page.iter(f"{NS}{tag}"):
            if field.get("type") in {"hidden", "submit", "button"}:
                continue
            named = (
                field.get("aria-label")
                or field.get("aria-labelledby")
                or field.get("id") in labelled
                or id(field) in inside
            )
            assert named, f"{path}: a {tag} without a label: {field.get('name')}"
    for element in page.iter():
        for reference in (element.get("aria-describedby") or "").split():
            assert reference in ids, f"{path}: aria-describedby names {reference}, which is not there"

"""Questions of the kinds that the small course's quiz does not hold, as a quiz's body has them."""

from tests.attempts import with_quiz


def said(words):
    return {"en": words, "es": f"{words} (es)", "fr": f"{words} (fr)"}


CATEGORISE = {
    "id": "sort",
    "kind": "categorise",
    "text": said("Where does it move?"),
    "categories": [{"id": name, "text": said(name.title())} for name in ("land", "water")],
    "items": [
        {"id": "cart", "text": said("A cart"), "category": "land", "feedback": said("It rolls.")},
        {"id": "boat", "text": said("A boat"), "category": "water", "feedback": said("It floats.")},
        {"id": "bike", "text": said("A bike"), "category": "land", "feedback": said("It has wheels.")},
    ],
}
LIKERT = {
    "id": "self",
    "kind": "likert",
    "text": said("What can you do today?"),
    "scale": [said("Not at all"), said("In part"), said("Fully")],
    "statements": [
        {"id": "walk", "text": said("I can walk a mile.")},
        {"id": "swim", "text": said("I can swim a mile.")},
    ],
}
HOTSPOT = {
    "id": "where",
    "kind": "hotspot",
    "picture": "world",
    "text": said("Where do kiwis live?"),
    "spots": [
        {
            "id": "otago",
            "text": said("Otago"),
            "lat": -45.0,
            "lon": 170.0,
            "right": True,
            "feedback": said("Yes."),
        },
        {"id": "sfax", "text": said("Sfax"), "lat": 34.7, "lon": 10.8, "feedback": said("Too dry.")},
        {"id": "lima", "text": said("Lima"), "lat": -12.0, "lon": -77.0, "feedback": said("Too far.")},
    ],
}
MORE = (CATEGORISE, LIKERT, HOTSPOT)


def with_questions(monkeypatch, app, catalogue, *questions, **changes):
    """Make the small course's quiz ask these questions, for the application too; return the changed course."""
    changed = with_quiz(catalogue, questions=list(questions), **changes)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)
    return changed

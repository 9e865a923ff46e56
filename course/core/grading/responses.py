"""What a learner answers: its shapes, its bounds, its JSON."""

import json

Response = str | tuple[str, ...] | dict[str, str]  # as each kind's docstring says; absent means blank

SHORT_TEXT_MAX = 200  # characters of a short text's response, and of a gap's
ESSAY_MAX = 10_000  # characters of an essay
NUMBER_MAX = 60  # characters of a typed number with its unit


def response_json(response: Response) -> str:
    """Return the one JSON text of a response: equal responses give equal texts."""
    return json.dumps(response, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def answer_json(response: Response | None) -> str:
    """Return an answer as it is stored: JSON, "null" for none."""
    return response_json(response) if response is not None else "null"


def word_count(text: str) -> int:
    """Return how many words a text has: what blanks part."""
    return len(text.split())


def response_from_json(value: str) -> Response:
    """Return the response that `response_json` wrote."""
    read: str | list[str] | dict[str, str] = json.loads(value)
    return tuple(read) if isinstance(read, list) else read

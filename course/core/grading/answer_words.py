"""An answer told in words, as its attempt's page shows the parts: without key, mark or reason."""

from collections.abc import Mapping

from course.core.grading.questions import AnyQuestion, ChosenGap, Cloze, Scenario, Words
from course.core.grading.reading import RawResponse, show_response
from course.core.grading.responses import Response
from course.core.grading.tokens import (
    answer_texts,
    answer_tokens,
    gap_tokens,
    option_tokens,
    part_texts,
    part_tokens,
)
from course.core.text import Text, pick


def colon_in(language: str) -> str:
    """Return a colon as a language sets it: French parts it from its word, and keeps it in the word's line."""
    return "\N{NO-BREAK SPACE}: " if language == "fr" else ": "


def token_words(
    question: AnyQuestion,
    seed: bytes,
    response: Response | None,
    *,
    language: str,
    source: str,
    plain: Mapping[str, str],
) -> dict[str, str]:
    """Return what each token on an attempt's page says, in `language`.

    `plain` words what has no text of its own: "true" and "false". Of a scenario only the choices on the way of
    `response` are told: the others are still to be met. They stand in the order of their tokens, which tells nothing:
    that of the file is the key of an order and of a match.
    """
    parts, tokens = part_texts(question), part_tokens(question, seed)
    met = set(response or ()) if isinstance(question, Scenario) else set(parts)
    words = {tokens[part]: _words(text, language, source) for part, text in parts.items() if part in met}
    shown = answer_tokens(question, seed)
    words.update(
        {shown[part]: _words(text, language, source) for part, text in answer_texts(question).items()}
    )
    if isinstance(question, Cloze | Words):
        for number, gap in enumerate(question.gaps, 1):
            words[gap_tokens(question, seed)[gap.id]] = f"({number})"
            options = gap.options if isinstance(gap, ChosenGap) else ()
            named = option_tokens(question.id, gap, seed) if isinstance(gap, ChosenGap) else {}
            words.update({named[one.id]: _words(one.text, language, source) for one in options})
    return {token: said or plain.get(token, said) for token, said in sorted(words.items())}


def answer_lines(
    question: AnyQuestion,
    seed: bytes,
    response: Response | None,
    language: str,
    source: str,
    plain: Mapping[str, str],
) -> tuple[str, ...]:
    """Return an answer as lines of words in `language`; none for no answer. `plain` is that of `token_words`."""
    if response is None:
        return ()
    words = token_words(question, seed, response, language=language, source=source, plain=plain)
    return told(show_response(question, seed, response), words, language)


def told(value: RawResponse | None, words: Mapping[str, str], language: str) -> tuple[str, ...]:
    """Return an answer in tokens as lines of words: one, or one for each part; none for no answer."""
    colon = colon_in(language)
    if not value:
        return ()
    if isinstance(value, str):
        return (words.get(value, value),)
    if isinstance(value, Mapping):
        return tuple(
            f"{words.get(part, part)}{colon}{words.get(given, given)}" for part, given in value.items()
        )
    return tuple(words.get(token, token) for token in value)


def _words(text: Text, language: str, source: str) -> str:
    return pick(text, language, source) if text else ""

"""Putting one question of a submitted attempt into a reader's words, with all that explains it: verdict, parts, reasons,
passage.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from course.core.content.model import Catalogue
from course.core.grading.behaviours import counted_try
from course.core.grading.fitting import misread, number_fit, typed_fit
from course.core.grading.folding import distinct_forms
from course.core.grading.kinds import kind_of
from course.core.grading.marking import Mark, PartMark, PartState, mark_response
from course.core.grading.pictures import QuestionPicture, Told
from course.core.grading.presenting import parts_as_shown
from course.core.grading.questions import (
    GAP_MARK,
    AnyQuestion,
    Categorise,
    Choice,
    Choices,
    ChosenGap,
    Cloze,
    Essay,
    Gap,
    Hotspot,
    Item,
    Likert,
    Match,
    NumberGap,
    Numeric,
    Order,
    Paired,
    Poll,
    PollOption,
    Scenario,
    See,
    ShortText,
    TrueFalse,
    TypedGap,
    Upload,
    Words,
)
from course.core.grading.quiz import Quiz
from course.core.grading.responses import Response, word_count
from course.core.grading.scenarios import tell
from course.core.grading.shares import has_shares
from course.core.text import Text, pick
from course.reports.reviewed import (
    AcceptedNumber,
    Ended,
    MisreadNumber,
    Passage,
    ReviewedPart,
    ReviewedQuestion,
)
from course.reports.tried_question import reviewed_tries
from course.store.attempts.answers import StoredResponse
from course.store.attempts.tries import StoredTry

__all__ = ["Reader", "ReviewedPart", "ReviewedQuestion"]


@dataclass(frozen=True, slots=True)
class Reader:
    """Puts questions into one language."""

    catalogue: Catalogue
    language: str

    def words(self, text: Text) -> str:
        return pick(text, self.language, self.catalogue.languages[0])

    def shows(self, picture: QuestionPicture | None) -> str:
        """Say what a picture shows; nothing where there is none."""
        return self.words(picture.text) if picture else ""

    def question(
        self,
        number: int,
        question: AnyQuestion,
        stored: StoredResponse | None,
        seed: bytes,
        *,
        quiz: Quiz,
        tries: Sequence[StoredTry] = (),
        best: bool = False,
    ) -> ReviewedQuestion:
        """Return a question as it counts: by the try that does where there are tries, else by what is stored.

        `best` is that of `counted_try`.
        """
        response = stored.response if stored else None
        mark = mark_response(question, response)
        if tries:
            place, mark = counted_try(quiz, question, [one.made for one in tries], best=best)
            response = tries[place - 1].made.response
        return ReviewedQuestion(
            number=number,
            kind=kind_of(question),
            text=self.words(question.text),
            picture=question.picture,
            shows=self.shows(question.picture),
            verdict=mark.verdict,
            points=mark.points,
            max_points=mark.max_points,
            parts=self._parts(question, mark, seed, shuffle=quiz.shuffle),
            typed=_typed(question, response),
            words=word_count(response) if isinstance(question, Essay) and isinstance(response, str) else 0,
            accepted=self._accepted(mark.accepted),
            misread=self._misread(question, response),
            numbers=_accepted_numbers(question),
            gapped=self._gapped(question),
            reason=self._reason(question, response),
            general=self.words(question.feedback),
            story=self._ended(question, response),
            see=self._passage(question.see),
            tries=reviewed_tries(self, quiz, question, tries, best=best),
            is_weighed=isinstance(question, Choices) and has_shares(question),
            receipt=stored.receipt if stored else "",
            stored_at=stored.stored_at if stored else None,
            lead=tuple(
                Told(self.words(one.text), one.picture, self.shows(one.picture)) for one in question.lead
            ),
        )

    def _misread(self, question: AnyQuestion, response: Response | None) -> MisreadNumber | None:
        amiss = misread(question, response)
        return MisreadNumber(amiss.code, amiss.values(self.language)) if amiss else None

    def _parts(  # noqa: PLR0911 - one case for each kind
        self, question: AnyQuestion, mark: Mark, seed: bytes, *, shuffle: bool
    ) -> tuple[ReviewedPart, ...]:
        match question:
            case Choice(options=options) | Choices(options=options) | Hotspot(spots=options):
                texts = {
                    option.id: (self.words(option.text), self.words(option.feedback)) for option in options
                }
                drawn = parts_as_shown(question, seed, shuffle=shuffle)
                parts = [
                    ReviewedPart(
                        id=part.id,
                        label=texts[part.id][0],
                        state=part.state,
                        reason=texts[part.id][1],
                        point=drawn[part.id].point,
                        picture=drawn[part.id].picture,
                        shows=self.shows(drawn[part.id].picture),
                        share=part.share,
                    )
                    for part in mark.parts
                ]
                return _in_order(parts, drawn)
            case Poll(options=polled):
                polls = self._steps_or_votes(polled, mark, told="answered")
                return _in_order(polls, parts_as_shown(question, seed, shuffle=shuffle))
            case Scenario():
                return self._steps(question, mark)
            case TrueFalse():
                return tuple(ReviewedPart(id=part.id, label="", state=part.state) for part in mark.parts)
            case Match() | Categorise() | Likert():
                shown = parts_as_shown(question, seed, shuffle=shuffle)
                return _in_order(self._paired_parts(question, mark), shown)
            case Order(items=items):
                return self._steps_or_votes(items, mark, told="wrong")
            case Numeric(answers=answers) | ShortText(answers=answers):
                reasons = {answer.id: self.words(answer.feedback) for answer in answers}
                return tuple(
                    ReviewedPart(
                        id=part.id, label="", state=part.state, reason=reasons[part.id], share=part.share
                    )
                    for part in mark.parts
                )
            case Cloze(gaps=gaps) | Words(gaps=gaps):
                return tuple(
                    self._gap(number, gap, part)
                    for number, (gap, part) in enumerate(zip(gaps, mark.parts, strict=True), 1)
                )
            case Essay() | Upload():
                return ()

    def _steps_or_votes(
        self, things: Sequence[Item | PollOption], mark: Mark, *, told: PartState
    ) -> tuple[ReviewedPart, ...]:
        """Return the steps of an order or the options of a poll; feedback is told of those in the state `told`."""
        by_id = {thing.id: thing for thing in things}
        return tuple(
            ReviewedPart(
                id=part.id,
                label=self.words(by_id[part.id].text),
                state=part.state,
                reason=self.words(by_id[part.id].feedback) if part.state == told else "",
                place=part.place,
            )
            for part in mark.parts
        )

    def _gap(self, number: int, gap: Gap, part: PartMark) -> ReviewedPart:
        given, reason, exact = part.given, "", None
        right: tuple[str, ...] = ()
        match gap:
            case ChosenGap(options=options):
                texts = {option.id: self.words(option.text) for option in options}
                given = texts.get(part.given, "")
                right = tuple(texts[option.id] for option in options if option.right)
                reason = next(
                    (self.words(option.feedback) for option in options if option.id == part.given), ""
                )
            case TypedGap():
                right = self._accepted(gap.right_forms)
                met = typed_fit(gap, given)[1] if given else None
                reason = self.words(met.feedback) if met else ""
            case NumberGap(answers=answers):
                exact = max(answers, key=lambda answer: answer.share).value
                found = number_fit(answers, given)
                reason = self.words(found[0].feedback) if found else ""
        return ReviewedPart(
            id=part.id,
            label=str(number),
            state=part.state,
            reason=reason or self.words(gap.feedback),
            given=given,
            right_answers=right,
            right_number=exact,
            share=part.share,
        )

    def _gapped(self, question: AnyQuestion) -> str:
        if not isinstance(question, Cloze | Words):
            return ""
        numbers = {gap.id: number for number, gap in enumerate(question.gaps, 1)}
        return GAP_MARK.sub(lambda found: f"({numbers[found[1]]}) ____", self.words(question.passage))

    def _steps(self, question: Scenario, mark: Mark) -> tuple[ReviewedPart, ...]:
        story = tell(question, [part.id for part in mark.parts])
        return tuple(
            ReviewedPart(
                id=part.id,
                label=self.words(step.scene),
                state=part.state,
                reason=self.words(step.feedback),
                given=self.words(step.choice),
                share=part.share,
            )
            for part, step in zip(mark.parts, story.steps, strict=True)
        )

    def _ended(self, question: AnyQuestion, response: Response | None) -> Ended | None:
        if not isinstance(question, Scenario):
            return None
        story = tell(question, response if isinstance(response, tuple) else ())
        meters = tuple((self.words(meter.text), meter) for meter in story.meters)
        endings = [scene for scene in question.scenes if not scene.choices]
        ending = [scene.text for scene in endings].index(story.scene) + 1 if story.is_over else 0
        name = self.words(endings[ending - 1].name) if ending else ""
        return Ended(self.words(story.scene), story.is_over, meters, ending, len(endings), name)

    def _paired_parts(self, question: Paired, mark: Mark) -> tuple[ReviewedPart, ...]:
        none: Text = {}
        match question:
            case Match(pairs=pairs):
                answers = {one.id: one.answer for one in question.answers}
                texts = {pair.id: (pair.prompt, pair.feedback, pair.answer) for pair in pairs}
            case Categorise(categories=categories, items=items):
                answers = {category.id: category.text for category in categories}
                texts = {item.id: (item.text, item.feedback, answers[item.category]) for item in items}
            case Likert(scale=scale, statements=statements):
                answers = {str(place): text for place, text in enumerate(scale, 1)}
                texts = {statement.id: (statement.text, none, none) for statement in statements}
        return tuple(
            ReviewedPart(
                id=part.id,
                label=self.words(texts[part.id][0]),
                state=part.state,
                reason=self.words(texts[part.id][1]),
                given=self.words(answers.get(part.given, none)),
                right_answers=tuple(filter(None, [self.words(texts[part.id][2])])),
            )
            for part in mark.parts
        )

    def _accepted(self, accepted: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Return what counts as right in the reader's language, without the stars that stand for any signs; once what is
        compared as the same.
        """
        forms = accepted.get(self.language) or accepted.get(self.catalogue.languages[0], ())
        return tuple(form.replace("*", "…") for form in distinct_forms(forms))

    def _reason(self, question: AnyQuestion, response: Response | None) -> str:
        if not isinstance(question, TrueFalse):
            return ""
        told = response if response is not None else "true" if question.answer else "false"
        return self.words(question.feedback_true if told == "true" else question.feedback_false)

    def _passage(self, see: See | None) -> Passage | None:
        """Return the passage where it is still in the course; a heading that is gone reads as the lesson's top."""
        lesson = self.catalogue.lesson(see.lesson) if see else None
        if lesson is None or see is None:
            return None
        text = lesson.text(self.language, self.catalogue.languages[0])
        titles = {heading.id: heading.title for heading in text.headings}
        return Passage(
            module=lesson.module,
            lesson=lesson.slug,
            heading=see.heading if see.heading in titles else "",
            title=titles.get(see.heading, text.title),
        )


def _in_order(parts: Iterable[ReviewedPart], shown: Iterable[str]) -> tuple[ReviewedPart, ...]:
    places = list(shown)
    return tuple(sorted(parts, key=lambda part: places.index(part.id)))


def _typed(question: AnyQuestion, response: Response | None) -> str:
    is_typed = isinstance(question, ShortText | Numeric | Essay)
    return response if is_typed and isinstance(response, str) else ""


def _accepted_numbers(question: AnyQuestion) -> tuple[AcceptedNumber, ...]:
    if not isinstance(question, Numeric):
        return ()
    unit = question.units[0].symbol if question.units else ""
    return tuple(
        AcceptedNumber(value=answer.value, tolerance=answer.tolerance, unit=unit)
        for answer in question.answers
        if answer.share == 1.0
    )

"""A scenario as programs read it: what was chosen so far, and the scene it has come to."""

from course.core.grading.scenarios import Story
from course.core.text import Text, pick
from course.web.api.given import Reply
from course.web.content import catalogue


class TakenStep(Reply):
    """A choice taken in a scenario: what the scene said, what was chosen, and what followed."""

    scene: str
    choice: str
    feedback: str


class MeterLine(Reply):
    """A meter of a scenario, 0 to 10, and how far the last choice moved it."""

    text: str
    value: int
    change: int


class StoryLine(Reply):
    """A scenario so far, and the scene it has come to. Its choices are the `parts` of the question; an ending has
    none.
    """

    steps: list[TakenStep]
    meters: list[MeterLine]
    scene: str
    is_over: bool


def story_line(story: Story, spoken: str) -> StoryLine:
    """Put a story into one language."""
    return StoryLine(
        steps=[
            TakenStep(
                scene=_words(step.scene, spoken),
                choice=_words(step.choice, spoken),
                feedback=_words(step.feedback, spoken),
            )
            for step in story.steps
        ],
        meters=[
            MeterLine(text=_words(meter.text, spoken), value=meter.value, change=meter.change)
            for meter in story.meters
        ],
        scene=_words(story.scene, spoken),
        is_over=story.is_over,
    )


def _words(text: Text, spoken: str) -> str:
    return pick(text, spoken, catalogue().languages[0])

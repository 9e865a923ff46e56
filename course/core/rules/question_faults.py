"""What a learner can say is wrong with a question, and how such a report stands."""

from course.core.text import N_

FAULTS: dict[str, str] = {
    "key": N_("The answer that counts as right is wrong"),
    "unclear": N_("It can be understood in several ways"),
    "words": N_("A word or a translation is wrong"),
    "source": N_("It does not say what the lesson says"),
    "broken": N_("Something does not work or cannot be seen"),
    "other": N_("Something else"),
}
STATES: dict[str, str] = {
    "open": N_("Open"),
    "answered": N_("Answered"),
    "mended": N_("Mended"),
}
WORDS_MAX = 1_000  # characters of what a learner writes, and of the answer to it

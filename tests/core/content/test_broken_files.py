"""Every check, seen failing on a broken file, with the file and the line that an author must look at."""

import pytest

from tests.core.content.builders import DESK, Course, a_lesson, found

COURSE = "modules/course.yaml"
MODULE = f"{DESK}/module.yaml"
MORNING = f"{DESK}/01-morning.en.md"
MORNING_ES = f"{DESK}/01-morning.es.md"
AFTERNOON = f"{DESK}/02-afternoon.en.md"
CHECK = "quizzes/desk-check.yaml"
GAME = "quizzes/desk-game.yaml"

# Code, file, old words, new words, and words of the line that must be named ("a >> b": the first line with b after
# one with a). None: the whole file. A path: the fault of this file shows in that one.
BROKEN = [
    # YAML itself
    ("yaml_syntax", COURSE, 'title: {en: "A', 'title: {en: A: "A', "title:"),
    ("yaml_duplicate", COURSE, "licence: CC BY 4.0", "licence: CC BY 4.0\nlicence: none", "licence: none"),
    ("yaml_alias", MODULE, "games: [desk-game]", "games: &g [desk-game]\nmore: *g", "more: *g"),
    ("yaml_anchor", MODULE, "games: [desk-game]", "games: &g [desk-game]", "games: &g"),
    ("yaml_tag", COURSE, "licence: CC BY 4.0", "licence: !!python/name:os.system x", "licence:"),
    ("yaml_documents", GAME, "purpose: game", "---\npurpose: game", "---"),
    ("yaml_deep", GAME, "purpose: game", "purpose: [[[[[[[[[[[[[[game]]]]]]]]]]]]]]", "purpose:"),
    ("yaml_key", GAME, "purpose: game", "? [purpose]\n: game", "? [purpose]"),
    # shapes
    ("missing", CHECK, "purpose: assessment\n", "", "module:"),
    ("extra_forbidden", CHECK, "attempts: 0", "atempts: 0", "atempts:"),
    ("literal_error", CHECK, "keep: best", "keep: longest", "keep:"),
    ("flag", CHECK, "shuffle: true", "shuffle: yes", "shuffle:"),
    ("flag", CHECK, "answer: true", 'answer: "true"', "answer:"),
    ("number", CHECK, "pass_score: 0.7", "pass_score: 70%", "pass_score:"),
    ("literal_error", CHECK, "keep: best", "keep: best\nfeedback: sometimes", "feedback:"),
    ("less_than_equal", CHECK, "keep: best", "keep: best\nfeedback: adaptive\npenalty: 1.5", "penalty:"),
    ("less_than_equal", CHECK, "pass_score: 0.7", "pass_score: 70", "pass_score:"),
    ("whole_number", CHECK, "attempts: 0", "attempts: 1.5", "attempts:"),
    ("greater_than", CHECK, "points: 2", "points: 0", "points: 0"),
    ("union_tag_invalid", CHECK, "kind: order", "kind: sort", "kind: sort"),
    ("union_tag_not_found", CHECK, "    kind: order\n", "", "- id: steps"),
    ("string_too_short", CHECK, '"Papers"', '""', 'text: {en: ""'),
    ("string_too_short", CHECK, '"Papers"', '"  "', 'text: {en: "  "'),
    ("string_too_long", CHECK, "id: who", "id: " + "who-" * 20 + "who", "who-who"),
    ("string_type", MORNING, 'title: "A morning: at the desk"', "title: [A, morning]", "title:"),
    ("string_pattern_mismatch", CHECK, "see: morning\n", "see: Morning lesson\n", "see: Morning"),
    ("string_pattern_mismatch", CHECK, "id: who", "id: Who?", "id: Who?"),
    ("string_pattern_mismatch", COURSE, "https://uclg.org", "javascript:alert(1)", "javascript"),
    ("too_short", CHECK, 'accepted: {en: [57, "fifty-seven"]', "accepted: {en: []", "accepted:"),
    ("dict_type", MODULE, "title: {en: ", "title: The desk #", "title:"),
    ("list_type", MODULE, "games: [desk-game]", "games: desk-game", "games:"),
    ("literal_error", MORNING, "kind: reading", "kind: essay", "kind:"),
    ("missing", MORNING, 'summary: "What happens before nine."\n', "", "title:"),
    # languages
    ("language_missing", CHECK, ', fr: "Papiers"', "", '"Papers", es'),
    ("language_missing", MODULE, ', fr: ["saluer"]', "", "aims:"),
    ("language_unknown", CHECK, 'fr: "Portes"', 'fr: "Portes", de: "Türen"', "Türen"),
    ("kind_differs", MORNING_ES, "kind: reading", "kind: video", "kind: video"),
    ("parts_differ", MORNING_ES, "{#papers}", "{#papeles}", "{#papeles}"),
    ("parts_differ", MORNING_ES, "/// do\nCount the questions on one form.\n///\n", "", None),
    ("made_from_source", MORNING, "kind: reading", "kind: reading\nmade-from: 0123456789ab", "made-from"),
    ("made_from_missing", MORNING_ES, "\nmade-from: ", "\n# ", "---"),
    ("translation_behind", MORNING_ES, "made-from: ", "made-from: 0123456789ab #", "made-from"),
    ("paragraph_behind", MORNING_ES, "made-from: ", 'made-from: "012345 6789ab" #', "title:"),
    ("string_pattern_mismatch", MORNING_ES, "made-from: ", 'made-from: "012345 6789" #', "made-from"),
    # course and modules
    ("listed_twice", COURSE, "modules: [front-desk]", "modules: [front-desk, front-desk]", "modules:"),
    ("module_missing", COURSE, "modules: [front-desk]", "modules: [front-desk, back-desk]", "modules:"),
    ("module_unlisted", COURSE, "modules: [front-desk]", "modules: [back-desk]", MODULE),
    ("quiz_unknown", MODULE, "[desk-check]", "[desk-chek]", "quizzes:"),
    ("quiz_purpose", MODULE, "quizzes: [desk-check]", "quizzes: [desk-check, desk-game]", "quizzes:"),
    ("quiz_listed_twice", MODULE, "[desk-check]", "[desk-check, desk-check]", "quizzes:"),
    ("quiz_of_other_module", GAME, "module: front-desk", "module: back-desk", MODULE),
    ("quiz_module", GAME, "module: front-desk", "module: back-desk", "module:"),
    # texts
    ("head_missing", MORNING, "---\n", "", 'title: "A morning'),
    ("heading_without_id", MORNING, " {#papers}", "", "### Papers"),
    ("heading_id_form", MORNING, "{#papers}", "{#Papers_1}", "{#Papers_1}"),
    ("heading_id_twice", MORNING, "{#papers}", "{#three-barriers}", "### Papers"),
    ("heading_id_reserved", MORNING, "{#papers}", "{#main}", "{#main}"),
    ("heading_id_reserved", MORNING, "{#papers}", "{#p12}", "{#p12}"),
    ("heading_level", MORNING, "### Papers", "# Papers", "# Papers"),
    ("heading_order", MORNING, "## Three", "### Three", "### Three"),
    ("heading_inside", MORNING, "A card helps only", "## Card {#card}\nA card helps only", "## Card"),
    ("heading_inside", MORNING, "- [ ] read the form", "- ## read {#read}", "- ## read"),
    ("block_unknown", MORNING, "/// do", "/// todo", "/// todo"),
    ("block_open", MORNING, "form.\n///", "form.", "/// do"),
    ("block_open", MORNING, "A card helps only", "A card\n/// note | Next", "/// note | A card"),
    ("block_margin", MORNING, "- Access", "- /// note", "- /// note"),
    ("block_slashes", MORNING, "/// do", "//// do", "//// do"),
    ("block_argument_missing", MORNING, "/// case | Koboko, Uganda", "/// case", "/// case"),
    ("block_argument_extra", MORNING, "/// cards", "/// cards | Three", "/// cards | Three"),
    ("block_argument_form", MORNING, "| my-desk", "| My desk", "| My desk"),
    ("block_option_unknown", MORNING, "    kind: warn", "    attrs: main", "/// note"),
    ("block_option_value", MORNING, "    kind: warn", "    kind: bad", "/// note"),
    ("block_options", MORNING, "    kind: warn", "    warn", "    warn"),
    ("block_body_missing", MORNING, "Who is missing at your desk?\n", "", "/// reflect"),
    ("block_body_extra", MORNING, "/// quiz | desk-game\n", "/// quiz | desk-game\nPlay!\n", "/// quiz"),
    ("key_points_list", MORNING, "- Access", "Access", "/// key-points"),
    ("cards_list", MORNING, ":   The form asks for too much.\n\nFear\n:   People", "People", "/// cards"),
    ("cue_form", AFTERNOON, "0:19 **Registrar:**", "**Registrar:**", "**Registrar:**"),
    ("cue_order", AFTERNOON, "0:00 **Host:**", "0:30 **Host:**", "0:19 **Registrar:**"),
    ("picture_without_words", MORNING, "- [x] ask why", "![](media/talk.mp3)", "![]"),
    ("raw_html", MORNING, "- [x] ask why", "- ask <b>why</b>", "<b>why"),
    # links
    ("quiz_unknown", MORNING, "/// quiz | desk-game", "/// quiz | desk-play", "/// quiz"),
    ("link_quiz", AFTERNOON, "quiz:desk-check", "quiz:desk", "quiz:desk"),
    ("link_lesson", MORNING, "lesson:afternoon", "lesson:evening", "lesson:evening"),
    ("link_heading", MORNING, "#new-desk", "#old-desk", "#old-desk"),
    ("link_heading", MORNING, "(#papers)", "(#paper)", "(#paper)"),
    ("link_form", MORNING, "https://example.org/register)", "javascript:alert(1))", "javascript:"),
    ("link_form", MORNING, "https://example.org/register)", "//example.org/register)", "(//example"),
    ("media_missing", AFTERNOON, "media/talk.mp3", "media/walk.mp3", "/// podcast"),
    # questions
    ("choice_key", CHECK, "right: true", "right: false", "options:"),
    ("choices_key", CHECK, "right: false", "right: true", "- id: which >> options:"),
    ("missing", CHECK, '        feedback: {en: "No.", es: "No.", fr: "Non."}\n', "", "- id: b"),
    ("id_twice", CHECK, "- id: which", "- id: who", "- id: who >> - id: who"),
    ("id_twice", CHECK, "- id: b", "- id: a", "- id: a >> - id: a"),
    ("answers_alike", CHECK, 'en: "Only nationals"', 'en: "all residents"', "All residents >> - id: b"),
    ("answers_alike", CHECK, 'answer: {en: "answers"', 'answer: {en: "Asks"', "- id: host >> - id: guest"),
    ("moment", CHECK, "keep: best", "opens: 2027-02-30", "opens:"),
    ("window_empty", CHECK, "keep: best", "opens: 2027-03-02\ncloses: 2027-03-01", "closes:"),
    ("time_zone", "modules/course.yaml", "licence:", "time_zone: Europe/Nowhere\nlicence:", "time_zone:"),
    ("release_without_close", CHECK, "keep: best", "release: at-close", "release:"),
    ("release_feedback", CHECK, "keep: best", "feedback: immediate\nrelease: by-hand", "release:"),
    ("release_survey", CHECK, "purpose: assessment", "purpose: survey\nrelease: by-hand", "release:"),
    ("bands_cover", CHECK, "keep: best", "bands: [{from: 0.5, text: {en: a, es: a, fr: a}}]", "bands:"),
    (
        "bands_order",
        CHECK,
        "keep: best",
        "bands:\n  - {from: 0, text: {en: a, es: a, fr: a}}\n  - {from: 0, text: {en: b, es: b, fr: b}}",
        "en: b",
    ),
    ("language_missing", CHECK, "keep: best", "bands: [{from: 0, text: {en: a, es: a}}]", "bands:"),
    ("draw_too_many", CHECK, "words: 2", "words: 4", "draw:"),
    ("link_lesson", CHECK, "see: morning#three-barriers", "see: evening#three-barriers", "see: evening"),
    ("link_heading", CHECK, "see: morning#three-barriers", "see: morning#four", "see: morning#four"),
    (
        "right_is_longest",
        CHECK,
        "All residents",
        "All residents, whatever their papers say about them",
        "options:",
    ),
    ("catch_all", CHECK, '"Puertas"', '"Todas las anteriores"', "Todas las"),
]


@pytest.mark.parametrize(
    ("code", "file", "old", "new", "words"),
    BROKEN,
    ids=[f"{number}-{row[0]}" for number, row in enumerate(BROKEN)],
)
def test_a_broken_file_is_named_with_its_line(course: Course, code, file, old, new, words):
    course.change(file, old, new)

    draft = course.read()

    named, line = (words, None) if words == MODULE else (file, course.line_of(file, words) if words else 0)
    lines = {problem[2] for problem in found(draft) if problem[:2] == (code, named)}
    assert lines, found(draft)
    assert line is None or line in lines


def test_what_a_field_may_say_is_listed_without_words_of_any_language(course: Course):
    course.change(CHECK, "keep: best", "keep: longest")

    (problem,) = [one for one in course.read().errors if one.code == "literal_error"]

    assert problem.values["expected"] == "best, last, first, average"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("draw: {words: 2, figures: 1, order: 2}", "draw: {words: -1}", "“words” must be at least 1."),
        ("draw: {words: 2, figures: 1, order: 2}", "draw: {words: 0}", "“words” must be at least 1."),
        ("keep: best", "keep: best\ntime_limit: -3", "“time_limit” must be at least 0."),
        ("keep: best", "keep: best\ntime_limit: '3'", "“time_limit” must be a whole number, without quotes."),
        ("keep: best", "keep: best\npenalty: -0.5", "“penalty” must be at least 0."),
    ],
)
def test_a_number_below_what_is_allowed_is_told_the_least(course: Course, old, new, words):
    course.change(CHECK, old, new)

    assert [problem.sentence for problem in course.read().errors if problem.file == CHECK] == [words]


@pytest.mark.parametrize("row", BROKEN, ids=[f"{number}-{row[0]}" for number, row in enumerate(BROKEN)])
def test_only_warnings_let_a_course_through(course: Course, row):
    course.change(*row[1:4])

    draft = course.read()

    assert (draft.catalogue is None) == bool(draft.errors)
    assert all(problem.sentence for problem in draft.problems)


def test_all_problems_of_a_file_are_reported_at_once(course: Course):
    course.change(CHECK, "purpose: assessment\n", "")
    course.change(CHECK, "keep: best", "keep: longest")
    course.change(CHECK, ', fr: "Papiers"', ', de: "Papiere"')
    course.change(GAME, "answer: true", "answer: maybe")

    codes = sorted(problem.code for problem in course.read().errors if problem.file in {CHECK, GAME})

    assert codes == ["flag", "language_missing", "language_unknown", "literal_error", "missing"]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("modules/notes.txt", "file_name"),
        ("modules/readme.md", "file_name"),
        (f"{DESK}/1-night.en.md", "file_name"),
        (f"{DESK}/03-Night.en.md", "file_name"),
        (f"{DESK}/media/talk.bmp", "file_name"),
        ("quizzes/Desk.yaml", "file_name"),
        ("quizzes/more/desk.yaml", "file_name"),
        (f"{DESK}/03-night.de.md", "lesson_language"),
        (f"{DESK}/03-morning.en.md", "lesson_slug_twice"),
        ("modules/02-back-desk/01-night.en.md", "module_file_missing"),
    ],
)
def test_a_file_in_the_wrong_place_is_named(course: Course, file, code):
    course.add(file, a_lesson("Words."))

    draft = course.read()

    assert (code, file, 0) in found(draft)
    assert draft.catalogue is None


def test_files_of_editors_and_systems_are_left_alone(course: Course):
    course.add("modules/.DS_Store", "x")
    course.add(f"{DESK}/.01-morning.en.md.swp", "x")

    assert course.read().problems == ()


def test_two_folders_cannot_have_one_slug(course: Course):
    course.add("modules/02-front-desk/module.yaml", (course.root / MODULE).read_text("utf-8"))

    assert ("module_twice", "modules/02-front-desk/module.yaml", 0) in found(course.read())


def test_a_link_to_another_file_is_not_followed(course: Course):
    (course.root / DESK / "03-night.en.md").symlink_to(course.root / MORNING)

    assert ("file_link", f"{DESK}/03-night.en.md", 0) in found(course.read())


@pytest.mark.parametrize("file", [COURSE, MODULE, MORNING, CHECK])
@pytest.mark.parametrize(
    ("data", "code"),
    [(b"a\n\xff\xfe", "file_encoding"), (b"a\nb\x02", "file_control"), (b"#" * 1_000_001, "file_large")],
)
def test_bytes_that_are_no_text_are_named(course: Course, file, data, code):
    (course.root / file).write_bytes(data)

    problem = next(problem for problem in course.read().problems if problem.code == code)

    assert (problem.file, problem.line) == (file, 0 if code == "file_large" else 2)


def test_without_course_yaml_there_is_no_course(course: Course):
    course.delete(COURSE)

    draft = course.read()

    assert ("file_missing", COURSE, 0) in found(draft)
    assert draft.catalogue is None


def test_a_lesson_without_text_is_named(course: Course):
    course.add(AFTERNOON, a_lesson(""))

    assert ("text_missing", AFTERNOON, 0) in found(course.read())


def test_a_lesson_without_its_source_is_named(course: Course):
    course.delete(MORNING)

    draft = course.read()

    assert ("source_missing", MORNING_ES, 1) in found(draft)
    assert draft.catalogue is None


def test_a_missing_translation_fails_the_check_and_shows_the_source(course: Course):
    course.delete(MORNING_ES)

    draft = course.read()

    assert [problem.code for problem in draft.errors] == ["translation_missing"]
    assert draft.catalogue
    assert draft.catalogue.lesson("morning").text("es").language == "en"


@pytest.mark.parametrize(
    ("truths", "warned"), [("tttt", True), ("ttft", False), ("ttf", False), ("fffff", True)]
)
def test_keys_that_are_nearly_all_the_same_are_warned_of(course: Course, truths, warned):
    game = (course.root / GAME).read_text("utf-8")
    head, _, question = game.partition("  - id: door\n")
    answers = {"t": "true", "f": "false"}
    questions = [
        f"  - id: door-{number}\n" + question.replace("answer: true", f"answer: {answers[truth]}")
        for number, truth in enumerate(truths)
    ]
    course.add(GAME, head + "".join(questions))

    draft = course.read()

    assert ("keys_unbalanced" in {problem.code for problem in draft.problems}) == warned
    assert draft.errors == ()


def test_a_short_time_limit_is_warned_of_at_its_line_and_fails_nothing(course: Course):
    course.change(CHECK, "keep: best", "keep: best\ntime_limit: 1")

    draft = course.read()

    line = (course.root / CHECK).read_text("utf-8").splitlines().index("time_limit: 1") + 1
    assert (CHECK, line, True) in [
        (problem.file, problem.line, problem.warning)
        for problem in draft.problems
        if problem.code == "time_short"
    ]
    assert draft.errors == ()


@pytest.mark.parametrize(("shuffle", "warned"), [("true", False), ("false", True)])
def test_the_place_of_keys_matters_only_without_shuffling(course: Course, shuffle, warned):
    quiz = (course.root / CHECK).read_text("utf-8")
    head, rest = quiz.split("questions:\n")
    choice = rest[: rest.index("  - id: which")]
    course.add(
        CHECK,
        head.replace("shuffle: true", f"shuffle: {shuffle}").replace("words: 2, figures: 1", "words: 2"),
    )
    four = "".join(choice.replace("- id: who", f"- id: who-{number}") for number in range(4))
    course.add(CHECK, (course.root / CHECK).read_text("utf-8") + "questions:\n" + four)

    assert ("keys_unbalanced" in {problem.code for problem in course.read().problems}) == warned


def test_answers_of_a_match_that_are_alike_in_all_languages_sort_into_groups(course: Course):
    course.change(
        CHECK,
        'answer: {en: "answers", es: "responde", fr: "répond"}',
        'answer: {en: "asks", es: "pregunta", fr: "demande"}',
    )

    assert course.read().errors == ()

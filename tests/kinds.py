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
SHARED_CHOICE = {
    "id": "nearest",
    "kind": "choice",
    "text": said("Which comes nearest?"),
    "options": [
        {"id": "hen", "text": said("A hen"), "right": True, "feedback": said("It lays eggs.")},
        {"id": "bat", "text": said("A bat"), "share": 0.5, "feedback": said("It flies.")},
        {"id": "cow", "text": said("A cow"), "share": -0.25, "feedback": said("It walks.")},
    ],
}
SHARED_CHOICES = {
    "id": "birds",
    "kind": "choices",
    "text": said("Which are birds?"),
    "options": [
        {"id": "hen", "text": said("A hen"), "right": True, "share": 0.75, "feedback": said("It lays eggs.")},
        {"id": "owl", "text": said("An owl"), "right": True, "share": 0.25, "feedback": said("At night.")},
        {"id": "bat", "text": said("A bat"), "share": 0, "feedback": said("It has fur.")},
    ],
}
PICTURED_CHOICE = {
    "id": "bird",
    "kind": "choice",
    "text": said("Which is a bird?"),
    "options": [
        {"id": "hen", "text": said("A hen"), "right": True, "feedback": said("It lays eggs.")},
        {"id": "bat", "text": said("A bat"), "feedback": said("It has fur.")},
    ],
}
PICTURED_HOTSPOT = {
    "id": "part",
    "kind": "hotspot",
    "text": said("Which part carries the road?"),
    "picture": {"file": "media/bridge.png", "text": said("A bridge")},
    "spots": [
        {"id": "deck", "text": said("The deck"), "x": 50, "y": 40.5, "right": True, "feedback": said("Yes.")},
        {"id": "pier", "text": said("A pier"), "x": 0, "y": 100, "feedback": said("It carries the deck.")},
    ],
}


def scene(name, *choices):
    """Choices are (id, worth, effects, to)."""
    told = [
        {
            "id": sign,
            "text": said(f"{name.title()} {sign}"),
            "worth": worth,
            "effects": effects,
            "feedback": said(f"After {name} {sign}."),
            "to": to,
        }
        for sign, worth, effects, to in choices
    ]
    body = {"id": name, "text": said(f"It is {name}.")}
    return {**body, "choices": told} if told else {**body, "ending": True}


SCENARIO = {
    "id": "day",
    "kind": "scenario",
    "text": said("You walk for a day."),
    "meters": [{"id": "strength", "text": said("Strength"), "start": 5}],
    "start": "dawn",
    "scenes": [
        scene("dawn", ("rest", 0.2, {"strength": 2}, "noon"), ("run", 1.0, {"strength": -1}, "noon")),
        scene("noon", ("eat", 0.6, {"strength": 1}, "ending"), ("race", 0.0, {"strength": -7}, "ending")),
        scene("home"),
        scene("ditch"),
    ],
    "endings": [{"when": {"strength": ">=5"}, "to": "home"}, {"to": "ditch"}],
}
NUMERIC = {
    "id": "far",
    "kind": "numeric",
    "text": said("How far is it?"),
    "answers": [
        {"id": "exact", "value": 42.2, "tolerance": 0.1, "feedback": said("A marathon.")},
        {"id": "near", "value": 42.2, "tolerance": 3, "share": 0.5, "feedback": said("Nearly.")},
    ],
    "units": [{"symbol": "km"}, {"symbol": "m", "factor": 0.001}],
    "unit_penalty": 0.5,
}
SHORT_TEXT = {
    "id": "gait",
    "kind": "short-text",
    "text": said("How does it run fastest?"),
    "accepted": {"en": ["gallop"], "es": ["galope"], "fr": ["galop"]},
    "answers": [
        {
            "id": "slower",
            "accepted": {"en": ["canter"], "es": ["medio galope"], "fr": ["petit galop"]},
            "share": 0.5,
            "feedback": said("There is a faster one."),
        },
        {
            "id": "slow",
            "accepted": {"en": ["trot"], "es": ["trote"], "fr": ["trot"]},
            "share": 0,
            "feedback": said("That is slow."),
        },
    ],
    "feedback": said("It has four beats."),
}
MATCH = {
    "id": "homes",
    "kind": "match",
    "text": said("Who lives where?"),
    "pairs": [
        {"id": "fish", "prompt": said("Fish"), "answer": said("Sea"), "feedback": said("It swims.")},
        {"id": "bird", "prompt": said("Bird"), "answer": said("Nest"), "feedback": said("It flies.")},
    ],
    "extras": [{"id": "moon", "answer": said("Moon")}],
    "feedback": said("Homes differ."),
}
CLOZE = {
    "id": "fill",
    "kind": "cloze",
    "text": said("Fill in."),
    "passage": said("A [[beast]] has [[legs]] legs and goes by [[way]]."),
    "gaps": [
        {"id": "beast", "accepted": {"en": ["horse", "mare"], "es": ["caballo"], "fr": ["cheval"]}},
        {"id": "legs", "answers": [{"id": "four", "value": 4}], "feedback": said("Count them.")},
        {
            "id": "way",
            "options": [
                {"id": "land", "text": said("land"), "right": True, "feedback": said("It runs.")},
                {"id": "air", "text": said("air"), "feedback": said("It has no wings.")},
            ],
            "weight": 2,
        },
    ],
}
WORDS = {
    "id": "lists",
    "kind": "words",
    "text": said("Choose."),
    "passage": said("A fish [[fish]], a bird [[bird]]."),
    "gaps": [
        {
            "id": name,
            "options": [
                {
                    "id": "swims",
                    "text": said("swims"),
                    "right": name == "fish",
                    "feedback": said("In water."),
                },
                {
                    "id": "flies",
                    "text": said("flies"),
                    "right": name == "bird",
                    "feedback": said("In the air."),
                },
            ],
        }
        for name in ("fish", "bird")
    ],
}
POLL = {
    "id": "like",
    "kind": "poll",
    "text": said("Which do you like best?"),
    "options": [{"id": name, "text": said(name.title())} for name in ("tea", "coffee", "water")],
    "counts": True,
}
DESCRIPTION = {"id": "story", "kind": "description", "text": said("A long story.\n\nWith two parts.")}
ESSAY = {
    "id": "plan",
    "kind": "essay",
    "text": said("What would you do?"),
    "min_words": 3,
    "max_words": 100,
    "rubric": [
        {
            "id": "clear",
            "text": said("It is clear"),
            "levels": [
                {"id": "yes", "text": said("Throughout"), "points": 3},
                {"id": "half", "text": said("Here and there"), "points": 1},
                {"id": "no", "text": said("Nowhere"), "points": 0},
            ],
        },
        {
            "id": "own",
            "text": said("It is one’s own"),
            "levels": [
                {"id": "yes", "text": said("Yes, own"), "points": 1},
                {"id": "no", "text": said("No, copied"), "points": 0},
            ],
        },
    ],
}
UPLOAD = {
    "id": "paper",
    "kind": "upload",
    "text": said("Hand in your plan."),
    "rubric": ESSAY["rubric"],
}
MORE = (CATEGORISE, LIKERT, HOTSPOT, SCENARIO, NUMERIC, CLOZE, WORDS, POLL, ESSAY, UPLOAD)


def with_questions(monkeypatch, app, catalogue, *questions, **changes):
    """Make the small course's quiz ask these questions, for the application too; return the changed course."""
    changed = with_quiz(catalogue, questions=list(questions), **changes)
    monkeypatch.setattr(app.extensions["course_content"], "catalogue", lambda: changed)
    return changed

"""The roster's pages: who sees whom, what narrows the list, and what never shows."""

import re
from uuid import uuid4

import pytest

from course.core.rules.visibility import PROFILE_FIELDS
from course.store.cohorts.models import Cohort
from course.web.paging import encode_cursor
from tests.builders import add_cohort, add_facilitator, add_person, sign_in
from tests.conftest import NOON
from tests.roster import add_member, choose, consent, join
from tests.statements import counted

PEOPLE = "/en/community/people"
# One word a field, found nowhere else on the site.
CANARIES = {
    "given_name": "Canarygiven",
    "family_name": "Canaryfamily",
    "city": "Canarycity",
    "organisation": "Canaryorganisation",
    "role_title": "Canaryrole",
    "can_help": "Canaryhelp",
    "looking_for": "Canarysearch",
    "email": "canarymail@example.org",
    "country": "KI",
    "topics": ("finance",),
    "languages": ("gil",),
}
SIGNS = {
    **{field: value for field, value in CANARIES.items() if isinstance(value, str)},
    "country": "Kiribati",
    "topics": "Municipal finance",
    "languages": "Gilbertese",
}


@pytest.fixture
def cohort(session) -> Cohort:
    return add_cohort(session)


def signs_in(text: str) -> set[str]:
    """Return the fields whose canaries stand anywhere in a page, its addresses and choices included."""
    return {field for field, sign in SIGNS.items() if sign in text}


def person_path(account, language: str = "en") -> str:
    return f"/{language}/community/people/{account.id}"


def test_the_community_leads_to_its_people(client, session, cohort):
    sign_in(client, session, add_member(session, cohort))

    response = client.http.get("/en/community")

    assert (response.status_code, response.location) == (303, PEOPLE)


def test_a_card_shows_what_its_owner_shows_and_leads_to_the_person(client, session, cohort):
    viewer = add_member(session, cohort, "Amina Diallo")
    owner = add_member(session, cohort, "Leïla Ben Youssef", audience="cohort", **CANARIES)
    sign_in(client, session, viewer)

    client.get(PEOPLE)
    card = client.words()
    client.get(client.links()["Leïla Ben Youssef"])

    assert client.path == person_path(owner)
    shown = {"role_title", "city", "country", "languages", "topics", "can_help", "looking_for"}
    assert signs_in(card) == shown
    assert signs_in(client.words()) == set(SIGNS)


@pytest.mark.parametrize("field", sorted(SIGNS))
def test_a_hidden_field_is_nowhere_on_any_page(client, session, cohort, field):
    viewer = add_member(session, cohort, "Amina Diallo")
    owner = add_member(session, cohort, "Leïla", **CANARIES)
    choose(session, owner, **dict.fromkeys(PROFILE_FIELDS, "cohort") | {field: "nobody"})
    sign_in(client, session, viewer)

    pages = [
        client.get(address).get_data(as_text=True)
        for address in (PEOPLE, f"{PEOPLE}?sort=recent", person_path(owner))
    ]

    assert field not in signs_in("".join(pages))


def test_each_actor_sees_what_is_open_to_them_and_no_more(client, session, cohort):
    """Everything of the owner is for their cohort; only the name is for the community."""
    owner = add_member(session, cohort, "Canary Bird", **CANARIES)
    choose(session, owner, **dict.fromkeys(PROFILE_FIELDS, "cohort") | {"display_name": "community"})
    consent(session, owner)
    member = add_member(session, cohort, "Member")
    agreeing = add_member(session, add_cohort(session), "Agreeing")
    consent(session, agreeing)
    facilitator = add_member(session, name="Facilitator", role="facilitator")
    add_facilitator(session, cohort, facilitator)
    actors = {
        member: True,
        facilitator: True,
        agreeing: False,
        add_member(session, add_cohort(session), "Stranger"): None,
        add_member(session, name="Other facilitator", role="facilitator"): None,
        add_member(session, name="Admin", role="admin"): None,
        add_member(session, cohort, "Unconfirmed", confirmed_at=None): None,
    }

    for actor, sees in actors.items():
        sign_in(client, session, actor)
        listed = client.http.get(PEOPLE).get_data(as_text=True)
        page = client.http.get(person_path(owner))
        text = page.get_data(as_text=True)

        assert ("Canary Bird" in listed) == (sees is not None), actor.display_name
        assert page.status_code == (404 if sees is None else 200), actor.display_name
        assert signs_in(listed + text) == (set(SIGNS) if sees else set()), actor.display_name


def test_who_may_not_see_a_person_gets_the_page_of_nobody(client, session, cohort):
    hidden = add_member(session, cohort, "Hidden")
    choose(session, hidden, display_name="nobody")
    suspended = add_member(session, cohort, "Suspended", suspended_at=NOON)
    left = add_member(session, name="Left")
    join(session, cohort, left, state="left")
    stranger = add_member(session, add_cohort(session), "Stranger")
    sign_in(client, session, add_member(session, cohort, "Amina Diallo"))

    def answer(account_id):
        response = client.http.get(f"{PEOPLE}/{account_id}")
        return response.status_code, re.sub(r"[0-9a-f-]{8,}", "", response.get_data(as_text=True))

    expected = answer(uuid4())
    assert expected[0] == 404
    assert [answer(one.id) for one in (hidden, suspended, left, stranger)] == [expected] * 4


def test_oneself_is_led_to_what_others_see(client, session, cohort):
    person = add_member(session, cohort, "Amina Diallo")
    sign_in(client, session, person)

    client.get(person_path(person))

    assert client.path == "/en/account/profile/preview"


@pytest.mark.parametrize("path", [PEOPLE, "/en/community", f"{PEOPLE}/018f0000-0000-7000-8000-000000000000"])
def test_who_is_not_signed_in_is_asked_to(client, path):
    client.get(path)

    assert client.path == "/en/account/sign-in"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=sfax", ["Leïla"]),
        ("q=colombia", ["Tomás"]),
        ("q=TOMAS", ["Tomás"]),
        ("country=TN", ["Leïla"]),
        ("topic=housing", ["Leïla"]),
        ("language=es", ["Tomás"]),
        ("topic=housing&language=es", []),
        ("sort=recent", ["Tomás", "Leïla"]),
        ("", ["Leïla", "Tomás"]),
    ],
)
def test_filters_narrow_the_list_and_stay_chosen(client, session, cohort, query, names):
    add_member(
        session,
        cohort,
        "Leïla",
        city="Sfax",
        country="TN",
        topics=("housing",),
        languages=("ar",),
        audience="cohort",
    )
    add_member(session, cohort, "Tomás", city="Medellín", country="CO", languages=("es",), audience="cohort")
    sign_in(client, session, add_member(session, cohort, "Amina Diallo"))

    text = client.get(f"{PEOPLE}?{query}").get_data(as_text=True)

    assert re.findall(r'<h3 dir="auto"><a [^>]*>([^<]*)</a>', text) == names
    for name, value in (part.split("=") for part in query.split("&") if part):
        chosen = f'value="{value}"' if name in {"q", "sort"} else f'<option value="{value}" selected>'
        assert chosen in text
    if "Leïla" not in names:
        assert names or "Nobody fits all of these" in text


@pytest.mark.parametrize(
    "query",
    [
        "sort=email",
        "sort=password_hash",
        "sort=name;drop",
        "sort=",
        "country=XX",
        "country=' OR 1=1 --",
        "topic=password",
        "language=<script>",
        "cohort=somebody-elses",
        "after=x",
        "after=%C3%A9",
        "before=!!!",
        "limit=100000",
        "q=",
        "q=%00",
        "display_name=x&email=x&role=admin",
    ],
)
def test_what_is_in_no_fixed_list_narrows_nothing(client, session, cohort, query):
    add_member(session, cohort, "Noor")
    sign_in(client, session, add_member(session, cohort, "Amina Diallo"))

    client.get(f"{PEOPLE}?{query}")

    assert "1 person" in client.words()
    assert "Noor" in client.links()


@pytest.mark.parametrize(
    "cursor",
    [
        encode_cursor("name", "noor", "not an id"),
        encode_cursor("name", "no\x00or", "018f0000-0000-7000-8000-000000000000"),
        encode_cursor("name", "no\ud800or", "018f0000-0000-7000-8000-000000000000"),
        encode_cursor("recent", "noor", "018f0000-0000-7000-8000-000000000000"),
        encode_cursor("email", "noor", "018f0000-0000-7000-8000-000000000000"),
        encode_cursor("name", "noor"),
    ],
)
def test_a_damaged_cursor_starts_at_the_beginning(client, session, cohort, cursor):
    add_member(session, cohort, "Noor")
    sign_in(client, session, add_member(session, cohort, "Amina Diallo"))

    client.get(PEOPLE, query_string={"after": cursor})

    assert "Noor" in client.links()


@pytest.mark.parametrize(
    "query", ["endpoint=x", "_scheme=javascript&_external=1", "_anchor=x", "_method=POST", "lang=xx"]
)
def test_an_address_cannot_steer_the_links_to_other_languages(client, session, cohort, query):
    sign_in(client, session, add_member(session, cohort, "Amina Diallo"))

    client.get(f"{PEOPLE}?{query}&q=noor")

    assert client.links()["FR – Français"] == "/fr/community/people?q=noor"


def test_pages_keep_what_was_asked_and_hold_everybody_once(client, session, cohort):
    for number in range(30):
        add_member(session, cohort, f"Person {number:02}", city="Sfax", audience="cohort")
    sign_in(client, session, add_member(session, cohort, "Amina Diallo"))

    client.get(f"{PEOPLE}?q=sfax")
    first = [name for name in client.links() if name.startswith("Person")]
    client.get(client.links()["Next page"])
    second = [name for name in client.links() if name.startswith("Person")]
    client.get(client.links()["Previous page"])

    assert first + second == [f"Person {number:02}" for number in range(30)]
    assert len(first) == 24
    assert [name for name in client.links() if name.startswith("Person")] == first


@pytest.mark.parametrize("number", [3, 60])
@pytest.mark.parametrize(("query", "most"), [("", 4), ("?q=sfax&country=TN&topic=housing", 5)])
def test_the_list_takes_few_statements_however_many_people(client, session, app, cohort, number, query, most):
    for index in range(number):
        add_member(
            session,
            cohort,
            f"Person {index}",
            city="Sfax",
            country="TN",
            topics=("housing",),
            audience="cohort",
        )
    sign_in(client, session, add_member(session, cohort, "Amina Diallo"))

    with counted(app) as statements:
        client.get(PEOPLE + query)

    assert len(statements) == most


def test_one_of_several_cohorts_can_be_chosen(client, session, cohort):
    second = add_cohort(session, "Andes spring")
    viewer = add_member(session, cohort, "Amina Diallo")
    join(session, second, viewer)
    add_member(session, cohort, "Noor")
    add_member(session, second, "Rosa")
    sign_in(client, session, viewer)

    client.get(PEOPLE)
    assert {"Noor", "Rosa"} <= set(client.links())
    client.submit("Show", {"cohort": second.slug})

    assert "Rosa" in client.links()
    assert "Noor" not in client.links()


@pytest.mark.parametrize(
    ("state", "said", "link"),
    [
        ("no cohort", "You are in no cohort yet.", "Join a cohort with its code"),
        ("alone", "People appear here as they join", "Choose what others see of me"),
        ("others hide", "People appear here as they join", "Choose what others see of me"),
        ("unconfirmed", "Open the link that we mailed to you", "To my profile"),
    ],
)
def test_an_empty_list_says_why_and_what_to_do(client, session, cohort, state, said, link):
    if state == "others hide":
        choose(session, add_member(session, cohort, "Noor"), display_name="nobody")
    viewer = add_person(session, "Amina Diallo", confirmed_at=None if state == "unconfirmed" else NOON)
    if state != "no cohort":
        join(session, cohort, viewer)
    sign_in(client, session, viewer)

    client.get(PEOPLE)

    assert said in client.words()
    assert link in client.links()
    assert "Noor" not in client.text


def test_where_nobody_shares_yet_one_is_asked_to_begin(client, session, cohort):
    other = add_member(session, cohort, "Noor", country="JO")
    sign_in(client, session, add_member(session, cohort, "Amina Diallo"))

    client.get(PEOPLE)
    before = client.words()
    choose(session, other, country="cohort")
    client.get(PEOPLE)

    assert "Make a beginning" in before
    assert "Make a beginning" not in client.words()


@pytest.mark.parametrize(
    ("language", "country", "spoken"),
    [("en", "Tunisia", "Arabic"), ("es", "Túnez", "árabe"), ("fr", "Tunisie", "arabe")],
)
def test_places_and_languages_are_named_in_the_readers_language(
    client, session, cohort, language, country, spoken
):
    owner = add_member(session, cohort, "Leïla", country="TN", languages=("ar",), audience="cohort")
    sign_in(client, session, add_member(session, cohort, "Amina Diallo"))

    client.get(f"/{language}/community/people?q={country}")
    listed = client.words()
    client.get(person_path(owner, language))

    assert (country in listed, spoken in listed) == (True, True)
    assert (country in client.words(), spoken in client.words()) == (True, True)


def test_markup_in_a_profile_stays_text(client, session, cohort):
    script = "<script>alert(1)</script>"
    fields = ("city", "organisation", "role_title", "can_help", "looking_for", "given_name")
    owner = add_member(session, cohort, script, audience="cohort", **dict.fromkeys(fields, script))
    sign_in(client, session, add_member(session, cohort, "Amina Diallo"))

    listed = client.get(PEOPLE, query_string={"q": script}).get_data(as_text=True)
    shown = client.get(person_path(owner)).get_data(as_text=True)

    assert script not in listed + shown
    assert "&lt;script&gt;" in listed
    assert "&lt;script&gt;" in shown


def test_pages_that_show_people_are_kept_nowhere(client, session, cohort):
    owner = add_member(session, cohort, "Noor")
    sign_in(client, session, add_member(session, cohort, "Amina Diallo"))

    for path in (PEOPLE, person_path(owner)):
        assert "no-store" in client.http.get(path).headers["Cache-Control"]

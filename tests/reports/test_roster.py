"""The roster shows, finds, sorts, counts and offers nothing but what each person opened to the one who looks."""

from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import update

from course.core.problems import NotFound
from course.core.rules.visibility import AUDIENCES, PROFILE_FIELDS, visible_fields
from course.reports.roster import PAGE_SIZE, Cursor, get_person, list_people
from course.reports.roster_search import Wanted, countries_named
from course.reports.visible import get_viewer
from course.store.accounts.models import Account
from course.store.cohorts.models import Cohort
from tests.builders import add_cohort, add_facilitator
from tests.conftest import NOON
from tests.roster import add_member, choose, consent, join
from tests.statements import noted

EVERYTHING = {
    "given_name": "Leïla",
    "family_name": "Ben Youssef",
    "country": "TN",
    "city": "Sfax",
    "organisation": "Ville de Sfax",
    "role_title": "Head of social affairs",
    "can_help": "working with associations",
    "looking_for": "rental guarantees",
    "topics": ("health", "housing"),
    "languages": ("ar", "fr"),
}


def people_seen(session, viewer_account, *, sort="name", **wanted):
    """Return all people of all pages, by id."""
    viewer = get_viewer(session, viewer_account.id)
    found, cursor = {}, None
    while True:
        page, _ = list_people(session, viewer, Wanted(**wanted), sort=sort, cursor=cursor)
        found.update({person.id: person for person in page.people})
        if page.next is None:
            return found
        cursor = page.next


def names_seen(session, viewer_account, **wanted):
    return [person.display_name for person in people_seen(session, viewer_account, **wanted).values()]


def overview(session, viewer_account, **wanted):
    return list_people(session, get_viewer(session, viewer_account.id), Wanted(**wanted))[1]


def shown_fields(person):
    return {field for field in PROFILE_FIELDS if getattr(person, field)}


@pytest.fixture
def cohort(session) -> Cohort:
    return add_cohort(session)


@pytest.fixture
def viewer(session, cohort) -> Account:
    return add_member(session, cohort, "Amina Diallo")


def test_at_first_a_cohort_sees_names_and_nothing_else(session, cohort, viewer):
    owner = add_member(session, cohort, **EVERYTHING)

    seen = people_seen(session, viewer)

    assert shown_fields(seen[owner.id]) == {"display_name"}


def test_list_page_and_rule_agree_for_random_people_choices_and_viewers(session):
    random = Random(20)
    people, cohorts_of, consented, choices = _random_community(session, random)

    for viewer in people:
        seen = people_seen(session, viewer)
        for owner in people:
            near = bool(cohorts_of[viewer.id] & cohorts_of[owner.id])
            both = consented[viewer.id] and consented[owner.id]
            relation = "same_cohort" if near else "community" if both else "none"
            allowed = visible_fields(choices[owner.id], relation=relation, both_consented=both)
            expected = allowed if "display_name" in allowed and owner is not viewer else frozenset()
            listed = shown_fields(seen[owner.id]) if owner.id in seen else set()
            assert listed == expected
            try:
                person = get_person(session, get_viewer(session, viewer.id), owner.id)
            except NotFound:
                assert not expected
            else:
                assert shown_fields(person) == expected


def _random_community(session, random):
    cohorts = [add_cohort(session) for _ in range(3)]
    people, cohorts_of, consented, choices = [], {}, {}, {}
    for number in range(30):
        person = add_member(session, name=f"Person {number:02}", **EVERYTHING)
        mine = random.sample(cohorts, k=random.choice((0, 1, 1, 2)))
        for cohort in mine:
            join(session, cohort, person)
        consented[person.id] = random.random() < 0.5
        if consented[person.id] or random.random() < 0.5:
            consent(session, person, given=consented[person.id])
        choices[person.id] = {
            field: random.choice(AUDIENCES) for field in PROFILE_FIELDS if random.random() < 0.6
        }
        choose(session, person, **choices[person.id])
        cohorts_of[person.id] = {cohort.id for cohort in mine}
        people.append(person)
    return people, cohorts_of, consented, choices


@pytest.mark.parametrize(
    "wanted",
    [
        {"text": "Sfax"},
        {"text": "sf"},
        {"text": "Tunisia"},
        {"text": "Ben"},
        {"country": "TN"},
        {"topic": "housing"},
        {"spoken": "ar"},
    ],
)
@pytest.mark.parametrize("hidden", [True, False])
def test_only_what_is_shown_is_found(session, cohort, viewer, wanted, hidden):
    owner = add_member(session, cohort, "Noor", audience="nobody" if hidden else "cohort", **EVERYTHING)
    if hidden:
        choose(session, owner, display_name="cohort")
    if wanted == {"text": "Ben"}:  # a family name is shown on a page but never searched
        hidden = True

    found = names_seen(session, viewer, **wanted)
    counted = overview(session, viewer, **wanted)

    assert found == ([] if hidden else ["Noor"])
    assert counted.matching == len(found)
    assert counted.everybody == 1


def test_what_one_can_choose_from_holds_no_hidden_value(session, cohort, viewer):
    hidden = add_member(session, cohort, "Noor", country="JO", topics=("data",), languages=("ar",))
    add_member(
        session, cohort, "Grace", country="UG", topics=("health",), languages=("sw",), audience="cohort"
    )

    before = overview(session, viewer)
    choose(session, hidden, country="cohort", topics="cohort", languages="cohort")
    after = overview(session, viewer)

    assert (before.countries, before.topics, before.languages) == ({"UG"}, {"health"}, {"sw"})
    assert after.countries == {"JO", "UG"}
    assert after.topics == {"data", "health"}
    assert after.languages == {"ar", "sw"}


def test_a_field_for_the_cohort_is_not_searched_by_the_community(session, cohort, viewer):
    consent(session, viewer)
    stranger = add_member(session, add_cohort(session), "Rosa", **EVERYTHING)
    consent(session, stranger)
    choose(session, stranger, display_name="community", city="cohort", country="cohort", topics="cohort")

    assert names_seen(session, viewer) == ["Rosa"]
    assert names_seen(session, viewer, text="Sfax") == []
    assert names_seen(session, viewer, country="TN") == []
    assert names_seen(session, viewer, topic="housing") == []
    assert overview(session, viewer).countries == set()


@pytest.mark.parametrize("who_agrees", ["viewer", "owner", "nobody", "both"])
def test_the_whole_community_needs_both(session, viewer, who_agrees):
    stranger = add_member(session, add_cohort(session), "Rosa", audience="community", **EVERYTHING)
    consent(session, viewer, given=who_agrees in {"viewer", "both"})
    consent(session, stranger, given=who_agrees in {"owner", "both"})

    assert names_seen(session, viewer) == (["Rosa"] if who_agrees == "both" else [])


def test_somebody_who_hides_their_name_is_absent(session, cohort, viewer):
    owner = add_member(session, cohort, **EVERYTHING)
    choose(session, owner, display_name="nobody", city="cohort", country="cohort", topics="cohort")

    found = overview(session, viewer)

    assert names_seen(session, viewer) == []
    assert (found.everybody, found.countries, found.topics) == (0, set(), set())
    with pytest.raises(NotFound):
        get_person(session, get_viewer(session, viewer.id), owner.id)


@pytest.mark.parametrize("why", ["suspended", "unconfirmed", "left", "closed", "deleted"])
def test_who_takes_no_part_any_more_is_absent(session, cohort, viewer, why):
    owner = add_member(session, name="Noor", audience="cohort", **EVERYTHING)
    enrolment = join(session, cohort, owner)
    assert names_seen(session, viewer) == ["Noor"]

    if why == "suspended":
        owner.suspended_at = NOON
    elif why == "unconfirmed":
        owner.confirmed_at = None
    elif why == "left":
        enrolment.state = "left"
    elif why == "closed":
        cohort.closed_at = NOON
    else:
        session.delete(owner)
    session.commit()

    found = overview(session, viewer)
    assert names_seen(session, viewer) == []
    assert (found.everybody, found.countries, found.topics, found.languages) == (0, set(), set(), set())
    with pytest.raises(NotFound):
        get_person(session, get_viewer(session, viewer.id), owner.id)


@pytest.mark.parametrize("why", ["suspended", "unconfirmed", "left"])
def test_who_takes_no_part_sees_nobody(session, cohort, why):
    viewer = add_member(session, name="Amina Diallo")
    enrolment = join(session, cohort, viewer)
    consent(session, viewer)
    add_member(session, cohort, "Noor", audience="cohort")
    if why == "suspended":
        viewer.suspended_at = NOON
    elif why == "unconfirmed":
        viewer.confirmed_at = None
    else:
        enrolment.state = "left"
    session.commit()

    assert names_seen(session, viewer) == []


def test_facilitators_are_members_of_their_cohorts_like_others(session, cohort, viewer):
    facilitator = add_member(session, name="Claire Fontaine", role="facilitator")
    add_facilitator(session, cohort, facilitator)
    session.commit()

    seen = people_seen(session, facilitator)

    assert [shown_fields(person) for person in seen.values()] == [{"display_name"}]
    assert names_seen(session, viewer) == ["Claire Fontaine"]


def test_who_lost_the_role_no_longer_counts_as_facilitator(session, cohort, viewer):
    former = add_member(session, name="Claire Fontaine", role="facilitator")
    add_facilitator(session, cohort, former)
    session.execute(update(Account).where(Account.id == former.id).values(role="learner"))
    session.commit()

    assert names_seen(session, viewer) == []
    assert names_seen(session, former) == []


def test_admins_see_no_more_than_members(session, cohort, viewer):
    admin = add_member(session, name="Samuel Osei", role="admin")

    assert names_seen(session, admin) == []
    with pytest.raises(NotFound):
        get_person(session, get_viewer(session, admin.id), viewer.id)


def test_one_cohort_can_be_chosen_and_no_other_ones(session, cohort, viewer):
    second, foreign = add_cohort(session), add_cohort(session)
    join(session, second, viewer)
    add_member(session, cohort, "Noor")
    add_member(session, second, "Rosa")
    add_member(session, foreign, "Grace")

    assert names_seen(session, viewer) == ["Noor", "Rosa"]
    assert names_seen(session, viewer, cohort=second.slug) == ["Rosa"]
    assert overview(session, viewer, cohort=second.slug).everybody == 1
    with pytest.raises(NotFound):
        names_seen(session, viewer, cohort=foreign.slug)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("leila", "en", True),
        ("YOUSSEF leï", "en", True),
        ("medellin", "en", True),
        ("Medellín Colombie", "fr", True),
        ("colombie", "en", False),
        ("leila quito", "en", False),
        ("%", "en", False),
        ("_", "en", False),
        ("\\", "en", False),
        ("  ", "en", True),
    ],
)
def test_words_are_looked_for_in_names_and_places(session, cohort, viewer, text, language, found):
    add_member(session, cohort, "Leïla Ben Youssef", city="Medellín", country="CO", audience="cohort")

    assert bool(names_seen(session, viewer, text=text, language=language)) == found


def test_a_country_is_named_by_the_beginning_of_its_words():
    assert countries_named("oman", "en") == ["OM"]
    assert countries_named("coree", "fr") == ["KP", "KR"]


@pytest.mark.parametrize("sort", ["name", "recent"])
def test_pages_hold_everybody_once_forward_and_back(session, cohort, viewer, sort):
    random = Random(3)
    for number in range(2 * PAGE_SIZE + 5):
        add_member(session, cohort, f"Person {random.randint(0, 9)}", email=f"p{number}@example.org")
    me = get_viewer(session, viewer.id)

    pages, cursor = [], None
    while not pages or cursor:
        page, _ = list_people(session, me, Wanted(), sort=sort, cursor=cursor)
        pages.append(page)
        cursor = page.next
    back, cursor = [pages[-1].people], pages[-1].previous
    while cursor:
        page, _ = list_people(session, me, Wanted(), sort=sort, cursor=cursor)
        back.insert(0, page.people)
        cursor = page.previous

    assert [len(page.people) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5]
    assert back == [page.people for page in pages]
    shown = [person for page in pages for person in page.people]
    assert len({person.id for person in shown}) == len(shown)
    key = (lambda one: (one.display_name, one.id.hex)) if sort == "name" else (lambda one: one.id.hex)
    assert shown == sorted(shown, key=key, reverse=sort == "recent")


def test_a_page_whose_people_left_shows_the_first_one(session, cohort, viewer):
    add_member(session, cohort, "Noor")

    page, _ = list_people(
        session, get_viewer(session, viewer.id), Wanted(), cursor=Cursor("zzz", uuid4(), back=False)
    )

    assert [person.display_name for person in page.people] == ["Noor"]


@pytest.mark.parametrize("number", [3, 60])
def test_the_list_takes_four_statements_however_many_people(session, connection, cohort, viewer, number):
    for index in range(number):
        add_member(session, cohort, f"Person {index}", audience="cohort", **EVERYTHING)
    statements = []

    with noted(connection, lambda statement, _parameters: statements.append(statement)):
        list_people(
            session, get_viewer(session, viewer.id), Wanted(text="sfax", country="TN", topic="housing")
        )

    asked = [statement for statement in statements if "SAVEPOINT" not in statement]
    assert len(asked) == 4

"""The document of the API is true: whatever it allows is taken, whatever it forbids is refused, nothing breaks."""

from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from tests.attempts import begin, submit
from tests.builders import add_cohort, add_facilitator, add_person, enrol
from tests.web.api.calls import ROOT, Program, token_of

HOOKS = Path(__file__).with_name("schemathesis_hooks.py")


def fill(app: Flask, role: str) -> str:
    """Add a cohort with its people and results; return a token of the one whose role is asked for."""
    catalogue = app.extensions["course_content"].catalogue()
    with app.extensions["course_database"].write_session() as session:
        people = {
            name: add_person(session, f"{name} person", role=name)
            for name in ("learner", "facilitator", "admin")
        }
        cohort = add_cohort(session, slug="spring")
        add_facilitator(session, cohort, people["facilitator"])
        for person in people.values():
            enrol(session, catalogue, cohort, person)
            submit(session, catalogue, person, begin(session, catalogue, person))
        session.commit()
        return token_of(session, people[role])


@pytest.fixture
def _probes_reach_applications(monkeypatch):
    """Leave out settings of network calls that the engine gives calls of an application too."""
    send = WSGITransport.send

    def send_within(self, case, **given):
        for name in ("max_redirects", "verify", "cert", "proxies"):
            given.pop(name, None)
        return send(self, case, **given)

    monkeypatch.setattr(WSGITransport, "send", send_within)


@pytest.mark.slow
@pytest.mark.usefixtures("_probes_reach_applications")
@pytest.mark.parametrize(
    ("role", "examples", "systematic"), [("learner", 3, False), ("facilitator", 3, False), ("admin", 4, True)]
)
def test_no_generated_call_finds_a_fault(sqlite_app, role, examples, systematic):
    """Admins may call everything, so the systematic part, a case for each bound of each field, is theirs."""
    headers = {
        "Authorization": f"Bearer {fill(sqlite_app, role)}",
        "Accept-Encoding": "identity",  # the checks do not unpack what an application compressed
    }
    config = SchemathesisConfig.from_dict(
        {
            "headers": headers,
            "hooks": str(HOOKS),
            "generation": {
                "max-examples": examples,
                "deterministic": True,
                "database": "none",
                "no-shrink": True,
            },
            "phases": {"stateful": {"enabled": False}, "coverage": {"enabled": systematic}},
        }
    )
    document = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", app=sqlite_app, config=config)

    operations, faults = set(), []
    for event in from_schema(document).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            faults.append(str(event.info))
        if isinstance(event, events.ScenarioFinished):
            operations.add(event.label)
            faults += faults_of(event)

    assert not faults, f"{len(faults)} faults\n" + "\n\n".join(faults[:5])
    assert {each.ok().label for each in document.get_all_operations()} == operations


def faults_of(event: events.ScenarioFinished) -> list[str]:
    """Tell what the checks found in one scenario, with the call and its answer."""
    told = []
    for case_id, checks in event.recorder.checks.items():
        interaction = event.recorder.interactions.get(case_id)
        call = interaction and (interaction.request.method, interaction.request.uri, interaction.request.body)
        said = interaction and interaction.response and interaction.response.content[:300]
        told += [
            f"{event.label} {check.name}: {check.failure_info.failure}\n{call}\n{said}"
            for check in checks
            if check.failure_info
        ]
    return told


def test_every_shape_of_the_document_has_a_name_of_its_own(app):
    """Two of one name would both be called by the modules that they stand in."""
    shapes = Program(app).get("/openapi.json")["components"]["schemas"]

    assert [name for name in shapes if not name.isalnum()] == []

"""A page that is not here: its header is that of whoever asks."""

import pytest

from tests.builders import add_person, sign_in
from tests.statements import counted


@pytest.mark.parametrize("path", ["/fr/nothing-here", "/fr/course/nothing-here"])
def test_who_is_signed_in_stays_so_on_a_page_that_is_not_here(client, session, path):
    sign_in(client, session, add_person(session, "Amina Diallo"))

    client.get(path, status=404)

    assert "Amina Diallo" in client.text
    assert "Se connecter" not in client.text
    assert "/fr/progress" in client.links().values()


def test_a_stranger_there_asks_nothing_of_the_database(client, app):
    with counted(app) as statements:
        client.get("/fr/nothing-here", status=404)

    assert statements == []
    assert "Se connecter" in client.text

"""People with a password, and their way in by the form."""

import functools

from course.core.passwords import hash_password
from tests.builders import add_person

PASSWORD = "red kestrel at dawn"
OTHER_PASSWORD = "blue heron at noon"


@functools.cache
def kept(password):
    return hash_password(password)


def add_with_password(session, name="Amina Diallo", **columns):
    """Add a person who signs in with PASSWORD."""
    person = add_person(session, name, password_hash=kept(PASSWORD), **columns)
    session.commit()
    return person


def enter(client, person, password=PASSWORD, *, status=200, **fields):
    """Sign in through the form of the English page."""
    client.get("/en/account/sign-in")
    return client.submit("Sign in", {"email": person.email, "password": password, **fields}, status=status)


def is_in(client):
    """Tell whether this browser is signed in."""
    return client.http.get("/en/account/password").status_code == 200

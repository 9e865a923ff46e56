"""What schemathesis cannot read from the document: each write has a key of its own."""

from uuid import uuid4

import schemathesis
from schemathesis.core.parameters import ParameterLocation

HEADER = "Idempotency-Key"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Give each call a fresh key, unless the case is about the key."""
    is_about_key = case.meta and case.meta.is_negative_at(ParameterLocation.HEADER)
    if case.headers and HEADER in case.headers and not is_about_key:
        case.headers[HEADER] = str(uuid4())

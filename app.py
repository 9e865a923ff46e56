"""The application, for flask and for the server."""

import gc

gc.disable()  # what loading modules makes is no garbage: without looking for it the start is a tenth shorter

from course import create_app  # noqa: E402

app = create_app()
gc.enable()

"""The application, for flask and for the server."""

from course import create_app

app = create_app()

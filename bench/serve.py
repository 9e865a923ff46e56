"""The server that is measured: the application as `make run` serves it, and beside it the bare route.

`python bench/serve.py INSTANCE PORT [DATABASE_URL]` serves with waitress; gunicorn loads `bench.serve:application`
with the same values in the environment.
"""

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from waitress import create_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench.people import open_app

PAGE = ("<!doctype html><title>bare</title>" + "<p>A ready page without anything around it.</p>" * 500)[
    :20_000
]


def bare() -> Flask:
    """Return an application with one route that returns a ready string of 20 kB."""
    app = Flask("bare")

    @app.get("/")
    def page() -> str:
        return PAGE

    return app


def make(instance: str, port: int, database_url: str) -> Any:
    app = open_app(Path(instance), database_url, port)
    return DispatcherMiddleware(app.wsgi_app, {"/bare": bare().wsgi_app})


def application_from_environment() -> Any:
    return make(
        os.environ["BENCH_INSTANCE"], int(os.environ["BENCH_PORT"]), os.environ.get("BENCH_DATABASE_URL", "")
    )


if __name__ == "__main__":
    place, port = sys.argv[1], int(sys.argv[2])
    server = create_server(
        make(place, port, sys.argv[3] if len(sys.argv) > 3 else ""),
        host="127.0.0.1",
        port=port,
        threads=8,
        channel_timeout=15,
        ident=None,
    )
    server.run()

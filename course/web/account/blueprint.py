"""The area's blueprint; its views register themselves on it."""

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/<lang:lang>")

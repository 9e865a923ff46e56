"""The area's blueprint; its views register themselves on it."""

from flask import Blueprint

bp = Blueprint("facilitate", __name__, url_prefix="/<lang:lang>")

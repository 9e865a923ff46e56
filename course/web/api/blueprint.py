"""The area's blueprint; its views register themselves on it."""

from flask import Blueprint

bp = Blueprint("api", __name__, url_prefix="/api/v1")

"""Logs: one JSON object a line, in UTC, on standard error. Ids only: no name, address, answer or token."""

import logging
import sys
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog


def configure_logs(request_id: Callable[[], str]) -> None:
    """Set up structured logs; values are written as JSON, so that no text can forge a line.

    `request_id` names the request in which a line is written; empty outside of one.
    """

    def name_request(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if found := request_id():
            line["request_id"] = found
        return line

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            name_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )

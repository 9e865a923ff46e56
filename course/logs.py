"""Logs: one JSON object a line, in UTC, on standard error. Ids only: no name, address, answer or token."""

import logging
import sys

import structlog


def configure_logs() -> None:
    """Set up structured logs; values are written as JSON, so that no text can forge a line."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )

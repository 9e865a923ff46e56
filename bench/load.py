"""Sending requests and weighing what they cost the server."""

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one kind of request in one round."""

    cpu_ms: float  # of the server's processes, a request
    wall_ms: float  # as the client waited, a request
    bytes: int  # of the last answer's body


def cpu_seconds(process: psutil.Process) -> float:
    """Return what a process and its children have used so far."""
    used = 0.0
    for one in (process, *process.children(recursive=True)):
        times = one.cpu_times()
        used += times.user + times.system
    return used


def postgres_cpu_seconds() -> float:
    """Return what all PostgreSQL processes of this machine have used so far."""
    used = 0.0
    for process in psutil.process_iter(["name", "cpu_times"]):
        if process.info["name"] == "postgres" and process.info["cpu_times"]:
            used += process.info["cpu_times"].user + process.info["cpu_times"].system
    return used


Request = tuple[str, str, bytes | None, dict[str, str]]  # method, path, body, headers


def measure(
    server: psutil.Process, port: int, make: Callable[[int], Request], number: int, expected: int = 200
) -> Cost:
    """Send `number` requests over one connection and return what one cost."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for index in range(20):
        _ask(connection, make(-1 - index), expected)
    before, started = cpu_seconds(server), time.perf_counter()
    body = b""
    for index in range(number):
        body = _ask(connection, make(index), expected)
    wall = time.perf_counter() - started
    used = cpu_seconds(server) - before
    connection.close()
    return Cost(used / number * 1000, wall / number * 1000, len(body))


def _ask(connection: http.client.HTTPConnection, request: Request, expected: int) -> bytes:
    method, path, body, headers = request
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != expected:
        message = f"{method} {path}: {answer.status} {content[:300]!r}"
        raise RuntimeError(message)
    return content


def fetch(port: int, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """Ask for a page over a new connection."""
    return send(port, ("GET", path, None, headers))


def send(port: int, request: Request, timeout: float = 60) -> tuple[int, dict[str, str], bytes]:
    """Send one request over a new connection; return status, headers by small name, and body."""
    method, path, body, headers = request
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        found: dict[str, Any] = {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()
    return answer.status, found, content

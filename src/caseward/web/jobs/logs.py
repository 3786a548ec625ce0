"""Logs as one JSON object a line, without personal data: an address is told by its page's name, a failure by its place.

What a log call interpolates is never written, because paths hold ids and messages of exceptions hold what was typed.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

from django.http import HttpRequest

NOWHERE = "no page"
OWN = "caseward."


def route_of(request: HttpRequest) -> str:
    """The name of the page that a request asked for."""
    match = getattr(request, "resolver_match", None)
    return NOWHERE if match is None else str(match.view_name or match.route)


class JsonLine(logging.Formatter):
    """One line for each record: when, how grave, from where, and what it says where that holds nothing of a person."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        if record.name.startswith(OWN) and not record.args:
            said["says"] = str(record.msg)
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            said |= {"route": route_of(request), "method": request.method}
        for name in ("status_code", "milliseconds"):
            if isinstance(value := getattr(record, name, None), int):
                said[name] = value
        if record.exc_info and record.exc_info[0] is not None:
            said |= {"fault": record.exc_info[0].__name__, "where": _frames(record.exc_info[2])}
        return json.dumps(said)


def _frames(found: object) -> list[str]:
    frames = traceback.extract_tb(found)  # type: ignore[arg-type]  # as logging gives it
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]

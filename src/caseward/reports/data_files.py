"""The findings and the manifest as data: JSON with sorted keys, so that the same audit gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from caseward.reports.method import command, inputs, versions
from caseward.reports.model import Audit


def findings_json(audit: Audit) -> str:
    """Everything the oversight room says, and the tallies: what ``findings.json`` holds."""
    return as_json(
        {
            "title": audit.title,
            "inputs": inputs(audit),
            **asdict(audit.assessment),
            "tallies": [asdict(t) for t in audit.tallies],
        }
    )


def manifest_json(audit: Audit, outputs: Mapping[str, bytes]) -> str:
    """What went in and what came out, by hash: enough for another person to repeat the audit and compare."""
    return as_json(
        {
            "title": audit.title,
            "command": command(audit),
            "inputs": inputs(audit),
            "made_with": versions(audit),
            "outputs": {name: sha256(content).hexdigest() for name, content in outputs.items()},
        }
    )


def as_json(data: object) -> str:
    """JSON for people and programs: sorted keys, two spaces, UTF-8, one line end at the end."""
    return json.dumps(_plain(data), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value

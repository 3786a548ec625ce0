"""An audit as plain data, for ``--json``."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from caseward.cli.record import reading_data

if TYPE_CHECKING:
    from caseward.obligations.model import Obligation
    from caseward.reports.model import Audit


def audit_data(audit: Audit, files: list[Path], explained: Obligation | None = None) -> dict[str, object]:
    """Everything the summary says, as data; ISO dates; the obligations themselves are in the files and in ``explain
    --json``.
    """
    from caseward.cli.explanation import explanation_data

    data: dict[str, object] = {
        "title": audit.title,
        "caseward": audit.caseward_version,
        "record": {"path": audit.record_path_name, **reading_data(audit.reading)},
        "policies": [{"policy": p.document.policy, "file": p.file, "sha256": p.sha256} for p in audit.policies],
        "as_of": audit.as_of.isoformat(),
        "known_at": audit.known_at.isoformat() if audit.known_at else None,
        "statuses": _statuses(audit),
        "tallies": [as_plain(t) for t in audit.tallies],
        "assessment": as_plain(audit.assessment),
        "files": [path.as_posix() for path in files],
    }
    if explained is not None:
        data["explained"] = explanation_data(audit, explained)
    return data


def _statuses(audit: Audit) -> list[dict[str, object]]:
    """How many obligations of each requirement have each status, by policy and reading."""
    counted = Counter((o.policy, o.reading, o.requirement, o.status.value) for o in audit.obligations)
    keys = ("policy", "reading", "requirement", "status")
    return [{**dict(zip(keys, key, strict=True)), "obligations": n} for key, n in sorted(counted.items())]


def as_plain(value: object) -> object:
    """A dataclass and everything in it as plain data."""
    if is_dataclass(value) and not isinstance(value, type):
        return as_plain(asdict(value))
    if isinstance(value, dict):
        return {str(k): as_plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(v) for v in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value

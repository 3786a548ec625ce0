"""The manifest of an evaluation: what went in and what came out, by hash; enough to repeat it and compare.

It names no folder of the machine and no time of the run: the same inputs give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from caseward.engine.output.parts import Part, file_sha256
from caseward.policy.policy import Policy

MANIFEST = "manifest.json"
FORMAT = 1
"""Of the folder's layout and columns; a new number where a reader of the old would go wrong."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: of which record (its name), under which policies, on which clocks, by which version."""

    record: str
    policies: tuple[Policy, ...]
    as_of: date
    known_at: datetime | None
    caseward: str


@dataclass(frozen=True, slots=True)
class Written:
    """A part, of which policy and slice it is, and the fingerprint of what it was made from."""

    part: Part
    policy: str
    kind: str
    slice: int
    subjects: int
    made_from: str


def manifest_json(asked: Asked, written: Iterable[Written], others: Sequence[Part]) -> str:
    """The manifest as JSON with sorted keys. ``others`` are the files beside the parts."""
    parts = sorted(written, key=lambda w: w.part.file)
    data = {
        "format": FORMAT,
        "caseward": asked.caseward,
        "record": asked.record,
        "policies": [{"policy": p.document.policy, "file": p.name, "sha256": p.sha256} for p in asked.policies],
        "as_of": asked.as_of.isoformat(),
        "known_at": asked.known_at.isoformat() if asked.known_at else None,
        "obligations": sum(w.part.rows for w in parts),
        "parts": [
            {**asdict(w.part), "policy": w.policy, "kind": w.kind, "slice": w.slice, "subjects": w.subjects,
             "made_from": w.made_from}
            for w in parts
        ],
        "files": [asdict(p) for p in others],
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def earlier_parts(folder: Path) -> dict[str, Written]:
    """The parts of an earlier evaluation in a folder, by what they were made from. Parts that are gone, or are not what
    was written, are left out; nothing when there is no manifest that this version reads.
    """
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if data.get("format") != FORMAT:
            return {}
        found = [_written(row) for row in data["parts"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {w.made_from: w for w in found if _stands(folder, w.part)}


def _written(row: dict[str, object]) -> Written:
    part = Part(str(row["file"]), int(str(row["rows"])), str(row["sha256"]))
    return Written(
        part, str(row["policy"]), str(row["kind"]), int(str(row["slice"])), int(str(row["subjects"])),
        str(row["made_from"]),
    )  # fmt: skip


def _stands(folder: Path, part: Part) -> bool:
    path = (folder / part.file).resolve()
    try:
        return path.is_relative_to(folder.resolve()) and file_sha256(path) == part.sha256
    except OSError:
        return False

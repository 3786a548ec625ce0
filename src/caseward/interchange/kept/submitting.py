"""A report or document handed in: its file's hash as an entry, and for a report the step, in one commit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from caseward.interchange.content import instant_text
from caseward.interchange.kept.lines import made_id, read_lines
from caseward.interchange.rows import CheckedRow


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed in: the file by its name and SHA-256, of which term, and for a report its type.

    ``report`` is the id of an earlier step of the same report. ``occurred`` empty: now.
    """

    name: str
    sha256: str
    term: str = ""
    type: str = ""
    report: str = ""
    title: str = ""
    officer: str = ""
    by: str = ""
    occurred: str = ""
    note: str = ""

    @property
    def request(self) -> str:
        """What makes it the same submission when it is sent again: the file, the term, the type, the earlier step."""
        return json.dumps(["submit", self.sha256, self.term, self.type, self.report])


def handed_file(path: Path) -> tuple[str, str]:
    """The name of a file and the SHA-256 of its bytes. OSError when it cannot be read."""
    with path.open("rb") as file:
        return path.name, file_digest(file, "sha256").hexdigest()


def rows_of(handed: Handed, request: str, now: datetime) -> list[CheckedRow]:
    """The entries of a submission, each checked by itself: the document, and before it the report's step."""
    common = {
        "occurred": handed.occurred or instant_text(now),
        "recorded_by": handed.by,
        "term": handed.term,
    }
    lines: list[dict[str, str]] = []
    note = handed.note
    if handed.type:
        said = {"type": handed.type, "step": "submitted", "officer": handed.officer, "report": handed.report}
        lines.append({"kind": "report", **common, **said, "note": note})
        note = f"The file of {made_id('report', request, 1)}."
    title = handed.title or handed.name
    lines.append({"kind": "document", **common, "title": title, "sha256": handed.sha256, "note": note})
    data = "".join(json.dumps({k: v for k, v in line.items() if v}) + "\n" for line in lines)
    return read_lines("what is handed in", data.encode(), request, now)

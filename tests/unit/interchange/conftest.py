"""A small record, and a way to lay one out as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from caseward.record.entry import Record
from caseward.record.kinds import BY_NAME
from tests.unit.interchange.records import entry_of

PERSON = "id,occurred\nperson-1,2020-01-01\n"
TERM = "id,occurred,person\nterm-1,2021-02-01,person-1\n"


@pytest.fixture
def small() -> Record:
    person = {"id": "person-1", "occurred": "2020-01-01"}
    term = {"id": "term-1", "occurred": "2021-02-01", "person": "person-1"}
    contact = {
        "id": "contact-1",
        "occurred": "2021-03-02",
        "recorded": "2021-03-02T17:00-08:00",
        "term": "term-1",
        "mode": "phone",
        "outcome": "spoke",
        "scheduled": "no",
        "collateral": "family; partner",
        "note": 'He said "yes",\r\nand left. ',
    }
    made = {"person": person, "term": term, "contact": contact}
    return Record.of([entry_of(BY_NAME[kind], dict(cells)) for kind, cells in made.items()])


@pytest.fixture
def lay(tmp_path) -> Callable[..., Path]:
    """Write files into a record folder; text as UTF-8, bytes as they are."""

    def write(**files: str | bytes) -> Path:
        folder = tmp_path / "record"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            path = folder / name.replace("__", ".")
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return write

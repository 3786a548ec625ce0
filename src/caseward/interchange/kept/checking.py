"""New entries against those that are kept: ids, what they name, corrections, ends; the same rules as for a folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from caseward.errors import Fault
from caseward.interchange.corrections import check_corrections
from caseward.interchange.kept import codes
from caseward.interchange.links import check_ids, check_references, references, rows_by_id
from caseward.interchange.rows import CheckedRow
from caseward.interchange.terms import check_ends
from caseward.record.entry import Entry

KEPT: Final = "the kept record"
"""What stands for a file where the row of a fault is the place of an entry in the log."""


class Held(Protocol):
    """The entries that are kept, by id. One whose contents are withheld is a row without an entry."""

    def row(self, id: str) -> CheckedRow | None:  # noqa: A002  # the field's own name
        """The entry of an id; None when there is none."""

    def correction_of(self, id: str) -> CheckedRow | None:  # noqa: A002
        """The correction that supersedes the entry of an id; None when nothing does."""


def check_against(rows: Sequence[CheckedRow], held: Held) -> list[Fault]:
    """Every fault of new rows, each checked by itself before: with one another and with what is kept."""
    around = _around(rows, held)
    whole = [*around, *rows]
    check_ids(whole)
    by_id = rows_by_id(whole)
    check_references(rows, by_id, {})
    check_corrections(whole, by_id)
    check_ends(whole, by_id)
    for row in rows:
        _blame_withheld(row, by_id)
    return sorted({fault for row in rows for fault in row.faults})


def _around(rows: Sequence[CheckedRow], held: Held) -> list[CheckedRow]:
    """Of what is kept: entries with the ids of new ones, entries that new ones name, and corrections of these."""
    found: dict[str, CheckedRow] = {}
    ahead = [row.id for row in rows if row.id] + [target for row in rows for target in _names(row)]
    asked: set[str] = set()
    while ahead:
        wanted = ahead.pop()
        if wanted in asked:
            continue
        asked.add(wanted)
        for row in (held.row(wanted), held.correction_of(wanted)):
            if row is not None and row.id not in found:
                found[row.id] = row
                ahead += [row.id, *_names(row)] if row.kind.name == "correction" else [row.id]
    return [found[id_] for id_ in sorted(found)]


def _names(row: CheckedRow) -> list[str]:
    if row.entry is None:
        return []
    return [name for field in references(row.kind) if (name := row.entry.text(field.name))]


def _blame_withheld(row: CheckedRow, by_id: dict[str, CheckedRow]) -> None:
    for field in references(row.kind) if row.entry else ():
        found = by_id.get(row.entry.text(field.name)) if row.entry else None
        if found is not None and found.entry is None and found.file == KEPT:
            rule = f"the contents of the entry that it names are withheld ({found.place})"
            hint = "whoever holds the sealed unit's key can record it"
            row.blame(codes.WITHHELD, field.name, found.id, rule, hint)


def entry_named(rows: Sequence[CheckedRow], held: Held, name: str) -> Entry:
    """The entry of an id, new or kept. KeyError when there is none that can be read."""
    for row in (*(row for row in rows if row.id == name), held.row(name)):
        if row is not None and row.entry is not None:
            return row.entry
    raise KeyError(name)

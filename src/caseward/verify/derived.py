"""What is derived from the log and answers questions: states, marks, indexes; each held against the log."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import Any

from caseward.verify.seen import BYTES_OR_NONE, Read, Rows, typed
from caseward.verify.states import States


def look_at_tables(rows: Rows, found: Read, states: States) -> None:
    """The tables beside the log, each held against what the entries say."""
    _matters(rows, found, states)
    _ids(rows, found, states)
    _superseded(rows, found, states)
    _requests(rows, found)
    _actors(rows, found)


def _matters(rows: Rows, found: Read, states: States) -> None:
    used, met = {*found.tokens} - {""}, set[str]()
    sql = "SELECT token, key_id, subject, matter, name, state FROM matters ORDER BY token"
    for row in typed(rows, found.report, sql, str, str, *[BYTES_OR_NONE] * 3, str):
        token, key_id, *_, state = row
        due = states.now.get(token, "open")
        met.add(token)
        if state != due:
            found.report.fault(f"matters: the case {token} is {state!r} in the table; the log says {due!r}")
        if token not in used:
            found.report.fault(f"matters: no entry is of the case {token}")
        if found.key_ids.get(token, key_id) != key_id:
            found.report.fault(f"matters: the case {token} names another key than its payloads")
        bare = all(value is None for value in row[2:5])
        if bare is not (due == "destroyed"):
            found.report.fault(f"matters: the case {token} {'has lost its names' if bare else 'still has its names'}")
        elif found.keys and (what := found.keys.matter_fault(row[:5])):
            found.report.fault(f"matters: the case {token}: {what}")
    for token in sorted(used - met):
        found.report.fault(f"matters: the case {token} is missing")


def _ids(rows: Rows, found: Read, states: States) -> None:
    met: dict[int, bytes] = {}
    last = b""
    for mark, index in typed(rows, found.report, "SELECT mark, idx FROM ids ORDER BY mark", bytes, int):
        if mark <= last or index in met or not 0 <= index < found.size:
            found.report.fault(f"ids: the row of entry {index} stands out of order, or twice, or of no entry")
            continue
        last = met[index] = mark
        if index in found.ids and found.ids[index] != last:
            found.report.fault(f"ids: the row of entry {index} has the mark of another id")
    for index in found.named.symmetric_difference(met):
        gone = states.now.get(found.tokens[index]) == "destroyed"
        if (index in met) if gone else (index in found.named):
            found.report.fault(f"ids: the row of entry {index} is {'still there' if gone else 'missing'}")


def _superseded(rows: Rows, found: Read, states: States) -> None:
    due = {place: index for index, places in found.corrections for place in places}
    met = dict(typed(rows, found.report, "SELECT idx, by_idx FROM superseded ORDER BY idx", int, int))
    for place in sorted({*due} | {*met}):
        if due.get(place) == met.get(place):
            continue
        gone = place in due and states.now.get(found.tokens[place]) == "destroyed" and place not in met
        if not gone:
            says = f"by {met.get(place)} in the table; by {due.get(place)} in the log"
            found.report.fault(f"superseded: entry {place} is superseded {says}")


def _requests(rows: Rows, found: Read) -> None:
    sql = "SELECT key, first, count FROM requests ORDER BY key"
    for key, first, count in typed(rows, found.report, sql, str, int, int):
        if not 0 <= first <= first + count <= found.size:
            found.report.fault(f"requests: {key[:16]}… names {count} entries from {first} on, which are not there")


def _actors(rows: Rows, found: Read) -> None:
    sql = "SELECT token, mark, name FROM actors ORDER BY token"
    for row in typed(rows, found.report, sql, str, bytes, bytes):
        if found.keys and (what := found.keys.actor_fault(row)):
            found.report.fault(f"actors: {row[0]}: {what}")


#: The indexes of the store: name, table, columns. Each is read through itself and through its table.
INDEXES = (
    ("entries_by_case", "entries", "case_token, idx"),
    ("entries_by_kind", "entries", "kind, idx"),
    ("entries_by_recorded", "entries", "recorded, idx"),
    ("ids_by_idx", "ids", "idx, mark"),
    ("matters_by_subject", "matters", "subject, token"),
    ("matters_by_matter", "matters", "matter, token"),
    ("superseded_by", "superseded", "by_idx, idx"),
)


def look_at_indexes(rows: Rows, found: Read, there: Collection[str]) -> None:
    """SQLite: every index that is ``there`` gives the rows of its table, in order, and the file hangs together."""
    for name, table, columns in (one for one in INDEXES if f"index {one[0]}" in there):
        listed = f"SELECT {columns} FROM {table}"
        through = _digest(rows.execute(f"{listed} INDEXED BY {name} ORDER BY {columns}"), sorted_=True)
        if through != _digest(rows.execute(f"{listed} NOT INDEXED"), sorted_=False):
            found.report.fault(f"{table}: the index {name} does not give the rows of the table in order")
    for (line,) in rows.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            found.report.fault(f"the file of the database: {line}")


def _digest(rows: Iterable[tuple[Any, Any]], *, sorted_: bool) -> tuple[int, int]:
    """How many rows, and the sum of their hashes; -1 for rows that are not in order."""
    total, count, last = 0, 0, None
    for row in rows:
        if sorted_ and last is not None and not _before(last, row):
            return -1, 0
        total, count, last = total + int.from_bytes(sha256(repr(row).encode()).digest()[:16], "big"), count + 1, row
    return count, total


def _before(row: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    """Whether a row of an index comes before another; nothing (NULL) comes first."""
    if row[0] is None:
        return True
    return type(row[0]) is type(other[0]) and type(row[1]) is type(other[1]) and tuple(row) < tuple(other)

"""What is derived from the log and answers questions: states, marks, indexes; each held against the log."""

from __future__ import annotations

import re
from operator import lt

from caseward.verify.seen import BYTES_OR_NONE, Read, Rows, plain, typed
from caseward.verify.states import States
from caseward.verify.tables import IDS

_MARK = re.compile(r"[0-9a-f]{64}")


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
        elif found.keys and (what := found.keys.matter_fault(row)):
            found.report.fault(f"matters: the case {token}: {what}")
    for token in sorted(used - met):
        found.report.fault(f"matters: the case {token} is missing")


def _ids(rows: Rows, found: Read, states: States) -> None:
    if _ids_stand(rows, found, states):
        return
    met: dict[int, bytes] = {}
    last = b""
    for mark, index in typed(rows, found.report, IDS, bytes, int):
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


def _ids_stand(rows: Rows, found: Read, states: States) -> bool:
    """Whether the marks are just those of entries that have an id and were not destroyed; nothing is said."""
    columns = plain(rows, IDS, bytes, int)
    if columns is None:
        return False
    marks, places = columns
    gone = {token for token, state in states.now.items() if state == "destroyed"}
    due = {index for index in found.named if found.tokens[index] not in gone} if gone else found.named
    once = len(places) == len(due) and {*places} == due and all(map(lt, marks, marks[1:]))
    return once and (not found.ids or found.ids == dict(zip(places, marks, strict=True)))


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
        if not _MARK.fullmatch(key):
            found.report.fault(f"requests: {key[:16]!r} is no mark of a request")
        if not 0 <= first <= first + count <= found.size:
            found.report.fault(f"requests: {key[:16]}… names {count} entries from {first} on, which are not there")


def _actors(rows: Rows, found: Read) -> None:
    sql = "SELECT token, mark, name FROM actors ORDER BY token"
    met = set()
    for row in typed(rows, found.report, sql, str, bytes, bytes):
        met.add(row[0])
        if found.keys and (what := found.keys.actor_fault(row)):
            found.report.fault(f"actors: {row[0]}: {what}")
    for token in sorted(found.actors - met):
        found.report.fault(f"actors: who stands for the token {token} is missing")


def look_at_file(rows: Rows, found: Read) -> None:
    """SQLite: its file hangs together, and every index has the rows of its table, in order.

    That is no proof against whoever edits the file: it says that questions are answered from the rows that were read
    here, and those were held against the log.
    """
    for (line,) in rows.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            found.report.fault(f"the file of the database: {line}")

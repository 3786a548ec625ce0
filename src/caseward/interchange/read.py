"""Read a record folder, or the folder zipped: everything is checked, and every fault is reported at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from caseward.errors import BadRecord, Fault, NotFound
from caseward.interchange import codes
from caseward.interchange.content import content_sha256
from caseward.interchange.corrections import check_corrections
from caseward.interchange.kept.settings import is_kept
from caseward.interchange.links import check_ids, check_references, nameless_places, rows_by_id, set_aside_dependants
from caseward.interchange.read_csv import read_csv
from caseward.interchange.read_jsonl import read_jsonl
from caseward.interchange.read_parquet import read_parquet
from caseward.interchange.reading import Reading, RejectedRow
from caseward.interchange.rows import CheckedRow, check_rows
from caseward.interchange.source import LARGEST_FILE, SourceFile, TableFile, files_of, sort_tables
from caseward.interchange.table import Table
from caseward.interchange.terms import check_ends
from caseward.interchange.zipped import UnreadableMember, members_of
from caseward.record.entry import Record
from caseward.record.faults import shown
from caseward.record.fields import Kind


class UnreadableRecord(BadRecord):
    """Not one table of the record could be opened, so there is nothing to set aside and nothing to go on with."""

    code = "CW210"
    sentence = "Nothing in the record can be read."
    hint = "correct the places named above"


_READERS: dict[str, Callable[[str, Kind, bytes], Table]] = {
    "csv": read_csv,
    "jsonl": read_jsonl,
    "parquet": read_parquet,
}


def read_record(path: Path, *, strict: bool = False) -> Reading:
    """Read and check a record folder or archive, or a kept record through its store. Faulty rows, and rows that need
    them, are set aside and reported.

    NotFound when there is nothing at ``path``; UnreadableRecord when no table could be opened; with ``strict``,
    BadRecord when anything is wrong. Each carries every fault.
    """
    try:
        if not path.exists():
            raise NotFound(str(path))
        if is_kept(path):
            # Here, for the ways in and out of a kept record are made of what reads and writes folders.
            from caseward.interchange.kept.reading import read_kept

            return read_kept(path, strict=strict)
        files, faults = files_of(path) if path.is_dir() else _open_archive(path)
    except OSError as error:
        raise UnreadableRecord(faults=[unreadable(shown(path.name), error)]) from None
    chosen, more, doubled = sort_tables(files)
    hashes: dict[str, str] = {}
    tables = [_read_table(file, hashes) for file in chosen]
    read = {table.file for table in tables if table.opened}
    if not (read or faults or more or tables):
        rule, hint = "there is no table in it", "`caseward kinds` lists the tables that a record may have"
        more = [Fault(path.name, 0, 0, codes.NO_TABLE, rule=rule, hint=hint)]
    reading = assemble(tables, [*faults, *more], doubled)
    if not read:
        raise UnreadableRecord(faults=reading.faults)
    if strict and reading.faults:
        raise BadRecord(faults=reading.faults)
    return replace(reading, files=hashes, unread=tuple(f.name for f in files if f.name not in read))


def assemble(tables: Sequence[Table], faults: Iterable[Fault] = (), unread: Mapping[str, str] | None = None) -> Reading:
    """Check the rows of all tables, each alone and then together, and give what stands and what does not.

    ``faults`` are those already found, ``unread`` the kinds of which a file was not read, with its name.
    """
    rows = [row for table in tables for row in check_rows(table)]
    check_ids(rows)
    by_id = rows_by_id(rows)
    lost = {table.kind.name: table.file for table in tables if not table.opened} | dict(unread or {})
    check_references(rows, by_id, nameless_places(rows, lost))
    check_corrections(rows, by_id)
    check_ends(rows, by_id)
    set_aside_dependants(rows)
    record = Record.of([row.entry for row in rows if row.kept and row.entry])
    rejected = tuple(_rejected(row) for row in rows if not row.kept)
    found = {*faults, *(f for t in tables for f in t.faults), *(f for row in rejected for f in row.faults)}
    counts = {table.kind.name: 0 for table in tables} | Counter(row.kind.name for row in rows)
    hash_ = content_sha256(record)
    return Reading(record, tuple(sorted(found)), rejected, len(rows), counts, hash_, lost=tuple(sorted(lost)))


def _open_archive(path: Path) -> tuple[list[SourceFile], list[Fault]]:
    if path.stat().st_size > LARGEST_FILE:
        rule = f"a file has at most {LARGEST_FILE // 1024**2} MiB"
        return [], [Fault(path.name, 0, 0, codes.TOO_BIG, rule=rule, hint="unpack it and give the folder")]
    if not path.is_file() or path.suffix.lower() != ".zip":
        rule, hint = "this is neither a record folder nor one packed as .zip", "give the folder that the tables lie in"
        return [], [Fault(path.name, 0, 0, codes.UNREADABLE, rule=rule, hint=hint)]
    return members_of(path.name, path.read_bytes())


def _read_table(chosen: TableFile, hashes: dict[str, str]) -> Table:
    name = chosen.file.name
    try:
        data = chosen.file.read()
    except (OSError, UnreadableMember) as error:
        return Table(name, chosen.kind, faults=[unreadable(name, error)])
    hashes[name] = sha256(data).hexdigest()
    return _READERS[chosen.format](name, chosen.kind, data)


def unreadable(name: str, error: Exception) -> Fault:
    """The fault of a file or folder that the system, or the archive, does not give."""
    rule = f"it cannot be read: {shown(getattr(error, 'strerror', None) or error)}"
    return Fault(name, 0, 0, codes.UNREADABLE, rule=rule, hint="see that it may be read, or copy or pack it again")


def _rejected(row: CheckedRow) -> RejectedRow:
    return RejectedRow(row.file, row.row, row.kind.name, row.id, row.raw, tuple(sorted(set(row.faults))), row.about)

"""Turn a foreign extract into a record by a mapping. Each fault is told at its place in the extract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from caseward.errors import Fault, NotFound
from caseward.interchange import codes
from caseward.interchange.foreign_dates import in_zone, own_form
from caseward.interchange.mapping_model import ColumnMapping, DateFormat, Mapping, TableMapping
from caseward.interchange.read import UnreadableRecord, assemble, unreadable
from caseward.interchange.read_csv import Grid, GridRow, read_grid
from caseward.interchange.reading import Reading
from caseward.interchange.source import files_of
from caseward.interchange.table import RawRow, Table
from caseward.record.faults import ValueFault, shown
from caseward.record.fields import Field, FieldType, Kind
from caseward.record.kinds import BY_NAME
from caseward.record.nearest import did_you_mean


@dataclass(frozen=True, slots=True)
class _Job:
    """One table of the mapping with what it needs: the mapping, the kind, and where the extract's columns stand."""

    mapping: Mapping
    table: TableMapping
    kind: Kind
    at: dict[str, int]


def map_extract(mapping: Mapping, folder: Path) -> Reading:
    """The extract read through the mapping. Rows and columns in faults are those of the extract's own files."""
    if not folder.is_dir():
        raise NotFound(str(folder))
    files, faults = files_of(folder)
    faults += _unnamed(mapping, [file.name for file in files])
    contents: dict[str, bytes] = {}
    for file in files:
        try:
            contents[file.name] = file.read()
        except OSError as error:
            faults.append(unreadable(file.name, error))
    tables = []
    for number, wanted in enumerate(mapping.tables):
        others = [t for n, t in enumerate(mapping.tables) if t.file == wanted.file and n != number]
        tables.append(_table(mapping, wanted, others, contents.get(wanted.file)))
    reading = assemble(tables, faults)
    if not any(table.opened for table in tables):
        raise UnreadableRecord(faults=reading.faults)
    hashes = {t.file: sha256(contents[t.file]).hexdigest() for t in tables if t.file in contents}
    opened = {table.file for table in tables if table.opened}
    return replace(reading, files=hashes, unread=tuple(f.name for f in files if f.name not in opened))


def _unnamed(mapping: Mapping, names: list[str]) -> list[Fault]:
    known = {table.file for table in mapping.tables} | set(mapping.ignored_files)
    rule, hint = "the mapping does not name this file", "map it, or list it under `ignored_files`"
    return [Fault(name, 0, 0, codes.UNKNOWN_FILE, rule=rule, hint=hint) for name in names if name not in known]


def _table(mapping: Mapping, wanted: TableMapping, others: Sequence[TableMapping], data: bytes | None) -> Table:
    kind = BY_NAME[wanted.kind]
    if data is None:
        fault = Fault(wanted.file, 0, 0, codes.UNREADABLE, rule="the extract does not give this file", hint="add it")
        return Table(wanted.file, kind, faults=[fault])
    grid = _grid(wanted, data)
    header = [*grid.faults] if grid.faults else _header_faults(wanted, others, grid)
    at = {name: n for n, name in enumerate(grid.names, start=1)}
    job = _Job(mapping, wanted, kind, at)
    lost = [fault for fault in header if fault.code in (codes.MISSING_COLUMN, codes.DUPLICATE_COLUMN)]
    rows = [_row(job, row, lost) for row in grid.rows]
    columns = {name: at[c.from_] for name, c in wanted.columns.items() if c.from_ in at}
    return Table(wanted.file, kind, columns, rows, header)


def _grid(wanted: TableMapping, data: bytes) -> Grid:
    if wanted.encoding == "utf-8":
        return read_grid(wanted.file, data, wanted.delimiter)
    try:
        text = data.decode(wanted.encoding)
    except UnicodeDecodeError as error:
        rule = f"the byte at offset {error.start} is not {wanted.encoding}"
        return Grid([], faults=[Fault(wanted.file, 0, 0, codes.ENCODING, rule=rule, hint="name another `encoding`")])
    return read_grid(wanted.file, text.encode(), wanted.delimiter)


def _header_faults(wanted: TableMapping, others: Sequence[TableMapping], grid: Grid) -> list[Fault]:
    """Columns that the mapping uses and the file lacks, that it does not speak of, and that are there twice."""
    used = _used(wanted)
    spoken = used | set(wanted.ignored) | {name for o in others for name in (*_used(o), *o.ignored)}
    faults = []
    for at, name in enumerate(grid.names, start=1):
        place = Fault(wanted.file, grid.header, at, "", field=name)
        if name not in spoken:
            hint = "map it, or list it under `ignored`"
            faults.append(replace(place, code=codes.UNMAPPED_COLUMN, rule="the mapping does not name it", hint=hint))
        elif name in used and grid.names.count(name) > 1:
            rule, hint = "two columns have this name", "export the table again with one of them"
            faults.append(replace(place, code=codes.DUPLICATE_COLUMN, rule=rule, hint=hint))
    for name in sorted(used - set(grid.names)):
        hint = did_you_mean(name, grid.names)
        rule = "the mapping uses this column, and the table lacks it"
        faults.append(Fault(wanted.file, grid.header, 0, codes.MISSING_COLUMN, name, "", rule, hint))
    return faults


def _used(table: TableMapping) -> set[str]:
    return {name for c in table.columns.values() for name in (c.from_, c.time_from) if name is not None}


def _row(job: _Job, row: GridRow, lost: list[Fault]) -> RawRow:
    if row.faults or lost:
        return RawRow(row.row, {}, row.raw, row.faults or list(lost), whole=False)
    made = RawRow(row.row, {}, row.raw)
    cells: dict[str, object] = {}
    for name, column in job.table.columns.items():
        text = _text(job, row, column)
        field = job.kind.field(name)
        assert field is not None
        try:
            cells[name] = _translated(job.mapping, field, column, text)
        except ValueFault as no:
            at = job.at.get(column.from_ or "", 0)
            made.faults.append(Fault(job.table.file, row.row, at, no.code, name, shown(text), no.rule, no.hint))
    made.cells = cells
    return made


def _text(job: _Job, row: GridRow, column: ColumnMapping) -> str:
    if column.value is not None:
        return column.value
    said = [row.cells[job.at[name] - 1].strip() for name in (column.from_, column.time_from) if name]
    return " ".join(part for part in said if part) if said[0] else ""


def _translated(mapping: Mapping, field: Field, column: ColumnMapping, text: str) -> str:
    if column.separator:
        parts = [part.strip() for part in text.split(column.separator) if part.strip()]
        return ";".join(column.prefix + _one(mapping, field, column, part) for part in parts)
    said = _one(mapping, field, column, text)
    return column.prefix + said if said else ""


def _one(mapping: Mapping, field: Field, column: ColumnMapping, text: str) -> str:
    if column.codes is not None:
        if text and text not in column.codes:
            hint = f"add it to `codes`; it has {', '.join(map(shown, column.codes))}"
            raise ValueFault("the mapping does not translate this code", hint, codes.UNMAPPED_CODE)
        return column.codes.get(text, "")
    form: DateFormat = column.dates or mapping.dates
    timed = field.type in (FieldType.WHEN, FieldType.INSTANT, FieldType.DAY)
    if not (text and timed and column.value is None):
        return text
    own = own_form(text, form, mapping.zone, column.midnight)
    return own if mapping.to_zone is None or field.type is FieldType.DAY else in_zone(own, mapping.to_zone)

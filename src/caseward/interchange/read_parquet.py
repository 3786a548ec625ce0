"""Parquet tables. A column is read when its type holds what its field says without loss; rows are numbered from 1."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from caseward.errors import Fault
from caseward.interchange import codes
from caseward.interchange.table import Header, RawRow, Table, read_header
from caseward.record.faults import shown, whole
from caseward.record.fields import FieldType, Kind

MOST_CELLS = 200_000_000
_BATCH = 16_384
_AS_TEXT = "export the column as text"
_HINTS = {
    FieldType.INT: "export the column as whole numbers (int64)",
    FieldType.BOOL: "export the column as booleans, or as the texts yes and no",
    FieldType.CODES: "export the column as lists of text, or as text with semicolons",
    FieldType.LIST: "export the column as lists of text, or as text with semicolons",
    FieldType.WHEN: "export the column as text, as days, or as timestamps with their zone",
    FieldType.INSTANT: "export the column as text, or as timestamps with their zone",
}


def read_parquet(file: str, kind: Kind, data: bytes) -> Table:
    """A Parquet table with all its rows, or without rows and with the fault that keeps the file from being read."""
    table = Table(file, kind)
    try:
        _read_into(table, pq.ParquetFile(pa.BufferReader(data)))
    except Exception as error:  # the library raises many kinds for damaged files; each is a fault of the file
        rule = f"the file cannot be read as Parquet: {whole(error)}"
        hint = "copy or export the file again"
        table.columns, table.rows = {}, []
        table.faults = [Fault(file, 0, 0, codes.UNREADABLE, rule=rule, hint=hint)]
    return table


def _read_into(table: Table, source: Any) -> None:
    schema, about = source.schema_arrow, source.metadata
    if about.num_rows * max(1, about.num_columns) > MOST_CELLS:
        rule = f"the table says it has {about.num_rows} rows; at most {MOST_CELLS:,} cells are read"
        table.faults.append(Fault(table.file, 0, 0, codes.TOO_BIG, rule=rule, hint="split the record into parts"))
        return
    header = header_of(table.file, table.kind, schema)
    table.columns, table.faults = header.columns, header.faults
    for batch in source.iter_batches(batch_size=_BATCH):
        _add_rows(table, header, [plain_cells(column) for column in batch.columns], batch.num_rows)


def header_of(file: str, kind: Kind, schema: Any) -> Header:
    """The columns of a table by name. A column of a wrong type is as unreadable as one with an unknown name."""
    header = read_header(file, kind, [name.strip() for name in schema.names], 0)
    for name, at in list(header.columns.items()):
        found, field = schema.field(at - 1), kind.field(name)
        assert field is not None
        if not _readable(field.type, found.type):
            del header.columns[name]
            rule = f"a column of type {shown(found.type)} cannot hold a {field.type.value}"
            hint = _HINTS.get(field.type, _AS_TEXT)
            header.stray[at] = Fault(file, 0, at, codes.COLUMN_TYPE, name, "", rule, hint)
    return header


def _readable(wanted: FieldType, found: Any) -> bool:
    if pa.types.is_dictionary(found):
        found = found.value_type
    if _is_text(found) or pa.types.is_null(found):
        return True
    match wanted:
        case FieldType.INT | FieldType.TEXT | FieldType.REF:
            return bool(pa.types.is_integer(found))
        case FieldType.BOOL:
            return bool(pa.types.is_boolean(found))
        case FieldType.CODES | FieldType.LIST:
            return bool(pa.types.is_list(found) or pa.types.is_large_list(found)) and _is_text(found.value_type)
        case FieldType.WHEN:
            return bool(pa.types.is_date(found) or pa.types.is_timestamp(found))
        case FieldType.INSTANT:
            return bool(pa.types.is_timestamp(found))
        case FieldType.DAY:
            return bool(pa.types.is_date(found))
        case _:
            return False


def _is_text(found: Any) -> bool:
    return bool(pa.types.is_string(found) or pa.types.is_large_string(found))


def plain_cells(column: Any) -> list[object]:
    """The column as plain values; parts of a second are cut off, as they are when a time is read from text."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("s", column.type.tz), safe=False)
    found: list[object] = column.to_pylist()
    return found


def _add_rows(table: Table, header: Header, columns: list[list[object]], height: int) -> None:
    names = {at: name for name, at in header.columns.items()}
    names |= {at: fault.field for at, fault in header.stray.items()}
    for n in range(height):
        cells = [column[n] for column in columns]
        raw = json.dumps({names[at]: cell for at, cell in enumerate(cells, start=1)}, default=str, ensure_ascii=False)
        table.rows.append(RawRow(len(table.rows) + 1, header.named(cells), raw, header.faults_of(cells)))

"""A data set written anew in subject order: DuckDB sorts, on disk where memory does not hold it; pyarrow writes.

Only the order changes. Every column keeps its type, also a timestamp its zone, and each row keeps the name of the file
and the number that it had, so that a fault found later names the row where it can be corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile, rmtree
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from caseward.engine.intake.dataset import TERMS_PER_SLICE, DataSet, open_data_set
from caseward.engine.intake.faults import MOST_FAULTS, refuse
from caseward.engine.intake.known import none_known, told_twice
from caseward.engine.intake.subject_order import subject_columns
from caseward.engine.intake.tables import ENDING, MARK, ORIGIN, DataFile, DataTable, tables_of
from caseward.errors import BadRequest, Fault
from caseward.interchange import codes
from caseward.record.faults import shown, whole
from caseward.record.fields import Kind

MEMORY = "2GB"
"""What DuckDB may hold while it sorts; the rest goes to disk."""

_BATCH = 1 << 17


def sort_data_set(folder: Path, into: Path, *, memory: str = MEMORY, threads: int = 2) -> DataSet:
    """Write the tables of ``folder`` in subject order to the folder ``into``, new or empty, and open them.

    BadDataSet for rows about terms or persons that are not there, or tables whose files disagree on a type; BadRequest
    when there is no room. What DuckDB puts aside on disk lies in ``into`` while it works.
    """
    tables = tables_of(folder)
    into.mkdir(parents=True, exist_ok=True)
    scratch = into / ".sorting"
    try:
        with duckdb.connect() as con:
            _set_up(con, scratch, memory, threads)
            sorter = _Sorter(con, folder, into, tables)
            refuse(fault for table in tables.values() for fault in _differing(folder, table))
            refuse(fault for kind in ("person", "term") for fault in sorter.twice(kind))
            refuse(sorter.unknown())
            refuse(fault for kind in tables for fault in sorter.dangling(kind))
            for kind in tables:
                sorter.write(kind)
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
        raise BadRequest(f"The tables cannot be sorted: {whole(error)}") from None
    finally:
        rmtree(scratch, ignore_errors=True)
    return open_data_set(into)


def _set_up(con: Any, scratch: Path, memory: str, threads: int) -> None:
    con.execute("SET memory_limit = ?", [memory])
    con.execute("SET temp_directory = ?", [str(scratch)])
    con.execute("SET threads = ?", [threads])
    con.execute("SET preserve_insertion_order = true")
    con.execute("SET enable_progress_bar = false")


class _Sorter:
    """Sorts one table after another. The persons of terms are held as a table of DuckDB, which may spill too."""

    def __init__(self, con: Any, folder: Path, into: Path, tables: dict[str, DataTable]) -> None:
        self.con, self.folder, self.into, self.tables = con, folder, into, tables
        for name, columns in (("person", ["id"]), ("term", ["id", "person"])):
            source = self._select(name, columns) if name in tables else f"SELECT {_nothing(columns)} WHERE false"
            con.execute(f"CREATE TEMP TABLE known_{name} AS {source}")

    def twice(self, kind: str) -> Iterator[Fault]:
        """Rows of terms, or of persons, that have the id of an earlier row."""
        if kind not in self.tables:
            return
        place = ", ".join(ORIGIN)
        found = self.con.execute(
            f"SELECT id, {place}, first_value({ORIGIN[0]} || ':' || {ORIGIN[1]}) OVER own "
            f"FROM ({self._select(kind, ['id'], where=True)}) "
            f"WHERE id <> '' AND id IN (SELECT id FROM known_{kind} GROUP BY id HAVING count(*) > 1) "
            f"WINDOW own AS (PARTITION BY id ORDER BY {place}) QUALIFY row_number() OVER own > 1 "
            f"ORDER BY 2, 3 LIMIT {MOST_FAULTS + 1}"
        ).fetchall()
        yield from (told_twice(self._file(kind, file), row, value, first) for value, file, row, first in found)

    def unknown(self) -> Iterator[Fault]:
        """What is named, and of which the data set has none at all."""
        for name in ("person", "term"):
            if name not in self.tables or not self.tables[name].rows:
                by = [kind for kind, table in self.tables.items() if name in _named_by(table.kind)]
                some = [kind for kind in by if self._names(kind, name)]
                yield from [none_known(name, some)] if some else []

    def _names(self, kind: str, name: str) -> bool:
        source = self._select(kind, [name])
        query = f"SELECT 1 FROM ({source}) WHERE {name} IS NOT NULL AND {name} <> '' LIMIT 1"
        return bool(self.con.execute(query).fetchall())

    def dangling(self, kind: str) -> Iterator[Fault]:
        """Rows about a term or person that is not there."""
        for name in _named_by(self.tables[kind].kind):
            source = self._select(kind, [name], where=True)
            found = self.con.execute(
                f"SELECT {name}, {ORIGIN[0]}, {ORIGIN[1]} FROM ({source}) "
                f"WHERE {name} IS NOT NULL AND {name} <> '' AND {name} NOT IN (SELECT id FROM known_{name}) "
                f"ORDER BY 2, 3 LIMIT {MOST_FAULTS + 1}"
            ).fetchall()
            for value, file, row in found:
                rule, hint = f"no {name} has this id", f"add that {name}, or correct the id"
                column = dict(self._file(kind, file).columns).get(name, 0)
                yield Fault(file, row, column, codes.DANGLING, name, shown(value), rule, hint)

    def write(self, kind: str) -> None:
        """One table, sorted when it is about terms or persons, else as it is."""
        table = self.tables[kind]
        if kind not in ("term", "person") and not subject_columns(table.kind):
            return self._copy(table)
        fields = [f.name for f in table.kind.all_fields if any(file.spelling(f.name) for file in table.files)]
        schema = _schema(self.folder, table, fields)
        source = self._select(kind, fields, where=True, plain=False)
        reader = self.con.sql(f"{source} ORDER BY {self._key(kind)}").to_arrow_reader(_BATCH)
        terms = self.tables["term"].rows if "term" in self.tables else 0
        group = max(8192, min(2_000_000, -(-table.rows * TERMS_PER_SLICE // max(1, terms))))
        _written(reader, schema, self.into / f"{kind}{ENDING}", group)
        return None

    def _key(self, kind: str) -> str:
        """What the rows of a kind are sorted by."""
        if kind == "person":
            return "id"
        if kind == "term":
            return "person, id"
        names = subject_columns(self.tables[kind].kind)
        owner = "(SELECT k.person FROM known_term k WHERE k.id = term)" if "term" in names else "NULL"
        parts = [f"COALESCE({owner}, {'person' if 'person' in names else 'NULL'}, '')"]
        return ", ".join([*parts, *(["COALESCE(term, '')"] if "term" in names else []), "occurred", "id"])

    def _select(self, kind: str, fields: list[str], *, where: bool = False, plain: bool = True) -> str:
        """The rows of all files of a kind, fields under their own names; with the place of each where asked."""
        parts = []
        for file in self.tables[kind].files:
            columns = [_column(file.spelling(f), f, plain=plain) for f in fields]
            if where:
                columns += [f"'{_quoted(file.name)}' AS {ORIGIN[0]}", f"file_row_number + 1 AS {ORIGIN[1]}"]
            path = _quoted(str(self.folder / file.name))
            parts.append(f"SELECT {', '.join(columns)} FROM read_parquet('{path}', file_row_number = true)")
        return f"SELECT * FROM ({' UNION ALL '.join(parts)})"

    def _copy(self, table: DataTable) -> None:
        for file in table.files:
            target = self.into / file.name
            target.parent.mkdir(exist_ok=True)
            copyfile(self.folder / file.name, target)

    def _file(self, kind: str, name: str) -> DataFile:
        return next(file for file in self.tables[kind].files if file.name == name)


def _named_by(kind: Kind) -> tuple[str, ...]:
    """The columns of a kind that name a term or a person."""
    return ("person",) if kind.name == "term" else subject_columns(kind)


def _column(spelt: str | None, field: str, *, plain: bool) -> str:
    if spelt is None:
        return f"NULL AS {_named(field)}"
    written = '"' + spelt.replace('"', '""') + '"'
    return f"CAST({written} AS VARCHAR) AS {_named(field)}" if plain else f"{written} AS {_named(field)}"


def _named(field: str) -> str:
    return f'"{field}"'


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _nothing(columns: list[str]) -> str:
    return ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in columns)


def _types(folder: Path, file: DataFile) -> dict[str, Any]:
    schema = pq.read_schema(folder / file.name)
    return {field: _plain(schema.field(at - 1).type) for field, at in file.columns}


def _plain(found: Any) -> Any:
    """The type without its dictionary."""
    return found.value_type if pa.types.is_dictionary(found) else found


def _schema(folder: Path, table: DataTable, fields: list[str]) -> Any:
    """The columns as the first file that has each holds them, and the origin of each row."""
    known: dict[str, Any] = {}
    for file in table.files:
        known = {**_types(folder, file), **known}
    columns = [pa.field(name, known[name]) for name in fields]
    origin = [pa.field(ORIGIN[0], pa.string()), pa.field(ORIGIN[1], pa.int64())]
    return pa.schema([*columns, *origin], metadata=MARK)


def _differing(folder: Path, table: DataTable) -> Iterator[Fault]:
    """Columns that one file holds as one type, and another as another: sorted together they must be one."""
    first: dict[str, tuple[Any, str]] = {}
    for file in table.files:
        for name, found in _types(folder, file).items():
            kept, other = first.setdefault(name, (found, file.name))
            if kept != found and not pa.types.is_null(found):
                rule = f"a column of type {shown(found)} cannot be sorted with one of type {shown(kept)} ({other})"
                at = dict(file.columns)[name]
                yield Fault(file.name, 0, at, codes.COLUMN_TYPE, name, "", rule, "export both as one type")


def _written(reader: Any, schema: Any, path: Path, group: int) -> None:
    """Write sorted batches in row groups of so many rows."""
    plain = [f.name for f in schema if f.name == "id"]
    narrow = [f.name for f in schema if pa.types.is_string(f.type) and f.name not in plain]
    held: list[Any] = []
    rows = 0
    options: dict[str, Any] = {"compression": "lz4", "dictionary_pagesize_limit": 16 * 1024**2}
    with pq.ParquetWriter(path, schema, use_dictionary=narrow, **options) as writer:
        for batch in reader:
            held.append(pa.Table.from_batches([batch]).select(schema.names).cast(schema))
            rows += batch.num_rows
            while rows >= group:
                table = pa.concat_tables(held)
                writer.write_table(table.slice(0, group), row_group_size=group)
                held, rows = [table.slice(group)], rows - group
        if rows or not held:
            writer.write_table(pa.concat_tables(held) if held else schema.empty_table(), row_group_size=max(1, rows))

"""The tables of a data set by their footers: which files hold which kind, with which columns, in how many rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from caseward.engine.intake.faults import MOST_FAULTS, refuse
from caseward.errors import Fault, NotFound
from caseward.interchange import codes
from caseward.interchange.kept.settings import is_kept
from caseward.interchange.read import unreadable
from caseward.interchange.read_parquet import header_of
from caseward.interchange.source import FORMATS, left_alone
from caseward.record.faults import BAD_INSTANT, MISSING, shown, whole
from caseward.record.fields import Kind
from caseward.record.kinds import BY_NAME, KINDS, kind_named
from caseward.record.nearest import nearest

ENDING = ".parquet"
OTHER_ENDINGS = tuple(f".{name}" for name in FORMATS if f".{name}" != ENDING)
MARK = {b"caseward": b"sorted"}
ORIGIN = ("origin_file", "origin_row")
"""Columns that tables sorted here have besides their own: the file that a row stood in, and its number there."""

_NAMED = "a data set has a file `<kind>.parquet`, or a folder `<kind>` of such files, for each kind of entry"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file: its name inside the data set, the rows of each of its row groups, and its columns.

    ``columns`` has pairs of the name of a field and its position (from 1); ``spelt`` the names as the file has them.
    ``narrow`` are fields that repeat a few values, by how little room they take. ``sorted_here``: it was written by
    ``sort_data_set`` and says of each row where it stood.
    """

    name: str
    groups: tuple[int, ...]
    columns: tuple[tuple[str, int], ...]
    spelt: tuple[str, ...]
    narrow: frozenset[str]
    sorted_here: bool = False

    @property
    def rows(self) -> int:
        """Rows of the whole file."""
        return sum(self.groups)

    def spelling(self, field: str) -> str | None:
        """The column of a field as the file spells it, or None when it has no such."""
        at = dict(self.columns).get(field)
        return None if at is None else self.spelt[at - 1]


@dataclass(frozen=True, slots=True)
class DataTable:
    """All files of one kind, in the order of their names."""

    kind: Kind
    files: tuple[DataFile, ...]

    @property
    def rows(self) -> int:
        """Rows of all files."""
        return sum(file.rows for file in self.files)


def is_data_set(path: Path) -> bool:
    """Whether a folder holds Parquet tables, and none in another format, and is not that of a kept record. What else
    lies in it changes nothing: opening the data set refuses it by its name."""
    if not path.is_dir() or is_kept(path):
        return False
    found = [p for p in path.iterdir() if not _ours_to_skip(p.name)]
    others = [p for p in found if p.is_file() and p.suffix in OTHER_ENDINGS and kind_named(p.stem)]
    return not others and any(p.is_dir() or p.suffix == ENDING for p in found)


def tables_of(folder: Path) -> dict[str, DataTable]:
    """The tables of a data set by kind, in the order of the kinds; NotFound, or BadDataSet with every fault of files,
    footers and columns."""
    if not folder.is_dir():
        raise NotFound(str(folder))
    faults: list[Fault] = []
    files: dict[str, list[DataFile]] = {}
    for kind, path in _paths(folder, faults):
        found = _opened(path, path.relative_to(folder).as_posix(), kind, faults)
        if found is not None:
            files.setdefault(kind.name, []).append(found)
    if not files and not faults:
        hint = "`caseward kinds` lists the tables that a record may have"
        faults.append(Fault(folder.name, 0, 0, codes.NO_TABLE, rule="there is no table in it", hint=hint))
    refuse(faults)
    return {k.name: DataTable(k, tuple(files[k.name])) for k in KINDS if k.name in files}


def _paths(folder: Path, faults: list[Fault]) -> Iterator[tuple[Kind, Path]]:
    """Every Parquet file with its kind; what is neither is a fault."""
    seen: set[str] = set()
    for path in sorted((p for p in folder.iterdir() if not _ours_to_skip(p.name)), key=lambda p: p.name):
        name = path.name if path.is_dir() else path.name.removesuffix(ENDING)
        kind = kind_named(name)
        if kind is None or not (path.is_dir() or path.suffix == ENDING):
            faults.append(_unknown(path, name))
        elif kind.name in seen:
            hint = "keep one of them"
            faults.append(Fault(path.name, 0, 0, codes.TWO_FILES, rule="a file and a folder hold this kind", hint=hint))
        elif path.is_dir():
            seen.add(kind.name)
            yield from ((kind, part) for part in _parts(path, faults))
        else:
            seen.add(kind.name)
            yield kind, path


def _parts(folder: Path, faults: list[Fault]) -> Iterator[Path]:
    for path in sorted((p for p in folder.iterdir() if not _ours_to_skip(p.name)), key=lambda p: p.name):
        if path.is_file() and path.suffix == ENDING:
            yield path
        else:
            faults.append(
                Fault(f"{folder.name}/{path.name}", 0, 0, codes.UNKNOWN_FILE, rule=_NAMED, hint="take it away")
            )


def _ours_to_skip(name: str) -> bool:
    """Notes, hidden files, and the marks that other programs leave in such folders (``_SUCCESS``)."""
    return left_alone(name) or name.startswith("_")


def _unknown(path: Path, name: str) -> Fault:
    meant = nearest(name, tuple(BY_NAME))
    hint = f"did you mean {meant}?" if meant else "`caseward kinds` lists the kinds; notes end in .md"
    if not path.is_dir() and path.suffix != ENDING:
        hint = "give a record folder of CSV or JSON Lines by itself, or write this table as Parquet"
    return Fault(shown(path.name), 0, 0, codes.UNKNOWN_FILE, rule=_NAMED, hint=hint)


def _opened(path: Path, name: str, kind: Kind, faults: list[Fault]) -> DataFile | None:
    try:
        with pq.ParquetFile(path) as source:
            schema, about = source.schema_arrow, source.metadata
            sorted_here = (schema.metadata or {}).items() >= MARK.items()
            own = pa.schema([f for f in schema if f.name not in ORIGIN]) if sorted_here else schema
            header = header_of(name, kind, own)
            faults += [*header.faults, *_zoneless(name, kind, own)]
            faults += _blanks(source, name, kind, header.columns)
            groups = tuple(about.row_group(i).num_rows for i in range(about.num_row_groups))
            return DataFile(
                name,
                groups,
                tuple(header.columns.items()),
                tuple(schema.names),
                _narrow(about, schema, header.columns),
                sorted_here,
            )
    except OSError as error:
        faults.append(unreadable(name, error))
    except Exception as error:  # the library raises many kinds for damaged files; each is a fault of the file
        faults.append(damaged(name, error))
    return None


def damaged(name: str, error: Exception) -> Fault:
    """The fault of a file that is cut short, or is not Parquet."""
    rule = f"the file cannot be read as Parquet: {whole(error)}"
    return Fault(name, 0, 0, codes.UNREADABLE, rule=rule, hint="copy or export the file again")


def _zoneless(name: str, kind: Kind, schema: Any) -> Iterator[Fault]:
    """A clock without a zone says nothing about when; every row of it would be refused."""
    for at, column in enumerate(schema, start=1):
        if kind.field(column.name) is not None and pa.types.is_timestamp(column.type) and column.type.tz is None:
            hint = "export the column as timestamps with their zone, as text with an offset, or as days"
            yield Fault(name, 0, at, BAD_INSTANT, column.name, "", "a time needs its zone", hint)


def _blanks(source: Any, name: str, kind: Kind, columns: dict[str, int]) -> Iterator[Fault]:
    """Nulls in columns that must be filled, as the footer counts them; which rows they are is then read."""
    needed = {source.schema_arrow.names[at - 1]: f for f, at in columns.items() if _must(kind, f)}
    row = 0
    for g in range(source.metadata.num_row_groups):
        group = source.metadata.row_group(g)
        for c in range(group.num_columns):
            chunk = group.column(c)
            field = needed.get(chunk.path_in_schema)
            if field and chunk.statistics is not None and chunk.statistics.null_count:
                column = source.read_row_group(g, columns=[chunk.path_in_schema]).column(0)
                for at in np.flatnonzero(column.is_null().to_numpy())[: MOST_FAULTS + 1]:
                    yield _missing(name, row + int(at) + 1, columns[field], kind, field)
        row += group.num_rows


def _must(kind: Kind, name: str) -> bool:
    field = kind.field(name)
    return field is not None and field.required


def _missing(name: str, row: int, column: int, kind: Kind, field: str) -> Fault:
    found = kind.field(field)
    assert found is not None
    return Fault(name, row, column, MISSING, field, "", "it must be filled", found.doc)


def _narrow(about: Any, schema: Any, columns: dict[str, int]) -> frozenset[str]:
    """Fields that are held as places in a dictionary: at most 8 bytes a value, before compression."""
    room: dict[str, list[int]] = {}
    for g in range(about.num_row_groups):
        group = about.row_group(g)
        for c in range(group.num_columns):
            chunk = group.column(c)
            taken = room.setdefault(chunk.path_in_schema.split(".")[0], [0, 0])
            taken[0] += chunk.total_uncompressed_size
            taken[1] += chunk.num_values
    names = {name: schema.names[at - 1] for name, at in columns.items()}
    small = {field for field, name in names.items() if name in room and room[name][0] <= 8 * max(1, room[name][1])}
    return frozenset(f for f in small if pa.types.is_string(schema.field(names[f]).type))

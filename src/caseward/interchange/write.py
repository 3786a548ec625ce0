"""Write a record in canonical order: the same record gives the same bytes, and reading them gives the same record."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from caseward.errors import BadRequest
from caseward.interchange.cells import cell_text
from caseward.interchange.content import plain_entry
from caseward.interchange.source import FORMATS
from caseward.record.entry import Entry, Record
from caseward.record.kinds import BY_NAME, KINDS
from caseward.record.schema import schema_of

Format = Literal["csv", "jsonl", "parquet", "zip"]

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest an archive can say; when it was packed is no part of the record


def write_record(record: Record, out: Path, form: Format = "csv") -> list[Path]:
    """Write one table for each kind that the record has, and give their paths.

    ``out`` is the folder, made when it is not there; for ``zip`` it is the archive, with CSV tables in it. BadRequest
    when the folder already holds tables: two records must not be mixed.
    """
    if form == "zip":
        out.write_bytes(_archive(table_bytes(record, "csv")))
        return [out]
    if out.is_dir() and any(path.suffix.removeprefix(".") in FORMATS for path in out.iterdir()):
        raise BadRequest(f"{out} already holds tables; name a folder that does not, or take them away")
    tables = table_bytes(record, form)
    out.mkdir(parents=True, exist_ok=True)
    for name, data in tables.items():
        (out / name).write_bytes(data)
    return [out / name for name in tables]


def table_bytes(record: Record, form: Literal["csv", "jsonl", "parquet"]) -> dict[str, bytes]:
    """The tables of a record by file name, in the order of the kinds."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in record:
        by_kind.setdefault(entry.kind, []).append(entry)
    return {f"{k.name}.{form}": _WRITERS[form](k.name, by_kind[k.name]) for k in KINDS if k.name in by_kind}


def _csv(kind: str, entries: Sequence[Entry]) -> bytes:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [field.name for field in BY_NAME[kind].all_fields]
    writer.writerow(names)
    for entry in entries:
        said = plain_entry(entry)
        writer.writerow([cell_text(said[name]) if name in said else "" for name in names])
    return out.getvalue().encode()


def _jsonl(_kind: str, entries: Sequence[Entry]) -> bytes:
    return "".join(f"{json.dumps(plain_entry(e), ensure_ascii=False)}\n" for e in entries).encode()


def _parquet(kind: str, entries: Sequence[Entry]) -> bytes:
    return parquet_bytes(pa.Table.from_pylist([plain_entry(e) for e in entries], schema=schema_of(kind)))


def parquet_bytes(table: Any) -> bytes:
    """A ``pyarrow.Table`` as a Parquet file; the bytes depend on the table and on the version of pyarrow alone."""
    out = BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def _archive(tables: dict[str, bytes]) -> bytes:
    out = BytesIO()
    # Stored, not deflated: compressors differ from machine to machine, and equal records must give equal bytes.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in tables.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.create_system = 3  # else the archive would tell the machine's kind
            archive.writestr(info, data)
    return out.getvalue()


_WRITERS: dict[str, Callable[[str, Sequence[Entry]], bytes]] = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}

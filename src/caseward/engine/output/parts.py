"""One file of obligations: encoded so that writing it costs no more than working it out, the same bytes for the same
rows."""

from __future__ import annotations

import os
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from caseward.engine.output.columns import PART_SCHEMA
from caseward.errors import BadRequest

ROW_GROUP = 1 << 20
_DICTIONARY_BYTES = 8 << 20  # a slice's subjects stay one dictionary; at Parquet's 1 MiB they would be spelled out
_LISTS = "counted.list.element"
_IN_PATH = "policy"  # the folder says it, and readers that see it in both places take offence
_DICTIONARIES = [name for name in PART_SCHEMA.names if name not in ("counted", _IN_PATH)]
_BOUNDED = ["subject", "window_start", "due"]  # what a reader may skip row groups by; bounds of the rest cost time


_IN_FILE = [f for f in PART_SCHEMA if f.name != _IN_PATH]
_READ = pa.schema([f.with_type(pa.string()) if f.name == "subject" else f for f in _IN_FILE])
_AS_READ = {b"ARROW:schema": b64encode(_READ.serialize().to_pybytes())}
"""What Arrow makes of the file: the ids of subjects are plain texts, although they are written from places."""
WRITTEN: dict[str, Any] = {
    "compression": "zstd", "compression_level": 1, "use_dictionary": _DICTIONARIES, "store_schema": False,
    # Ids of entries share their beginnings and rarely repeat: they are written as what differs from the one before.
    "column_encoding": {_LISTS: "DELTA_BYTE_ARRAY"},
    "dictionary_pagesize_limit": _DICTIONARY_BYTES, "write_statistics": _BOUNDED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A file that was written: its name within the output folder, its rows, and the SHA-256 of its bytes."""

    file: str
    rows: int
    sha256: str


def part_name(policy: str, number: int) -> str:
    """Where the rows of a policy and slice stand in the output folder; ``policy=`` is what Hive readers look for."""
    return f"obligations/policy={policy}/part-{number:05}.parquet"


def write_part(table: Any, folder: Path, file: str) -> Part:
    """Write a table of ``PART_SCHEMA``. BadRequest when the disk does not take it."""
    path = folder / file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(path, pa.schema(_IN_FILE), **WRITTEN) as writer:
            writer.write_table(table.drop_columns([_IN_PATH]), row_group_size=ROW_GROUP)
            writer.add_key_value_metadata(_AS_READ)
        return Part(file, table.num_rows, file_sha256(path))
    except OSError as error:
        raise BadRequest(f"{file} cannot be written: {reason(error)}.") from None


def read_part(path: Path, policy: str) -> Any:
    """A part that was written, as a table of ``PART_SCHEMA``, its subjects as plain texts."""
    table = pq.read_table(path, partitioning=None)
    return table.append_column(_IN_PATH, pa.array([policy] * table.num_rows, pa.string())).select(PART_SCHEMA.names)


def reason(error: OSError) -> str:
    """Why the system refused, in its own words; libraries wrap them in theirs."""
    return os.strerror(error.errno) if error.errno else str(error)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()

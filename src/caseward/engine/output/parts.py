"""One file of obligations: encoded so that writing it costs no more than working it out, the same bytes for the same
rows."""

from __future__ import annotations

import os
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
_CODED = [name for name in PART_SCHEMA.names if name not in ("counted", _IN_PATH)]
_BOUNDED = ["subject", "window_start", "due"]  # what a reader may skip row groups by; bounds of the rest cost time


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
        # Ids of entries share their beginnings and rarely repeat: they are written as what differs from the one before.
        pq.write_table(
            table.drop_columns([_IN_PATH]), path, row_group_size=ROW_GROUP, compression="zstd", compression_level=1,
            use_dictionary=_CODED, column_encoding={_LISTS: "DELTA_BYTE_ARRAY"},
            dictionary_pagesize_limit=_DICTIONARY_BYTES, write_statistics=_BOUNDED,
        )  # fmt: skip
        return Part(file, table.num_rows, file_sha256(path))
    except OSError as error:
        raise BadRequest(f"{file} cannot be written: {reason(error)}.") from None


def read_part(path: Path, policy: str) -> Any:
    """A part that was written, as a table of ``PART_SCHEMA``."""
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

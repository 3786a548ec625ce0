"""About how big a synthetic record would be, from a few of its terms."""

from __future__ import annotations

from caseward.interchange.synth.block import block_tables
from caseward.interchange.synth.caseload import Plan
from caseward.interchange.synth.data_set import parts_of
from caseward.interchange.synth.record import record_of
from caseward.interchange.write import parquet_bytes, table_bytes
from caseward.record.schema import schema_of

_SAMPLE = 2_048  # terms; fewer would be all head and no rows in Parquet


def estimate(plan: Plan, terms: int, form: str) -> dict[str, int]:
    """Terms, and about how many entries, files and bytes."""
    few = min(terms, _SAMPLE if form == "parquet" else 100)
    if form == "parquet":
        tables = dict(block_tables(plan, 1, few))
        rows = sum(table.num_rows for table in tables.values())
        size = sum(len(parquet_bytes(table.cast(schema_of(kind)))) for kind, table in tables.items())
        files = len(tables) * len(parts_of(plan, terms))
    else:
        record = record_of(plan, few)
        written = table_bytes(record, "csv")
        rows, size, files = len(record), sum(map(len, written.values())), len(written)
    return {"terms": terms, "entries": rows * terms // few, "files": files, "bytes": size * terms // few}

"""A synthetic nation as a Parquet data set: for each kind a folder of parts, in subject order, made part by part.

Terms stand in the order of their people and then of their ids, every other table in the order of the terms. A part
holds the same terms and bytes whatever the number of workers, and memory holds no more than a row group for each.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from caseward.errors import BadRequest
from caseward.interchange.content import plain_entry
from caseward.interchange.synth.block import block_tables
from caseward.interchange.synth.caseload import Plan
from caseward.interchange.synth.hall import hall_entries
from caseward.interchange.synth.offices import office_entries
from caseward.interchange.synth.tables import layout_of
from caseward.record.entry import Entry
from caseward.record.schema import schema_of

MOST_TERMS = 99_999_999  # as many as the digits of a token can number
_BOUNDED = ("id", "occurred", "person", "term")
_AT_ONCE = 65_536  # rows


@dataclass(frozen=True, slots=True)
class Sizes:
    """In terms, all even: of what is made at once (so few that a column stays in the cache of a processor), of a row
    group at most, and of a part. A row group ends with the block in which it has as many ``rows``."""

    block: int = 16_384
    group: int = 65_536
    part: int = 131_072
    rows: int = 131_072


USUAL = Sizes()


@dataclass(frozen=True, slots=True)
class Part:
    """Terms from number ``first`` on, to be written as the ``number``-th part of each table."""

    plan: Plan
    sizes: Sizes
    number: int
    first: int
    count: int

    @property
    def name(self) -> str:
        """The name of its files."""
        return f"part-{self.number:05}.parquet"


#: Has every task done in one of several processes, by what ``make(argument)`` gives there; answers in any order.
Spread: TypeAlias = Callable[
    [Callable[[Path], Callable[[Part], tuple[int, int]]], Path, Sequence[Part]], Iterable[tuple[int, int]]
]


def _untold(done: int) -> None:
    """Nobody hears of it."""


def write_data_set(
    plan: Plan,
    terms: int,
    out: Path,
    *,
    spread: Spread | None = None,
    told: Callable[[int], None] = _untold,
    sizes: Sizes = USUAL,
) -> int:
    """Write the data set into a folder and give the number of its entries. ``told`` hears of terms as they are done.

    ``spread`` has the parts written by several processes. BadRequest when ``terms`` is not from 1 to 99,999,999.
    """
    if not 1 <= terms <= MOST_TERMS:
        raise BadRequest(f"The number of terms is from 1 to {MOST_TERMS:,}; {terms:,} was asked.")
    rows, parts = _small(plan, terms, out), parts_of(plan, terms, sizes)
    if spread is None or len(parts) == 1:
        return rows + sum(write_part(part, out, told) for part in parts)
    for count, more in spread(writer_to, out, parts):
        told(count)
        rows += more
    return rows


def writer_to(out: Path) -> Callable[[Part], tuple[int, int]]:
    """What a process does with a part: writes it, and gives the number of its terms and of its entries."""
    return lambda part: (part.count, write_part(part, out))


def parts_of(plan: Plan, terms: int, sizes: Sizes = USUAL) -> list[Part]:
    """The parts of a data set, in order."""
    begins = range(0, terms, sizes.part)
    return [Part(plan, sizes, n, at + 1, min(sizes.part, terms - at)) for n, at in enumerate(begins)]


def write_part(part: Part, out: Path, told: Callable[[int], None] = _untold) -> int:
    """Write one part of each table, a row group at a time, and give the number of entries."""
    rows, writers = 0, {}
    with ExitStack() as open_:
        for first in range(part.first, part.first + part.count, part.sizes.group):
            count = min(part.sizes.group, part.first + part.count - first)
            for kind, table in _groups(part.plan, first, count, part.sizes):
                if kind not in writers:
                    writers[kind] = open_.enter_context(_Writer(kind, out / kind / part.name))
                writers[kind].write(table)
                rows += table.num_rows
            told(count)
    return rows


def _groups(plan: Plan, first: int, count: int, sizes: Sizes) -> Iterator[tuple[str, Any]]:
    """The row groups of some terms with their kinds; each is let go of when the next is asked for."""
    waiting: dict[str, list[Any]] = {}
    for begin in range(first, first + count, sizes.block):
        for kind, table in block_tables(plan, begin, min(sizes.block, first + count - begin)):
            waiting.setdefault(kind, []).append(table)
            if sum(lot.num_rows for lot in waiting[kind]) >= sizes.rows:
                yield kind, _one(waiting.pop(kind))
    for kind in sorted(waiting):
        yield kind, _one(waiting.pop(kind))


def _one(lots: list[Any]) -> Any:
    return lots[0] if len(lots) == 1 else pa.concat_tables(lots).unify_dictionaries()


class _Writer:
    """A Parquet file that says it has the schema of its kind, while it is given dictionaries for texts that repeat."""

    def __init__(self, kind: str, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._told = base64.b64encode(schema_of(kind).serialize().to_pybytes())
        layout = layout_of(kind)
        # A dictionary is worth its making where texts repeat; bounds of columns that nothing is looked up by are not.
        self._file = pq.ParquetWriter(
            path,
            layout,
            compression="zstd",
            use_dictionary=[f.name for f in layout if pa.types.is_dictionary(f.type) or pa.types.is_list(f.type)],
            write_statistics=[name for name in _BOUNDED if name in layout.names],
            store_schema=False,
            # Seldom looking whether a page is full costs less, and no reader gains from more pages.
            write_batch_size=_AT_ONCE,
            max_rows_per_page=_AT_ONCE,
        )

    def __enter__(self) -> _Writer:
        return self

    def write(self, table: Any) -> None:
        self._file.write_table(table, row_group_size=table.num_rows)

    def __exit__(self, *failed: object) -> None:
        if not failed[0]:
            self._file.add_key_value_metadata({"ARROW:schema": self._told})
        self._file.close()


def _small(plan: Plan, terms: int, out: Path) -> int:
    """The tables that no term orders: the offices and the hall."""
    entries = office_entries(plan, terms) + hall_entries(plan.seed, plan.start)
    by_kind: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: e.sort_key):
        by_kind.setdefault(entry.kind, []).append(entry)
    for kind, own in by_kind.items():
        (out / kind).mkdir(parents=True, exist_ok=True)
        table = pa.Table.from_pylist([plain_entry(e) for e in own], schema=schema_of(kind))
        pq.write_table(table, out / kind / "part-00000.parquet", compression="zstd")
    return len(entries)

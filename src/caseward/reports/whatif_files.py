"""Leaving a what-if on disk: a page, a picture, the tables behind every number, and a manifest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from shlex import join
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from caseward.engine.output.parts import file_sha256
from caseward.engine.whatif.answer import WhatIf
from caseward.engine.whatif.compare import SIDES, rows_schema
from caseward.engine.whatif.counts import MEASURES
from caseward.interchange.cells import spreadsheet_safe
from caseward.interchange.write import parquet_bytes
from caseward.reports.data_files import as_json
from caseward.reports.png import png
from caseward.reports.whatif_page import page
from caseward.reports.whatif_picture import draw_whatif

_TEXT, _MONEY = pa.string(), pa.decimal128(18, 2)
NUMBERS = tuple(m for m in MEASURES if m != "each")
#: The officers that each month takes, in all (``fact`` empty) and by each fact.
OFFICERS = pa.schema([
    ("month", _TEXT), ("fact", _TEXT), ("value", _TEXT), ("side", _TEXT), ("cost", _MONEY), ("officers_needed", _MONEY),
    ("officers_on_record", pa.int32()),
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """The record as read, by hash, how many of its rows were set aside, and the version that read it."""

    sha256: str
    set_aside: int
    version: str


ROWS = "rows.parquet"


class RowsFile:
    """``rows.parquet``, written while the work goes on: the rows of the old policy then of the new, slice by slice."""

    def __init__(self, out: Path) -> None:
        self.path = out / ROWS
        self._writer: Any = None

    def keep(self, table: Any) -> None:
        """Write the rows of one side of a slice."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, table.schema, compression="zstd")
        self._writer.write_table(table)

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()


def write_whatif(answer: WhatIf, made_from: MadeFrom, out: Path) -> list[Path]:
    """Write every other file into the folder ``out``, which holds the finished ``RowsFile``. Gives all paths, in order
    of name.

    ``whatif.html``, ``whatif.svg``, ``whatif.png``, and as CSV and Parquet: ``whatif`` (every group of both sides),
    ``officers``, ``people``; ``rows.parquet`` (every obligation of both sides), ``manifest.json``. The same question
    gives the same bytes.
    """
    drawing = draw_whatif(answer)
    made = {"whatif.svg": f"{drawing}\n".encode(), "whatif.png": png(drawing)}
    made["whatif.html"] = page(answer, made_from.version, drawing).encode()
    for name, table in {"whatif": cells(answer), "officers": officers(answer), "people": answer.people}.items():
        made |= {f"{name}.parquet": parquet_bytes(table), f"{name}.csv": _csv(table)}
    if not (out / ROWS).exists():  # a record without a single slice
        made[ROWS] = parquet_bytes(rows_schema(answer.trial.by).empty_table())
    for name, content in made.items():
        (out / name).write_bytes(content)
    hashes = {name: file_sha256(out / name) for name in sorted({*made, ROWS})}
    (out / "manifest.json").write_text(_manifest(answer, made_from, hashes), encoding="utf-8", newline="")
    return sorted([*(out / name for name in hashes), out / "manifest.json"])


def cells_schema(by: Iterable[str]) -> Any:
    """Month, facts, side, then the numbers."""
    taken = ("month", "side", *NUMBERS)
    facts = [(name if name not in taken else f"fact_{name}", _TEXT) for name in by]
    numbers = [(n, pa.int64()) for n in (*NUMBERS, "case_days", "untimed_days")]
    return pa.schema([("month", _TEXT), *facts, ("side", _TEXT), *numbers, ("cost", _MONEY)])


def cells(answer: WhatIf) -> Any:
    """Every group of both sides; the totals are its sums."""
    schema = cells_schema(answer.trial.by)
    found = [
        (*c.key, c.side, *(c.number(n) for n in NUMBERS), c.case_days, c.untimed_days, _hundredths(c.cost))
        for c in answer.cells
    ]
    columns = list(zip(*found, strict=True)) if found else [()] * len(schema)
    return pa.table([pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def officers(answer: WhatIf) -> Any:
    """The officers of each month: needed by the workload tables, and recorded as responsible for a case."""
    found = []
    pairs = [(p.word, "", p) for p in answer.months]
    pairs += [(month, name, p) for name in answer.trial.by for month, p in answer.by_month_and(name)]
    for month, fact, pair in pairs if answer.unit else ():
        for side, cell in zip(SIDES, pair.cells, strict=True):
            needed = answer.officers_needed(cell, month)
            recorded = answer.officers_recorded(side, month, word=pair.word, fact=fact)
            found.append({
                "month": month, "fact": fact, "value": pair.word if fact else "", "side": side,
                "cost": _hundredths(cell.cost), "officers_needed": None if needed is None else
                _hundredths(round(needed * 100)), "officers_on_record": recorded,
            })  # fmt: skip
    return pa.Table.from_pylist(found, schema=OFFICERS)


def _hundredths(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number).scaleb(-2)


def _csv(table: Any) -> bytes:
    """Safe to open in a spreadsheet; lists with semicolons."""
    out = BytesIO()
    texts = [pa.array([_cell(x) for x in column.to_pylist()], type=_TEXT) for column in table.columns]
    pa_csv.write_csv(pa.table(texts, names=table.column_names), out, pa_csv.WriteOptions(quoting_style="needed"))
    return out.getvalue()


def _cell(value: object) -> str | None:
    if isinstance(value, list):
        value = ";".join(value)
    return spreadsheet_safe(value) if isinstance(value, str) else None if value is None else str(value)


def command(answer: WhatIf) -> str:
    """The command that repeats it, quoted for a shell: files by name, without the folders of this machine."""
    trial, (old, new) = answer.trial, answer.policies
    words = ["caseward", "whatif", answer.record, "--policy", old.name, "--against", new.name]
    words += ["--as-of", trial.as_of.isoformat()]
    words += ["--known-at", answer.known_at.isoformat()] if answer.known_at else []
    words += ["--reading", trial.reading] if trial.reading != "in force" else []
    return join([*words, *(w for name in trial.by for w in ("--by", name)), "--out", "whatif"])


def _manifest(answer: WhatIf, made_from: MadeFrom, hashes: dict[str, str]) -> str:
    trial = answer.trial
    return as_json({
        "command": command(answer),
        "caseward": made_from.version,
        "inputs": {
            "record": {"name": answer.record, "sha256": made_from.sha256, "rows_set_aside": made_from.set_aside},
            "policies": [
                {"side": side, "policy": p.document.policy, "file": p.name, "sha256": p.sha256}
                for side, p in zip(SIDES, answer.policies, strict=True)
            ],
            "as_of": trial.as_of.isoformat(),
            "known_at": answer.known_at.isoformat() if answer.known_at else None,
            "reading": trial.reading,
        },
        "outputs": hashes,
    })  # fmt: skip

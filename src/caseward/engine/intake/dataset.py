"""A data set: a folder of Parquet tables, checked by its footers, cut into slices of terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from caseward.engine.intake.needs import EVERYTHING, Needs
from caseward.engine.intake.order import Cuts, cuts_of, read_terms, subject_columns
from caseward.engine.intake.slices import SliceRef, Stretch, stretches
from caseward.engine.intake.tables import DataTable, tables_of

TERMS_PER_SLICE = 65_536
_WHOLE = ("office_status", "correction")


@dataclass(slots=True)
class DataSet:
    """``folder`` and its tables by kind."""

    folder: Path
    tables: dict[str, DataTable]
    cuts: dict[int, Cuts] = field(default_factory=dict, repr=False)

    @property
    def terms(self) -> int:
        """Rows of the term table."""
        return self.tables["term"].rows if "term" in self.tables else 0

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables.values())

    def slices(
        self, terms_per_slice: int = TERMS_PER_SLICE, *, as_of: date, known_at: datetime | None = None,
        needs: Needs = EVERYTHING,
    ) -> Sequence[SliceRef]:  # fmt: skip
        """The slices in the order of the term table, persons never parted. The first call reads the columns that say
        whom rows are about, and checks them: NotInOrder, BadDataSet."""
        if terms_per_slice not in self.cuts:
            terms = read_terms(self.folder, self.tables)
            self.cuts[terms_per_slice] = cuts_of(self.folder, self.tables, terms, terms_per_slice)
        cuts = self.cuts[terms_per_slice]
        pairs = enumerate(zip(cuts.terms[:-1], cuts.terms[1:], strict=True))
        return [
            SliceRef(str(self.folder), i, int(a), int(b - a), self._stretches(cuts, i), known_at, as_of, needs)
            for i, (a, b) in pairs
            if b > a
        ]

    def _stretches(self, cuts: Cuts, number: int) -> tuple[tuple[str, tuple[Stretch, ...]], ...]:
        found = []
        for kind, table in self.tables.items():
            if kind in _WHOLE:
                found.append((kind, stretches(table, 0, table.rows)))
            elif kind in ("term", "person") or subject_columns(table.kind):
                rows = cuts.rows[kind]
                found.append((kind, stretches(table, int(rows[number]), int(rows[number + 1]))))
        return tuple(found)


def open_data_set(folder: Path) -> DataSet:
    """Open a folder of Parquet tables. NotFound; BadDataSet with every fault of its files, footers and columns."""
    return DataSet(folder, tables_of(folder))

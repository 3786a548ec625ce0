"""A data set: a folder of Parquet tables, checked by its footers, cut into slices of terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from caseward.engine.intake.by_footers import guessed_cuts
from caseward.engine.intake.faults import refuse
from caseward.engine.intake.needs import EVERYTHING, Needs
from caseward.engine.intake.rows import Rows
from caseward.engine.intake.slices import SliceRef, Stretch, stretches
from caseward.engine.intake.subject_order import Cuts, cuts_of, read_terms, subject_columns
from caseward.engine.intake.tables import DataTable, tables_of
from caseward.errors import Fault
from caseward.interchange import codes
from caseward.record.entry import Entry, Record
from caseward.record.faults import shown
from caseward.record.kinds import BY_NAME, KINDS
from caseward.record.view import View, view_of

TERMS_PER_SLICE = 65_536
WITHOUT_TERMS = tuple(
    k.name for k in KINDS if k.subject == "facility" or k.name in ("facility", "term", "term_end", "assignment")
)
"""The kinds from which facilities and officers are made."""

_WHOLE = ("office_status", "correction")


@dataclass(slots=True)
class DataSet:
    """``folder`` and its tables by kind."""

    folder: Path
    tables: dict[str, DataTable]
    cuts: dict[tuple[int, tuple[str, ...], bool], tuple[Cuts, bool]] = field(default_factory=dict, repr=False)

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
        needs: Needs = EVERYTHING, guess: bool = False,
    ) -> Sequence[SliceRef]:  # fmt: skip
        """The slices in the order of the term table, persons never parted. The first call reads the columns that say
        whom rows are about, and checks them: NotInOrder, BadDataSet. ``guess``: of tables other than those of terms and
        persons only footers are read where they say enough, and reading a slice checks its rows: RowsElsewhere."""
        tables = {k: t for k, t in self.tables.items() if k in needs.kinds or needs.gives(k)}
        key = terms_per_slice, tuple(tables), guess
        if key not in self.cuts:
            terms = read_terms(self.folder, tables)
            quick = guessed_cuts(self.folder, tables, terms, terms_per_slice) if guess else None
            cuts = quick or cuts_of(self.folder, tables, terms, terms_per_slice)
            self.cuts[key] = cuts, quick is not None
        cuts, guessed = self.cuts[key]
        pairs = enumerate(zip(cuts.terms[:-1], cuts.terms[1:], strict=True))
        return [
            SliceRef(str(self.folder), i, int(a), int(b - a), self._stretches(tables, cuts, i), known_at, as_of, needs,
                     guessed)
            for i, (a, b) in pairs
            if b > a
        ]  # fmt: skip

    def view(self, known_at: datetime | None = None, kinds: Iterable[str] = WITHOUT_TERMS) -> View:
        """The entries of some kinds in memory, as known at an instant: for facilities and officers, of whom there are
        few. BadDataSet with every fault of their rows, as far as one row can be judged by itself."""
        entries: list[Entry] = []
        faults: list[Fault] = []
        for kind in (k for k in BY_NAME if k in {*kinds, "correction"} and k in self.tables):
            table = self.tables[kind]
            read, wrong = Rows(self.folder, table.kind, stretches(table, 0, table.rows)).checked(range(table.rows))
            entries += read
            faults += wrong
        refuse([*faults, *_twice(entries)])
        return view_of(Record.of(entries), known_at)

    def _stretches(
        self, tables: dict[str, DataTable], cuts: Cuts, number: int
    ) -> tuple[tuple[str, tuple[Stretch, ...]], ...]:
        found = []
        for kind, table in tables.items():
            if kind in _WHOLE:
                found.append((kind, stretches(table, 0, table.rows)))
            elif kind in ("term", "person") or subject_columns(table.kind):
                rows = cuts.rows[kind]
                found.append((kind, stretches(table, int(rows[number]), int(rows[number + 1]))))
        return tuple(found)


def open_data_set(folder: Path) -> DataSet:
    """Open a folder of Parquet tables. NotFound; BadDataSet with every fault of its files, footers and columns."""
    return DataSet(folder, tables_of(folder))


def _twice(entries: Iterable[Entry]) -> Iterator[Fault]:
    """Ids that two rows have."""
    seen: dict[str, Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.id, entry)
        if first is not entry and entry.place is not None:
            rule, hint = f"another row has this id: {first.place}", "give every entry an id of its own"
            yield Fault(entry.place.file, entry.place.row, 0, codes.DUPLICATE_ID, "id", shown(entry.id), rule, hint)

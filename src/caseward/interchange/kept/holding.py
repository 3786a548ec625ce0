"""The entries that a store holds, found by id, as the checks of new entries ask for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from caseward.interchange.kept.checking import KEPT
from caseward.interchange.kept.drafts import name_of
from caseward.interchange.kept.reading import Taken, taken
from caseward.interchange.rows import CheckedRow
from caseward.ledger.store.store import Store
from caseward.record.entry import Entry
from caseward.record.kinds import BY_NAME

_REMEMBERED = 100_000


@dataclass(slots=True)
class Holding:
    """Entries of a store by id. What was looked up is remembered: entries never change."""

    store: Store
    _known: dict[str, Taken] = field(default_factory=dict)

    def taken(self, id_: str) -> Taken | None:
        """The entry of an id as it stands in the log; None when there is none."""
        found = self._known.get(id_)
        if found is None:
            index = self.store.reader.index_of(name_of(id_))
            found = None if index is None else self.at(index)
            if found is not None:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[id_] = found
        return found

    def at(self, index: int) -> Taken | None:
        """The entry at a place of the log; None when it is none of the record's own."""
        return next((taken(stored) for stored in self.store.stored(index, index + 1)), None)

    def entry(self, id_: str) -> Entry:
        """The entry of an id. KeyError when there is none that can be read."""
        found = self.taken(id_)
        if found is None or found.entry is None:
            raise KeyError(id_)
        return found.entry

    def row(self, id: str) -> CheckedRow | None:  # noqa: A002  # as Held names it
        """See Held."""
        found = self.taken(id)
        return None if found is None else _row(id, found)

    def correction_of(self, id: str) -> CheckedRow | None:  # noqa: A002
        """See Held."""
        found = self.taken(id)
        by = None if found is None else self.store.reader.superseded_by(found.index)
        correction = None if by is None else self.at(by)
        if by is None or correction is None:
            return None
        return _row(correction.entry.id if correction.entry else f"entry {by}", correction)


def _row(id_: str, found: Taken) -> CheckedRow:
    return CheckedRow(KEPT, found.index, BY_NAME[found.kind], id_, "", {}, found.entry)

"""An earlier record into a kept one: the whole of a record folder, in pieces, so that a run that was stopped goes on.

Every entry keeps what its earlier system claims of when it was recorded, and is marked as imported; the log says when
it was taken in. What is there already and says the same is left as it is; what says something else is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from unicodedata import normalize

from caseward.errors import Fault
from caseward.interchange.content import content_of
from caseward.interchange.kept import codes
from caseward.interchange.kept.adding import acknowledged, refuse
from caseward.interchange.kept.ahead import made_ahead
from caseward.interchange.kept.checking import KEPT
from caseward.interchange.kept.drafts import draft_of, in_order
from caseward.interchange.kept.holding import Holding
from caseward.interchange.kept.matters import AGENCY
from caseward.interchange.kept.reading import IMPORT, IMPORTED, Taken
from caseward.interchange.reading import Reading
from caseward.ledger.canonical import Plain
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.prepared import Prepared
from caseward.ledger.store.store import Store
from caseward.record.entry import Entry, Place

#: Entries of one transaction.
PIECE = 2_000
#: Told after each piece: the entries and their places in the log.
Told = Callable[[Sequence[Entry], Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class Bringing:
    """A record that was read without a fault, and what of it the store has not got yet, in the order to go in."""

    reading: Reading
    name: str
    missing: tuple[Entry, ...]

    @property
    def present(self) -> int:
        """How many of its entries are kept already, and say the same."""
        return len(self.reading.record) - len(self.missing)


def to_bring(reading: Reading, name: str, store: Store) -> Bringing:
    """What of a record is not kept yet. NotTaken with every entry that is kept and says something else."""
    held = Holding(store)
    empty = store.size <= 1
    missing: list[Entry] = []
    faults: list[Fault] = []
    for entry in in_order(reading.record):
        kept = None if empty else held.taken(entry.id)
        if kept is None:
            missing.append(entry)
        elif kept.entry is None or not kept.imported or content_of(kept.entry) != content_of(entry):
            faults.append(_otherwise(entry, kept))
    refuse(faults)
    return Bringing(reading, name, tuple(missing))


def bring(found: Bringing, store: Store, told: Told = lambda _entries, _places: None, *, workers: int = 0) -> int:
    """Bring in what is missing, a transaction for each piece; the number of entries. The import itself is an entry
    before them. A run that is stopped leaves whole pieces, and the next one goes on after them.

    So many ``workers`` make pieces ready while this process writes; the store's source of chance must then be the
    system's (see ``made_ahead``).
    """
    if not found.missing:
        return 0
    request = f"import {found.reading.sha256}"
    if not acknowledged(store, request):
        store.append([_register(found)], request=request)
    by_id, pieces = found.reading.record.by_id(), [*_pieces(found.missing)]

    def made(number: int) -> Sequence[Prepared]:
        return store.ready([draft_of(entry, by_id.__getitem__, imported=True) for entry in pieces[number]])

    with closing(made_ahead(made, len(pieces), workers)) as ahead:
        for piece, ready in zip(pieces, ahead, strict=True):
            told(piece, [kept.index for kept in store.keep(ready)])
    return len(found.missing)


def _pieces(entries: Sequence[Entry]) -> Iterator[tuple[Entry, ...]]:
    left = iter(entries)
    while piece := tuple(islice(left, PIECE)):
        yield piece


def _register(found: Bringing) -> Draft:
    reading = found.reading
    said: dict[str, Plain] = {
        "entries": len(reading.record),
        "files": [[normalize("NFC", name), sha256] for name, sha256 in sorted(reading.files.items())],
        "name": normalize("NFC", found.name),
        "sha256": reading.sha256,
        "tables": [[kind, rows] for kind, rows in sorted(reading.tables.items())],
    }
    return Draft(IMPORTED, AGENCY, "", "", {IMPORT: said})


def _otherwise(entry: Entry, kept: Taken) -> Fault:
    place = entry.place or Place(entry.kind, 0)
    if kept.entry is None:
        rule = f"an entry with this id is kept, and its contents are withheld ({KEPT}:{kept.index})"
    elif kept.imported:
        rule = f"an entry with this id is kept and says something else ({KEPT}:{kept.index})"
    else:
        rule = f"an entry with this id was made in the kept record ({KEPT}:{kept.index})"
    hint = "nothing that is kept is changed: add a `correction`, or give the entry an id of its own"
    return Fault(place.file, place.row, 0, codes.ALREADY_OTHERWISE, "id", entry.id, rule, hint)

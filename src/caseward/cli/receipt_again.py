"""Receipts written again from a kept record, for entries that have been under a witness's eyes since."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from caseward.errors import NotFound

if TYPE_CHECKING:
    from caseward.ledger.store.store import Store


class Again(NamedTuple):
    """One receipt: the entry's id and place, the size of the log under the head it leads to, whether a witness signed
    that head, and the file.
    """

    id: str
    place: int
    size: int
    witnessed: bool
    file: Path


def again(folder: Path, ids: Sequence[str], to: Path) -> list[Again]:
    """Write the receipts of entries by id, each to the newest cosigned head that covers it, otherwise to the newest
    head. NotFound names every id that the record does not have, and then nothing is written.
    """
    from caseward.cli.kept_options import opened
    from caseward.interchange.kept.drafts import name_of

    with opened(folder, writing=False) as kept:
        places = {id_: kept.store.reader.index_of(name_of(id_)) for id_ in ids}
        unknown = [id_ for id_, place in places.items() if place is None]
        if unknown:
            raise NotFound(f"{', '.join(unknown)}: no entry of this record has that id.")
        return [_written(kept.store, id_, place, to) for id_, place in places.items() if place is not None]


def _written(store: Store, id_: str, place: int, to: Path) -> Again:
    from caseward.interchange.kept.receipts import write_receipt, write_said

    receipt, seen = store.receipt(place), store.cosigned()
    file = write_receipt(to, id_, receipt)
    write_said(to, id_, place, store.parts(place))
    return Again(id_, place, receipt.checkpoint.size, bool(seen and seen.text == receipt.note.text), file)

"""After a destruction the application's own tables forget too: each app says here what it forgets.

Tables that are drawn from the record are drawn without what it no longer has. What an app keeps beside them (drafts,
links, messages, notes of reading) may still name a person, a term or an entry: its own function, in ``FORGETS``, takes
that away. All of them run whenever the log has a new order of destruction, wherever that was carried out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final

from django.db import connection

from caseward.interchange.kept.drafts import name_of
from caseward.ledger.orders.destruction import TOMBSTONE
from caseward.ledger.orders.order import ACTIONS
from caseward.ledger.store.marks import Marks
from caseward.web.keeping import Keeping

FORGOTTEN: Final = "(destroyed)"
"""What stands in a row that stays, for whatever was destroyed."""
NOBODY_YET: Final = "(nobody identified)"
"""What stands for whom a reading was of, where a warning is attached to nobody."""
LONG_ENOUGH: Final = 6
"""Letters of an id by which it is told from other words (assumed)."""
ORDERS: Final = frozenset({*ACTIONS.values(), TOMBSTONE})


class Gone:
    """Says of a person, a term or an entry whether the record has it no more. What is sealed is still there.

    ``named`` are ids that are known to be destroyed; the log alone says none.
    """

    def __init__(self, keeping: Keeping, named: Iterable[str] = ()) -> None:
        self._reader = keeping.reading().store.reader
        self.named = frozenset(named)

    def person(self, person: str) -> bool:
        """Whether nothing of a person is there. Nobody is: an empty name, what was forgotten, nobody identified."""
        return person not in ("", FORGOTTEN, NOBODY_YET) and self._marks.subject(name_of(person)) not in self._subjects

    def term(self, person: str, term: str) -> bool:
        """Whether a term of a person is not there."""
        return self._reader.token_of(name_of(person), name_of(term)) is None

    def entry(self, id_: str) -> bool:
        """Whether no entry of that id is there."""
        return self._reader.index_of(name_of(id_)) is None

    def is_named(self, *texts: str) -> bool:
        """Whether a text is one of the named ids, or has one in it that is long enough to be told from other words."""
        return any(text in self.named or (self._long is not None and self._long.search(text)) for text in texts)

    @cached_property
    def _long(self) -> re.Pattern[str] | None:
        names = sorted(re.escape(one) for one in self.named if len(one) >= LONG_ENOUGH)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])") if names else None

    @cached_property
    def _marks(self) -> Marks:
        marks = self._reader.marks
        assert marks is not None  # the application opens the record with its keys
        return marks

    @cached_property
    def _subjects(self) -> frozenset[bytes]:
        rows = self._reader.rows("SELECT DISTINCT subject FROM matters WHERE subject IS NOT NULL")
        return frozenset(bytes(row[0]) for row in rows)


FORGETS: list[Callable[[Gone], None]] = []
"""What each app forgets; they run in the transaction in which the log is followed, and each is harmless to repeat."""


def forget(keeping: Keeping, named: Iterable[str] = ()) -> None:
    """Have every app forget what the record no longer has, and rows that have one of the named ids in them."""
    gone = Gone(keeping, named)
    for forgets in FORGETS:
        forgets(gone)


def ordered_since(since: int, keeping: Keeping) -> bool:
    """Whether an order that takes something out of sight is among the entries since the log had a size."""
    store = keeping.reading().store
    if since:
        return any(one.envelope.kind in ORDERS for one in store.stored(since, store.size))
    return any(True for kind in sorted(ORDERS) for _ in store.reader.of_kind(kind))


def out_of_sight(terms: Iterable[tuple[str, str]], keeping: Keeping) -> list[str]:
    """Of terms (person, id) the ids of those that are sealed or destroyed."""
    return _missing(terms, "SELECT matter FROM matters WHERE state = 'open' AND matter IS NOT NULL", keeping)


def no_more(terms: Iterable[tuple[str, str]], keeping: Keeping) -> list[str]:
    """Of terms (person, id) the ids of those that are destroyed."""
    return _missing(terms, "SELECT matter FROM matters WHERE matter IS NOT NULL", keeping)


def _missing(terms: Iterable[tuple[str, str]], there: str, keeping: Keeping) -> list[str]:
    reader = keeping.reading().store.reader
    found, marks = {bytes(row[0]) for row in reader.rows(there)}, reader.marks
    assert marks is not None
    return [term for person, term in terms if marks.matter(name_of(person), name_of(term)) not in found]


def scrub() -> None:
    """Clear the database's files of what deleted rows left behind, as far as that is ours to do: SQLite overwrites rows
    as it deletes them, and its log of changes is emptied here. PostgreSQL does both in its own time (``VACUUM``).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

"""Several who write at once, and failures in the middle."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import cast

import pytest

from caseward.ledger.store.database import Database, DatabaseFailed
from caseward.ledger.store.refusals import (
    DamagedStore,
    NotKept,
    NotOpenedForThat,
    StoreFailed,
)
from caseward.ledger.store.store import Store
from caseward.ledger.store.writer import WriterQueue
from caseward.testing.stores import Place, visit


class Breaking:
    """Breaks a connection at a chosen call: the ``left``-th from now fails, and all after it on that connection.
    ``late``: that call is carried out first, so what fails is only the word that it was.
    """

    def __init__(self, *, late: bool) -> None:
        self.left, self.late = -1, late

    def around(self, db: Database) -> Database:
        """The connection, with calls that fail when their turn has come."""
        return cast("Database", _Fragile(db, self))


class _Fragile:
    def __init__(self, db: Database, breaking: Breaking) -> None:
        self._db, self._breaking, self._broken = db, breaking, False

    def __getattr__(self, name: str) -> object:
        found = getattr(self._db, name)
        return found if name in ("dialect", "rollback", "close") else partial(self._call, found)

    def _call(self, found: Callable[..., object], *args: object) -> object:
        turn = self._breaking.left == 0
        self._breaking.left -= 1
        if self._broken or (turn and not self._breaking.late):
            self._broken = True
            raise DatabaseFailed("broken for a test")
        answer = found(*args)
        if turn:
            self._broken = True
            raise DatabaseFailed("broken for a test")
        return answer


class Together:
    """Several who write at once, and failures in the middle."""

    def test_two_who_write_follow_each_other(self, place: Place, store: Store) -> None:
        """Each sees what the other appended, and continues it."""
        other = place.open()
        for n in range(6):
            (kept,) = (store, other)[n % 2].append([visit(n)])
            assert kept.index == n + 1
            kept.receipt.check(kept.leaf)
        with pytest.raises(NotKept):
            store.append([visit(5)])
        assert other.append([visit(6)], request="a")[0].index == store.append([visit(6)], request="a")[0].index == 7
        other.close()

    def test_what_others_appended_is_hashed_before_it_is_continued(
        self, store: Store, tamper: Callable[[str], None], place: Place
    ) -> None:
        """An entry changed since we looked last is noticed before anything is signed on top of it."""
        store.append([visit(1)])
        other = place.open()
        other.append([visit(2), visit(3)])
        other.close()
        tamper("UPDATE entries SET leaf = (SELECT leaf FROM entries WHERE idx = 0) WHERE idx = 2")
        with pytest.raises(DamagedStore, match="do not lead to the signed root"):
            store.append([visit(4)])
        assert store.size == 4

    def test_a_transaction_is_whole_or_nothing(self, store: Store) -> None:
        """Statements and entries in one commit; an error in between undoes both."""
        with pytest.raises(ValueError, match="a mistake"), store.transaction() as writing:  # noqa: PT012 (all of it is undone)
            writing.append([visit(1)])
            writing.db.execute("UPDATE matters SET state = 'sealed'")
            raise ValueError("a mistake")
        assert store.size == 1
        with store.transaction() as writing:
            (kept,) = writing.append([visit(1)])
            writing.db.execute("INSERT INTO destroying (token) VALUES ('x')")
        kept.receipt.check(kept.leaf)
        assert store.size == 2
        assert store.reader.rows("SELECT token FROM destroying") == [("x",)]

    def test_a_queue_keeps_what_many_ask(self, store: Store) -> None:
        """No gap, no duplicate, the order of each who asks; a request that is refused harms no other."""
        with WriterQueue(store) as queue, ThreadPoolExecutor(8) as pool:

            def ask(who: int) -> list[int]:
                return [queue.append([visit(f"{who}-{n}")], request=f"{who}-{n}")[0].index for n in range(12)]

            good = [pool.submit(ask, who) for who in range(7)]
            bad = [queue.submit([visit("same")]) for _ in range(5)]
            places = [future.result() for future in good]
        assert all(found == sorted(found) for found in places)
        kept = [future.result()[0].index for future in bad if not future.exception()]
        assert sorted(sum(places, kept)) == list(range(1, 7 * 12 + 2))
        assert {type(future.exception()) for future in bad} == {type(None), NotKept}
        assert store.size == 7 * 12 + 2
        with pytest.raises(NotOpenedForThat):
            queue.submit([visit("more")])

    @pytest.mark.parametrize("late", [False, True], ids=["instead of the step", "after the step"])
    def test_a_failure_at_any_step_loses_nothing(self, store: Store, late: bool) -> None:
        """Break each statement of an append in turn: nothing is acknowledged, the store opens anew, and the same
        request, sent again, is kept once.
        """
        breaking = Breaking(late=late)
        honest = store.connect
        store.close()
        store.connect = lambda: breaking.around(honest())
        step, failed = 0, True
        while failed:
            breaking.left = step
            drafts = [visit(f"{step}a"), visit(f"{step}b")]
            try:
                store.append(drafts, request=str(step))
                failed = False
            except StoreFailed:
                failed = True
            breaking.left = -1
            kept = store.append(drafts, request=str(step))
            step += 1
            assert [k.index for k in kept] == [2 * step - 1, 2 * step]
            kept[1].receipt.check(kept[1].leaf)
        assert step >= 8  # as many calls as it takes where most go together
        assert store.size == 2 * step + 1

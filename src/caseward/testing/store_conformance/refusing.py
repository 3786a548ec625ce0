"""What a store refuses, and that nothing is left of it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import pytest

from caseward.ledger.store.database import Violated
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.opening import connect
from caseward.ledger.store.refusals import (
    ClockWentBack,
    NotKept,
    RequestReused,
)
from caseward.ledger.store.store import Store
from caseward.testing.stores import Place, correction, visit

FORBIDDEN = (
    "UPDATE entries SET kind = 'x'",
    "UPDATE entries SET leaf = (SELECT leaf FROM entries WHERE idx = 0) WHERE idx = 1",
    "DELETE FROM entries WHERE idx = 1",
    "DELETE FROM entries",
    "INSERT INTO entries SELECT idx + 7, leaf, recorded, kind, case_token, actor_token FROM entries WHERE idx = 1",
    "UPDATE tree SET place = place + 100",
    "DELETE FROM tree",
    "UPDATE parts SET key_id = 'x'",
    "DELETE FROM parts",
    "DELETE FROM ids",
    "UPDATE ids SET idx = 0",
    "DELETE FROM matters",
    "UPDATE matters SET token = 'x'",
    "UPDATE matters SET key_id = 'x'",
    "DELETE FROM actors",
    "DELETE FROM head",
    "UPDATE head SET size = size - 1",
    "UPDATE head SET size = size",
    "DELETE FROM log",
    "UPDATE log SET origin = 'example.org/other'",
    "DELETE FROM cosigned",
    "DELETE FROM superseded",
)


class Refusing:
    """What a store refuses, and that nothing is left of it."""

    def test_all_or_nothing_and_every_fault(self, store: Store) -> None:
        """A request with faults leaves nothing behind, and its error names each of them."""
        store.append([visit(1)])
        before = str(store.head())
        bad = [
            visit(2),
            visit(1),
            visit(2),
            correction(3, of=99),
            visit(4, subject="P-new"),
            Draft("Bad", "", "", "", {}),
        ]
        with pytest.raises(NotKept) as first:
            store.append(bad)
        assert [(f.row, f.field) for f in first.value.faults] == [(3, "id"), (6, "kind")]
        with pytest.raises(NotKept) as second:
            store.append([*bad[:2], *bad[3:5]])
        assert [(f.row, f.field, f.value) for f in second.value.faults] == [(2, "id", "V-1"), (3, "corrects", "V-99")]
        assert str(store.head()) == before
        assert store.reader.token_of("P-new", "T-1") is None
        assert len(store.append(bad[:1])) == 1

    def test_what_has_no_canonical_form_is_refused(self, store: Store) -> None:
        """Fractions, text that is not in NFC form, names that no part has, each named with its row."""
        bad = Draft("contact", "P", "T", "o", {"a": {"x": [cast("int", 0.5)]}, "b": {"t": "e\u0301"}, "C": {}})
        with pytest.raises(NotKept) as refused:
            store.append([visit(1), bad])
        assert [(f.row, f.field) for f in refused.value.faults] == [(2, "parts"), (2, "parts.a"), (2, "parts.b")]
        assert store.size == 1

    def test_a_repeated_request_gives_the_same_entries(self, place: Place, store: Store) -> None:
        """Also after opening again, with receipts that lead to the newest head; other contents are refused."""
        first = store.append([visit(1), visit(2)], request="letter 7")
        store.append([visit(3)])
        store.close()
        again = place.open()
        second = again.append([visit(1), visit(2)], request="letter 7")
        assert [(k.index, k.leaf) for k in second] == [(k.index, k.leaf) for k in first]
        for kept in second:
            assert kept.receipt.checkpoint.size == again.size == 4
            kept.receipt.check(kept.leaf)
        with pytest.raises(RequestReused):
            again.append([visit(1), visit(4)], request="letter 7")
        assert again.size == 4
        again.close()

    def test_a_correction_supersedes_once(self, store: Store) -> None:
        """Chains resolve link by link; a second correction of the same entry is a conflict, not the last word."""
        store.append([visit(1), correction(2, of=1)])
        (third,) = store.append([correction(3, of=2)])
        assert [store.reader.superseded_by(n) for n in (1, 2, 3)] == [2, 3, None]
        assert next(store.stored(third.index)).envelope.refers == (2,)
        with pytest.raises(NotKept, match="entry 2 of the log supersedes it already"):
            store.append([correction(4, of=1)])
        with pytest.raises(NotKept, match="supersedes the same entry"):
            store.append([correction(5, of=3), correction(6, of=3)])
        with pytest.raises(NotKept, match="supersedes the same entry"):
            store.append([visit(5, kind="correction", corrects=["V-3", "V-3"])])
        with pytest.raises(NotKept, match="no entry with this id came before"):
            store.append([correction(7, of=8), visit(8)])
        with pytest.raises(NotKept, match="no entry with this id came before"):
            store.append([correction(9, of=9)])
        with pytest.raises(NotKept, match="only a correction supersedes"):
            store.append([visit(10, corrects=["V-3"])])
        assert store.size == 4

    def test_recorded_never_goes_back(self, place: Place, store: Store) -> None:
        """A clock a little behind repeats the newest time; one far behind stops appending, and opening to write."""
        times: list[datetime] = []
        for seconds in (0, 1, -3, 2):
            place.clock.move(seconds=seconds)
            (kept,) = store.append([visit(len(times))])
            times.append(next(store.stored(kept.index)).envelope.recorded)
        assert times == sorted(times)
        assert times[1] == times[2]
        place.clock.move(days=-3652)
        with pytest.raises(ClockWentBack):
            store.append([visit("late")])
        with pytest.raises(ClockWentBack):
            place.open()
        reading = place.read()
        assert reading.size == store.size == 5
        reading.close()
        place.clock.move(days=3653)
        assert len(store.append([visit("late")])) == 1

    @pytest.mark.parametrize("statement", FORBIDDEN)
    def test_the_database_refuses_too(self, where: str, store: Store, statement: str) -> None:
        """Whoever holds the store's own connection cannot change, replace, delete or reorder."""
        store.append([visit(1), correction(2, of=1), visit(3)])
        store.keep_cosigned(store.head())
        db = connect(where, write=True)
        db.begin()
        with pytest.raises(Violated):
            db.execute(statement)
        db.rollback()
        db.close()
        assert store.size == 4

    @pytest.mark.usefixtures("store")
    def test_a_connection_for_reading_cannot_write(self, where: str) -> None:
        """Whatever the statement."""
        reads = connect(where, write=False)
        with pytest.raises(Exception, match=r"(?i)read.?only|query_only"):
            reads.execute("INSERT INTO destroying (token) VALUES ('x')")
        reads.close()

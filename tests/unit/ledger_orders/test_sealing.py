"""Sealing: by a recorded order, for those it names, and undone only by the sealed unit under another order."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from caseward.ledger.keyring import KeySealed
from caseward.ledger.orders.errors import BadOrder
from caseward.ledger.orders.plan import planned
from caseward.ledger.orders.sealing import finish_sealing, seal
from caseward.ledger.store.refusals import MatterClosed
from tests.unit.ledger_orders.kept import TODAY, UNIT, closed, draft, made, opened, order, reasons

LATER = datetime(2023, 7, 1, tzinfo=UTC)
SEALED = {"facts": "sealed", "note": "sealed"}
READ = {"facts": "", "note": ""}


@pytest.fixture
def store(tmp_path):
    store = made(tmp_path)
    store.append([draft("P-1", "T-1", "first"), draft("P-1", "T-2", "other term"), draft("P-2", "T-3", "other person")])
    store.append([draft("P-1", "T-1", "second", kind="violation"), draft("P-1", "", "of the person")])
    yield store
    closed(store)


def test_only_what_the_order_names_is_sealed(store, tmp_path):
    kept = seal(store, order())
    assert [reasons(store, i) for i in range(1, 6)] == [SEALED, READ, READ, SEALED, READ]
    assert [reasons(opened(tmp_path), i) for i in (1, 4)] == [SEALED, SEALED]
    assert kept.index == 6


def test_the_sealed_unit_reads_on(store, tmp_path):
    seal(store, order())
    unit = opened(tmp_path, UNIT)
    assert reasons(unit, 1) == READ
    assert json.loads(unit.parts(1)["note"].part) == {"text": "first"}


def test_everything_of_a_subject(store):
    seal(store, order(matters=None))
    assert [reasons(store, i) for i in range(1, 6)] == [SEALED, SEALED, READ, SEALED, SEALED]


def test_the_order_is_in_the_log_and_names_nobody(store):
    kept = seal(store, order())
    entry = next(store.stored(kept.index))
    assert entry.envelope.kind == "sealing_order"
    assert entry.envelope.refers == (1,)
    said = json.loads(entry.parts["order"].part)
    assert said["basis"] == "Welf. & Inst. Code § 786"
    assert not {"subject", "matters"} & set(said)
    kept.receipt.check(kept.leaf)


def test_its_name_is_sealed_too(store):
    token = store.reader.token_of("P-1", "T-1")
    seal(store, order())
    assert store.reader.matter_of(token).reason == "sealed"


def test_nothing_is_added_to_what_is_sealed(store):
    seal(store, order())
    with pytest.raises(MatterClosed):
        store.append([draft("P-1", "T-1", "more")])


def test_unsealing_is_the_units_and_by_order(store, tmp_path):
    seal(store, order())
    size = store.size
    with pytest.raises(KeySealed):
        seal(store, order("unseal"))
    assert store.size == size
    unit = opened(tmp_path, UNIT)
    seal(unit, order("unseal", number="YJ-24-0001"))
    assert reasons(store, 1) == READ
    assert [e.envelope.kind for e in store.stored(size)] == ["unsealing_order"]
    unit.append([draft("P-1", "T-1", "more")])


def test_a_plan_counts_by_kind_and_changes_nothing(store):
    before = store.size
    plan = planned(store, order(), TODAY)
    assert plan.kinds == (("contact", 1), ("violation", 1))
    assert (plan.entries, plan.size, plan.firsts) == (2, before, (1,))
    assert store.size == before
    assert reasons(store, 1) == READ


def test_what_does_not_fit_is_refused_with_every_fault(store):
    seal(store, order())
    size = store.size
    with pytest.raises(BadOrder) as caught:
        seal(store, order(matters=("T-1", "T-2", "T-9", "T-8"), day=order().date.replace(year=2024)))
    found = [(fault.field, fault.value) for fault in caught.value.faults]
    assert found == [("date", "2024-04-12"), ("matters", "T-1"), ("matters", "T-8"), ("matters", "T-9")]
    assert store.size == size
    assert reasons(store, 2) == READ


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (order(subject="P-9", matters=None), "subject"),
        (order(subject="P-9"), "matters"),
        (order("unseal"), "matters"),
        (order("unseal", matters=None), "subject"),
    ],
)
def test_each_misfit_has_its_field(store, wrong, field):
    with pytest.raises(BadOrder) as caught:
        seal(store, wrong)
    assert [fault.field for fault in caught.value.faults] == [field]


def test_sealing_the_rest_of_a_subject_passes_over_what_is_sealed(store):
    seal(store, order())
    seal(store, order(matters=None, number="2"))
    with pytest.raises(BadOrder, match="already"):
        seal(store, order(matters=None, number="3"))


def test_an_order_to_open_that_a_crash_left_waits_for_the_unit(store, tmp_path, monkeypatch):
    seal(store, order())
    unit = opened(tmp_path, UNIT)
    monkeypatch.setattr(unit.pen.ring, "unseal", lambda *_: None)
    seal(unit, order("unseal", number="2"))
    assert finish_sealing(opened(tmp_path, start=LATER)) == ()
    assert reasons(store, 1) == SEALED
    assert finish_sealing(opened(tmp_path, UNIT, start=LATER)) == (store.reader.token_of("P-1", "T-1"),)
    assert reasons(store, 1) == READ


def test_an_order_that_a_crash_left_is_carried_out_later(store, tmp_path, monkeypatch):
    """The state is in the store, the key not yet moved: as if the power went between the two."""
    monkeypatch.setattr(store.pen.ring, "seal", lambda *_: None)
    seal(store, order())
    assert reasons(store, 1) == READ
    later = opened(tmp_path)
    assert finish_sealing(later) == (store.reader.token_of("P-1", "T-1"),)
    assert finish_sealing(later) == ()
    assert reasons(store, 1) == SEALED
    row = later.pen.ring._db.execute("SELECT by_order FROM keys WHERE state = 'sealed'").fetchall()
    assert row == [(6,)]

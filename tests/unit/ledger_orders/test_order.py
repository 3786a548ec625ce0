"""Order files: every fault at once, and nothing of whose order it was in what the log keeps."""

from __future__ import annotations

import pytest

from caseward.ledger.orders.errors import BadOrder
from caseward.ledger.orders.order import ACTIONS, FIELDS, example, read_order


def faults_of(text, **given):
    with pytest.raises(BadOrder) as caught:
        read_order(text.encode(), "order.toml", **given)
    return caught.value.faults


@pytest.mark.parametrize("action", ACTIONS)
def test_the_example_is_an_order(action):
    order = read_order(example(action).encode(), "order.toml")
    assert (order.action, order.number, order.matters) == (action, "YJ-23-0412", ("T-1",))
    assert order.kind in ("sealing_order", "unsealing_order", "destruction_order")


def test_everything_of_a_subject_has_to_be_said():
    assert read_order(example("seal").replace('["T-1"]', '"all"').encode(), "o").matters is None
    assert read_order(example("seal").replace('["T-1"]', '["", "T-2"]').encode(), "o").matters == ("", "T-2")


def test_every_fault_is_named_at_once():
    text = """
    action = "burn"
    court = ""
    date = "2023-04-12"
    basis = 786
    ordered_by = "judge\\nof department 203"
    subject = "P-1"
    matters = []
    reason = "none"
    """
    found = {fault.field: fault for fault in faults_of(text)}
    assert sorted(found) == [
        "action",
        "basis",
        "carried_out_by",
        "court",
        "date",
        "matters",
        "number",
        "ordered_by",
        "reason",
    ]
    assert found["date"].value == "2023-04-12"
    assert "without quotation marks" in found["date"].rule
    assert all(fault.file == "order.toml" and fault.hint for fault in found.values())


@pytest.mark.parametrize("text", ["action = ", "\xff\xfe", "[action", "a = 1\na = 2"])
def test_what_is_no_toml_is_refused(text):
    with pytest.raises(BadOrder, match="TOML"):
        read_order(text.encode("latin-1"), "order.toml")


def test_a_matter_twice_is_a_fault():
    assert "twice" in faults_of(example("seal").replace('["T-1"]', '["T-1", "T-1"]'))[0].rule


def test_an_order_for_another_command_is_refused_with_the_way_out():
    (fault,) = faults_of(example("destroy"), allowed=("seal",))
    assert "caseward destroy" in fault.hint


def test_an_instant_is_no_day():
    assert faults_of(example("seal").replace("2023-04-12", "2023-04-12T10:00:00Z"))[0].field == "date"


def test_what_the_log_keeps_names_no_subject():
    order = read_order(example("destroy").encode(), "o")
    assert set(order.particulars()) == set(FIELDS) - {"subject", "matters"}
    assert "P-1001" not in str(order.particulars())

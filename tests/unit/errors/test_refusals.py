"""A refusal names the place, the value, the rule and a way out, lists every fault, and says the same as data."""

from __future__ import annotations

import json

import pytest

from caseward.errors import BadPolicy, BadRecord, BadRequest, CasewardError, Fault, NotFound

FAULT = Fault(
    "contact.csv",
    14,
    5,
    "CW210",
    field="mode",
    value="phonecall",
    rule="not one of the codes",
    hint="did you mean phone?",
)


def test_a_fault_reads_as_one_line_with_place_value_rule_and_way_out():
    said = "contact.csv:14:5: mode is 'phonecall': not one of the codes (did you mean phone?) [CW210]"
    assert str(FAULT) == said


@pytest.mark.parametrize(
    ("row", "column", "place"),
    [(14, 5, "contact.csv:14:5"), (14, 0, "contact.csv:14"), (0, 0, "contact.csv"), (0, 5, "contact.csv:5")],
)
def test_a_place_leaves_out_what_is_not_known(row, column, place):
    assert Fault("contact.csv", row, column, "CW210").place == place


def test_a_fault_about_a_whole_file_has_no_empty_parts():
    assert (
        str(Fault("notes.txt", 0, 0, "CW201", rule="no kind has this name"))
        == "notes.txt: no kind has this name [CW201]"
    )


def test_a_value_with_a_line_break_stays_on_one_line():
    assert "\n" not in str(Fault("a.csv", 2, 1, "CW210", value="one\ntwo", rule="one line only"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("mode", "x", "mode is 'x': wrong"), ("mode", "", "mode: wrong"), ("", "x", "'x': wrong"), ("", "", "wrong")],
)
def test_a_fault_says_what_it_knows_of_field_and_value(field, value, said):
    assert str(Fault("a.csv", 2, 1, "CW210", field=field, value=value, rule="wrong")) == f"a.csv:2:1: {said} [CW210]"


def test_a_huge_value_is_cut_in_the_message_and_whole_in_the_data():
    fault = Fault("a.csv", 2, 1, "CW210", field="note", value="y" * 10_000, rule="too long")
    assert len(str(fault)) < 150
    assert fault.as_data()["value"] == "y" * 10_000


def test_every_fault_is_listed_in_the_order_of_places_whatever_order_they_came_in():
    later = Fault("contact.csv", 20, 1, "CW210", rule="second")
    earlier = Fault("contact.csv", 3, 9, "CW210", rule="first")
    said = str(BadRecord(faults=[later, FAULT, earlier])).splitlines()
    assert said[0] == "The record has faults. [CW200]"
    assert [line.split(":")[1] for line in said[1:4]] == ["3", "14", "20"]
    assert said[4].startswith("Way out: ")
    assert str(BadRecord(faults=[earlier, later, FAULT])) == str(BadRecord(faults=[later, FAULT, earlier]))


def test_a_detail_follows_the_sentence():
    assert str(NotFound("policies/none.yaml")).splitlines() == ["Not found. policies/none.yaml [CW104]"]


def test_fields_fill_the_sentence_and_stay_as_data():
    class Odd(CasewardError):
        sentence = "{name} is odd."

    error = Odd(name="policy.yaml")
    assert str(error) == "policy.yaml is odd. [CW000]"
    assert error.fields == {"name": "policy.yaml"}


def test_an_error_as_data_can_be_written_as_json():
    data = json.loads(json.dumps(BadPolicy(faults=[FAULT]).as_data()))
    assert data["code"] == "CW300"
    assert data["message"] == "The policy has faults. [CW300]"
    assert data["hint"]
    assert data["faults"] == [
        {
            "file": "contact.csv",
            "row": 14,
            "column": 5,
            "code": "CW210",
            "field": "mode",
            "value": "phonecall",
            "rule": "not one of the codes",
            "hint": "did you mean phone?",
        }
    ]


@pytest.mark.parametrize(("error", "code"), [(BadRecord, 2), (BadRequest, 2), (NotFound, 2), (BadPolicy, 3)])
def test_exit_codes_are_the_promised_ones(error, code):
    assert error.exit_code == code
    assert issubclass(error, CasewardError)

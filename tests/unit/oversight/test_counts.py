from __future__ import annotations

import pytest

from caseward.oversight.counts import ALL, NOT_RECORDED, coded_mode, contact_counts
from caseward.oversight.definition import definition_in
from tests.unit.oversight.made import blank, contact, live, policy, the_term

VOICE = {"mode": "phone", "with_whom": "person", "outcome": "left_message", "coded_as": "voice reporting"}


def rows(*entries, documents=None):
    definition = definition_in([policy()] if documents is None else documents)
    return {row.mode: row for row in contact_counts(the_term(*entries), definition)}


def test_a_voicemail_coded_as_voice_reporting_counts_as_coded_and_not_as_defined():
    phone = rows(contact("c-1", "2021-03", **VOICE))["phone"]
    assert (phone.coded, phone.defined_least, phone.defined_most) == (1, 0, 0)
    assert phone.entries == ("c-1",)
    assert "a voicemail is not one" in phone.explained


def test_the_published_case_one_to_six_of_eight_entries():
    found = rows(
        live("seen", "2021-12"),
        contact("vm-1", "2021-03", **VOICE),
        contact("vm-2", "2021-04", **VOICE),
        blank("c-2", may_be_same_as="vm-1"),
        blank("c-3", may_be_same_as="vm-2"),
        blank("c-4"),
        blank("c-5"),
        blank("c-6"),
    )
    everything = found[ALL]
    assert (everything.coded, everything.coded_least) == (8, 6)
    assert (everything.defined_least, everything.defined_most) == (1, 6)
    assert "6 to 8 distinct" in everything.explained
    assert "between 1 and 6 contacts meet" in everything.explained
    assert (found["in_person"].coded, found["in_person"].defined_least, found["in_person"].defined_most) == (1, 1, 6)
    assert (found[NOT_RECORDED].coded, found[NOT_RECORDED].defined_least, found[NOT_RECORDED].defined_most) == (5, 0, 5)


def test_not_in_person_may_be_any_other_mode():
    found = rows(blank("c", mode="not_in_person"), live("seen", "2021-12"), contact("call", "2021-03-01", mode="phone"))
    bounds = {mode: (row.coded, row.defined_least, row.defined_most) for mode, row in found.items()}
    assert bounds["in_person"] == (1, 1, 1)
    assert bounds["phone"] == (1, 0, 1)  # the definition needs phone and spoke: not_in_person is refused by this policy
    assert bounds["not_in_person"] == (1, 0, 0)
    assert "none meets" in found["not_in_person"].explained


def test_two_sure_entries_that_may_state_one_event_make_a_range():
    everything = rows(live("a", "2021-03-01"), live("b", "2021-03-01", may_be_same_as="a"))[ALL]
    assert (everything.coded_least, everything.coded) == (1, 2)
    assert (everything.defined_least, everything.defined_most) == (1, 2)


def test_a_link_to_an_entry_that_does_not_count_narrows_nothing():
    everything = rows(live("a", "2021-03-01", may_be_same_as="v"), contact("v", "2021-03-01", **VOICE))[ALL]
    assert (everything.defined_least, everything.defined_most) == (1, 1)


def test_modes_without_a_contact_have_no_row_and_no_contact_gives_no_rows():
    assert set(rows(live("a", "2021-03-01"))) == {ALL, "in_person"}
    assert rows() == {}


def test_without_a_definition_coded_is_all_there_is():
    row = rows(contact("c-1", "2021-03", **VOICE), documents=[])["phone"]
    assert (row.coded, row.defined_least, row.defined_most) == (1, 1, 1)
    assert "no policy given here defines a contact" in row.explained


def test_without_a_named_definition_what_the_requirements_count_defines_it():
    plain = policy().model_dump(by_alias=True, exclude_none=True)
    counts = plain["matchers"].pop("direct-contact")
    plain["versions"][0]["requirements"][0]["counts"] = {**counts, "where": {"mode": {"any_of": ("in_person",)}}}
    document = type(policy()).model_validate(plain)
    found = rows(live("a", "2021-03-01"), contact("b", "2021-04-01", mode="phone"), documents=[document])
    assert (found[ALL].coded, found[ALL].defined_least, found[ALL].defined_most) == (2, 1, 1)
    assert "a requirement of the policy counts" in found[ALL].explained


def test_a_policy_for_facilities_defines_no_contact_with_a_person():
    halls = policy(policy="halls", subject="facility")
    assert definition_in([halls]) is None
    found = definition_in([halls, policy()])
    assert found is not None
    assert found.document.policy == "county-adult"


@pytest.mark.parametrize(
    ("values", "mode"),
    [
        ({"coded_as": "Voice Reporting", "mode": "phone"}, "phone"),
        ({"coded_as": "FF"}, "in_person"),
        ({"coded_as": "home visit", "mode": "phone"}, "in_person"),
        ({"coded_as": "voicemail"}, "phone"),
        ({"coded_as": "code 17", "mode": "letter"}, "letter"),
        ({"coded_as": "code 17"}, NOT_RECORDED),
        ({"coded_as": "off-site"}, NOT_RECORDED),
        ({}, NOT_RECORDED),
    ],
)
def test_the_words_of_a_code_state_the_mode_else_the_field(values, mode):
    assert coded_mode(contact("c-1", "2021-03-01", **values)) == mode

from __future__ import annotations

import pytest

from caseward.oversight.coding import coded_against_definition
from caseward.oversight.definition import definition_in
from caseward.oversight.vocabulary import found_in, vocabulary
from tests.unit.oversight.made import contact, policy, the_term


def marks(*entries, documents=None):
    definition = definition_in([policy()] if documents is None else documents)
    return list(coded_against_definition(the_term(*entries), definition))


def test_a_voicemail_coded_as_voice_reporting_is_marked_from_its_outcome():
    (mark,) = marks(
        contact("c-1", "2021-03", mode="phone", with_whom="person", outcome="left_message", coded_as="voice reporting")
    )
    assert mark.entries == ("c-1",)
    assert mark.seen.startswith('Contact in March 2021 is coded as "voice reporting", but its outcome is left message.')
    assert "The policy's definition refuses it: outcome is left message" in mark.seen
    assert mark.words == ()
    assert "does not prove" in mark.caution


def test_it_is_marked_from_the_words_of_its_narrative_and_says_which():
    (mark,) = marks(
        contact("c-1", "2021-03-04", mode="phone", coded_as="Voice Reporting", note="Called client, LVM; no answer.")
    )
    assert mark.words == ("lvm", "no answer")
    assert 'its narrative says "lvm" and "no answer"' in mark.seen


def test_outcome_and_narrative_are_both_named():
    (mark,) = marks(
        contact("c-1", "2021-03-04", outcome="left_message", coded_as="telephone contact", note="left a message")
    )
    assert "outcome is left message and its narrative says" in mark.seen


def test_without_a_code_an_outcome_of_spoke_against_its_own_words_is_marked():
    (mark,) = marks(contact("c-1", "2021-03-04", mode="phone", outcome="spoke", note="Left message on voicemail"))
    assert "with the outcome spoke" in mark.seen
    assert mark.words == ("voicemail", "left message")


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "left_message", "note": "left voicemail"},  # says what it was
        {"outcome": "left_message", "coded_as": "voicemail"},  # coded as what it was
        {"outcome": "spoke", "coded_as": "voice reporting"},
        {"outcome": "spoke", "note": "He called back after my voicemail; spoke with him about work."},
        {"coded_as": "voice reporting", "note": "Spoke to client, who had heard the voicemail."},
        {"coded_as": "voice reporting"},  # no outcome recorded: nothing contradicts the code
        {"outcome": "spoke", "note": "Discussed his employment."},
        {"note": "left voicemail"},  # claims nothing
    ],
)
def test_what_is_coded_as_it_was_or_claims_nothing_is_not_marked(values):
    assert marks(contact("c-1", "2021-03-04", **values)) == []


@pytest.mark.parametrize(
    "note",
    ["left a message, did not speak with him", "voicemail; unable to speak to client", "no answer, never spoke to him"],
)
def test_a_negated_exchange_is_no_exchange(note):
    (mark,) = marks(contact("c-1", "2021-03-04", outcome="spoke", note=note))
    assert mark.words


def test_without_a_policy_the_mark_stands_without_the_definition():
    (mark,) = marks(contact("c-1", "2021-03", outcome="no_answer", coded_as="FF"), documents=[])
    assert "definition" not in mark.seen


def test_words_are_whole_words_in_any_case_and_spacing():
    assert found_in("LEFT  A\nMessage", ["left a message"]) == ("left a message",)
    assert found_in("the palm reader", ["lm"]) == ()
    assert found_in("didn\u2019t answer", ["didn't answer"]) == ("didn't answer",)


def test_the_vocabulary_states_modes_that_the_record_knows():
    from caseward.record.kinds_supervision import MODES

    assert set(vocabulary().modes) <= set(MODES)
    assert set(vocabulary().mode_codes.values()) <= set(MODES)
    assert vocabulary() is vocabulary()

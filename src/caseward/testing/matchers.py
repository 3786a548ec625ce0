"""The named matchers of made-up policies, and strategies that choose among them."""

from __future__ import annotations

from hypothesis import strategies as st

from caseward.testing.entries import Raw

#: Every named matcher is met by ``entries.GOOD_CONTACT`` where its kind is a contact, except those marked.
MATCHERS: Raw = {
    "meeting": {"kind": "contact", "where": {"mode": "in_person", "outcome": "spoke"}, "says": "a meeting"},
    "direct": {"kind": "contact", "where": {"outcome": "spoke", "with_whom": ["person", "both"]}, "says": "a talk"},
    "home": {"kind": "contact", "where": {"place": "home", "outcome": "spoke"}, "says": "a visit to the home"},
    "outside": {"kind": "contact", "where": {"outcome": "spoke"}, "in_custody": False, "says": "not in custody"},
    "without-police": {
        "kind": "contact",
        "where": {"outcome": "spoke"},
        "unless": {"kind": "contact", "where": {"present": {"any_of": ["law_enforcement"]}}, "says": "with police"},
        "says": "a talk without police",
    },
    # Those below are not met by every such contact: by weekday, by time of recording, or by kind.
    "weekend": {"kind": "contact", "where": {"outcome": "spoke"}, "weekday": ["saturday", "sunday"], "says": "weekend"},
    "soon": {"kind": "contact", "where": {"outcome": "spoke"}, "recorded_within": {"days": 2}, "says": "soon recorded"},
    "test": {"kind": "drug_test", "where": {"result": ["negative", "positive"]}, "says": "a drug test"},
    "scored": {"kind": "assessment", "where": {"scored": True}, "says": "a scored assessment"},
    "either": {"any": [{"use": "meeting"}, {"use": "test"}], "says": "a meeting or a test"},
    "missed": {"kind": "appointment", "where": {"outcome": "failed_to_attend"}, "says": "a missed appointment"},
    "kept": {"kind": "appointment", "where": {"outcome": "attended_complied"}, "says": "a kept appointment"},
    "voicemail": {"kind": "contact", "where": {"outcome": "left_message"}, "says": "a message left"},
    "warning": {"kind": "warning", "says": "a warning"},
    "answer": {"kind": "warning_response", "says": "an answer"},
    "letter": {"kind": "notice", "where": {"type": ["warning_letter", "final_warning"]}, "says": "a letter"},
}

#: What a good contact always satisfies, wherever its day falls outside custody.
GENEROUS = ("meeting", "direct", "home", "outside", "without-police")


def counting() -> st.SearchStrategy[str]:
    """A matcher of what a floor may count."""
    return st.sampled_from([*GENEROUS, "weekend", "soon", "test", "scored", "either"])


def happenings() -> st.SearchStrategy[str]:
    """A matcher of what may set a clock off, be forbidden, or need another before it."""
    return st.sampled_from(["missed", "kept", "voicemail", "warning", "test", "letter", "home"])

"""An example of what each operation answers, by the operation's name; a test holds each against its schema."""

from __future__ import annotations

from typing import Any

TERM: dict[str, Any] = {
    "id": "term-1", "person": "person-1", "office": "west", "officer": "officer-1",
    "supervision_type": "formal_probation", "case_type": "general", "level": "high", "starts": "2025-11-03",
    "ends": None, "in_custody": False, "standing": [], "last_in_person": "2026-02-11", "last_spoke": "2026-02-25",
    "last_in_person_written": "", "last_spoke_written": "", "next_due": "2026-03-31", "overdue": 0,
    "missed": 0, "unknown": 0,
}  # fmt: skip
PERSON: dict[str, Any] = {"person": "person-1", "role": "", "terms": [TERM]}
WARNING: dict[str, Any] = {
    "id": "warning-1", "term": "term-1", "received": "2026-02-27T16:10-08:00", "channel": "phone",
    "facets": ["weapon", "violence"], "confidential": True, "urgent": True, "action": "", "decided_by": "",
    "closed": False, "due": "2026-03-03", "clock": "pending", "decided_on": None,
}  # fmt: skip
PROOF = "c2sp.org/tlog-proof@v1\nindex 412\n…\n\nprobation.example/county\n413\n…\n"
RECORDED = "2026-03-01T17:20:04Z"
RECEIPT: dict[str, Any] = {
    "place": 412, "receipt": PROOF, "said": {"facts": {"opening": "9f…", "part": '{"mode":"phone"}'}},
}  # fmt: skip
ADDED: dict[str, Any] = {
    "repeated": False,
    "entries": [RECEIPT | {"id": "contact-5d0f3c1f8f1a", "kind": "contact", "recorded": RECORDED}],
}

ANSWERS: dict[str, Any] = {
    "health": {"entries": 413},
    "me": {"staff": "officer-1", "scope": "record", "roles": [{"role": "officer", "office": ""}]},
    "people": {"items": [PERSON], "next_cursor": "cGVyc29uLTE"},
    "person": PERSON | {"because": "responsible officer", "may_record": True},
    "terms": [TERM],
    "entries": {
        "items": [
            {
                "place": 412, "id": "contact-5d0f3c1f8f1a", "kind": "contact", "occurred": "2026-03-01",
                "recorded": RECORDED, "recorded_by": "officer-1", "corrected": False, "withheld": "",
                "said": {"term": "term-1", "mode": "phone", "with_whom": "person", "outcome": "spoke"},
            }
        ],
        "next_cursor": None,
    },
    "obligations": [
        {
            "id": "ob-90b1a55c1b3f7d2e", "policy": "example", "version": "2020-01-01", "requirement": "monthly-contact",
            "title": "Monthly contact", "subject": "term-1", "window_start": "2026-03-01", "window_end": "2026-04-01",
            "due": "2026-03-31", "status": "met", "needs": "1 contact in the calendar month", "reason": "",
            "settles": "",
            "citation": "Manual § 1", "basis": "published",
            "sentence": "1 contact in the calendar month, due 2026-03-31, met (Manual § 1; published).",
            "counted": ["contact-5d0f3c1f8f1a"],
            "considered": [{"entry": "contact-5d0f3c1f8f1a", "bearing": "counted", "reason": ""}],
        }
    ],
    "appointments": [
        {
            "place": 399, "id": "appointment-1", "when": "2026-03-04 10:00", "officer": "officer-1",
            "mode": "in person", "at": "office", "outcome": "", "acceptable": "", "judged_by": "", "due": False,
            "todo": "outcome", "withdrawn": False, "why": "",
        }
    ],
    "warnings": {"items": [WARNING], "next_cursor": None},
    "warning": WARNING | {"caller": "", "words": "", "call_back": "", "held_apart": True, "decisions": []},
    "receipt": RECEIPT,
    "record": ADDED,
    "correction": ADDED,
    "unit": {
        "day": "2026-03-01",
        "whole": {"officer": None, "counts": {"terms": 41, "overdue": 3}},
        "officers": [{"officer": "officer-1", "counts": {"terms": 41, "overdue": 3}}],
    },
    "checkpoint": {
        "origin": "probation.example/county", "size": 413,
        "checkpoint": "probation.example/county\n413\n…\n", "cosigned": None,
    },
}  # fmt: skip

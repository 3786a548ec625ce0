"""One officer recorded in two places in the same minute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from caseward.oversight.model import IntegrityMark
from caseward.oversight.presence import DONE_APPOINTMENTS
from caseward.oversight.wording import when_words
from caseward.record.entry import Entry
from caseward.record.view import View

CHECK = "one officer in two places"
SHARED_PLACES = frozenset({"office", "court", "jail", "treatment", "school"})
"""Places where an officer may see several people at once."""
CAUTION = (
    "It does not prove that either entry is untrue: a time may be rounded or typed wrongly, "
    "or an entry made under a colleague's token."
)


def officers_in_two_places(view: View) -> Iterator[IntegrityMark]:
    """One mark for each pair of entries that put one officer in two places in the same minute.

    Only times of day are compared: two entries on one day without times prove nothing.
    """
    found: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    for entry in view.entries:
        minute = entry.occurred.minute_of_utc
        if minute is not None and entry.text("officer") and _there(entry):
            found[(entry.text("officer"), minute)].append(entry)
    for (officer, _), entries in sorted(found.items()):
        for one, other in combinations(sorted(entries, key=lambda e: e.id), 2):
            apart = _apart(one, other)
            if apart:
                yield _mark(officer, one, other, apart)


def _there(entry: Entry) -> bool:
    """Whether the entry says that the officer was there in person."""
    if entry.kind == "contact":
        return entry.text("mode") == "in_person" and entry.text("outcome") != "returned_mail"
    if entry.kind == "appointment":
        return entry.text("mode") == "in_person" and entry.text("outcome") in DONE_APPOINTMENTS
    return entry.kind in ("force", "force_report") or (
        entry.kind == "safety_check" and entry.text("method") == "direct_visual"
    )


def _apart(one: Entry, other: Entry) -> str:
    """``is`` when the two places surely differ, ``is possibly`` when the record does not say enough, empty when they
    may be one, as when the record says that both people were met in one visit.
    """
    if one.text("visit") and one.text("visit") == other.text("visit"):
        return ""
    here, there = _where(one), _where(other)
    if here[0] != there[0]:
        return "is"
    if here[1] and there[1]:
        if here[1] != there[1]:
            return "is"
        alike = one.text("term") == other.text("term") or here[1] in SHARED_PLACES or here[0]
        return "" if alike else "is possibly"
    return "" if one.text("term") == other.text("term") else "is possibly"


def _where(entry: Entry) -> tuple[str, str]:
    return entry.text("facility"), entry.text("unit") or entry.text("place")


def _mark(officer: str, one: Entry, other: Entry, apart: str) -> IntegrityMark:
    seen = (
        f"Officer {officer} {apart} in two places {when_words(one.occurred)}: "
        f"{_described(one)} and {_described(other)}."
    )
    return IntegrityMark(CHECK, officer, (one.id, other.id), seen, caution=CAUTION)


def _described(entry: Entry) -> str:
    facility, place = _where(entry)
    where = ", ".join(part for part in (facility, place) if part) or "place not recorded"
    about = f" about {entry.text('term')}" if entry.text("term") else ""
    return f"{entry.id} ({where}{about})"

"""What a caller said in confidence, and what of it is held apart. Who hears it: ``casework.access``. No database."""

from __future__ import annotations

from collections.abc import Container, Iterable

from caseward.interchange.content import Plain, plain_entry
from caseward.interchange.kept.reading import Taken
from caseward.record.entry import Entry

HELD_APART = frozenset({"about", "call_back", "from_role", "words", "note", "source"})
"""The columns of a warning that may say who called."""
ALWAYS_APART = frozenset({"call_back"})
"""Those that are for whoever acts on it alone, whether the caller asked for confidentiality or not."""
INSTEAD = "held apart: the caller asked for confidentiality"
INSTEAD_OF_A_NUMBER = "held apart: how the caller may be reached"


def in_confidence(taken: Iterable[Taken]) -> frozenset[str]:
    """Ids of the warnings said in confidence; also of those that a correction replaced by such a one."""
    entries = [one.entry for one in taken if one.entry is not None]
    found = {e.id for e in entries if e.kind == "warning" and e.values.get("confidential") is True}
    replaced = {e.text("replaced_by"): e.text("corrects") for e in entries if e.kind == "correction"}
    for id_ in sorted(found):
        earlier = replaced.get(id_, "")
        while earlier and earlier not in found:
            found.add(earlier)
            earlier = replaced.get(earlier, "")
    return frozenset(found)


def standing_as(taken: Iterable[Taken]) -> dict[str, str]:
    """For each entry that was corrected: the id of what stands instead of it now; '' where it was withdrawn."""
    entries = [one.entry for one in taken if one.entry is not None and one.kind == "correction"]
    instead, found = {e.text("corrects"): e.text("replaced_by") for e in entries}, dict[str, str]()
    for id_ in instead:
        now, seen = instead[id_], {id_}
        while now in instead and now not in seen:
            seen.add(now)
            now = instead[now]
        found[id_] = now
    return found


def is_held_apart(entry: Entry, confidential: frozenset[str], heard: Container[str]) -> bool:
    """Whether somebody who hears about some terms is shown a warning without its caller and words."""
    return entry.id in confidential and entry.text("term") not in heard


def told(entry: Entry, confidential: frozenset[str]) -> dict[str, Plain]:
    """The columns of an entry as they stand among others of a person: who called in confidence, and how any caller is
    reached, is on the page of the warning alone, so that each opening of it is a recorded reading of its own.
    """
    plain = plain_entry(entry)
    if entry.kind == "warning":
        plain |= dict.fromkeys(ALWAYS_APART & plain.keys(), INSTEAD_OF_A_NUMBER)
    if entry.id in confidential:
        plain |= dict.fromkeys(HELD_APART & plain.keys(), INSTEAD)
    return plain

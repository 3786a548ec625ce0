"""What a caller said in confidence: to whom it is shown, and what of it is held apart. No database."""

from __future__ import annotations

from collections.abc import Iterable

from caseward.interchange.content import Plain, plain_entry
from caseward.interchange.kept.reading import Taken
from caseward.record.entry import Entry
from caseward.web.accounts.models import Grant, Role, User
from caseward.web.casework.models import Term

HELD_APART = frozenset({"about", "call_back", "from_role", "words", "note", "source"})
"""The columns of a warning that may say who called."""
ALWAYS_APART = frozenset({"call_back"})
"""Those that are for whoever acts on it alone, whether the caller asked for confidentiality or not."""
INSTEAD = "held apart: the caller asked for confidentiality"
INSTEAD_OF_A_NUMBER = "held apart: how the caller may be reached"
BY_OFFICE = frozenset({Role.SUPERVISOR, Role.DUTY})


def terms_heard(user: User, grants: Iterable[Grant], terms: Iterable[Term]) -> frozenset[str]:
    """Ids of the terms about which a user may read what was said in confidence: as the officer responsible, as the
    supervisor of the office, or at the duty desk. A door opened in need does not open this.
    """
    held = list(grants)
    return frozenset(
        term.id
        for term in terms
        for grant in held
        if (grant.role == Role.OFFICER and term.officer == user.staff)
        or (grant.role in BY_OFFICE and grant.office in ("", term.office))
    )


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


def is_held_apart(entry: Entry, confidential: frozenset[str], heard: frozenset[str]) -> bool:
    """Whether somebody who hears about some terms is shown a warning without its caller and words."""
    return entry.id in confidential and entry.text("term") not in heard


def told(entry: Entry, confidential: frozenset[str], heard: frozenset[str]) -> dict[str, Plain]:
    """The columns of an entry as somebody may read them who hears about some terms."""
    plain = plain_entry(entry)
    if entry.kind == "warning" and entry.text("term") not in heard:
        plain |= dict.fromkeys(ALWAYS_APART & plain.keys(), INSTEAD_OF_A_NUMBER)
    if is_held_apart(entry, confidential, heard):
        plain |= dict.fromkeys(HELD_APART & plain.keys(), INSTEAD)
    return plain

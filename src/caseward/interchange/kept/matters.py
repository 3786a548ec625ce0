"""Whose matter an entry belongs to. A matter has one key: it is what an order seals or destroys, and nothing beside it.

What names a supervision term belongs to that term of its person; what names only a person, to the person; what names a
facility or an office, to that; who covers for whom and what was drawn for review, to the agency's own work. A
warning about somebody whom nobody has identified is a matter of its own, with what was decided about it. A correction
belongs where what it corrects does. The rest is the agency's own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from caseward.record.entry import Entry
from caseward.record.kinds_work import WORK_KINDS as KINDS_OF_WORK

#: No id has a semicolon, so this cannot be a person's or a facility's.
OFFICE: Final = "office;"
#: The agency's own work, apart from its directives and policies: nothing that is judged hangs on it.
WORK: Final = "work;"
WORK_KINDS: Final = frozenset(kind.name for kind in KINDS_OF_WORK if kind.subject == "")
AGENCY: Final = ""
#: Warnings about somebody whom nobody has identified yet, each by its id; by none, all that an earlier release kept.
UNATTACHED: Final = "warnings;not-attached"


class Matter(NamedTuple):
    """Whom it is about (the id of a person or facility, an office, or the agency) and which term of theirs, if any."""

    subject: str
    matter: str = ""


def matter_of(entry: Entry, found: Callable[[str], Entry]) -> Matter:
    """The matter of an entry. ``found`` gives the entries that it names by id; KeyError when one is not there."""
    said = entry.values
    if entry.kind in ("person", "facility"):
        return Matter(entry.id)
    if entry.kind == "term":
        return Matter(entry.text("person"), entry.id)
    if entry.kind == "correction":
        return matter_of(found(entry.text("corrects")), found)
    if "term" in said:
        term = entry.text("term")
        return Matter(found(term).text("person"), term)
    for name in ("person", "facility"):
        if name in said:
            return Matter(entry.text(name))
    if entry.kind in WORK_KINDS:
        return Matter(WORK)
    if entry.kind == "warning":
        return Matter(UNATTACHED, entry.id)
    if entry.kind == "unattached_response":
        return Matter(UNATTACHED, entry.text("warning"))
    return Matter(OFFICE + entry.text("office")) if entry.kind == "office_status" else Matter(AGENCY)

"""The agency's own work as the record has it: who covers for whom, what was drawn for review. No term hangs on it."""

from __future__ import annotations

from caseward.interchange.kept.matters import WORK
from caseward.interchange.kept.reading import gathered
from caseward.record.entry import Entry
from caseward.record.view import view_of
from caseward.web.keeping import Keeping


def work_if_new(since: int, keeping: Keeping) -> tuple[Entry, ...] | None:
    """All of it as it stands; None when nothing of it was recorded since the log had a size: what was drawn holds."""
    store = keeping.reading().store
    own = store.reader.token_of(WORK, "")
    if since and not any(stored.envelope.case == own for stored in store.stored(since, store.size)):
        return None
    return view_of(gathered(store.of_subject(WORK)).record).entries

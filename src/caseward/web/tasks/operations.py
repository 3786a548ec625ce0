"""What is written about promises: made, kept or withdrawn, into the kept record; then the table drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from caseward.interchange.kept.adding import Added
from caseward.interchange.kept.correcting import Change
from caseward.record.entry import Entry
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.operations import TOGETHER, correct, record
from caseward.web.keeping import Keeping
from caseward.web.tasks.models import Promise


def note_promise(line: Mapping[str, object], saving: str, keeping: Keeping) -> Added:
    """Record that something was promised, or with proof that it was done. NotTaken with every fault."""
    return record([line], saving, keeping)


def withdraw_promise(entry: str, why: str, by: str, saving: str, keeping: Keeping) -> Added:
    """Withdraw a promise: it stays in the record, with who withdrew it and why."""
    return correct(Change(entry, None, why, by=by), saving, keeping)


def keep_promises(terms: Iterable[Drawn]) -> None:
    """Draw the open promises of terms that were just drawn; those of terms drawn before went with the term."""
    rows = [row for term in terms for row in _open(term)]
    Promise.objects.bulk_create(rows, batch_size=TOGETHER)


def _open(term: Drawn) -> list[Promise]:
    done = [entry for entry in term.subject.entries if entry.kind == "task_done"]
    proved = {entry.text("task") for entry in done if entry.text("proof")}
    claimed = {entry.text("task") for entry in done}
    promised = (entry for entry in term.subject.entries if entry.kind == "task_promised" and entry.id not in proved)
    return [_promise(entry, term.id, claimed=entry.id in claimed) for entry in promised]


def _promise(entry: Entry, term: str, *, claimed: bool) -> Promise:
    due = entry.when("due")
    return Promise(
        id=entry.id, term_id=term, owner=entry.text("owner"), what=entry.text("what"), made=entry.occurred.first,
        due=None if due is None else due.last, claimed=claimed,
    )  # fmt: skip

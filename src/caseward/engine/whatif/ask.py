"""The question put: two policies that can be compared, one reading that both have, facts that both know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime
from typing import Any, TypeAlias

from caseward.engine.output.inputs import InMemory, Input
from caseward.engine.whatif.answer import WhatIf
from caseward.engine.whatif.compare import Part, Trial
from caseward.engine.whatif.work import Heard, Job, parts
from caseward.errors import BadRequest
from caseward.obligations.regime import IN_FORCE
from caseward.policy.known_facts import fact_names
from caseward.policy.model import PolicyDocument
from caseward.policy.policy import Policy
from caseward.record.nearest import did_you_mean
from caseward.record.view import View

#: Takes the rows of one side of a slice, a table of ``whatif.compare.rows_schema``.
Keep: TypeAlias = Callable[[Any], None]
#: Hears how many subjects of how many are done.
Told: TypeAlias = Callable[[int, int], None]
#: What the numbers are put together by, unless asked otherwise; nothing for officers, who have no such facts.
BY = {"term": ("level", "office"), "facility": ("facility_type",), "officer": ()}


def trial_of(
    old: Policy, new: Policy, as_of: date, *, reading: str = IN_FORCE, by: Sequence[str] = ()
) -> tuple[Trial, tuple[str, ...]]:
    """The trial, and what a reader must know of it. BadRequest when the two cannot be compared, or when a reading or
    a fact is not known."""
    ours, theirs = old.document, new.document
    if ours.subject != theirs.subject:
        raise BadRequest(
            f"{old.name} is about a {ours.subject} and {new.name} about a {theirs.subject}; "
            "compare two policies about the same kind of subject."
        )
    for policy in (old, new):
        known = [IN_FORCE, *sorted(r.id for r in policy.document.readings)]
        if reading not in known:
            raise BadRequest(f"{policy.name} has no reading {reading!r} ({_one_of(reading, known, 'its readings')}).")
        for name in by:
            facts = fact_names(policy.document)
            if name not in facts:
                raise BadRequest(f"{policy.name} knows no fact {name!r} ({_one_of(name, facts, 'facts')}).")
    ours, theirs, said = _timed(ours, theirs)
    chosen = tuple(dict.fromkeys(by)) or BY[ours.subject]
    return Trial(ours, theirs, as_of, reading, chosen), said


def _one_of(word: str, known: Sequence[str], what: str) -> str:
    return did_you_mean(word, known, what=what)


def _timed(old: PolicyDocument, new: PolicyDocument) -> tuple[PolicyDocument, PolicyDocument, tuple[str, ...]]:
    """Both with a workload table if either has one; hours and points cannot be compared."""
    if not (old.workload or new.workload):
        return old, new, ("Neither policy has a workload table, so hours and officers are not worked out.",)
    if not old.workload:
        said = "The old policy has no workload table; that of the new one is used for both."
        return old.model_copy(update={"workload": new.workload}), new, (said,)
    if not new.workload:
        said = "The new policy has no workload table; that of the old one is used for both."
        return old, new.model_copy(update={"workload": old.workload}), (said,)
    units = (old.workload[0].unit, new.workload[0].unit)
    if units[0] != units[1]:
        raise BadRequest(
            f"The old policy counts its workload in {units[0]} and the new one in {units[1]}, which cannot be "
            "compared; write both tables in one unit."
        )
    if old.workload == new.workload:
        return old, new, ()
    return old, new, ("The workload tables differ: a part of the difference in cost is theirs, not the rules'.",)


def what_if(
    old: Policy,
    new: Policy,
    view: View,
    as_of: date,
    *,
    record: str,
    reading: str = IN_FORCE,
    by: Sequence[str] = (),
    workers: int = 1,
    keep: Keep | None = None,
) -> WhatIf:
    """Try a policy on a view of a record in memory. ``keep`` is given every obligation of both, for the files."""
    trial, notes = trial_of(old, new, as_of, reading=reading, by=by)
    return WhatIf(*_tried(trial, InMemory(view, as_of, ""), workers, keep), (old, new), record, view.known_at, notes)


def what_if_of(
    old: Policy,
    new: Policy,
    source: Input,
    trial: Trial,
    *,
    record: str,
    known_at: datetime | None = None,
    notes: tuple[str, ...] = (),
    workers: int = 1,
    keep: Keep | None = None,
    told: Told | None = None,
    heard: Heard = lambda _: None,
) -> WhatIf:
    """The same over any input, a slice at a time, several in processes of their own where it travels; ``told`` hears
    how many subjects of how many are done, ``heard`` of kernels being compiled."""
    return WhatIf(*_tried(trial, source, workers, keep, told, heard), (old, new), record, known_at, notes)


def _tried(
    trial: Trial,
    source: Input,
    workers: int,
    keep: Keep | None = None,
    told: Told | None = None,
    heard: Heard = lambda _: None,
) -> tuple[Trial, Part, int]:
    slices = source.slices(trial.old.subject)
    count, done, whole = sum(s.subjects for s in slices), 0, Part()
    job = Job(trial, source, count, rows=keep is not None)
    with closing(parts(job, slices, workers, heard)) as found:
        for one, part in zip(slices, found, strict=True):
            if keep is not None:
                for table in part.rows:
                    keep(table)
                part.rows.clear()
            whole.add(part)
            done += one.subjects
            if told is not None:
                told(done, count)
    return trial, whole, count


def facts_counted_by(trial: Trial) -> tuple[str, ...]:
    """The facts that are read whatever the policies read: those counted by, the officer, those of the workload."""
    found = {*trial.by, "officer", *(t.by for d in trial.documents for t in d.workload if t.by)}
    for table in (t for d in trial.documents for t in d.lookups if t.gives in found):
        found |= {table.of, *(name for row in table.rows for name in row.for_)}
    return tuple(sorted(found))

"""Findings that hold whichever windows they fall in: the record cannot say which were met, but how many were not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from caseward.dates import add_days
from caseward.obligations.model import Bearing, Obligation, Status, Tally
from caseward.oversight.findings import criteria, evidence_of, finding_id
from caseward.oversight.law import requirement_of
from caseward.oversight.model import Finding
from caseward.oversight.runs import unit_of
from caseward.oversight.wording import day_words, sentence
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry

UNDECIDED = (Status.INDETERMINATE, Status.NOT_ASSESSABLE)


def certain_findings(
    tallies: Iterable[Tally],
    obligations: Iterable[Obligation],
    documents: Sequence[PolicyDocument],
    entries: Mapping[str, Entry],
) -> Iterator[Finding]:
    """One finding for each tally in force that leaves some undecided windows surely unmet.

    Of the windows that only doubtful entries leave undecided, at most as many can be met as those entries can reach at
    once; the rest were not, whichever they are. Windows undecided for another reason (whether anything was owed, an
    imprecise pause) prove nothing and are left out; windows missed or late have findings of their own.
    """
    rows: dict[tuple[str, str, str], list[Obligation]] = defaultdict(list)
    for row in obligations:
        if row.reading == "in force" and row.scored:
            rows[(row.policy, row.requirement, row.subject)].append(row)
    for tally in (t for t in tallies if t.reading == "in force"):
        own = rows[(tally.policy, tally.requirement, tally.subject)]
        surely = surely_unmet(tally, own, documents)
        if surely:
            doubtful = [row for row in own if _one_entry_decides(row, documents)]
            doubtful.sort(key=lambda row: (row.window_start, row.due, *row.key))
            yield _finding(tally, doubtful, surely, documents, entries)


def surely_unmet(tally: Tally, own: Iterable[Obligation], documents: Sequence[PolicyDocument]) -> int:
    """How many undecided windows of a tally were not met, whichever they are. ``own``: its scored obligations."""
    rows = list(own)
    doubtful = sum(_one_entry_decides(row, documents) for row in rows)
    return max(0, doubtful - (tally.most - sum(row.status is Status.MET for row in rows)))


def _one_entry_decides(row: Obligation, documents: Sequence[PolicyDocument]) -> bool:
    """Whether the window is undecided, would be met by one entry, and is so only because of doubtful entries."""
    if row.status not in UNDECIDED or row.kind != "every" or row.needed != 1:
        return False
    found = requirement_of(documents, row)
    if found is None or found[1].every is None or found[1].every.most is not None:
        return False  # a ceiling is kept, not reached: a doubtful entry could only break it
    doubtful = [c.entry for c in row.considered if c.bearing in (Bearing.POSSIBLE, Bearing.UNKNOWN)]
    return any(entry in row.settles for entry in doubtful)


def _finding(
    tally: Tally,
    undecided: list[Obligation],
    surely: int,
    documents: Sequence[PolicyDocument],
    entries: Mapping[str, Entry],
) -> Finding:
    first, last = undecided[0].window_start, max(add_days(o.window_end, -1) for o in undecided)
    units = f"{unit_of(undecided)}s"
    met = f"{tally.most}" if tally.least == tally.most else f"between {tally.least} and {tally.most}"
    between = f"between {day_words(first)} and {day_words(last)}"
    condition = (
        f"Of the {len(undecided)} {units} {between} that the record does not decide one by one, "
        f"at least {surely} passed without what was needed, whichever they are. In all, {tally.explained.rstrip('.')}."
    )
    settles = sorted({o.settles for o in undecided if o.settles})
    if len(settles) == 1:
        condition += f" It would be settled by {sentence(settles[0])[:1].lower()}{sentence(settles[0])[1:]}"
    return Finding(
        id=finding_id("certain", tally.policy, tally.requirement, tally.subject),
        sort=Status.MISSED.value,
        title=f"{tally.title}: met in {met} of {tally.windows} {units}, so missed in at least {surely}",
        subject=tally.subject,
        criteria=criteria(undecided[0], documents),
        condition=condition,
        first_day=first,
        last_day=max(first, last),
        evidence=evidence_of(undecided, entries),
        obligations=tuple(o.id for o in undecided),
        basis="assumed" if any(o.basis == "assumed" for o in undecided) else "published",
    )

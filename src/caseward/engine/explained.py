"""The rows of the engine as the reference's obligations, with sentences only where somebody will read them.

An audit counts every obligation but words only those that were late, missed, overdue or not decided. The rows come from
the engine; the reference evaluates again only the requirements of a subject that have such a row, in processes when
there are several. With ``everything`` each obligation is worded, and the reference evaluates all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseward.engine.output.workers import in_processes
from caseward.engine.run import evaluate_fast, readings_of
from caseward.obligations.evaluate import Evaluation, evaluate_subject
from caseward.obligations.incomplete import with_gaps
from caseward.obligations.model import Obligation, Status
from caseward.obligations.tally import UNDECIDED, tallies_of
from caseward.policy.model import PolicyDocument
from caseward.policy.versions import resolved_versions
from caseward.record.facts import subjects_of
from caseward.record.subjects import Subject
from caseward.record.view import SetAside, View, judged

FAILED = frozenset({Status.LATE, Status.MISSED, Status.OVERDUE})
PER_TASK = 200
"""Subjects that a process is given at a time."""

_Wanted = dict[str, set[tuple[str, str]]]  # by reading the requirements, each by id and kind


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is the same for every subject."""

    document: PolicyDocument
    as_of: date
    gaps: tuple[SetAside, ...]


def explained(
    document: PolicyDocument, view: View, as_of: date, *, everything: bool = False, workers: int = 1
) -> Evaluation:
    """What ``obligations.evaluate.evaluate`` gives, with the same order, ids, statuses, dates and tallies.

    Unless ``everything``, obligations that were met, are open, excused or enter no finding may be without needs,
    reason, entries considered and interruptions: ``engine.run.explain`` gives these for one.
    """
    subjects = {s.id: s for s in subjects_of(judged(view, as_of), document.subject)}
    asked = _Asked(document, as_of, view.set_aside)
    if everything:
        readings: _Wanted = {reading: set() for reading in readings_of(document)}
        found = _evaluated(asked, [(s, readings) for s in subjects.values()], workers)
        rows = sorted((row for own in found.values() for row in own), key=lambda r: r.key)
    else:
        plain = _plain_rows(document, evaluate_fast(document, view, as_of, threads=workers))
        wanted = _wanted(plain)
        found = _evaluated(asked, [(subjects[name], own) for name, own in wanted.items()], workers)
        worded = {row.key: row for own in found.values() for row in own}
        rows = [worded.get(row.key, row) for row in plain]
    return Evaluation(document.policy, as_of, tuple(rows), tuple(_tallies(rows, subjects)))


def _tallies(rows: Iterable[Obligation], subjects: Mapping[str, Subject]) -> Iterator[Any]:
    by_subject: dict[str, list[Obligation]] = defaultdict(list)
    for row in rows:
        by_subject[row.subject].append(row)
    found = [t for name, own in by_subject.items() for t in tallies_of(own, subjects[name])]
    yield from sorted(found, key=lambda t: (t.reading, t.policy, t.requirement, t.subject))


def _wanted(rows: Iterable[Obligation]) -> dict[str, _Wanted]:
    """What the reference has to word: by subject the requirements with a row that a finding or a range is made of."""
    found: dict[str, _Wanted] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        if row.status in UNDECIDED or (row.scored and row.status in FAILED):
            found[row.subject][row.reading].add((row.requirement, row.kind))
    return {name: dict(own) for name, own in sorted(found.items())}


def _plain_rows(document: PolicyDocument, table: Any) -> list[Obligation]:
    """The engine's rows as obligations without their words."""
    titles = _titles(document)
    found = []
    for row in table.to_pylist():
        title = titles[row["requirement"], row["version"], row["overlay"]]
        given = {**row, "status": Status(row["status"]), "counted": tuple(row["counted"])}
        found.append(Obligation(title=title, subject_kind=document.subject, **given))
    return found


def _titles(document: PolicyDocument) -> dict[tuple[str, str, str], str]:
    """The title of each requirement under each version and overlay."""
    versions = resolved_versions(document)
    found = {(r.id, v.version.version, ""): r.title for v in versions for r in v.requirements}
    for overlay in document.overlays:
        found |= {(r.id, v.version.version, overlay.id): r.title for v in versions for r in overlay.requirements}
    return found


def _evaluated(asked: _Asked, subjects: Sequence[tuple[Subject, _Wanted]], workers: int) -> dict[str, list[Obligation]]:
    """The reference's rows of some requirements of each subject; of all where none is named."""
    tasks = [subjects[i : i + PER_TASK] for i in range(0, len(subjects), PER_TASK)]
    found: dict[str, list[Obligation]] = {}
    if min(workers, len(tasks)) < 2:
        for task in tasks:
            found |= _words(asked)(task)
        return found
    with closing(in_processes(_words, asked, tasks, workers)) as answers:
        for answer in answers:
            found |= answer
    return found


def _words(asked: _Asked) -> Callable[[Sequence[tuple[Subject, _Wanted]]], dict[str, list[Obligation]]]:
    """What words some subjects, for a process of its own."""

    def work(task: Sequence[tuple[Subject, _Wanted]]) -> dict[str, list[Obligation]]:
        return {subject.id: list(_of_subject(asked, subject, wanted)) for subject, wanted in task}

    return work


def _of_subject(asked: _Asked, subject: Subject, wanted: _Wanted) -> Iterator[Obligation]:
    for reading, only in wanted.items():
        rows = evaluate_subject(asked.document, subject, asked.as_of, reading, only or None)
        yield from with_gaps(rows, subject, asked.document, asked.gaps)

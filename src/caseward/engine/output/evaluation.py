"""An evaluation from input to folder: which slices have to be worked out, the work, then measures and manifest."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from caseward.engine.output.inputs import Input, Slice
from caseward.engine.output.manifest import FORMAT, MANIFEST, Asked, Written, earlier_parts, manifest_json
from caseward.engine.output.measures import measures_csv, measures_of, merged
from caseward.engine.output.parts import Part, file_sha256, part_name, read_part, reason
from caseward.engine.output.work import Done, Job, Runner, Task
from caseward.errors import BadRequest

MERGE_AT = 16
"""Measures of slices held before they are summed."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: slices and subjects done and to do, and obligations written so far."""

    slices: int
    of_slices: int
    subjects: int
    of_subjects: int
    obligations: int


@dataclass(slots=True)
class Outcome:
    """What an evaluation came to. ``left`` counts, by policy, reading, requirement and kind, the subjects that the
    reference evaluated; ``kept`` the parts of an earlier evaluation that still hold."""

    parts: list[Written] = field(default_factory=list)
    measures: list[Any] = field(default_factory=list)
    left: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    kept: int = 0

    @property
    def obligations(self) -> int:
        """The obligations written."""
        return sum(w.part.rows for w in self.parts)

    def measured(self, table: Any) -> None:
        """Take in the measures of one part."""
        self.measures.append(table)
        if len(self.measures) >= MERGE_AT:
            self.measures = [merged(self.measures)]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is asked, of what, and by whom it is done. ``earlier`` is the folder of an evaluation of which parts that
    still hold are kept."""

    asked: Asked
    source: Input
    runner: Runner
    threads: int = 1
    earlier: Path | None = None

    def slices(self) -> list[Slice]:
        """Every slice of every kind of subject that a policy is about."""
        kinds = sorted({p.document.subject for p in self.asked.policies})
        return [one for kind in kinds for one in self.source.slices(kind)]

    def into(self, folder: Path, told: Callable[[Progress], None] = lambda _: None) -> Outcome:
        """Write the parts, the measures and the manifest into a folder that is there, and tell of progress."""
        return _Work(self, folder, told).carried_out()


@dataclass(slots=True)
class _Work:
    """One evaluation being carried out in a folder."""

    evaluation: Evaluation
    folder: Path
    told: Callable[[Progress], None]
    outcome: Outcome = field(default_factory=Outcome)
    made_from: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)

    def carried_out(self) -> Outcome:
        """Every step of it."""
        asked, source = self.evaluation.asked, self.evaluation.source
        tasks = self._tasks(self.evaluation.slices())
        hashing = self.evaluation.earlier is None
        documents = tuple(p.document for p in asked.policies)
        job = Job(documents, asked.as_of, source, self.folder, self.evaluation.threads, hashing)
        total, done, subjects, rows = sum(t.slice.subjects for t in tasks), 0, 0, 0
        self.told(Progress(done, len(tasks), subjects, total, rows))
        with closing(self._answers(job, tasks)) as answers:
            for answer in answers:
                self._take(answer)
                done, subjects, rows = done + 1, subjects + answer.task.slice.subjects, rows + answer.rows
                self.told(Progress(done, len(tasks), subjects, total, rows))
        self._finish()
        return self.outcome

    def _answers(self, job: Job, tasks: Sequence[Task]) -> Generator[Done]:
        yield from self.evaluation.runner.run(job, tasks)

    def _made_from(self, one: Slice, fingerprint: str) -> dict[str, str]:
        """For each policy a hash of everything that decides what its part of a slice holds."""
        asked, known = self.evaluation.asked, self.evaluation.asked.known_at
        given = [FORMAT, asked.caseward, asked.as_of.isoformat(), known.isoformat() if known else "", one.kind,
                 fingerprint]  # fmt: skip
        about = [p for p in asked.policies if p.document.subject == one.kind]
        return {p.document.policy: sha256(json.dumps([*given, p.sha256]).encode()).hexdigest() for p in about}

    def _tasks(self, slices: Sequence[Slice]) -> list[Task]:
        """The work that is left when parts that still hold were taken over."""
        earlier = earlier_parts(self.evaluation.earlier) if self.evaluation.earlier else {}
        found = (
            (one, tuple(p for p, hash_ in self._wanted(one) if not self._kept(one, earlier.get(hash_))))
            for one in slices
        )
        return [Task(one, wanted) for one, wanted in found if wanted]

    def _wanted(self, one: Slice) -> list[tuple[str, str]]:
        """The policies about a slice, with what their parts are made from. Where nothing was evaluated earlier that is
        not asked here, of one slice after another, but of whoever does the task."""
        if self.evaluation.earlier is None:
            return [(p.document.policy, "") for p in self.evaluation.asked.policies if p.document.subject == one.kind]
        fingerprint = self.evaluation.source.fingerprint(one)
        made_from = self.made_from[one.kind, one.number] = self._made_from(one, fingerprint)
        return list(made_from.items())

    def _kept(self, one: Slice, written: Written | None) -> bool:
        if written is not None:
            self._keep(written, one)
        return written is not None

    def _keep(self, written: Written, one: Slice) -> None:
        earlier, outcome = self.evaluation.earlier, self.outcome
        assert earlier is not None
        part = replace(written.part, file=part_name(written.policy, one.number))
        place = self.folder / part.file
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(earlier / written.part.file, place)
        except OSError:  # another disk, or one that has no links
            shutil.copyfile(earlier / written.part.file, place)
        outcome.measured(measures_of(read_part(place, written.policy)))
        outcome.parts.append(replace(written, part=part, slice=one.number))
        outcome.kept += 1

    def _take(self, answer: Done) -> None:
        one, outcome = answer.task.slice, self.outcome
        known = self.made_from.get((one.kind, one.number))
        made_from = known or self._made_from(one, answer.fingerprint)
        for made in answer.made:
            hash_ = made_from[made.policy]
            outcome.parts.append(Written(made.part, made.policy, one.kind, one.number, one.subjects, hash_))
            outcome.measured(made.measures)
            for key, count in made.left.items():
                outcome.left[(made.policy, *key)] += count

    def _finish(self) -> None:
        self.outcome.measures = [merged(self.outcome.measures)]
        files = list(self._measures(self.outcome.measures[0]))
        text = manifest_json(self.evaluation.asked, self.outcome.parts, files)
        self._written(MANIFEST, lambda path: path.write_text(text, encoding="utf-8", newline=""))

    def _measures(self, table: Any) -> Iterator[Part]:
        words = measures_csv(table)
        yield self._written("measures.parquet", lambda p: pq.write_table(table, p, compression="zstd"), table.num_rows)
        yield self._written("measures.csv", lambda p: p.write_text(words, encoding="utf-8", newline=""), table.num_rows)

    def _written(self, name: str, write: Callable[[Path], object], rows: int = 0) -> Part:
        path = self.folder / name
        try:
            write(path)
            return Part(name, rows, file_sha256(path))
        except OSError as error:
            raise BadRequest(f"{name} cannot be written: {reason(error)}.") from None

"""The work on one slice: read it, evaluate every policy about its kind of subject, write a part for each, count."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from caseward.engine.compiling import Heard, compiling_told
from caseward.engine.evaluator import Evaluator
from caseward.engine.output.columns import part_table
from caseward.engine.output.inputs import Input, Slice
from caseward.engine.output.measures import measures_of
from caseward.engine.output.memory import keep_memory
from caseward.engine.output.parts import Part, part_name, write_part
from caseward.engine.output.workers import in_processes, send_word
from caseward.policy.model import PolicyDocument


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of every slice, and the folder that parts are written into. It can be sent to another process.
    ``hashing``: whoever does a task also takes the fingerprint of its slice."""

    documents: tuple[PolicyDocument, ...]
    as_of: date
    source: Input
    folder: Path
    threads: int = 1
    hashing: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A slice, and the ids of the policies to evaluate over it."""

    slice: Slice
    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one policy over one slice: its part, its measures, and how many subjects the reference evaluated, by
    reading, requirement and kind."""

    policy: str
    part: Part
    measures: Any
    left: dict[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task, and the fingerprint of its slice where that was asked for."""

    task: Task
    made: tuple[Made, ...]
    fingerprint: str = ""

    @property
    def rows(self) -> int:
        """The obligations written."""
        return sum(m.part.rows for m in self.made)


class Runner(Protocol):
    """Who does the tasks: this machine, or a cluster. The answers may come in any order."""

    def run(self, job: Job, tasks: Sequence[Task]) -> Iterator[Done]:
        """Do every task."""


@dataclass(slots=True)
class Worker:
    """Works tasks off one after another; what it compiles for one it keeps for the next."""

    job: Job
    _evaluators: dict[str, Evaluator] = field(default_factory=dict)

    def done(self, task: Task) -> Done:
        """Evaluate and write a slice."""
        made = []
        for policy, table, left in self.tables(task):
            part = write_part(table, self.job.folder, part_name(policy, task.slice.number))
            made.append(Made(policy, part, measures_of(table), left))
        return Done(task, tuple(made), self.job.source.fingerprint(task.slice) if self.job.hashing else "")

    def tables(self, task: Task) -> Iterator[tuple[str, Any, dict[tuple[str, str, str], int]]]:
        """For each policy of a task its id, the obligations of the slice (a table of ``PART_SCHEMA``), and how many
        subjects the reference evaluated."""
        columns = self.job.source.columns(task.slice)
        for document in (d for d in self.job.documents if d.policy in task.policies):
            evaluator = self._evaluator(document)
            # Not named: the engine's table would stay in memory while the part is written.
            part = part_table(evaluator.table(columns, threads=self.job.threads, gaps=self.job.source.gaps), columns)
            yield document.policy, part, dict(evaluator.left)

    def _evaluator(self, document: PolicyDocument) -> Evaluator:
        if document.policy not in self._evaluators:
            self._evaluators[document.policy] = Evaluator(document, self.job.as_of, coded=True)
        return self._evaluators[document.policy]


def worker(job: Job) -> Callable[[Task], Done]:
    """What does the tasks of a job, for a process of its own."""
    keep_memory()
    work = Worker(job).done

    def done(task: Task) -> Done:
        with compiling_told(send_word):
            return work(task)

    return done


@dataclass(frozen=True, slots=True)
class Local:
    """This machine. One worker works in this process; several in processes of their own, each with the memory that a
    slice takes. ``heard`` is told of kernels that are compiled."""

    workers: int = 1
    heard: Heard = lambda _: None

    def run(self, job: Job, tasks: Sequence[Task]) -> Generator[Done]:
        """Do every task; however it ends, no process is left."""
        if min(self.workers, len(tasks)) < 2 or not job.source.travels:
            with compiling_told(self.heard):
                yield from map(Worker(job).done, tasks)
            return
        alone = replace(job, threads=1)
        with closing(in_processes(worker, alone, tasks, self.workers, self.heard)) as answers:
            yield from answers

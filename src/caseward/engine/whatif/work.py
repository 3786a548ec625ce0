"""The work of a trial, slice by slice: in this process, or for a large data set in several of their own."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from typing import TypeAlias

from caseward.engine.output.inputs import Input, Slice
from caseward.engine.output.workers import in_processes, in_turn, send_word
from caseward.engine.whatif.compare import Part, Trial, compare_slice
from caseward.engine.whatif.judge import FEW, judge_of

#: Hears the name of a kernel that is being compiled.
Heard: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of every slice: the trial, the input with so many subjects in all, and whether ``rows`` are kept.
    It can be sent to another process."""

    trial: Trial
    source: Input
    subjects: int
    rows: bool = False
    threads: int = 1


def parts(job: Job, slices: Sequence[Slice], workers: int, heard: Heard) -> Generator[Part]:
    """What each slice comes to, in order; however it ends, no process is left."""
    if min(workers, len(slices)) < 2 or not job.source.travels:
        work = comparing(replace(job, threads=max(workers, job.threads)), heard)
        yield from (part for _, part in map(work, slices))
        return
    with closing(in_processes(comparing, replace(job, threads=1), slices, workers, heard)) as answers:
        yield from (part for _, part in in_turn(answers, lambda answer: answer[0]))


def comparing(job: Job, heard: Heard = send_word) -> Callable[[Slice], tuple[int, Part]]:
    """What judges and compares a slice and gives its number with what it comes to. What it compiles it keeps."""
    trial, source = job.trial, job.source
    judges = [
        judge_of(d, trial.as_of, trial.reading, job.subjects, gaps=source.gaps, threads=job.threads)
        for d in trial.documents
    ]

    def compared(one: Slice) -> tuple[int, Part]:
        with _told(job, heard):
            columns = source.columns(one)
            first, second = (judge(columns) for judge in judges)
            return one.number, compare_slice(trial, columns, (first, second), rows=job.rows)

    return compared


def _told(job: Job, heard: Heard) -> AbstractContextManager[None]:
    if job.subjects <= FEW:  # no kernel is loaded
        return nullcontext()
    from caseward.engine.compiling import compiling_told

    return compiling_told(heard)

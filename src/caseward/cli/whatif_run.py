"""The path of a what-if: read both policies, open the record, judge it under each, compare. Writing is the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from caseward.cli.pipeline import caseward_version, processors
from caseward.cli.progress import clock, telling
from caseward.cli.screen import step

if TYPE_CHECKING:
    from caseward.engine.intake import Needs
    from caseward.engine.output.inputs import Input
    from caseward.engine.whatif.answer import WhatIf
    from caseward.engine.whatif.compare import Trial
    from caseward.interchange.reading import Reading
    from caseward.policy.policy import Policy
    from caseward.reports.whatif_files import MadeFrom


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: of which record, under which two policies, on which clocks, in which reading, by which facts."""

    record: Path
    old: Path
    new: Path
    as_of: date
    known_at: datetime | None
    reading: str
    by: tuple[str, ...]
    workers: int = 0
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it, and what the files say they were made from. ``reading`` is of a record that was read whole."""

    answer: WhatIf
    reading: Reading | None
    made_from: MadeFrom


def run_whatif(wanted: Wanted, keep: Callable[[Any], None] | None = None) -> Tried:
    """Answer in full. BadPolicy, BadRecord, BadRequest or NotFound with every fault.

    ``keep`` is given every obligation under both policies, for the files.
    """
    from caseward.engine.whatif.ask import trial_of, what_if_of
    from caseward.reports.whatif_files import MadeFrom

    with step("Reading policies"):
        old, new = _policies(wanted.old, wanted.new)
    trial, notes = trial_of(old, new, wanted.as_of, reading=wanted.reading, by=wanted.by)
    with _input(wanted, trial) as (source, reading), telling() as tell:
        answer = what_if_of(
            old,
            new,
            source,
            trial,
            record=wanted.record.resolve().name,
            known_at=wanted.known_at,
            notes=notes,
            workers=wanted.workers or processors(),
            keep=keep,
            told=lambda done, count: tell.line.say(lambda seconds: _progress(done, count, seconds)),
            heard=tell.compiling,
        )
        if reading is not None:
            return Tried(answer, reading, MadeFrom(reading.sha256, len(reading.rejected), caseward_version()))
        said = [source.fingerprint(one) for one in source.slices(trial.old.subject)]
        digest = sha256("\n".join(said).encode()).hexdigest()
        return Tried(answer, None, MadeFrom(digest, 0, caseward_version()))


def _progress(done: int, count: int, seconds: float) -> str:
    rate = done / seconds
    return f"{done:,} of {count:,} cases under both policies, {rate:,.0f} a second; {clock((count - done) / rate)} left"


def _policies(old: Path, new: Path) -> tuple[Policy, Policy]:
    """Both, or the faults of both."""
    from caseward.errors import BadPolicy, Fault
    from caseward.policy.load import load_policy

    faults: list[Fault] = []
    found = []
    for path in (old, new):
        try:
            found.append(load_policy(path))
        except BadPolicy as error:
            faults += error.faults
    if faults:
        raise BadPolicy(faults=dict.fromkeys(faults))
    return found[0], found[1]


@contextmanager
def _input(wanted: Wanted, trial: Trial) -> Iterator[tuple[Input, Reading | None]]:
    """A record read whole, or a Parquet data set read a slice at a time, put into subject order first if it is not."""
    from caseward.engine.intake import NotInOrder, is_data_set
    from caseward.engine.output.inputs import InMemory
    from caseward.interchange.read import read_record
    from caseward.record.view import view_of

    if not is_data_set(wanted.record):
        with step("Reading the record"):
            reading = read_record(wanted.record, strict=wanted.strict)
            view = view_of(reading.record, wanted.known_at, reading.set_aside)
        yield InMemory(view, wanted.as_of, reading.sha256), reading
        return
    try:
        with step("Reading the data set"):
            found = _data_set(wanted.record, wanted, trial)
    except NotInOrder:
        from caseward.engine.intake.put_in_order import sort_data_set

        with TemporaryDirectory(prefix="caseward-") as scratch:
            with step("Sorting the data set"):
                sort_data_set(wanted.record, Path(scratch) / "sorted")
            yield _data_set(Path(scratch) / "sorted", wanted, trial), None
    else:
        yield found, None


def _data_set(folder: Path, wanted: Wanted, trial: Trial) -> Input:
    from caseward.engine.intake import open_data_set
    from caseward.engine.output.data_set import FromDataSet

    found = FromDataSet(open_data_set(folder), wanted.as_of, wanted.known_at, _needs(trial))
    found.slices(trial.old.subject)
    return found


def _needs(trial: Trial) -> Needs:
    """What the policies read, and the facts by which their answers are counted."""
    from caseward.engine.intake import needed_columns
    from caseward.engine.whatif.ask import facts_counted_by
    from caseward.record.kinds import BY_NAME

    needs = needed_columns(trial.documents)
    wider = replace(needs, facts=tuple(sorted({*needs.facts, *facts_counted_by(trial)})), parity=True)
    return replace(wider, kinds=tuple(k for k in BY_NAME if k in needs.kinds or wider.gives(k)))

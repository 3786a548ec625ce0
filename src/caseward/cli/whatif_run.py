"""The path of a what-if: read both policies and the record, judge it under each, compare. Writing is the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from caseward.cli.pipeline import caseward_version
from caseward.cli.screen import step

if TYPE_CHECKING:
    from caseward.engine.whatif.answer import WhatIf
    from caseward.interchange.reading import Reading
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
    threads: int = 1
    strict: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it, with the record as read and what the files say they were made from."""

    answer: WhatIf
    reading: Reading
    made_from: MadeFrom


def run_whatif(wanted: Wanted, *, rows: bool) -> Tried:
    """Answer in full. BadPolicy, BadRecord, BadRequest or NotFound with every fault.

    ``rows``: keep every obligation, for the files.
    """
    from caseward.engine.whatif.ask import trial_of, what_if
    from caseward.errors import BadPolicy, Fault
    from caseward.interchange.read import read_record
    from caseward.policy.load import load_policy
    from caseward.record.view import view_of
    from caseward.reports.whatif_files import MadeFrom

    faults: list[Fault] = []
    policies = []
    with step("Reading policies", quiet=wanted.quiet):
        for path in (wanted.old, wanted.new):
            try:
                policies.append(load_policy(path))
            except BadPolicy as error:
                faults += error.faults
    if faults:
        raise BadPolicy(faults=dict.fromkeys(faults))
    old, new = policies
    trial_of(old, new, wanted.as_of, reading=wanted.reading, by=wanted.by)  # refuses before the record is read
    with step("Reading the record", quiet=wanted.quiet):
        reading = read_record(wanted.record, strict=wanted.strict)
        view = view_of(reading.record, wanted.known_at, reading.set_aside)
    with step("Working out what is owed under both policies", quiet=wanted.quiet):
        answer = what_if(
            old,
            new,
            view,
            wanted.as_of,
            record=wanted.record.resolve().name,
            reading=wanted.reading,
            by=wanted.by,
            threads=wanted.threads,
            rows=rows,
        )
    return Tried(answer, reading, MadeFrom(reading.sha256, len(reading.rejected), caseward_version()))

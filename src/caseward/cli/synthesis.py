"""The making of a synthetic record: in a folder that is whole or not there, with word of how far it is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseward.interchange.synth.caseload import Plan
    from caseward.interchange.synth.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made. ``workers`` 0: one for each processor."""

    out: Path
    terms: int
    plan: Plan
    form: str
    workers: int = 0
    force: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    entries: int
    tables: int
    files: list[Path]


def words_of(policy: Path | None) -> Vocabulary:
    """The words of a policy, or of the general mix. BadPolicy, NotFound when it cannot be read."""
    from caseward.interchange.synth.vocabulary import GENERAL, vocabulary_of

    if policy is None:
        return GENERAL
    from caseward.policy.load import load_policy
    from caseward.policy.named_values import named_values

    read = load_policy(policy)
    return vocabulary_of(
        {fact: named_values(read, fact) for fact in ("level", "level_scheme", "case_type", "supervision_type")}
    )


def sizes(wanted: Wanted) -> dict[str, int]:
    """About how many entries, files and bytes there would be."""
    from caseward.interchange.synth.sizes import estimate

    return estimate(wanted.plan, wanted.terms, wanted.form)


def made(wanted: Wanted) -> Made:
    """Make it. BadRequest when that cannot be, with nothing written."""
    from caseward.cli.folder import check_place, new_folder

    check_place(wanted.out, force=wanted.force)
    with new_folder(wanted.out, force=wanted.force) as building:
        entries = _tables(wanted, building)
        files = sorted(path.relative_to(building) for path in building.rglob(f"*.{wanted.form}"))
    kinds = {path.parts[0].removesuffix(f".{wanted.form}") for path in files}
    return Made(entries, len(kinds), [wanted.out / path for path in files])


def _tables(wanted: Wanted, building: Path) -> int:
    plan = wanted.plan
    if wanted.form == "parquet":
        return _data_set(wanted, building)
    from caseward.cli.screen import step
    from caseward.interchange.synth.record import record_of
    from caseward.interchange.write import write_record

    with step("Making the record"):
        record = record_of(plan, wanted.terms)
        write_record(record, building)
    return len(record)


def _data_set(wanted: Wanted, building: Path) -> int:
    from caseward.cli.progress import saying
    from caseward.engine.output.workers import in_processes
    from caseward.interchange.synth.data_set import write_data_set

    done = 0
    with saying() as say:

        def told(more: int) -> None:
            nonlocal done
            done += more
            say(lambda seconds: _words(done, wanted.terms, seconds))

        workers = wanted.workers or os.cpu_count() or 1

        def spread(make: Callable[[Path], Any], out: Path, parts: Any) -> Any:
            return in_processes(partial(_ready, make), out, parts, workers)

        several = spread if workers > 1 else None
        return write_data_set(wanted.plan, wanted.terms, building, spread=several, told=told)


def _ready(make: Callable[[Path], Any], out: Path) -> Any:
    """In a process of our own: what has it do a part."""
    from caseward.engine.output.memory import keep_memory

    keep_memory()
    return make(out)


def _words(done: int, terms: int, seconds: float) -> str:
    """``1,048,576 of 4,000,000 terms, 31,200 a second; 1:34 left``."""
    from caseward.cli.progress import clock

    rate = done / seconds
    return f"{done:,} of {terms:,} terms, {rate:,.0f} a second; {clock((terms - done) / rate)} left"

"""The path of an evaluation: policies, input, the work with word of how far it is, the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from caseward.cli.screen import step
from caseward.errors import BadRequest

if TYPE_CHECKING:
    from caseward.engine.intake import Needs
    from caseward.engine.output.data_set import FromDataSet
    from caseward.engine.output.evaluation import Outcome
    from caseward.engine.output.inputs import Input, Slice
    from caseward.engine.output.work import Runner
    from caseward.engine.plan import Planned
    from caseward.interchange.reading import Reading
    from caseward.policy.policy import Policy


@dataclass(frozen=True, slots=True)
class Asking:
    """What was typed."""

    record: Path
    policies: tuple[Path, ...]
    as_of: date
    known_at: datetime | None
    out: Path
    engine: str
    workers: int
    per_slice: int
    update: bool
    in_order: bool
    dry_run: bool
    strict: bool
    force: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it. ``reading`` is of a record read whole, ``outcome`` of a run that was not dry."""

    policies: tuple[Policy, ...]
    plan: tuple[tuple[str, Planned], ...]
    slices: tuple[Slice, ...]
    workers: int
    reading: Reading | None
    outcome: Outcome | None
    files: tuple[Path, ...] = ()


def evaluated(asking: Asking) -> Answer:
    """Carry an evaluation out. BadPolicy, BadRecord, NotFound or BadRequest with every fault; then nothing is left."""
    from caseward.cli.folder import check_place
    from caseward.policy.load import load_policies

    engine_installed()
    from caseward.engine.intake import RowsElsewhere

    check_place(asking.out, force=asking.force, inputs=(asking.record, *asking.policies))
    with step("Reading policies"):
        policies = load_policies(asking.policies)
        plan = planned(policies)
    try:
        with _input(asking, policies, guess=_may_guess(asking)) as (source, reading):
            return _answer(asking, policies, plan, source, reading)
    except RowsElsewhere:
        pass  # the order was guessed wrong: now it is looked at first
    with _input(asking, policies, guess=False) as (source, reading):
        return _answer(asking, policies, plan, source, reading)


def _may_guess(asking: Asking) -> bool:
    """Whether the order of a data set may be looked at while it is evaluated: what was guessed wrong is done again."""
    return asking.engine == "local" and not asking.in_order and not asking.dry_run


def engine_installed() -> None:
    """BadRequest when the libraries that kernels need are not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("numba", "numpy", "duckdb") if find_spec(name) is None]
    if missing:
        raise BadRequest(
            f"The engine needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed; "
            'install the extra: pip install "caseward[engine]". `caseward audit` works without it.'
        )


def planned(policies: tuple[Policy, ...]) -> tuple[tuple[str, Planned], ...]:
    """For each policy, reading and requirement what evaluates it, in the order of the policies."""
    from caseward.engine.plan import plan_of, readings_of
    from caseward.engine.regimes import Rules

    documents = [p.document for p in policies]
    return tuple((d.policy, one) for d in documents for r in readings_of(d) for one in plan_of(Rules.of(d, r)))


@contextmanager
def _input(asking: Asking, policies: tuple[Policy, ...], *, guess: bool) -> Iterator[tuple[Input, Reading | None]]:
    """What is read: a data set in slices, or the whole record."""
    from caseward.engine.intake import is_data_set

    if is_data_set(asking.record):
        with _data_set(asking, policies, guess=guess) as found:
            yield found, None
    else:
        yield _record(asking)


def _record(asking: Asking) -> tuple[Input, Reading]:
    from caseward.engine.output.inputs import InMemory
    from caseward.interchange.read import read_record
    from caseward.record.view import view_of

    with step("Reading the record"):
        reading = read_record(asking.record, strict=asking.strict)
        view = view_of(reading.record, asking.known_at, reading.set_aside)
    return InMemory(view, asking.as_of, reading.sha256, asking.per_slice), reading


@contextmanager
def _data_set(asking: Asking, policies: tuple[Policy, ...], *, guess: bool) -> Iterator[Input]:
    """A data set, sorted first into a folder beside the output where it is not in subject order."""
    from caseward.cli.folder import scratch_beside
    from caseward.engine.intake import NotInOrder, needed_columns

    needs = needed_columns([p.document for p in policies])
    try:
        with step("Reading the data set"):
            found = _opened(asking, needs, asking.record.resolve(), guess=guess)
            found.slices("term")
    except NotInOrder:
        if asking.in_order:
            raise
    else:
        yield found
        return
    with scratch_beside(asking.out) as folder:
        with step("Sorting the data set"):
            in_order = _put_in_order(asking, needs, folder / "sorted")
        yield in_order


def _opened(asking: Asking, needs: Needs, folder: Path, *, guess: bool = False) -> FromDataSet:
    from caseward.engine.intake import open_data_set
    from caseward.engine.output.data_set import FromDataSet

    return FromDataSet(open_data_set(folder), asking.as_of, asking.known_at, needs, asking.per_slice, guess)


def _put_in_order(asking: Asking, needs: Needs, into: Path) -> Input:
    """Sort the data set into a folder: here, or by the cluster, which parts it by person first."""
    record = asking.record.resolve()
    if asking.engine == "spark":
        from caseward.cli.on_spark import cluster, spread_out
        from caseward.cli.pipeline import processors
        from caseward.engine.output.buckets import FromBuckets

        whole = _opened(asking, needs, record)
        places = spread_out(cluster(asking.workers or processors()), whole.data, into, asking.per_slice)
        return FromBuckets(tuple(_opened(asking, needs, place) for place in places), whole)
    from caseward.engine.intake.put_in_order import sort_data_set

    sort_data_set(record, into)
    return _opened(asking, needs, into)


def _answer(
    asking: Asking,
    policies: tuple[Policy, ...],
    plan: tuple[tuple[str, Planned], ...],
    source: Input,
    reading: Reading | None,
) -> Answer:
    from caseward.cli.folder import new_folder
    from caseward.cli.pipeline import caseward_version, processors
    from caseward.cli.progress import telling
    from caseward.engine.output.evaluation import Evaluation
    from caseward.engine.output.manifest import Asked

    workers = asking.workers or processors()
    name = asking.record.resolve().name
    asked = Asked(name, policies, asking.as_of, asking.known_at, caseward_version())
    earlier = asking.out if asking.update and asking.out.is_dir() else None
    threads = workers if asking.engine == "local" else 1
    with telling() as told:
        evaluation = Evaluation(asked, source, _runner(asking, workers, told.compiling), threads, earlier)
        slices = tuple(evaluation.slices())
        if asking.dry_run:
            return Answer(policies, plan, slices, workers, reading, None)
        with new_folder(asking.out, force=asking.force, inputs=(asking.record, *asking.policies)) as building:
            outcome = evaluation.into(building, told.progress)
            files = tuple(sorted(p.relative_to(building) for p in building.rglob("*") if p.is_file()))
    return Answer(policies, plan, slices, workers, reading, outcome, tuple(asking.out / f for f in files))


def _runner(asking: Asking, workers: int, compiling: Callable[[str], None]) -> Runner:
    from caseward.engine.output.work import Local

    if asking.engine == "local":
        return Local(workers, compiling)
    from caseward.cli.on_spark import cluster

    return cluster(workers)

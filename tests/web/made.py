"""The five reports that are opened in a browser: each a kind of page that a reader may get, made from real records."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from caseward.cli.options import day, instant
from caseward.cli.pipeline import Question, run_audit
from caseward.reports.page import page
from caseward.reports.pictures import pictures_of
from tests.house.tree import TOP

EL_MONTE = TOP / "examples" / "el-monte-2022"
SYNTHETIC = TOP / "examples" / "synthetic-200"
LOS_ANGELES = TOP / "policies" / "us-ca-los-angeles"
ADULT = LOS_ANGELES / "adult.yaml"
HALLS = LOS_ANGELES / "juvenile-halls.yaml"
#: What a juvenile hall records about a few of its days. Everything about people on terms is left out.
OF_THE_HALL = (
    "capacity", "confinement_step", "credential_check", "facility", "force", "in_rooms", "inspection", "movement",
    "movement_notice", "population_count", "room_confinement", "search", "visitor",
)  # fmt: skip
MOST_ROWS = 100


def el_monte(folder: Path) -> str:
    """The published case, everything known."""
    return _page(EL_MONTE, ADULT, "2022-06-14")


def el_monte_the_evening_before(folder: Path) -> str:
    """The published case as it was known on the last evening."""
    return _page(EL_MONTE, ADULT, "2022-06-14", "2022-06-13T23:59-07:00")


def with_faults(folder: Path) -> str:
    """A record whose rows break rules: the report says which were set aside, and why."""
    return _page(TOP / "tests" / "bad_records" / "wrong-codes", ADULT, "2022-06-14")


def almost_empty(folder: Path) -> str:
    """One person on one term, and nothing done."""
    record = folder / "almost-empty"
    _table(record, "person", [{"id": "person-1", "occurred": "2021-02-10"}])
    term = {"id": "term-1", "occurred": "2021-02-10", "person": "person-1", "supervision_type": "formal_probation"}
    _table(record, "term", [term])
    return _page(record, ADULT, "2021-03-10")


def of_a_hall(folder: Path) -> str:
    """A few days of a juvenile hall: subjects that are places, windows of minutes."""
    record = folder / "hall"
    for kind in (*OF_THE_HALL, "safety_check"):
        with (SYNTHETIC / f"{kind}.csv").open(encoding="utf-8", newline="") as source:
            _table(record, kind, list(csv.DictReader(source))[:MOST_ROWS])
    return _page(record, HALLS, "2021-01-05")


MADE: dict[str, Callable[[Path], str]] = {
    "el-monte": el_monte,
    "el-monte-the-evening-before": el_monte_the_evening_before,
    "with-faults": with_faults,
    "almost-empty": almost_empty,
    "of-a-hall": of_a_hall,
}


def _page(record: Path, policy: Path, as_of: str, known_at: str | None = None) -> str:
    question = Question(record, (policy,), day(as_of, "--as-of"), instant(known_at, "--known-at"))
    audit = run_audit(question)
    return page(audit, pictures_of(audit))


def _table(record: Path, kind: str, rows: list[dict[str, str]]) -> None:
    record.mkdir(parents=True, exist_ok=True)
    with (record / f"{kind}.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

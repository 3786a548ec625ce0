"""Cases as sentences: a small record, a day, and what the policy must then say. They test a policy and document it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from caseward.dates import WhenError, parse_instant
from caseward.errors import BadPolicy, BadRequest, NotFound
from caseward.obligations.evaluate import evaluate
from caseward.obligations.model import Obligation, Status
from caseward.obligations.regime import IN_FORCE
from caseward.policy.load import Policy, load_policy
from caseward.policy.source import Source, read_source
from caseward.record.entry import Entry, Place, Record
from caseward.record.kinds import kind_named
from caseward.record.parse import parse_entry
from caseward.record.view import View, view_of

KEYS = frozenset({"case", "as_of", "known_at", "record", "expect", "note"})
EXPECT_KEYS = frozenset(
    (
        "requirement",
        "reading",
        "window",
        "about",
        "due",
        "earliest_unmet",
        "show_from",
        "status",
        "counted",
        "scored",
        "version",
        "overlay",
        "needed",
        "open",
        "none",
        "count",
        "reason_has",
        "subject",
    )
)


@dataclass(frozen=True, slots=True)
class Expectation:
    """One line of what must be found, and where it stands."""

    place: str
    wanted: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence with its record and its expectations."""

    sentence: str
    place: str
    as_of: date
    view: View
    expect: tuple[Expectation, ...]
    rows: tuple[tuple[str, Mapping[str, object]], ...] = ()  # the record as written, for the reference docs
    note: str = ""


@dataclass(slots=True)
class CaseResult:
    """A case and every expectation that was not met, in words."""

    case: Case
    failures: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return not self.failures


def run_cases(path: Path, policy: Policy | None = None) -> list[CaseResult]:
    """Run a cases file against the policy it names. BadPolicy when the file cannot be read as cases."""
    source, cases = read_cases(path)
    data = source.data if isinstance(source.data, dict) else {}
    document = (policy or load_policy(path.parent / str(data.get("policy", "")))).document
    results = []
    for case in cases:
        rows = evaluate(document, case.view, case.as_of).obligations
        results.append(CaseResult(case, [m for e in case.expect if (m := _compare(e, rows))]))
    return results


def read_cases(path: Path) -> tuple[Source, list[Case]]:
    """The cases of a file. BadPolicy with every fault of the file, NotFound when it is not there."""
    if not path.is_file():
        raise NotFound(f"There is no cases file {path.as_posix()}.")
    source = read_source(path.read_bytes(), path.as_posix())
    listed = source.data.get("cases") if isinstance(source.data, dict) else None
    if source.faults or not isinstance(listed, tuple):
        raise BadPolicy(f"{path.as_posix()} holds no list of `cases`.", faults=source.faults)
    return source, [_case(source, i, raw) for i, raw in enumerate(listed)]


def _place(source: Source, *path: str | int) -> str:
    line, column = source.at_key(path)
    return f"{source.file}:{line}:{column}"


def _case(source: Source, i: int, raw: object) -> Case:
    place = _place(source, "cases", i)
    if (
        not isinstance(raw, dict)
        or not set(raw) <= KEYS
        or not isinstance(raw.get("as_of"), date)
        or not raw.get("expect")
    ):
        raise BadRequest(
            f"{place}: a case needs `case`, `as_of` (a day), `record` and `expect`, and may have `known_at` and `note`."
        )
    known_at = raw.get("known_at")
    try:
        instant = parse_instant(str(known_at)) if known_at else None
    except WhenError as error:
        raise BadRequest(f"{place}: known_at: {error.rule} ({error.hint}).") from None
    entries = _entries(source, i, raw.get("record") or ())
    expect = tuple(_expectation(source, i, j, e) for j, e in enumerate(raw["expect"]))
    rows = tuple((str(k), v) for row in raw.get("record") or () for k, v in row.items())
    return Case(
        str(raw.get("case", "")),
        place,
        raw["as_of"],
        view_of(Record.of(entries), instant),
        expect,
        rows,
        str(raw.get("note", "")),
    )


def _expectation(source: Source, i: int, j: int, raw: object) -> Expectation:
    place = _place(source, "cases", i, "expect", j)
    if not isinstance(raw, dict) or "requirement" not in raw or not set(raw) <= EXPECT_KEYS:
        unknown = ", ".join(sorted(set(raw) - EXPECT_KEYS)) if isinstance(raw, dict) else str(raw)
        allowed = ", ".join(sorted(EXPECT_KEYS))
        found = unknown or "no requirement"
        raise BadRequest(f"{place}: an expectation needs `requirement` and may have {allowed}; found {found}.")
    return Expectation(place, raw)


def _entries(source: Source, i: int, rows: Iterable[object]) -> list[Entry]:
    found: list[Entry] = []
    counted: Counter[str] = Counter()
    for j, row in enumerate(rows):
        place = _place(source, "cases", i, "record", j)
        if not isinstance(row, dict) or len(row) != 1:
            raise BadRequest(f"{place}: an entry is written `kind: {{field: value}}`.")
        name, raw = next(iter(row.items()))
        counted[name] += 1
        found.append(_entry(place, str(name), dict(raw or {}), counted[name], found))
    return found


def _entry(place: str, name: str, raw: dict[str, object], n: int, earlier: list[Entry]) -> Entry:
    kind = kind_named(name)
    if kind is None:
        raise BadRequest(f"{place}: there is no kind of entry named {name}.")
    raw.setdefault("id", f"{name}-{n}")
    for owner in ("person", "term", "facility"):
        known = [e.id for e in earlier if e.kind == owner]
        if kind.field(owner) is not None and owner != name and len(known) == 1:
            raw.setdefault(owner, known[0])
    entry, faults = parse_entry(kind, raw, Place(place.split(":")[0], int(place.split(":")[1])))
    if entry is None:
        raise BadRequest(f"{place}: " + "; ".join(f"{f.field} {f.value!r}: {f.rule}" for f in faults))
    return entry


def _compare(expectation: Expectation, rows: Iterable[Obligation]) -> str:
    """What is wrong, or an empty string. Keys other than ``none`` and ``count`` select; at least one row must be
    left."""
    wanted, found = expectation.wanted, list(rows)
    fitting = selected(expectation, found)
    own = [r for r in found if r.requirement == wanted["requirement"] and r.reading == wanted.get("reading", IN_FORCE)]
    if wanted.get("none"):
        return f"{expectation.place}: nothing was expected, found {_listed(fitting)}" if fitting else ""
    count = wanted.get("count")
    if count is not None:
        return (
            ""
            if len(fitting) == count
            else f"{expectation.place}: {count} expected, {len(fitting)} found: {_listed(fitting or own)}"
        )
    return "" if fitting else f"{expectation.place}: expected {_said(wanted)}; found {_listed(own)}"


def selected(expectation: Expectation, rows: Iterable[Obligation]) -> list[Obligation]:
    """The obligations an expectation speaks of, in order: those that fit all its keys but ``none`` and ``count``."""
    keys = {"reading": IN_FORCE, **{k: v for k, v in expectation.wanted.items() if k not in ("none", "count")}}
    return [r for r in rows if all(_fits(r, key, value) for key, value in keys.items())]


def _fits(row: Obligation, key: str, value: object) -> bool:
    if key == "open":
        return (row.status in (Status.PENDING, Status.OVERDUE)) is value
    if key == "reason_has":
        return str(value) in row.reason
    if key == "counted":
        return set(row.counted) == set(value if isinstance(value, tuple) else (value,))
    found = {"window": row.window_start, "status": row.status.value}.get(key, getattr(row, key, None))
    return found == value


def _said(wanted: Mapping[str, object]) -> str:
    return ", ".join(f"{k} {v}" for k, v in wanted.items() if k != "reading" or v != IN_FORCE)


def _listed(rows: list[Obligation]) -> str:
    shown = [f"{r.window_start}..{r.due} {r.status.value} [{', '.join(r.counted)}] {r.reason}" for r in rows[:12]]
    return (
        "; ".join(shown) + (f"; and {len(rows) - 12} more" if len(rows) > 12 else "") if rows else "no such obligation"
    )

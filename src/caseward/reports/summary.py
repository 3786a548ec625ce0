"""The numbers of the first page: how often each rule was met, with ranges where the record does not decide, and what else was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from caseward.obligations.model import Obligation, Status, Tally
from caseward.oversight.model import AssertionVerdict
from caseward.reports.headline import period_words, requirements_by_id
from caseward.reports.model import Audit
from caseward.reports.speech import counted, least_most


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One requirement in one reading, over all subjects. ``met`` may be a range; ``others`` are the statuses that are not scored."""

    anchor: str
    title: str
    reading: str
    windows: str
    met: str
    missed: int
    late: int
    overdue: int
    undecided: int
    explained: str


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """One number in large figures with what it counts."""

    number: str
    said: str
    anchor: str


def rule_lines(audit: Audit) -> list[RuleLine]:
    """A line for each policy, requirement and reading that has something to tell: the readings in force first."""
    titles = {(p, r): title for p, r, title in audit.readings()}
    known = {p.document.policy: requirements_by_id(p.document) for p in audit.policies}
    rows: dict[tuple[str, str, str], list[Obligation]] = {}
    for one in audit.told:
        rows.setdefault((one.policy, one.requirement, one.reading), []).append(one)
    tallies: dict[tuple[str, str, str], list[Tally]] = {}
    for tally in audit.tallies:
        tallies.setdefault((tally.policy, tally.requirement, tally.reading), []).append(tally)
    return [
        _line(
            found,
            tallies.get(key, []),
            titles.get((key[0], key[2]), key[2]),
            period_words(known.get(key[0], {}).get(key[1])),
        )
        for key, found in rows.items()
    ]


def group_anchor(one: Obligation) -> str:
    """The place in the page where the obligations of a requirement and reading stand."""
    return f"obligations-{one.policy}-{one.requirement}-{one.reading}".replace(" ", "-")


def _line(rows: list[Obligation], tallies: list[Tally], reading: str, windows: str) -> RuleLine:
    numbers = Counter(o.status for o in rows)
    undecided = numbers[Status.INDETERMINATE] + numbers[Status.NOT_ASSESSABLE]
    asked = sum(t.windows for t in tallies)
    least, most = sum(t.least for t in tallies), sum(t.most for t in tallies)
    met = f"{least_most(least, most)} of {asked}" if asked else f"{numbers[Status.MET]} of {len(rows)}"
    explained = tallies[0].explained if len(tallies) == 1 else _over(tallies)
    return RuleLine(
        group_anchor(rows[0]), rows[0].title, reading, windows, met,
        numbers[Status.MISSED], numbers[Status.LATE], numbers[Status.OVERDUE], undecided, explained,
    )  # fmt: skip


def _over(tallies: list[Tally]) -> str:
    return f"Over {counted(len(tallies), 'subject')}." if tallies else ""


def key_numbers(audit: Audit) -> list[KeyNumber]:
    """The numbers on top of the first page, each with where its rows are."""
    found = audit.assessment
    silent = sum(w.least_days is None for w in found.warnings)
    unsupported = sum(
        a.verdict in (AssertionVerdict.NO_RECORD, AssertionVerdict.CONTRADICTED) for a in found.assertions
    )
    numbers = [
        KeyNumber(f"{len(found.findings):,}", _noun(len(found.findings), "finding"), "findings"),
        KeyNumber(f"{silent:,} of {len(found.warnings):,}", "warnings without a recorded response", "warnings"),
        KeyNumber(
            f"{unsupported:,} of {len(found.assertions):,}", "assertions without support in the record", "assertions"
        ),
        KeyNumber(f"{len(found.marks):,}", _noun(len(found.marks), "mark") + " on the record’s integrity", "integrity"),
        KeyNumber(
            f"{undetermined_count(audit.in_force):,}", "obligations that the record does not decide", "undetermined"
        ),
    ]
    return numbers


def _noun(number: int, one: str) -> str:
    return one if number == 1 else f"{one}s"


def undetermined_count(obligations: Iterable[Obligation]) -> int:
    """How many obligations are indeterminate or not assessable."""
    return sum(o.status in (Status.INDETERMINATE, Status.NOT_ASSESSABLE) for o in obligations)

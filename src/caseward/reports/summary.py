"""The numbers of the first page: how often each rule was met, with ranges where the record does not decide, and what
else was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from caseward.obligations.model import Obligation, Status, Tally
from caseward.oversight.model import AssertionVerdict
from caseward.reports.headline import period_words, requirements_by_id
from caseward.reports.model import Audit
from caseward.reports.numbers import Numbers, numbers_of
from caseward.reports.order import grouped
from caseward.reports.speech import counted


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One requirement in one reading, over all subjects. ``met`` may be a range."""

    anchor: str
    title: str
    reading: str
    windows: str
    met: str
    not_met: str
    undecided: int
    explained: str


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """One number in large figures with what it counts."""

    number: str
    said: str
    anchor: str


def rule_lines(audit: Audit) -> list[RuleLine]:
    """A line for each policy, requirement and reading that has something to tell, in the order of `order.grouped`."""
    titles = {(p, r): title for p, r, title in audit.readings()}
    known = {p.document.policy: requirements_by_id(p.document) for p in audit.policies}
    tallies: dict[tuple[str, str, str], list[Tally]] = {}
    for tally in audit.tallies:
        tallies.setdefault((tally.policy, tally.requirement, tally.reading), []).append(tally)
    return [
        _line(
            found,
            tallies.get(key, []),
            audit,
            titles.get((key[0], key[2]), key[2]),
            period_words(known.get(key[0], {}).get(key[1])),
        )
        for key, found in grouped(audit.told).items()
    ]


def group_anchor(one: Obligation) -> str:
    """The place in the page where the obligations of a requirement and reading stand."""
    return f"obligations-{one.policy}-{one.requirement}-{one.reading}".replace(" ", "-")


def _line(rows: list[Obligation], tallies: list[Tally], audit: Audit, reading: str, windows: str) -> RuleLine:
    found = numbers_of(rows, tallies, [p.document for p in audit.policies])
    parts = (
        (f"{found.late:,}" if found.late else "", Status.LATE),
        (found.missed_words, Status.MISSED),
        (f"{found.overdue:,}" if found.overdue else "", Status.OVERDUE),
        (f"{found.excused:,}" if found.excused else "", Status.EXCUSED),
    )
    not_met = ", ".join(f"{number} {status.value}" for number, status in parts if number)
    anchor, title = group_anchor(rows[0]), rows[0].title
    return RuleLine(
        anchor, title, reading, windows, found.met_words, not_met, found.undecided, _explained(tallies, found)
    )


def _explained(tallies: list[Tally], found: Numbers) -> str:
    """Over how many subjects; why there is a range, for one subject; how many are not yet due; how many not scored."""
    said = [f"over {counted(len(tallies), 'subject')}"] if len(tallies) > 1 else []
    said += [
        t.explained.partition(" met: ")[2] or t.explained for t in tallies if len(tallies) == 1 and t.least != t.most
    ]
    said += [f"{counted(found.pending, 'window')} not yet closed"] if found.pending else []
    said += [found.unscored_words] if found.unscored else []
    return "; ".join(said)


def key_numbers(audit: Audit) -> list[KeyNumber]:
    """The numbers on top of the first page, each with where its rows are."""
    found = audit.assessment
    silent = sum(w.least_days is None for w in found.warnings)
    unsupported = sum(
        a.verdict in (AssertionVerdict.NO_RECORD, AssertionVerdict.CONTRADICTED) for a in found.assertions
    )
    return [
        KeyNumber(f"{len(found.findings):,}", _noun(len(found.findings), "finding"), "findings"),
        _share(silent, len(found.warnings), "warnings", "without a recorded response"),
        _share(unsupported, len(found.assertions), "assertions", "contradicted or without a record"),
        KeyNumber(f"{len(found.marks):,}", _noun(len(found.marks), "mark") + " on the record’s integrity", "integrity"),
        KeyNumber(
            f"{undetermined_count(audit.in_force):,}", "obligations that the record does not decide", "undetermined"
        ),
    ]


def _share(some: int, total: int, things: str, which: str) -> KeyNumber:
    """How many of them are such; of none at all, that there are none. The things name their section too."""
    return KeyNumber(f"{some:,} of {total:,}", f"{things} {which}", things) if total else KeyNumber("0", things, things)


def _noun(number: int, one: str) -> str:
    return one if number == 1 else f"{one}s"


def undetermined_count(obligations: Iterable[Obligation]) -> int:
    """How many obligations are indeterminate or not assessable."""
    return sum(o.status in (Status.INDETERMINATE, Status.NOT_ASSESSABLE) for o in obligations)

"""What an audit found, for a person at a terminal: what was read, what was owed, findings, assertions, warnings,
standing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from caseward.cli.record import read_line
from caseward.cli.screen import say, table
from caseward.reports.numbers import Numbers, numbers_of
from caseward.reports.speech import counted

if TYPE_CHECKING:
    from rich.console import Console

    from caseward.obligations.model import Obligation, Tally
    from caseward.oversight.model import Finding
    from caseward.policy.policy import Policy
    from caseward.reports.model import Audit

MOST_FINDINGS = 30
MOST_ASSERTIONS = 40
IN_FORCE = "in force"
COLUMNS = ("met", "late", "missed", "overdue", "open", "unclear", "excused", "not scored")
NONE = "-"


def show_summary(audit: Audit, screen: Console) -> None:
    """Print the summary of an audit."""
    say(screen, audit.title, style="bold")
    for line in _opening(audit):
        say(screen, line)
    for policy in audit.policies:
        for reading, title in [(IN_FORCE, "the policy in force"), *((r.id, r.title) for r in policy.document.readings)]:
            _show_owed(audit, policy, reading, title, screen)
    _show_findings(audit, screen)
    _show_assertions(audit, screen)
    _show_warnings(audit, screen)
    _show_standing(audit, screen)
    screen.print()


def _opening(audit: Audit) -> list[str]:
    known = f"as known at {audit.known_at.isoformat()}" if audit.known_at else "with everything recorded"
    lines = [f"Judged at the end of {audit.as_of.isoformat()}, {known}.", f"Record: {read_line(audit.reading)}"]
    view = audit.view
    if view.superseded:
        lines.append(
            f"{counted(len(view.superseded), 'entry', 'entries')} set aside by a correction; both stay in the record."
        )
    if view.known_at is not None:
        unseen, undated = counted(len(view.unseen), "entry", "entries"), len(view.undated)
        lines.append(f"{unseen} recorded later and {undated} without a time of recording are left out.")
    return lines


def _show_owed(audit: Audit, policy: Policy, reading: str, title: str, screen: Console) -> None:
    """One table: for each requirement how many were met of those that are over, and what became of the rest.

    Of another reading only the requirements that come out otherwise than in the policy in force.
    """
    usual = {} if reading == IN_FORCE else _owed(audit, policy, IN_FORCE)
    found = {name: cells for name, cells in _owed(audit, policy, reading).items() if usual.get(name) != cells}
    screen.print()
    say(screen, f"{policy.document.title}: {title}", style="bold")
    if not found:
        say(screen, "nothing was owed" if reading == IN_FORCE else "the same as under the policy in force", lead="  ")
        return
    used = [i for i in range(len(COLUMNS)) if i == 0 or any(cells[i + 1] != NONE for cells in found.values())]
    made = table("requirement", *(COLUMNS[i] for i in used), right=tuple(range(1, len(used) + 1)))
    for cells in found.values():
        made.add_row(cells[0], *(cells[i + 1] for i in used))
    screen.print(made)
    for tally in (t for t in audit.tallies if _tallied(t, policy, reading) and t.least != t.most):
        if tally.requirement in found and len(found) and _one_subject(audit, tally):
            say(screen, f"{tally.title}: {tally.explained}", lead="  ")


def _one_subject(audit: Audit, tally: Tally) -> bool:
    """Ranges are explained one by one only when there are not too many to read."""
    return len({t.subject for t in audit.tallies if t.requirement == tally.requirement}) == 1


def _owed(audit: Audit, policy: Policy, reading: str) -> dict[str, list[str]]:
    """The cells of each requirement of which there are obligations, in the order of the policy."""
    rows = [o for o in audit.obligations if o.policy == policy.document.policy and o.reading == reading]
    by_requirement: dict[str, list[Obligation]] = {}
    for row in sorted(rows, key=lambda o: _place(policy, o)):
        by_requirement.setdefault(row.requirement, []).append(row)
    tallies = [t for t in audit.tallies if _tallied(t, policy, reading)]
    documents = [p.document for p in audit.policies]
    return {
        name: [own[0].title, *_cells(numbers_of(own, [t for t in tallies if t.requirement == name], documents))]
        for name, own in by_requirement.items()
    }


def _tallied(tally: Tally, policy: Policy, reading: str) -> bool:
    return tally.policy == policy.document.policy and tally.reading == reading


def _place(policy: Policy, row: Obligation) -> tuple[int, str]:
    """Requirements in the order of the policy."""
    document = policy.document
    ids = [r.id for v in document.versions for r in v.requirements] + [
        r.id for o in document.overlays for r in o.requirements
    ]
    return ids.index(row.requirement) if row.requirement in ids else len(ids), row.requirement


def _cells(found: Numbers) -> list[str]:
    """What stands under COLUMNS; nothing is a dash."""
    rest = (found.overdue, found.pending, found.undecided, found.excused, found.unscored)
    met, late = found.met_words if found.windows else "", f"{found.late:,}" if found.late else ""
    return [cell or NONE for cell in (met, late, found.missed_words, *(f"{n:,}" if n else "" for n in rest))]


def _show_findings(audit: Audit, screen: Console) -> None:
    findings = audit.assessment.findings
    screen.print()
    screen.print(
        f"{counted(len(findings), 'finding')}{'' if findings else ': nothing was late or missed'}", style="bold"
    )
    for finding in findings[:MOST_FINDINGS]:
        assumed = " (under an assumed number)" if finding.basis == "assumed" else ""
        say(screen, f"{finding.title}{_days(finding)}{assumed}", lead="- ")
    _more(len(findings), MOST_FINDINGS, screen)


def _days(finding: Finding) -> str:
    if finding.first_day is None:
        return ""
    first, last = finding.first_day.isoformat(), (finding.last_day or finding.first_day).isoformat()
    if first in finding.title or last in finding.title:
        return ""
    return f", {first}" if first == last else f", {first} to {last}"


def _more(total: int, shown: int, screen: Console) -> None:
    if total > shown:
        screen.print(f"  ... and {total - shown:,} more; --json and the report have all.")


def _show_assertions(audit: Audit, screen: Console) -> None:
    """The assertions that could be tested, as the record has them by topic; the others are only counted."""
    tests = audit.assessment.assertions
    if not tests:
        return
    tested = [t for t in tests if t.verdict.value != "not testable"]
    screen.print()
    screen.print(
        f"{counted(len(tests), 'assertion')}: {_listed(Counter(t.verdict.value for t in tests))}", style="bold"
    )
    if tested:
        made = table("verdict", "asserted by", "what is asserted")
        for test in tested[:MOST_ASSERTIONS]:
            made.add_row(test.verdict.value, test.asserted_by, test.states)
        screen.print(made)
    _more(len(tested), MOST_ASSERTIONS, screen)
    if len(tested) < len(tests):
        say(
            screen,
            f"{len(tests) - len(tested)} name nothing that the record could hold; the report has them.",
            lead="  ",
        )


def _listed(found: Counter[str]) -> str:
    return ", ".join(f"{n} {word}" for word, n in sorted(found.items()))


def _show_lines(title: str, lines: Iterable[str], screen: Console) -> None:
    found = list(lines)
    if not found:
        return
    screen.print()
    screen.print(title, style="bold")
    for line in found[:MOST_FINDINGS]:
        say(screen, line, lead="- ")
    _more(len(found), MOST_FINDINGS, screen)


def _show_warnings(audit: Audit, screen: Console) -> None:
    times = audit.assessment.warnings
    _show_lines(
        "Warnings and the time to a response", (f"{w.warning}, received {w.received}: {w.said}" for w in times), screen
    )


def _show_standing(audit: Audit, screen: Console) -> None:
    _show_lines(
        "How things stand", (f"{s.subject}: {s.what} (since {s.since})" for s in audit.assessment.standing), screen
    )

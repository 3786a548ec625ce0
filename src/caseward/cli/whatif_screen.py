"""What a trial of a policy found, for a person at a terminal and as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from caseward.cli.record import read_line, reading_data
from caseward.cli.screen import say, table
from caseward.cli.whatif_run import Tried
from caseward.engine.whatif.answer import ASSUMPTIONS, BOUNDS, Pair, WhatIf
from caseward.engine.whatif.cells import Cell
from caseward.engine.whatif.counts import MEASURES
from caseward.reports.speech import counted
from caseward.reports.whatif_tables import Broken, by_fact, by_month, summary

if TYPE_CHECKING:
    from rich.console import Console

MOST_PEOPLE = 10


def show_whatif(done: Tried, screen: Console) -> None:
    """Print the summary of a what-if."""
    answer = done.answer
    say(screen, f"{answer.record}: {_title(answer, 0)}, and {_title(answer, 1)} tried against it", style="bold")
    for said in _opening(done):
        say(screen, said)
    screen.print()
    if answer.empty:
        say(screen, "Nothing is owed under either policy: the record holds nobody whom they are about.")
        return
    made = table("in all", "old", "new", "change", right=(1, 2, 3))
    for line in summary(answer):
        made.add_row(line.label, line.old, line.new, line.change)
    screen.print(made)
    _show_broken(by_month(answer), screen)
    for name in answer.trial.by:
        _show_broken(by_fact(answer, name), screen)
    _show_people(answer, screen)
    screen.print()


def _title(answer: WhatIf, side: int) -> str:
    policy = answer.policies[side]
    return f"{policy.document.title} ({policy.name})"


def _opening(done: Tried) -> list[str]:
    answer = done.answer
    known = f"as known at {answer.known_at.isoformat()}" if answer.known_at else "with everything recorded"
    reading = "" if answer.trial.reading == "in force" else f", in the reading {answer.trial.reading}"
    lines = [f"Judged at the end of {answer.trial.as_of.isoformat()}, {known}{reading}."]
    return [*lines, f"Record: {_read(done)}", ASSUMPTIONS, BOUNDS, *answer.notes]


def _read(done: Tried) -> str:
    if done.reading is not None:
        return read_line(done.reading)
    kind = done.answer.trial.old.subject
    return f"a data set of {counted(done.answer.subjects, kind, _plural(kind))}."


def _show_broken(found: Broken, screen: Console) -> None:
    screen.print()
    made = table(found.head, *found.heads, right=tuple(range(1, len(found.heads) + 1)), whole=(0,))
    for word, numbers in found.rows:
        made.add_row(word, *(" → ".join(dict.fromkeys(n)) for n in numbers))
    screen.print(made)


def _show_people(answer: WhatIf, screen: Console) -> None:
    screen.print()
    if not answer.people.num_rows:
        say(screen, "Nobody's status changes.", style="bold")
        return
    subjects = len(set(answer.people["subject"].to_pylist()))
    kind = answer.trial.old.subject
    changed = {change: n for change, n in answer.changed().items() if n[0]}
    said = ", ".join(f"{change}: {n[1]:,}" for change, n in changed.items())
    say(screen, f"The status of {counted(subjects, kind, _plural(kind))} changes. {said}.", style="bold")
    made = table(kind, "duty", "change", "why", whole=(0,))
    for row in answer.people.slice(0, MOST_PEOPLE).to_pylist():
        made.add_row(row["subject"], row["duty"], row["change"], row["why"])
    screen.print(made)
    if answer.people.num_rows > MOST_PEOPLE:
        screen.print(f"  ... and {answer.people.num_rows - MOST_PEOPLE:,} more lines; --json and people.csv have all.")


def _plural(kind: str) -> str:
    return "facilities" if kind == "facility" else f"{kind}s"


def whatif_data(done: Tried, files: list[Path]) -> dict[str, object]:
    """Everything as data; ISO dates; the obligations themselves are in the files."""
    answer = done.answer
    trial = answer.trial
    return {
        "caseward": done.made_from.version,
        "record": {"path": answer.record, **_reading_data(done)},
        "policies": {
            side: {"policy": p.document.policy, "file": p.file, "sha256": p.sha256}
            for side, p in zip(("old", "new"), answer.policies, strict=True)
        },
        "as_of": trial.as_of.isoformat(),
        "known_at": answer.known_at.isoformat() if answer.known_at else None,
        "reading": trial.reading,
        "by": list(trial.by),
        "unit": answer.unit or None,
        "notes": [ASSUMPTIONS, BOUNDS, *answer.notes],
        "total": _pair(answer.total),
        "months": [{"month": p.word, **_pair(p), "officers": _officers(answer, p)} for p in answer.months],
        **{f"by_{name}": [{name: p.word, **_pair(p)} for p in answer.by_fact(name)] for name in trial.by},
        "changed": {c: {"lines": n, "subjects": s} for c, (n, s) in answer.changed().items()},
        "people": answer.people.to_pylist(),
        "files": [path.as_posix() for path in files],
    }


def _reading_data(done: Tried) -> dict[str, object]:
    if done.reading is not None:
        return reading_data(done.reading)
    return {"subjects": done.answer.subjects, "sha256": done.made_from.sha256}


def _pair(pair: Pair) -> dict[str, object]:
    return {"old": _cell(pair.old), "new": _cell(pair.new)}


def _cell(cell: Cell) -> dict[str, object]:
    numbers = {n: v for n, v in zip(MEASURES, cell.numbers, strict=True) if n != "each"}
    cost = None if cell.cost is None else cell.cost / 100
    return {**numbers, "cost": cost, "case_days": cell.case_days, "untimed_days": cell.untimed_days}


def _officers(answer: WhatIf, pair: Pair) -> dict[str, object]:
    needed = {c.side: answer.officers_needed(c, pair.word) for c in pair.cells}
    found: dict[str, object] = {side: None if n is None else round(float(n), 2) for side, n in needed.items()}
    return {**found, "on_record": max(answer.officers_recorded(side, pair.word) for side in ("old", "new"))}

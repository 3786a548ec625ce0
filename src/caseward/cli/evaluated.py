"""What came of an evaluation, for a person at a terminal and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseward.cli.record import read_line
from caseward.cli.screen import say, table
from caseward.reports.speech import counted

if TYPE_CHECKING:
    from rich.console import Console

    from caseward.cli.evaluation import Answer, Asking
    from caseward.engine.output.evaluation import Outcome

KERNEL, REFERENCE, IN_FORCE = "kernel", "reference", "in force"
MANY = {"facility": "facilities"}
#: The columns of the table on the screen, and which columns of the measures each adds up.
SHOWN = (
    ("owed", ("obligations",)), ("met", ("met",)), ("late", ("late",)), ("missed", ("missed",)),
    ("overdue", ("overdue",)), ("open", ("pending",)), ("unclear", ("indeterminate", "not_assessable")),
    ("excused", ("excused",)),
)  # fmt: skip


def answer_data(asking: Asking, answer: Answer, *, plan: bool) -> dict[str, object]:
    """Everything that is said, as plain data."""
    outcome = answer.outcome
    data: dict[str, object] = {
        "record": asking.record.resolve().name,
        "policies": [{"policy": p.document.policy, "file": p.file, "sha256": p.sha256} for p in answer.policies],
        "as_of": asking.as_of.isoformat(),
        "known_at": asking.known_at.isoformat() if asking.known_at else None,
        "subjects": _subjects(answer),
        "slices": len(answer.slices),
        "workers": answer.workers,
        "obligations": None if outcome is None else outcome.obligations,
        "statuses": [] if outcome is None else _statuses(outcome),
        "parts": [] if outcome is None else _parts(outcome),
        "parts_kept": 0 if outcome is None else outcome.kept,
        "files": [path.as_posix() for path in answer.files],
    }
    if plan:
        data["plan"] = _plan(answer)
    return data


def _subjects(answer: Answer) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in answer.slices:
        found[one.kind] = found.get(one.kind, 0) + one.subjects
    return found


def _parts(outcome: Outcome) -> list[dict[str, object]]:
    return [{"file": w.part.file, "rows": w.part.rows} for w in sorted(outcome.parts, key=lambda w: w.part.file)]


def _statuses(outcome: Outcome) -> list[dict[str, object]]:
    from caseward.engine.output.measures import by_requirement

    return by_requirement(outcome.measures[0])


def _plan(answer: Answer) -> list[dict[str, object]]:
    """Each requirement with what evaluates it and why; after a run, how many subjects the reference evaluated."""
    rows: list[dict[str, object]] = []
    for policy, one in answer.plan:
        row: dict[str, object] = {
            "policy": policy, "reading": one.reading, "requirement": one.id, "kind": one.kind,
            "evaluated_by": KERNEL if one.vectorised else REFERENCE, "why": one.why,
        }  # fmt: skip
        if answer.outcome is not None:
            row["subjects_by_reference"] = answer.outcome.left.get((policy, one.reading, one.id, one.kind), 0)
        rows.append(row)
    return rows


def show_answer(asking: Asking, answer: Answer, screen: Console, *, plan: bool) -> None:
    """Print what was read, what evaluates it when asked, what came out, and where it is."""
    if answer.reading is not None:
        say(screen, f"Record: {read_line(answer.reading)}")
    if plan:
        _show_plan(answer, screen)
    if answer.outcome is not None:
        _show_statuses(answer, answer.outcome, screen)
    say(screen, _end(asking, answer))


def _show_plan(answer: Answer, screen: Console) -> None:
    rows = _plan(answer)
    ran = answer.outcome is not None
    for policy in answer.policies:
        heads = ("requirement", "reading", "by", *(("by reference",) if ran else ()), "why")
        made = table(*heads, title=f"Plan: {policy.document.title}", right=(3,) if ran else ())
        for row in (r for r in rows if r["policy"] == policy.document.policy):
            left = (f"{row['subjects_by_reference']:,}",) if ran else ()
            made.add_row(
                f"{row['requirement']} ({row['kind']})", str(row["reading"]), str(row["evaluated_by"]), *left,
                str(row["why"]),
            )  # fmt: skip
        screen.print(made)
    if ran:
        say(screen, "By reference: subjects that the slower reference evaluated, for which a kernel cannot decide.")


def _show_statuses(answer: Answer, outcome: Outcome, screen: Console) -> None:
    """What became of the obligations of each policy in force, in the words of an audit's summary."""
    for policy in answer.policies:
        own = [r for r in _statuses(outcome) if (r["policy"], r["reading"]) == (policy.document.policy, IN_FORCE)]
        cells = [
            [str(row["requirement"]), *(f"{sum(map(int, _of(row, names))):,}" for _, names in SHOWN)] for row in own
        ]
        used = [i for i in range(len(SHOWN) + 1) if i < 2 or any(row[i] != "0" for row in cells)]
        heads = ("requirement", *(head for head, _ in SHOWN))
        made = table(*(heads[i] for i in used), title=policy.document.title, right=tuple(range(1, len(used))))
        for row in cells:
            made.add_row(*(row[i] for i in used))
        if own:
            screen.print(made)
        else:
            say(screen, f"{policy.document.title}: it asks nothing of this record.")


def _of(row: dict[str, object], names: tuple[str, ...]) -> list[str]:
    return [str(row[name]) for name in names]


def _end(asking: Asking, answer: Answer) -> str:
    numbers = sorted(_subjects(answer).items())
    subjects = ", ".join(counted(n, kind, MANY.get(kind, "")) for kind, n in numbers) or "no subject"
    cut = counted(len(answer.slices), "slice")
    if answer.outcome is None:
        return f"{subjects} in {cut}. Nothing written (--dry-run); the tables would be in {asking.out.as_posix()}."
    made = len(answer.outcome.parts)
    shown = sum(int(str(row["obligations"])) for row in _statuses(answer.outcome) if row["reading"] == IN_FORCE)
    others = answer.outcome.obligations - shown
    more = f" (of these {others:,} in other readings of the policies, which are not shown)" if others else ""
    kept = f"; {made - answer.outcome.kept:,} of {counted(made, 'part')} evaluated, {answer.outcome.kept:,} kept"
    return (
        f"{counted(answer.outcome.obligations, 'obligation')}{more} of {subjects} in {cut}"
        f"{kept if asking.update else ''}. Written to {asking.out.as_posix()}: obligations/, measures.parquet, "
        "measures.csv, manifest.json."
    )

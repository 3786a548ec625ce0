"""The page of a what-if: self-contained, without script, readable by a screen reader and on paper."""

from __future__ import annotations

from caseward.engine.whatif.answer import ASSUMPTIONS, BOUNDS, WhatIf
from caseward.policy.diff import Change, compare
from caseward.policy.model import Workload
from caseward.policy.words import plain
from caseward.reports.cut import MOST_ROWS, cut
from caseward.reports.page import environment
from caseward.reports.speech import day_words, instant_words
from caseward.reports.whatif_tables import by_fact, by_month, summary

#: What becomes of a status, in the words of the page.
WAYS = {
    "worse": "more is missed or overdue, or more is late",
    "better": "less is missed or overdue, or less is late",
    "newly owed": "nothing was asked under the old policy",
    "no longer owed": "nothing is asked under the new policy",
    "less clear": "more cannot be decided from the record",
    "clearer": "less cannot be decided from the record",
}


def page(answer: WhatIf, version: str, drawing: str) -> str:
    """The whole page, with the drawing in it."""
    made = environment()
    css = made.get_template("report.css").render()
    return made.get_template("whatif.html.j2").render(**_context(answer), css=css, version=version, drawing=drawing)


def _context(answer: WhatIf) -> dict[str, object]:
    trial = answer.trial
    changes = [c for c in compare(*answer.policies) if c.section != "policy"]
    known = f", as known at {instant_words(answer.known_at)}" if answer.known_at else ", with everything recorded"
    return {
        "answer": answer,
        "trial": trial,
        "titles": [f"{p.document.title} ({p.name})" for p in answer.policies],
        "judged": f"Judged at the end of {day_words(trial.as_of)}{known}",
        "assumptions": [ASSUMPTIONS, BOUNDS, *answer.notes, *_workload(answer)],
        "summary": summary(answer),
        "months": by_month(answer),
        "facts": [(plain(name), by_fact(answer, name)) for name in trial.by],
        "people": cut(answer.people.to_pylist(), MOST_ROWS, "people.csv"),
        "changed": [(word, *n, WAYS[word]) for word, n in answer.changed().items() if n[0]],
        "changes": cut(changes, MOST_ROWS, "`caseward policy diff`"),
        "said": _said,
    }


def _workload(answer: WhatIf) -> list[str]:
    """Where the numbers of the workload come from."""
    found = []
    for side, document in zip(("old", "new"), answer.trial.documents, strict=True):
        for table in document.workload:
            note = f" {' '.join(table.note.split())}" if table.note else ""
            source = document.sources.get(table.cite.source, table.cite.source)
            where = f", {table.cite.at}" if table.cite.at else ""
            said = f"Workload of the {side} policy from {table.from_.isoformat()}: {table.basis}; {source}{where}."
            found.append(f"{said}{note}{_assumed(table)}")
    return found


def _assumed(table: Workload) -> str:
    """Which of its numbers are assumed, when not all are published."""
    numbers = {**table.values, **table.each, "capacity": table.capacity}
    own = {plain(name): number.basis or table.basis for name, number in numbers.items()}
    assumed = [name for name, basis in own.items() if basis == "assumed"]
    if not assumed:
        return ""
    return f" Assumed: {'every number' if len(assumed) == len(own) else ', '.join(assumed)}."


def _said(change: Change) -> str:
    """One difference between the policies in a sentence."""
    if change.sort == "changed":
        return f"{change.field}: {change.before or 'nothing'} → {change.after or 'nothing'}"
    return f"{change.sort}: {change.after or change.before}"

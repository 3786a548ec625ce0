"""What the pages of violations and court steps show, put together from the record; and what a step would change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from caseward.interchange.kept.lines import read_lines
from caseward.oversight.law import cited
from caseward.policy.graded import Graded, graded_on
from caseward.record.entry import Entry
from caseward.web.casework.access import Seen
from caseward.web.casework.queries import entries_about, kept_of
from caseward.web.keeping import Keeping, policies
from caseward.web.moment import now, today
from caseward.web.proceedings import queries
from caseward.web.proceedings.preview import Changes, changes
from caseward.web.proceedings.words import RESPONSES


@dataclass(frozen=True, slots=True)
class ProceedingsPage:
    """A person's violations and court steps, and petitions without custody."""

    violations: list[queries.Violation]
    steps: list[queries.Step]
    facts: list[queries.Step]
    filed: list[queries.AtLarge]


@dataclass(frozen=True, slots=True)
class GridPage:
    """What the policy allows in answer to a violation, in words: by what, which responses, from where."""

    graded: Graded | None
    level: str
    allowed: tuple[str, ...]
    approved_first: tuple[str, ...]
    basis: str
    cite: str
    note: str
    conditions: tuple[tuple[str, str, str], ...] = ()  # of which response, what is asked first, where it stands


def proceedings_page(seen: Seen, keeping: Keeping) -> ProceedingsPage:
    """A person's violations and court steps as they stand."""
    taken = kept_of(seen.person, keeping)
    steps = queries.steps_of(taken, today(keeping.zone))
    facts = queries.facts_of(taken, keeping.zone)
    return ProceedingsPage(queries.violations_of(taken), steps, facts, queries.at_large_of(seen.person))


def grid_page(violation: Entry, person: str, keeping: Keeping) -> GridPage:
    """What the policy in force on the day of a violation allows in answer to it."""
    level = queries.level_on(violation, person, keeping)
    graded = graded_on(policies(), violation.occurred.first, violation.text("severity"), level)
    if graded is None:
        return GridPage(None, level, (), (), "", "", "")
    grid, row = graded.grid, graded.row
    return GridPage(
        graded,
        level,
        tuple(str(RESPONSES[one]) for one in (row.responses if row else ())),
        tuple(str(RESPONSES[one]) for one in grid.approved_first),
        grid.basis,
        cited(graded.document, grid.cite),
        " ".join(grid.note.split()),
        tuple((str(RESPONSES[c.response]), c.says, cited(graded.document, c.cite)) for c in grid.conditions),
    )


def looked_at(line: dict[str, object]) -> str:
    """A mark of what somebody was shown before they record it: other words have another."""
    return sha256(json.dumps(line, sort_keys=True).encode()).hexdigest()


def what_changes(line: dict[str, object], person: str, keeping: Keeping, instead: str = "") -> Changes | None:
    """What a step would change; None where it does not make an entry, and then saving says why. ``instead``: id of the
    entry in whose place it would stand.
    """
    rows = read_lines("the form", (json.dumps(line) + "\n").encode(), "preview", now())
    entry = rows[0].entry
    if entry is None:
        return None
    return changes(policies(), entries_about(person, keeping), entry, today(keeping.zone), instead)

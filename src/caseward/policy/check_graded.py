"""Grids of graduated responses: one at a time, in words that the record has, every case in exactly one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from caseward.dates import FOREVER
from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.known_facts import domain_of
from caseward.policy.model import GradedResponses
from caseward.policy.policy import Policy
from caseward.policy.source import Path
from caseward.record.kinds_response import RESPONSES, SEVERITIES
from caseward.record.nearest import did_you_mean

RESPONSE = "graduated_response.response"


def graded_faults(policy: Policy) -> Iterator[Fault]:
    """Every fault of the grids of graduated responses of a policy."""
    yield from _beside_each_other(policy)
    for i, grid in enumerate(policy.document.graduated_responses):
        path = ("graduated_responses", i)
        wrong = list(chain(_order(policy, path, grid), _rows(policy, path, grid)))
        yield from wrong or _cases(policy, path, grid)  # words that nothing knows would be told again as holes
        if grid.basis == "assumed" and not grid.note:
            rule = "this grid is assumed, and nothing says why"
            yield policy.fault((*path, "basis"), codes.BASIS, rule, "add a note to it", value=grid.basis)


def _beside_each_other(policy: Policy) -> Iterator[Fault]:
    grids = policy.document.graduated_responses
    for j, later in enumerate(grids):
        for i, earlier in enumerate(grids[:j]):
            if earlier.from_ < (later.until or FOREVER) and later.from_ < (earlier.until or FOREVER):
                other = policy.spot(("graduated_responses", i))
                rule = f"two grids of graduated responses hold at one time; the other begins at {other}"
                hint = "end the earlier one where the later begins"
                yield policy.fault(("graduated_responses", j), codes.DATES, rule, hint)


def _order(policy: Policy, path: Path, grid: GradedResponses) -> Iterator[Fault]:
    yield from _words(policy, (*path, "order"), grid.order, RESPONSES, RESPONSE)
    yield from _words(policy, (*path, "approved_first"), grid.approved_first, RESPONSES, RESPONSE)
    for k, asked in enumerate(grid.conditions):
        if asked.response not in grid.approved_first:
            rule, hint = "no supervisor approves this response first", "add it to approved_first"
            yield policy.fault((*path, "conditions", k, "response"), codes.SHAPE, rule, hint, value=asked.response)
        if asked.response in (one.response for one in grid.conditions[:k]):
            rule, hint = "two conditions are of one response", "say both in one"
            yield policy.fault(
                (*path, "conditions", k, "response"), codes.DUPLICATE_ID, rule, hint, value=asked.response
            )
    for k, word in enumerate(grid.order):
        if word in grid.order[:k]:
            rule = "this response stands twice in the order"
            yield policy.fault((*path, "order", k), codes.DUPLICATE_ID, rule, "name it once", value=word)


def _rows(policy: Policy, path: Path, grid: GradedResponses) -> Iterator[Fault]:
    levels = [str(value) for value in domain_of("level", policy.document)]
    for k, row in enumerate(grid.rows):
        where = (*path, "rows", k)
        yield from _words(policy, (*where, "severity"), (row.severity,), SEVERITIES, "violation.severity", listed=False)
        yield from _words(policy, (*where, "responses"), row.responses, RESPONSES, RESPONSE)
        for n, level in enumerate(row.level):
            if level not in levels:
                hint = did_you_mean(level, levels, what="values")
                yield policy.fault((*where, "level", n), codes.FACT, "level has no such value", hint, value=level)
        for n, response in enumerate(row.responses):
            if response in RESPONSES and response not in grid.order:
                rule = "this response has no place in the order, so that nothing could be told to be less or more"
                yield policy.fault((*where, "responses", n), codes.SHAPE, rule, "add it to order", value=response)


def _words(
    policy: Policy, path: Path, words: Iterable[str], known: tuple[str, ...], column: str, *, listed: bool = True
) -> Iterator[Fault]:
    for n, word in enumerate(words):
        if word not in known:
            rule, hint = f"{column} has no such code", did_you_mean(word, known, what="codes")
            yield policy.fault((*path, n) if listed else path, codes.UNKNOWN_RECORD, rule, hint, value=word)


def _cases(policy: Policy, path: Path, grid: GradedResponses) -> Iterator[Fault]:
    """Every severity at every level in exactly one row."""
    levels = [str(value) for value in domain_of("level", policy.document)]
    for severity in SEVERITIES:
        fits = {level: _fitting(grid, severity, level) for level in levels}
        missing = [level for level in levels if not fits[level]]
        if missing:
            rule = f"no row says what answers a {severity} violation at level {', '.join(missing)}"
            yield policy.fault((*path, "rows"), codes.HOLE, rule, "add a row, or leave level out of one")
        for first, second in sorted({(rows[0], rows[1]) for rows in fits.values() if len(rows) > 1}):
            both = ", ".join(level for level in levels if fits[level][:2] == [first, second])
            other = policy.spot((*path, "rows", first))
            rule = f"two rows answer a {severity} violation at level {both}; the other begins at {other}"
            yield policy.fault((*path, "rows", second), codes.OVERLAP, rule, "let one of them hold")


def _fitting(grid: GradedResponses, severity: str, level: str) -> list[int]:
    return [k for k, row in enumerate(grid.rows) if row.severity == severity and (not row.level or level in row.level)]

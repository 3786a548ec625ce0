"""Evaluate a policy over a view: kernels where the plan allows, the reference for the rest, one table in the
reference's order."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.assemble import Block, Rows, table_of
from caseward.engine.columns import Columns, columns_of, day_number
from caseward.engine.compiled import MOST_MATCHERS, Compiled, Compiler
from caseward.engine.kernel_apart import apart_kernel, look_back
from caseward.engine.kernel_every import every_kernel
from caseward.engine.kernel_never import never_kernel
from caseward.engine.kernel_when import when_kernel
from caseward.engine.layout import OUT_WIDTH, T_MONTHS, T_SPAN
from caseward.engine.plan import IN_FORCE, plan_of
from caseward.engine.regimes import Key, Rules, regime_of
from caseward.engine.segments import too_many_values
from caseward.errors import NotFound
from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.incomplete import with_gaps
from caseward.obligations.model import Obligation
from caseward.policy.model import PolicyDocument
from caseward.record.facts import subjects_of
from caseward.record.view import SetAside, View, judged

BUFFER = (
    1 << 16
) + 336  # rows of a buffer, not a power of two: rows that stand a power of two apart share a place in the cache


def evaluate_fast(document: PolicyDocument, view: View, as_of: date, *, threads: int = 1) -> Any:
    """A ``pyarrow.Table`` with the rows of the reference evaluator, in its order."""
    columns = columns_of(subjects_of(judged(view, as_of), document.subject))
    return evaluate_columns(document, columns, as_of, threads=threads, gaps=view.set_aside)


def evaluate_columns(
    document: PolicyDocument, columns: Columns, as_of: date, *, threads: int = 1, gaps: tuple[SetAside, ...] = ()
) -> Any:
    """The same over columns already laid out (of nothing that happened after ``as_of``). ``gaps`` could not be read."""
    runs = [Run(document, columns, as_of, threads, Rules.of(document, r), gaps) for r in readings_of(document)]
    blocks = [block for run in runs for block in run.blocks()]
    return table_of(document, columns, blocks)


def readings_of(document: PolicyDocument) -> list[str]:
    """The readings of a policy, the one in force first."""
    return [IN_FORCE, *sorted(r.id for r in document.readings)]


@dataclass(frozen=True, slots=True)
class Run:
    """One policy in one reading over one set of columns."""

    document: PolicyDocument
    columns: Columns
    as_of: date
    threads: int
    rules: Rules
    gaps: tuple[SetAside, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """The rows of each requirement: those of its kernel, then those of the subjects left to the reference."""
        left: dict[Key, Any] = {}
        fast: dict[Key, Rows] = {}
        for planned in plan_of(self.rules):
            key = (planned.id, planned.kind)
            left[key] = np.ones(len(self.columns), dtype=np.uint8)
            if planned.vectorised and len(self.columns):
                compiled = self.compiled(key)
                if compiled is not None:
                    compiled.slow[self._with_gaps()] = 1
                    fast[key] = self._kernel(compiled)
                    left[key] = compiled.slow
        slow = self._reference(left)
        for key in left:
            yield Block(self.rules.reading, key, fast.get(key), slow[key])

    def compiled(self, key: Key) -> Compiled | None:
        """A requirement's tables, or None where the record has more distinct values than they hold."""
        regime = regime_of(self.rules, self.columns, key)
        compiler = Compiler.of(self.document, regime, self.columns, day_number(self.as_of) + 1)
        compiled = compiler.compiled()
        whole = len(compiler.matchers.known) <= MOST_MATCHERS and not too_many_values(
            self.columns, regime.segments.reads
        )
        return compiled if whole else None

    def _with_gaps(self) -> Any:
        """The subjects of which entries could not be read: only the reference says what that leaves open."""
        about = {gap.about for gap in self.gaps}
        if "" in about:
            return np.ones(len(self.columns), dtype=bool)
        wanted = pa.array(sorted(about), type=pa.string())
        found = (pc.is_in(names, value_set=wanted) for names in (self.columns.names, self.columns.persons))
        return np.logical_or(*(f.to_numpy(zero_copy_only=False) for f in found))

    def _kernel(self, compiled: Compiled) -> Rows:
        n, workers = len(self.columns), max(1, self.threads)
        cuts = [n * w // workers for w in range(workers + 1)]
        parts = list(pairwise(cuts))
        if workers == 1:
            found = [self._slice(compiled, *p) for p in parts]
        else:
            with ThreadPoolExecutor(workers) as pool:
                found = list(pool.map(lambda p: self._slice(compiled, *p), parts))
        return Rows.joined(compiled, found)

    def _slice(self, compiled: Compiled, first: int, last: int) -> list[tuple[Any, Any]]:
        """Run the kernel over some subjects, as often as it takes; each piece is copied out of the one buffer."""
        size, pieces = BUFFER, []
        out, counted = np.empty((OUT_WIDTH, size), dtype=np.int32), np.empty(2 * size, dtype=np.int32)
        kernel, arguments = kernel_call(compiled, self.columns, self.as_of)
        while first < last:
            following, rows, taken = kernel(first, last, *arguments, out, counted)
            if following == first:
                size *= 2
                out, counted = np.empty((OUT_WIDTH, size), dtype=np.int32), np.empty(2 * size, dtype=np.int32)
            pieces.append((out[:, :rows].copy(), counted[:taken].copy()))
            first = following
        return pieces

    def _reference(self, left: dict[Key, Any]) -> dict[Key, list[Obligation]]:
        found: dict[Key, list[Obligation]] = {key: [] for key in left}
        flags = np.stack(list(left.values())) if left else np.zeros((0, len(self.columns)), dtype=np.uint8)
        for i in np.flatnonzero(flags.any(axis=0)).tolist():
            subject = self.columns.source.subject(i)
            wanted = {key for key, own in left.items() if own[i]}
            rows = evaluate_subject(self.document, subject, self.as_of, self.rules.reading, wanted)
            for row in with_gaps(rows, subject, self.document, self.gaps):
                found[row.requirement, row.kind].append(row)
        return found


def kernel_call(c: Compiled, columns: Columns, as_of: date) -> tuple[Any, tuple[Any, ...]]:
    """The kernel of a requirement and what it reads."""
    r, s, day = c.regime, c.regime.segments, day_number(as_of)
    segments = (s.offset, s.start, s.signature, r.force, r.state)
    dates = (c.lengths, *c.calendars, *c.spans)
    entries = (c.candidates.offset, c.candidates.day, c.candidates.bits, c.candidates.row)
    life: tuple[Any, ...] = (columns.opened, columns.closed)
    tables: tuple[Any, ...] = (c.templates, c.states)
    if r.key[1] == "every":
        tables = (*tables, c.quotas, c.lines, c.groups)
        return every_kernel, (
            *life, day, c.slow, *segments, r.rival, r.changed, *tables, *dates, *entries, _narrowest(c),
        )  # fmt: skip
    if r.key[1] == "never":
        return never_kernel, (*life, day, c.slow, *segments, *tables, *entries)
    if r.key[1] == "when":
        f = columns.statements
        ends = (columns.ended, columns.opening, columns.closing, columns.vague, columns.previous_end)
        stated = (f.offset, f.fact, f.value, f.start, f.until, f.entry)
        return when_kernel, (
            *life, *ends, day, c.slow, *segments, *tables, c.triggers, c.passes, *dates, *entries, c.candidates.kind,
            c.answers, *stated,
        )  # fmt: skip
    back = np.zeros((len(c.templates), len(columns)), dtype=np.int32)
    look_back(c.lengths, c.templates, columns.opened, back)
    return apart_kernel, (
        *life, columns.previous_end, day, c.slow, *segments, r.stopped, r.changed, *tables, *dates, *entries, back,
    )  # fmt: skip


def _narrowest(c: Compiled) -> int:
    """The days of the shortest window, for a bound on how many there are."""
    months = c.templates[:, T_MONTHS] == 1
    return int(np.where(months, c.templates[:, T_SPAN] * 28, c.templates[:, T_SPAN]).min())


def explain(document: PolicyDocument, view: View, as_of: date, row: dict[str, Any]) -> Obligation:
    """One row of the table (as a mapping) as the reference's obligation, with reasons and the entries considered.

    NotFound when the view holds no such obligation.
    """
    subject = next((s for s in subjects_of(judged(view, as_of), document.subject) if s.id == row["subject"]), None)
    only = {(row["requirement"], row["kind"])}
    rows = [] if subject is None else evaluate_subject(document, subject, as_of, row["reading"], only)
    rows = [] if subject is None else with_gaps(rows, subject, document, view.set_aside)
    key = (row["about"], row["window_start"], row["ordinal"])
    found = next((r for r in rows if (r.about, r.window_start, r.ordinal) == key), None)
    if found is None:
        raise NotFound(f"There is no obligation {row['requirement']} of {row['subject']} from {row['window_start']}.")
    return found

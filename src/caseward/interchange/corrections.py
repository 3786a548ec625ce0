"""Corrections against each other and against what they correct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caseward.interchange import codes
from caseward.interchange.rows import CheckedRow


def check_corrections(rows: Sequence[CheckedRow], by_id: Mapping[str, CheckedRow]) -> None:
    """Set aside corrections that conflict, that lead in a circle, or that were recorded before what they correct."""
    corrections = [row for row in rows if row.kind.name == "correction" and row.entry is not None]
    single = _blame_conflicts(corrections)
    for row in corrections:
        _blame_early(row, by_id.get(_corrects(row)))
    _blame_loops(single)


def _corrects(row: CheckedRow) -> str:
    return row.entry.text("corrects") if row.entry else ""


def _replaced_by(row: CheckedRow) -> str:
    return row.entry.text("replaced_by") if row.entry else ""


def _blame_conflicts(corrections: Sequence[CheckedRow]) -> list[CheckedRow]:
    """Blame every correction that shares its entry with another; give back those that do not."""
    by_target: dict[str, list[CheckedRow]] = {}
    for row in corrections:
        by_target.setdefault(_corrects(row), []).append(row)
    for target, rivals in by_target.items():
        for row in rivals if len({r.id for r in rivals}) > 1 else ():
            others = ", ".join(r.place for r in rivals if r is not row)
            hint = "keep one; to change a correction, correct the correction or its replacement"
            row.blame(
                codes.CORRECTION_CONFLICT, "corrects", target, f"this entry is corrected twice, also in {others}", hint
            )
    return [rivals[0] for rivals in by_target.values() if len(rivals) == 1]


def _blame_early(row: CheckedRow, target: CheckedRow | None) -> None:
    if row.entry is None or target is None or target.entry is None:
        return
    mine, theirs = row.entry.recorded, target.entry.recorded
    if mine is not None and theirs is not None and mine < theirs:
        rule = f"the entry that it corrects was recorded later ({target.place}: {theirs.isoformat()})"
        row.blame(codes.CORRECTION_BEFORE, "recorded", mine.isoformat(), rule, "check both times and their zones")


def _blame_loops(corrections: Sequence[CheckedRow]) -> None:
    by_target = {_corrects(row): row for row in corrections}
    back = {row.id: _corrects(row) for row in corrections if row.id != _corrects(row)}
    on = {_corrects(row): _replaced_by(row) for row in corrections if _replaced_by(row)}
    looped = [by_target[back[node]] for node in in_loops(back)] + [by_target[node] for node in in_loops(on)]
    for row in looped:
        rule = "the corrections lead back to where they began"
        row.blame(codes.CORRECTION_LOOP, "corrects", _corrects(row), rule, "say which entry stands in the end")


def in_loops(edges: Mapping[str, str]) -> list[str]:
    """The nodes that lie on a circle, where each node has at most one edge; sorted."""
    done: set[str] = set()
    looped: set[str] = set()
    for start in edges:
        path: dict[str, int] = {}
        node = start
        while node in edges and node not in done and node not in path:
            path[node] = len(path)
            node = edges[node]
        if node in path:
            looped |= {n for n, at in path.items() if at >= path[node]}
        done |= path.keys()
    return sorted(looped)

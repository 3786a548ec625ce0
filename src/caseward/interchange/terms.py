"""The end of a term against its beginning, which stands in another table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caseward.interchange import codes
from caseward.interchange.rows import CheckedRow


def check_ends(rows: Sequence[CheckedRow], by_id: Mapping[str, CheckedRow]) -> None:
    """Set aside the end of a term that surely lies before its beginning. One of the two days is wrong, and nobody can
    say which; where a correction already puts either right, both stay in the record.
    """
    corrected = {row.entry.text("corrects") for row in rows if row.kind.name == "correction" and row.entry is not None}
    for row in rows:
        if row.kind.name == "term_end" and row.entry is not None:
            term = by_id.get(row.entry.text("term"))
            if term is not None and not {row.id, term.id} & corrected:
                _compare(row, term)


def _compare(row: CheckedRow, term: CheckedRow) -> None:
    if row.entry is None or term.entry is None or term.kind.name != "term":
        return
    end, start = row.entry.occurred, term.entry.occurred
    if end.last < start.first:
        rule = f"the term ends before it begins ({term.place}: {start})"
        row.blame(codes.ENDS_BEFORE, "occurred", end.text, rule, "correct whichever of the two days is wrong")

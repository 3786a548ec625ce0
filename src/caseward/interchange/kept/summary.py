"""Who recorded the entries of a kept record, and how long after they happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from caseward.interchange.kept.adding import LATE, lag
from caseward.interchange.kept.reading import Taken


@dataclass(frozen=True, slots=True)
class Summary:
    """``imported`` entries were recorded by an earlier system, by its own account; of these ``claimed_later`` came into
    the log after entries that were ``made`` here, so that their time of recording is a claim about a time in which the
    log was kept already. Of those made here ``late`` are back-dated, the longest by ``longest``.
    """

    imported: int
    claimed_later: int
    made: int
    late: int
    longest: timedelta
    longest_id: str

    def as_data(self) -> dict[str, int | str]:
        """The numbers as plain data; the longest in seconds."""
        longest = int(self.longest.total_seconds())
        return {
            "imported": self.imported,
            "claimed_later": self.claimed_later,
            "made": self.made,
            "back_dated": self.late,
            "longest_lag_seconds": longest,
            "longest_lag": self.longest_id,
        }

    def sentences(self) -> list[str]:
        """The numbers in words."""
        said = [f"{self.imported:,} imported from an earlier system, {self.made:,} made in the kept record."]
        if self.claimed_later:
            said.append(
                f"{self.claimed_later:,} were imported after entries were made here: the log shows when they came in, "
                "and only their own account says that they were recorded before."
            )
        if self.late:
            said.append(
                f"Of those made here, back-dated (recorded more than a day after they happened): {self.late:,}; most, "
                f"{self.longest_id}, by {self.longest.days:,} days."
            )
        return said


def summary_of(found: Iterable[Taken]) -> Summary:
    """The summary of entries in the order of the log."""
    imported = claimed_later = made = late = 0
    longest, longest_id = timedelta(), ""
    for one in found:
        if one.entry is None:
            continue
        if one.imported:
            imported += 1
            claimed_later += made > 0
            continue
        made += 1
        behind = lag(one.entry, one.entry.recorded or one.taken)
        late += behind > LATE
        if behind > longest:
            longest, longest_id = behind, one.entry.id
    return Summary(imported, claimed_later, made, late, longest, longest_id)

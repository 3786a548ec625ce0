"""The numbers the integrity checks use.

None of them is published anywhere: every one is assumed, and every mark says so.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All assumed, all to be set by whoever orders the audit.

    ``late_after_days``: recorded more than this many days after it happened is late. ``narrative_length`` (characters)
    and ``narrative_likeness`` (percent): two notes at least this long and this alike are near-identical.
    ``regular_checks`` and ``regular_share`` (percent): how many safety checks must be there, and what share of them
    must follow one pattern. ``batch_entries``: how many entries in one minute are a batch.
    """

    late_after_days: int = 5
    narrative_length: int = 40
    narrative_likeness: int = 95
    regular_checks: int = 20
    regular_share: int = 90
    batch_entries: int = 10


ASSUMED = Thresholds()

"""The exposure window: what lies after the last checkpoint that a witness cosigned, and so rests on us alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keys import COSIGNS, PublicKey
from caseward.ledger.note import Note

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Exposure:
    """``entries`` of ``size`` come after the last cosigned checkpoint (``covered`` entries, cosigned ``at``; None when
    no witness ever cosigned); ``window``: how long ago that was, at most ``limit``."""

    size: int
    covered: int
    at: datetime | None
    window: timedelta | None
    limit: timedelta

    @property
    def entries(self) -> int:
        """How many entries no witness has seen."""
        return self.size - self.covered

    @property
    def over(self) -> bool:
        """Whether it is longer than it may be. A log whose every entry was seen is never exposed."""
        return self.entries > 0 and (self.window is None or self.window > self.limit)


def exposure(
    size: int, cosigned: Note | None, witnesses: tuple[PublicKey, ...], now: datetime, limit: timedelta
) -> Exposure:
    """The window of a log of ``size`` entries at an instant, by its last cosigned checkpoint."""
    known = [key for key in witnesses if key.type in COSIGNS]
    times = [signature.time for _, signature in cosigned.verified(known)] if cosigned else []
    if cosigned is None or not times:
        return Exposure(size, 0, None, None, limit)
    at = _EPOCH + timedelta(seconds=max(times))
    return Exposure(size, Checkpoint.parse(cosigned.text).size, at, now - at, limit)

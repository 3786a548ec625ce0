"""Why a stretch of a rolling clock ended: it has not, the life ended, nothing was asked any more, the level changed."""

from __future__ import annotations

STILL_OPEN, ENDED, LAPSED, CHANGED = range(4)

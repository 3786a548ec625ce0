"""Days and instants as whole numbers, and the arrays that hold them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from caseward.dates import FOREVER

Ints: TypeAlias = npt.NDArray[np.int32]
Longs: TypeAlias = npt.NDArray[np.int64]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
NONE = -(2**31)  # a day, or a number, that is not there
NOT_RECORDED = -(2**63)  # an instant that is not there
FAR = (FOREVER - EPOCH).days
_MIDNIGHT = datetime(1970, 1, 1, tzinfo=UTC)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The day of a number."""
    return EPOCH + timedelta(days=int(number))


def instant_number(at: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z."""
    return (at - _MIDNIGHT) // timedelta(microseconds=1)

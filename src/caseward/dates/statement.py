"""``When``: a statement of time as the record holds it. ``when`` reads one from text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from caseward.dates.day import add_days
from caseward.dates.partial import EARLIEST, LATEST
from caseward.dates.period import Period

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class When:
    """A statement of time: the possible local days ``first`` to ``last``, both included; ``text`` is what was written.

    ``instant`` (with its zone) only when the time of day is known. ValueError when ``last`` is before ``first``.
    """

    text: str
    first: date
    last: date
    instant: datetime | None = None
    approximate: bool = False
    uncertain: bool = False

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"the last possible day ({self.last}) is before the first ({self.first})")
        if self.instant is not None and self.instant.tzinfo is None:
            raise ValueError("a time needs its zone")

    def __str__(self) -> str:
        return self.text

    @property
    def precise(self) -> bool:
        """True when only one day is possible."""
        return self.first == self.last

    @property
    def day(self) -> date:
        """The day. ValueError when more than one is possible."""
        if not self.precise:
            raise ValueError(f"{self.text} is not one day: it is from {self.first} to {self.last}")
        return self.first

    @property
    def minute_of_utc(self) -> int | None:
        """Whole minutes from 1970-01-01T00:00Z to the instant, rounded down; None when the time of day is not known."""
        return None if self.instant is None else (self.instant - _EPOCH) // timedelta(minutes=1)

    @property
    def sort_key(self) -> tuple[date, date, str, str]:
        """A total order: first day, last day, instant in universal time (days without a time come first), text."""
        utc = "" if self.instant is None else self.instant.astimezone(UTC).isoformat(timespec="microseconds")
        return self.first, self.last, utc, self.text

    def may_be_in(self, period: Period) -> bool:
        """True when some possible day is in ``period``."""
        return self.first < period.end and period.start <= self.last and not period.is_empty

    def surely_in(self, period: Period) -> bool:
        """True when every possible day is in ``period``."""
        return period.start <= self.first and self.last < period.end

    def shift(self, days: int) -> When:
        """The same statement ``days`` later, written anew; open ends stay open. ValueError past EARLIEST or LATEST."""
        if days == 0:
            return self
        first = self.first if self._open_start else _inside(self.first, days)
        last = self.last if self._open_end else _inside(self.last, days)
        instant = None if self.instant is None else self.instant + timedelta(days=days)
        shifted = When("", first, last, instant, self.approximate, self.uncertain)
        return When(shifted._written(), first, last, instant, self.approximate, self.uncertain)

    @property
    def _open_start(self) -> bool:
        return self.first == EARLIEST and not self.precise

    @property
    def _open_end(self) -> bool:
        return self.last == LATEST and not self.precise

    def _written(self) -> str:
        mark = ("", "?", "~", "%")[2 * self.approximate + self.uncertain]
        if self.instant is not None:
            return self.instant.isoformat()
        if self.precise:
            return f"{self.first}{mark}"
        start = ".." if self._open_start else f"{self.first}{mark}"
        return f"{start}/{'..' if self._open_end else f'{self.last}{mark}'}"


def _inside(day: date, days: int) -> date:
    moved = add_days(day, days)
    if not EARLIEST <= moved <= LATEST:
        raise ValueError(f"{days} days from {day} is outside {EARLIEST} to {LATEST}")
    return moved

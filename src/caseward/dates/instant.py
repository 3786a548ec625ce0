"""Times of day, always with their zone offset. The machine's own zone never matters."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from caseward.dates.partial import parse_partial
from caseward.dates.refusals import WhenError, check_plain, explain

_INSTANT = re.compile(r"([0-9-]{10})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})")
#: The usual form, in years that we take and in a zone that is known: the standard library reads it as we do.
_USUAL = re.compile(
    r"(?:1[89]|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
    r"(?:Z|(?!-00:00)[+-](?:0[0-9]|1[0-3]):[0-5][0-9])"
)
_FARTHEST = timedelta(hours=14)  # No place on earth keeps a clock farther from universal time.


def parse_instant(text: str) -> datetime:
    """Read ``2022-06-14T16:45-07:00``: a day, a time and its zone offset (or ``Z``). WhenError for all else.

    Seconds may be given; parts of a second are cut off. The result keeps the offset that was written.
    """
    check_plain(text)
    if not has_time(text):
        raise WhenError("a time of day is needed here", "write 2022-06-14T16:45-07:00")
    return read_instant(text)


def has_time(piece: str) -> bool:
    """True when the piece was meant to have a time of day: no date alone has a colon, or a T between digits."""
    return ":" in piece or re.search(r"[0-9][Tt][0-9]", piece) is not None


def read_instant(piece: str) -> datetime:
    """``parse_instant`` without the checks on the whole text, for one end of an interval."""
    if _USUAL.fullmatch(piece):
        try:
            return datetime.fromisoformat(piece)
        except ValueError:
            pass  # what is wrong with it is said below
    found = _INSTANT.fullmatch(piece)
    if found is None:
        raise explain(piece, with_time=True)
    if found[5] == "-00:00":  # RFC 3339: universal time is known, the local zone is not.
        raise WhenError("the zone -00:00 says that the local zone is not known", "write Z, or the local zone as -07:00")
    day, _ = parse_partial(found[1])
    return _at(day, int(found[2]), int(found[3]), int(found[4] or 0), _zone(found[5]))


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:]))
    if offset > _FARTHEST or int(text[4:]) > 59:
        raise WhenError(f"there is no zone {text}", "write an offset from -14:00 to +14:00, as -07:00")
    return timezone(-offset if text[0] == "-" else offset)


def _at(day: date, hour: int, minute: int, second: int, zone: timezone) -> datetime:
    if hour == 24:
        raise WhenError("a day ends at 23:59", "write midnight as 00:00 of the next day")
    if second == 60:
        raise WhenError("a minute has no second 60 here", "write a leap second as :59")
    if hour > 23 or minute > 59 or second > 59:
        raise WhenError(f"there is no time {hour:02}:{minute:02}:{second:02}", "write a time from 00:00 to 23:59")
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)

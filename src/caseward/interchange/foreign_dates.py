"""Dates and times as other systems write them, turned into the record's own form. Nothing is guessed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from caseward.dates import WhenError, parse_instant
from caseward.interchange import codes
from caseward.interchange.content import instant_text
from caseward.interchange.mapping_model import DateFormat
from caseward.record.faults import ValueFault

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS: dict[str, tuple[str, str]] = {
    "iso": (r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})", "2022-06-14"),
    "us": (r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})", "6/14/2022"),
    "european": (r"(?P<d>[0-9]{1,2})[./](?P<m>[0-9]{1,2})[./](?P<y>[0-9]{4})", "14.6.2022"),
    "compact": (r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})", "20220614"),
    "month_name": (r"(?P<d>[0-9]{1,2})[- ](?P<m>[A-Za-z]{3})[a-z]*[- ](?P<y>[0-9]{4})", "14-JUN-2022"),
}
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.,]+(?:Z|[+-][0-9]{2}:[0-9]{2})")
_TIME = r"(?:[T ]+(?P<H>[0-9]{1,2}):(?P<M>[0-9]{2})(?::(?P<S>[0-9]{2})(?:\.[0-9]+)?)?(?: ?(?P<half>[AaPp][Mm]))?)?"


def own_form(text: str, form: DateFormat, zone: str | None, midnight: str = "time") -> str:
    """A foreign date, or date and time, as the record writes it. ValueFault with rule and way out when it cannot be.

    A time needs ``zone`` (IANA); a time that the zone skipped, or had twice when clocks changed, is refused.
    """
    if form == "as_written":
        return text
    pattern, example = _DAYS[form]
    found = re.fullmatch(pattern + _TIME, text)
    if found is None:
        raise ValueFault("it is not a date in the format that the mapping names", f"as {example}", codes.FOREIGN_DATE)
    try:
        local = _local(found)
    except ValueError:
        raise ValueFault("there is no such day or time", f"as {example}", codes.FOREIGN_DATE) from None
    no_time = found["H"] is None or (midnight == "day" and not any((local.hour, local.minute, local.second)))
    return local.date().isoformat() if no_time else instant_text(_placed(local, zone))


def in_zone(text: str, zone: str) -> str:
    """The record's own form with each time in it, which has an offset, written as the clocks in ``zone`` (IANA) showed
    it; days without a time stay as they are. The instant is the same, the day may be another.
    """
    return _INSTANT.sub(lambda found: _rewritten(found[0], zone), text)


def _rewritten(text: str, zone: str) -> str:
    try:
        there = parse_instant(text).astimezone(ZoneInfo(zone))
    except (WhenError, OverflowError):
        return text  # whatever is wrong with it is told when the record is read
    _check_offset(there, zone)
    return instant_text(there)


def _check_offset(instant: datetime, zone: str) -> None:
    if (instant.utcoffset() or timedelta()).total_seconds() % 60:
        raise ValueFault(f"{zone} kept local sun time then", "say only the day", codes.ZONE)


def _local(found: re.Match[str]) -> datetime:
    month = found["m"] if found["m"].isdigit() else _MONTHS.index(found["m"].lower()) + 1
    hour, half = int(found["H"] or 0), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "pm" else 0)
    return datetime(int(found["y"]), int(month), int(found["d"]), hour, int(found["M"] or 0), int(found["S"] or 0))


def _placed(local: datetime, zone: str | None) -> datetime:
    if zone is None:
        hint = "write `zone: America/Los_Angeles`, or another, into the mapping"
        raise ValueFault("a time needs its zone", hint, codes.ZONE)
    first, second = (local.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        rule = f"clocks in {zone} were changed then: this time was skipped, or came twice"
        raise ValueFault(rule, "give it with its zone in a table of its own, or say only the day", codes.ZONE)
    _check_offset(first, zone)
    return first

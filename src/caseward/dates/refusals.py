"""Why a statement of time was refused, said so that the person who wrote it can put it right."""

from __future__ import annotations

import re
from collections.abc import Callable

LONGEST = 100
"""The most characters a statement of time may have; the longest useful set of days is far shorter."""

SLASHED_DATE = re.compile(r"[0-9]{1,2}/.*|[0-9]{4}/[0-9]{1,2}(/.*)?")
"""A date with slashes for hyphens, whichever way round. No interval looks like it: its years have four digits."""


class WhenError(ValueError):
    """A statement of time that cannot be read. ``rule`` is what it breaks, ``hint`` a way out; both plain sentences."""

    def __init__(self, rule: str, hint: str) -> None:
        super().__init__(rule, hint)
        self.rule = rule
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.rule} ({self.hint})"


def _padded(text: str) -> str:
    year, *parts = text.split("-")
    return f"write {'-'.join([year, *(p.zfill(2) for p in parts)])}"


def _hyphened(text: str) -> str:
    return f"write {text[:4]}-{text[4:6]}-{text[6:]}"


def _capital(text: str) -> str:
    return f"write {re.sub('[xu]', 'X', text)}"


_Slip = tuple[str, str, str | Callable[[str], str]]  # pattern of the whole piece, rule, way out
_HYPHENS = "the parts of a date have hyphens between them"
_YEAR_FIRST = "a date begins with its year"
_DATE = "write year-month-day, as 2022-06-14"
_TIME = "write 2022-06-14T16:45-07:00, or only the day"
_NUMBER = "write 2022-06-14; a bare number may be a spreadsheet's count of days"
_WEEK = "write the first and last day of the week, as 2022-06-13/2022-06-19"
_MARK = "write 2021-06~ or 2021-06?, or 2021-06% for both"
_SET = "write [2021-06-01, 2021-07-03] for one of several days, or one entry for each day"

# The first match wins. A piece is a date, one end of an interval, or a member of a set.
_DATE_SLIPS: tuple[_Slip, ...] = (
    (r"[0-9]{8}", _HYPHENS, _hyphened),
    (r"[+-]?[0-9]{5,}.*", "a year has four digits", _NUMBER),
    (r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?", "a month and a day have two digits each", _padded),
    (r"(?=.*[xu])[0-9][0-9Xxu]{3}(-[0-9Xxu]{2}){0,2}", "a digit that is not known is written X", _capital),
    (r"[0-9]{1,2}([-.][0-9]{1,2})?[-.][0-9]{2,4}", _YEAR_FIRST, _DATE),
    (r"[0-9]{4}-?W[0-9]{2}.*", "a week is not written as a date", _WEEK),
    (r"[0-9]{4}-[0-9]{3}", "a day is not written by its number in the year", _DATE),
    (r"\{.*", "one entry happens once", _SET),
    (r".*[?~%].*", "?, ~ and % stand once, at the end", _MARK),
    (r".*/.*", "inside a set an interval is written with two dots", "write [2021-01..2021-02]"),
    (r".* .*", "a date has no spaces in it", "write 2022-06-14, or 2022-06-14T16:45-07:00 with a time"),
    (r"[\s\S]*", "this is not a date", "write 2022-06-14, 2021-12, 2021-XX, 2021-06~ or 2022-01/2022-03"),
)

# Nothing here guesses: a zone, or a half of the day, that was not written is asked for.
_TIME_SLIPS: tuple[_Slip, ...] = (
    (r".*[?~%]", "a time has no ?, ~ or %", "write an interval: 2022-06-14T16:30-07:00/2022-06-14T17:00-07:00"),
    (r".*[0-9] ?[AaPp]\.?[Mm]\.?( .*)?", "a time counts 24 hours", _TIME),
    (r"[0-9-]{10}[ t].*", "a T stands between the day and the time", _TIME),
    (r".*z", "the zone of universal time is a capital Z", "write 2022-06-14T23:45Z"),
    (r".*T.*[+-][0-9]{2}([0-9]{2})?", "a zone has hours and minutes with a colon", "write -07:00"),
    (r"[0-9-]{10}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?", "a time needs its zone", _TIME),
    (r"[\s\S]*", "this is not a day with a time", _TIME),
)


def _compiled(slips: tuple[_Slip, ...]) -> tuple[tuple[re.Pattern[str], str, str | Callable[[str], str]], ...]:
    return tuple((re.compile(pattern), rule, hint) for pattern, rule, hint in slips)


_SLIPS = {False: _compiled(_DATE_SLIPS), True: _compiled(_TIME_SLIPS)}


def explain(piece: str, *, with_time: bool = False) -> WhenError:
    """The refusal for a piece that has no form of a date (or date-time): the likeliest slip, or a general sentence."""
    rule, hint = next((rule, hint) for pattern, rule, hint in _SLIPS[with_time] if pattern.fullmatch(piece))
    return WhenError(rule, hint if isinstance(hint, str) else hint(piece))


def explain_slashes(text: str) -> WhenError:
    """The refusal for text with slashes that is not an interval of two ends."""
    if SLASHED_DATE.fullmatch(text):
        year_first = text[:4].isdigit()
        return WhenError(_HYPHENS if year_first else _YEAR_FIRST, _DATE)
    return WhenError("an interval has one slash and two ends", "write 2022-01/2022-03")


def check_plain(text: str) -> None:
    """Refuse what no statement of time can have: nothing, too much, spaces around it, characters beyond ASCII."""
    if not text:
        raise WhenError("there is no date here", "write 2022-06-14, or 2021-XX when only the year is known")
    if len(text) > LONGEST:
        raise WhenError(f"a date has at most {LONGEST} characters", "write the first and last day: 2022-01/2022-03")
    if text != text.strip():
        raise WhenError("a date has no space before or after it", "take the spaces away")
    if not text.isascii():
        raise WhenError("a date has only plain digits, letters and signs", "type it with the digits 0-9 and a hyphen")

"""Why a statement of time was refused, said so that the person who wrote it can put it right."""

from __future__ import annotations

import re
from collections.abc import Callable

LONGEST = 100
"""The most characters a statement of time may have; the longest useful set of days is far shorter."""


class WhenError(ValueError):
    """A statement of time that cannot be read. ``rule`` is what it breaks, ``hint`` a way out; both plain sentences."""

    def __init__(self, rule: str, hint: str) -> None:
        super().__init__(rule, hint)
        self.rule = rule
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.rule} ({self.hint})"


_WITH_TIME = "write 2022-06-14T16:45-07:00, or only the day"
_YEAR_FIRST = ("a date begins with its year", "write year-month-day, as 2022-06-14")
_GENERAL = ("this is not a date", "write 2022-06-14, 2021-12, 2021-XX, 2021-06~ or 2022-01/2022-03")


def _fixed(rule: str, hint: str) -> Callable[[str], tuple[str, str]]:
    return lambda _: (rule, hint)


def _padded(text: str) -> tuple[str, str]:
    year, *parts = text.split("-")
    return "a month and a day have two digits each", f"write {'-'.join([year, *(p.zfill(2) for p in parts)])}"


def _hyphened(text: str) -> tuple[str, str]:
    return "the parts of a date have hyphens between them", f"write {text[:4]}-{text[4:6]}-{text[6:]}"


def _capital(text: str) -> tuple[str, str]:
    return "a digit that is not known is written X", f"write {re.sub('[xu]', 'X', text)}"


# The same for times. Nothing here guesses: a zone or half of the day that was not written is asked for.
_TIME_SLIPS: tuple[tuple[re.Pattern[str], tuple[str, str]], ...] = (
    (re.compile(r".*[?~%]"), ("a time has no ?, ~ or %", "write between which times it was: 2022-06-14T16:30-07:00/2022-06-14T17:00-07:00")),
    (re.compile(r".*[0-9] ?[AaPp]\.?[Mm]\.?( .*)?"), ("a time counts 24 hours", _WITH_TIME)),
    (re.compile(r"[0-9-]{10}[ t].*"), ("a T stands between the day and the time", _WITH_TIME)),
    (re.compile(r".*z"), ("the zone of universal time is a capital Z", "write 2022-06-14T23:45Z")),
    (re.compile(r".*T.*[+-][0-9]{2}([0-9]{2})?"), ("a zone has hours and minutes with a colon", "write -07:00")),
    (re.compile(r".*T[0-9]{1,2}(:?[0-9]{1,2}){0,2}"), ("a time needs its zone", _WITH_TIME)),
)

# First match wins. Each pattern is matched against a whole piece: a date, one end of an interval, or a member of a set.
_KNOWN_SLIPS: tuple[tuple[re.Pattern[str], Callable[[str], tuple[str, str]]], ...] = (
    (re.compile(r"[0-9]{8}"), _hyphened),
    (re.compile(r"[+-]?[0-9]{5,}.*"), _fixed("a year has four digits", "write 2022-06-14; a bare number may be a spreadsheet's count of days")),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?"), _padded),
    (re.compile(r"(?=.*[xu])[0-9][0-9Xxu]{3}(-[0-9Xxu]{2}){0,2}"), _capital),
    (re.compile(r"[0-9]{1,2}([-./][0-9]{1,2})?[-./][0-9]{2,4}"), _fixed(*_YEAR_FIRST)),
    (re.compile(r"[0-9]{4}-?W[0-9]{2}.*"), _fixed("a week is not written as a date", "write the week's first and last day, as 2022-06-13/2022-06-19")),
    (re.compile(r"[0-9]{4}-[0-9]{3}"), _fixed("a day is not written by its number in the year", "write year-month-day, as 2022-06-14")),
    (re.compile(r"\{.*\}?"), _fixed("one entry happens once", "write one entry for each day, or [2021-06-01, 2021-07-03] for one of several days")),
    (re.compile(r"[0-9]{4}.*[?~%].+|[?~%].+"), _fixed("?, ~ and % stand once, at the end", "write 2021-06~ or 2021-06-14?, or 2021-06% for both")),
    (re.compile(r".*/.*"), _fixed("inside a set an interval is written with two dots", "write [2021-01..2021-02]")),
    (re.compile(r".* .*"), _fixed("a date has no spaces in it", "write 2022-06-14, or 2022-06-14T16:45-07:00 with a time")),
)


def explain(piece: str) -> WhenError:
    """The refusal for a piece of text that has no form of a date: the likeliest slip, or the general sentence."""
    for pattern, slip in _KNOWN_SLIPS:
        if pattern.fullmatch(piece):
            return WhenError(*slip(piece))
    return WhenError(*_GENERAL)


def explain_time(piece: str) -> WhenError:
    """The refusal for a piece of text that was meant to have a time of day."""
    for pattern, slip in _TIME_SLIPS:
        if pattern.fullmatch(piece):
            return WhenError(*slip)
    return WhenError("this is not a day with a time", _WITH_TIME)


def explain_slashes(text: str) -> WhenError:
    """The refusal for text with slashes that is not an interval of two ends."""
    if re.match(r"[0-9]{1,2}/", text):
        return WhenError(*_YEAR_FIRST)
    return WhenError("an interval has one slash and two ends", "write 2022-01/2022-03; the parts of a date have hyphens between them")


def check_plain(text: str) -> None:
    """Refuse what no form of date can have: nothing at all, too much, spaces around it, letters and digits beyond ASCII."""
    if not text:
        raise WhenError("there is no date here", "write 2022-06-14, or 2021-XX when only the year is known")
    if len(text) > LONGEST:
        raise WhenError(f"a date has at most {LONGEST} characters", "write the first and last possible day: 2022-01/2022-03")
    if text != text.strip():
        raise WhenError("a date has no space before or after it", "take the spaces away")
    if not text.isascii():
        raise WhenError("a date has only plain digits, letters and signs", "type it again with the digits 0-9 and the hyphen -")

"""What one plain word of a policy file means: YAML 1.2's core schema, and dates.

YAML 1.1's surprises are left out on purpose: ``yes``, ``no``, ``on`` and ``off`` are words, ``12:30`` is text,
``010`` is refused.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TypeAlias

from caseward.dates import parse_day

Plain: TypeAlias = str | int | bool | date | None

MOST_DIGITS = 18

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_ODD_NUMBER = re.compile(
    r"[-+]?[0-9][0-9_]*|0[ox][0-9A-Fa-f]+"
    r"|[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+"
)
_DAY_LIKE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class NotAValue(ValueError):
    """A plain word that looks like a value and is not one. ``rule`` and ``hint`` are plain sentences."""

    def __init__(self, rule: str, hint: str) -> None:
        self.rule, self.hint = rule, hint
        super().__init__(f"{rule} ({hint})")


class NoSuchDay(NotAValue):
    """A date that does not exist."""


def plain_value(text: str) -> Plain:
    """The value of an unquoted word: nothing, yes/no, whole number, date, or the text itself. NotAValue for what only
    looks like one.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return _whole(text)
    if _DAY_LIKE.fullmatch(text):
        return _day(text)
    if _ODD_NUMBER.fullmatch(text):
        raise NotAValue(
            "a number in a policy is whole and written plainly",
            "write 10, not 10.0, 1_0, 0x0A or 010; or put it in quotes if it is text",
        )
    return text


def _whole(text: str) -> int:
    if len(text.lstrip("-+")) > MOST_DIGITS:
        raise NotAValue(f"a whole number has at most {MOST_DIGITS} digits", "put it in quotes if it is text")
    return int(text)


def _day(text: str) -> date:
    if len(text) != len("2022-06-14"):
        raise NotAValue(
            "a day is written year-month-day with two digits each",
            "write 2021-02-01, not 2021-2-1; or put it in quotes if it is text",
        )
    try:
        return parse_day(text)
    except ValueError:
        raise NoSuchDay("there is no such day", _nearest_day(text)) from None


def _nearest_day(text: str) -> str:
    year, month = int(text[:4]), int(text[5:7])
    if not 1 <= month <= 12:
        return "months are 01 to 12"
    if year < 1:
        return "years are 0001 to 9999"
    following = date(year + month // 12, month % 12 + 1, 1) if (year, month) < (9999, 12) else date(9999, 12, 31)
    last = 31 if month in (1, 3, 5, 7, 8, 10, 12) else date.fromordinal(following.toordinal() - 1).day
    return f"that month has the days 01 to {last}"

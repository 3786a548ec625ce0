"""Days, ranges and counts in words, the same words wherever the oversight room writes a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from caseward.dates import EARLIEST, LATEST, When, month_end, month_start

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def day_words(day: date) -> str:
    """``1 February 2021``, the same in every locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def when_words(when: When) -> str:
    """When something happened, with its preposition: ``on 3 March 2021``, ``in December 2021``, ``between … and …``."""
    said = _when(when)
    if when.approximate:
        said = "about " + said.removeprefix("on ").removeprefix("in ")
    return said + (" (the source doubts it)" if when.uncertain else "")


def _when(when: When) -> str:
    if when.precise:
        time = f" at {when.instant.strftime('%H:%M')}" if when.instant else ""
        return f"on {day_words(when.first)}{time}"
    if when.first == EARLIEST:
        return f"not after {day_words(when.last)}"
    if when.last == LATEST:
        return f"not before {day_words(when.first)}"
    if when.first == month_start(when.first) and when.last == month_end(when.first):
        return f"in {_MONTHS[when.first.month - 1]} {when.first.year}"
    return f"between {day_words(when.first)} and {day_words(when.last)}"


def counted(n: int, one: str, many: str = "") -> str:
    """``1 entry``, ``2 entries``: the plural adds an s unless it is given."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def range_words(least: int, most: int, one: str, many: str = "") -> str:
    """``6 contacts`` when the bounds agree, else ``between 1 and 6 contacts``."""
    if least == most:
        return counted(least, one, many)
    return f"between {least} and {counted(most, one, many)}"


def listed(items: Sequence[str], most: int = 8) -> str:
    """``a, b and c``; after ``most`` items the rest is counted, never dropped in silence."""
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def spaced(code: str) -> str:
    """A code as words: ``left_message`` is ``left message``."""
    return code.replace("_", " ")


def sentence(text: str) -> str:
    """The text with one full stop, and a capital unless it begins with the id of an entry, which is left as it is."""
    word = text.split(" ", 1)[0]
    begun = text[:1].upper() + text[1:] if word.isalpha() else text
    return f"{begun.rstrip('.')}." if text else ""

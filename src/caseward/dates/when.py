"""When something happened, as precisely as anybody knows: ISO 8601-2 (EDTF) level 1, and of level 2 what cases need.

=================================  =====================================================================================
``2022-06-14``                     that day
``2021-12``, ``2021``              one day in that month or year; ``2021-12-XX``, ``2021-XX`` say the same
``202X``, ``20XX``                 one day in those ten or hundred years; any digit of a month or day may be X too
``2021-21`` .. ``2021-24``         spring, summer, autumn, winter; see ``partial`` (also quarters and halves of a year)
``2021-06?`` ``2021-06~``          the source doubts it; it is about then; ``%`` is both
``2022-01/2022-03``                at one unknown moment from the first to the last day of the interval
``../2021-06``, ``2021-06/..``     no known start, end (an empty end says the same)
``[2021-06-01, 2021-07-03]``       on one of these days; ``[2021-06-01..2021-06-05]`` on one of the days between
``2022-06-14T16:45-07:00``         that instant; its day is the local day as written
=================================  =====================================================================================

Two simplifications, both visible in the answer. ``?``, ``~`` and ``%`` are kept as flags and do not widen the range:
nobody published how wide "about" is; write an interval to have the doubt counted. A set is held as the range from its
first to its last day, so a day between two members counts as possible: that can make an answer ``indeterminate``, never
wrong.
"""

from __future__ import annotations

from datetime import date

from caseward.dates.instant import has_time, read_instant
from caseward.dates.partial import EARLIEST, LATEST, parse_partial
from caseward.dates.refusals import SLASHED_DATE, WhenError, check_plain, explain_slashes
from caseward.dates.statement import When

__all__ = ["When", "WhenError", "parse_when"]

_MARKS = {"?": (False, True), "~": (True, False), "%": (True, True)}  # (approximate, uncertain)


def parse_when(text: str) -> When:
    """Read any form in the table at the head of this module. WhenError, with rule and way out, for all other text."""
    check_plain(text)
    if text.startswith("["):
        return _one_of(text)
    if "/" not in text:
        return _piece(text)
    ends = text.split("/")
    if len(ends) != 2 or SLASHED_DATE.fullmatch(text):
        raise explain_slashes(text)
    return _between(text, *ends)


def _piece(text: str) -> When:
    """One date with its qualifier, or one date-time."""
    if has_time(text):
        instant = read_instant(text)
        return When(text, instant.date(), instant.date(), instant)
    marks = _MARKS.get(text[-1:])
    first, last = parse_partial(text[:-1] if marks else text)
    approximate, uncertain = marks or (False, False)
    return When(text, first, last, None, approximate, uncertain)


def _between(text: str, start: str, end: str) -> When:
    """An interval. An end that is empty or ``..`` is open."""
    begin, finish = (None if e in ("", "..") else _piece(e) for e in (start, end))
    given = [e for e in (begin, finish) if e is not None]
    if not given:
        raise WhenError("an interval needs at least one end", "write 2022-01/2022-03, ../2021-06 or 2021-06/..")
    first = EARLIEST if begin is None else begin.first
    last = LATEST if finish is None else finish.last
    if _reversed(begin, finish):
        raise WhenError(f"the interval ends ({end}) before it starts ({start})", "write the earlier end first")
    # Two instants in order can stand on local days that are not, when their zones differ.
    return _joined(text, min(first, last), max(first, last), given)


def _reversed(begin: When | None, finish: When | None) -> bool:
    if begin is None or finish is None:
        return False
    if begin.instant is not None and finish.instant is not None:
        return begin.instant > finish.instant
    return begin.first > finish.last


def _one_of(text: str) -> When:
    """One of a set, held as the range from its first to its last possible day."""
    if not text.endswith("]"):
        raise WhenError("a set of dates ends with ]", "write [2021-06-01, 2021-07-03]")
    members = [_member(m.removeprefix(" ")) for m in text[1:-1].split(",")]
    return _joined(text, min(m.first for m in members), max(m.last for m in members), members)


def _member(text: str) -> When:
    if not text:
        raise WhenError("a set of dates has an empty place", "write [2021-06-01, 2021-07-03], without extra commas")
    start, dots, end = text.partition("..")
    return _between(text, start, end) if dots else _piece(text)


def _joined(text: str, first: date, last: date, parts: list[When]) -> When:
    """One statement of the parts' range; it doubts what any part doubts."""
    return When(text, first, last, None, any(p.approximate for p in parts), any(p.uncertain for p in parts))

"""The tables of a what-if in words: the same rows on the screen, on the page and in the files' documentation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from caseward.engine.whatif.answer import Pair, WhatIf
from caseward.engine.whatif.cells import Cell

NONE = "-"


@dataclass(frozen=True, slots=True)
class Line:
    """What is counted, its number under the old and the new policy, and the difference."""

    label: str
    old: str
    new: str
    change: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A breakdown: the head of its words (a month, a level, an office), those of its numbers, and its rows. A number
    is given as under the old and the new policy, or once where both have the same."""

    head: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


_OUTCOMES = (
    ("obligations", "obligations"),
    ("met", "  met"),
    ("late", "  late"),
    ("missed", "  missed"),
    ("overdue", "  overdue"),
    ("pending", "  not yet due"),
    ("unclear", "  unclear"),
    ("excused", "  excused"),
    ("not_scored", "  asked, not scored"),
)
_ASKED = (
    ("contacts_at_least", "contacts needed, at least"),
    ("contacts_at_most", "contacts needed, at most"),
    ("other_asked", "other things asked"),
)


def summary(answer: WhatIf) -> list[Line]:
    """The totals: what is owed, what became of it, what it asks, what it costs."""
    total = answer.total
    lines = [_line(said, total, partial(Cell.number, name=name)) for name, said in (*_OUTCOMES, *_ASKED)]
    lines = [x for x in lines if not x.label.startswith(("  ", "other")) or (x.old, x.new) != ("0", "0")]
    if not answer.unit:
        return lines
    lines.append(_line(f"officer {answer.unit}", total, lambda c: c.cost and shown(Fraction(c.cost, 100)), tenths))
    if any(c.untimed_days for c in total.cells):
        lines.append(_line("days of cases that the workload does not price", total, lambda c: c.untimed_days))
    if any(c.number("untimed") for c in total.cells):
        lines.append(_line("things asked that the workload does not price", total, lambda c: c.number("untimed")))
    return [*lines, _busiest(answer)]


def _busiest(answer: WhatIf) -> Line:
    found = [answer.busiest(side) for side in ("old", "new")]
    old, new = (NONE if f is None else f"{tenths(f[1])} ({f[0]})" for f in found)
    change = NONE if found[0] is None or found[1] is None else signed(shown(found[1][1]) - shown(found[0][1]), tenths)
    return Line("officers needed in the busiest month", old, new, change)


def _line(
    label: str, pair: Pair, number: Callable[[Cell], Fraction | int | None], said: Callable[..., str] = "{:,}".format
) -> Line:
    old, new = number(pair.old), number(pair.new)
    change = NONE if old is None or new is None else signed(new - old, said)
    return Line(label, NONE if old is None else said(old), NONE if new is None else said(new), change)


def by_month(answer: WhatIf) -> Broken:
    """Month by month, with the officers that each policy needs and those whom the record has."""
    found = _broken("month", answer, answer.months)
    if not answer.unit:
        return found
    rows = []
    for pair, (word, numbers) in zip(answer.months, found.rows, strict=True):
        needed = [answer.officers_needed(c, word) for c in pair.cells]
        recorded = max(answer.officers_recorded(side, word) for side in ("old", "new"))
        said = tuple(NONE if n is None else tenths(n) for n in needed)
        rows.append((word, (*numbers, said, (f"{recorded:,}" if recorded else NONE,))))
    return Broken(found.head, (*found.heads, "officers needed", "on record"), tuple(rows))


def by_fact(answer: WhatIf, name: str) -> Broken:
    """By the value of a fact."""
    return _broken(name.replace("_", " "), answer, answer.by_fact(name))


def _broken(head: str, answer: WhatIf, pairs: tuple[Pair, ...]) -> Broken:
    heads = ("obligations", "unmet", "unclear", "contacts", *([answer.unit] if answer.unit else []))
    return Broken(head, heads, tuple((pair.word.replace("_", " "), _numbers(answer, pair)) for pair in pairs))


def _numbers(answer: WhatIf, pair: Pair) -> tuple[tuple[str, ...], ...]:
    found = [tuple(f"{measure(c):,}" for c in pair.cells) for measure in (_all, unmet, _unclear, _contacts)]
    if answer.unit:
        found.append(tuple(NONE if c.cost is None else hundredths(c.cost) for c in pair.cells))
    return tuple(found)


def _all(cell: Cell) -> int:
    return cell.number("obligations")


def unmet(cell: Cell) -> int:
    """What was missed or is overdue."""
    return cell.number("missed") + cell.number("overdue")


def _unclear(cell: Cell) -> int:
    return cell.number("unclear")


def _contacts(cell: Cell) -> int:
    return cell.number("contacts_at_most")


def hundredths(number: int) -> str:
    """A cost in hundredths, to one decimal."""
    return tenths(Fraction(number, 100))


def tenths(number: Fraction) -> str:
    """A number to one decimal, halves to the even digit."""
    whole = int(shown(number) * 10)
    sign = "-" if whole < 0 else ""
    return f"{sign}{abs(whole) // 10:,}.{abs(whole) % 10}"


def shown(number: Fraction) -> Fraction:
    """A number as it is shown, so that the difference of two is that of what a reader sees."""
    return Fraction(round(number * 10), 10)


def signed(number: int | Fraction, said: Callable[..., str]) -> str:
    """A difference with its sign; nothing for none."""
    return "0" if number == 0 else f"{'+' if number > 0 else ''}{said(number)}"

"""Rows of one kind while they are made: arrays by column, and how several lots of them become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from caseward.interchange.synth.draws import Array

BLANK = -(2**31)  # a day or a number that is not there
Word: TypeAlias = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A column of words: each row's place among ``words``, -1 where it says nothing."""

    words: Sequence[Word]
    places: Array


@dataclass(frozen=True, slots=True)
class Token:
    """A column of tokens of a term's own things, ``employer-00000001-0002``: each row's number, BLANK where none."""

    prefix: str
    number: Array


#: What a column may be given as. A word, a list of words, a number or yes/no stands for all rows. Arrays of numbers
#: are days since 1970 in a column of dates, numbers of ids in a column of references, and -1, 0, 1 for yes/no.
Column: TypeAlias = Word | int | bool | Said | Token | Array


@dataclass(slots=True)
class Rows:
    """Rows of a kind. ``owner``: the place of the term in its block; ``number``: what tells rows of a term apart.

    ``minute``: the local minute of the day, -1 where only the day is stated. ``until``: for an imprecise row the last
    possible day, else BLANK (a stretch of one day: the month of that day). ``recorded``: day and minute where they do
    not follow the usual delays. ``key``: whether the id is the token of a person or term itself.
    """

    kind: str
    owner: Array
    number: Array
    day: Array
    columns: Mapping[str, Column] = field(default_factory=dict)
    minute: Array | None = None
    last: Array | None = None
    recorded: tuple[Array, Array] | None = None
    by: Column = ""
    note: Column = ""
    source: str = ""

    def __len__(self) -> int:
        return len(self.owner)

    def where(self, chosen: Array) -> Rows:
        """Some of the rows: yes or no of each, or their places."""
        chosen = np.flatnonzero(chosen) if chosen.dtype == bool else chosen
        return Rows(
            self.kind,
            self.owner[chosen],
            self.number[chosen],
            self.day[chosen],
            {name: _part(column, chosen) for name, column in self.columns.items()},
            None if self.minute is None else self.minute[chosen],
            None if self.last is None else self.last[chosen],
            None if self.recorded is None else (self.recorded[0][chosen], self.recorded[1][chosen]),
            _part(self.by, chosen),
            _part(self.note, chosen),
            self.source,
        )


def joined(lots: Sequence[Rows]) -> Rows:
    """Several lots of a kind as one, by term; rows of a term stay in the order of the lots."""
    if len(lots) == 1:
        return lots[0]
    owner = np.concatenate([lot.owner for lot in lots])
    order = np.argsort(owner, kind="stable")
    names = list(dict.fromkeys(name for lot in lots for name in lot.columns))

    def one(name: str) -> Column:
        return _joined([(lot.columns.get(name, ""), len(lot)) for lot in lots], order)

    def numbers(found: list[Array | None], blank: int) -> Array:
        filled = [np.full(len(lot), blank) if f is None else f for f, lot in zip(found, lots, strict=True)]
        return np.concatenate(filled)[order]

    told = [lot.recorded or (np.full(len(lot), BLANK), np.full(len(lot), BLANK)) for lot in lots]
    return Rows(
        lots[0].kind,
        owner[order],
        numbers([lot.number for lot in lots], 0),
        numbers([lot.day for lot in lots], 0),
        {name: one(name) for name in names},
        numbers([lot.minute for lot in lots], -1),
        numbers([lot.last for lot in lots], BLANK),
        (np.concatenate([t[0] for t in told])[order], np.concatenate([t[1] for t in told])[order]),
        _joined([(lot.by, len(lot)) for lot in lots], order),
        _joined([(lot.note, len(lot)) for lot in lots], order),
        lots[0].source,
    )


def said(column: Column, height: int) -> Said:
    """A column of words as places among words."""
    if isinstance(column, Said):
        return column
    assert isinstance(column, str | tuple)
    return Said((column,), np.full(height, 0 if column else -1, dtype=np.int8))


def _part(column: Column, chosen: Array) -> Column:
    if isinstance(column, Said):
        return Said(column.words, column.places[chosen])
    if isinstance(column, Token):
        return Token(column.prefix, column.number[chosen])
    return column[chosen] if isinstance(column, np.ndarray) else column


def _joined(parts: list[tuple[Column, int]], order: Array) -> Column:
    """Columns one below the other. A lot without the column, given as an empty word, is blank there."""
    filled = [c for c, _ in parts if not (isinstance(c, str | tuple) and not c)]
    if any(isinstance(c, Token) for c in filled):
        prefix = next(c.prefix for c in filled if isinstance(c, Token))
        numbers = [c.number if isinstance(c, Token) else np.full(n, BLANK) for c, n in parts]
        return Token(prefix, np.concatenate(numbers)[order])
    if filled and all(isinstance(c, np.ndarray | int) for c in filled):
        return np.concatenate([_numbers(c, n) for c, n in parts])[order]
    return _one_vocabulary([said(c, n) for c, n in parts], order)


def _one_vocabulary(lots: list[Said], order: Array) -> Said:
    """Columns of words one below the other, their places among the words of all of them."""
    words: dict[Word, int] = {}
    known: dict[int, Array] = {}  # by the identity of a vocabulary, as most lots share theirs
    places = []
    for lot in lots:
        new = known.get(id(lot.words))
        if new is None:
            new = np.array([words.setdefault(w, len(words)) for w in lot.words] + [-1], dtype=np.int32)
            known[id(lot.words)] = new
        places.append(lot.places if lot.words is lots[0].words else new[lot.places])
    return Said(tuple(words), np.concatenate(places)[order])


def _numbers(column: Column, height: int) -> Array:
    if isinstance(column, np.ndarray):
        return column
    return np.full(height, column if isinstance(column, int) else BLANK)

"""What the rows of one kind in a slice say: ids, times, whom they are about, and which of them are in the view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import NOT_RECORDED, Flags, Ints, day_number, instant_number
from caseward.engine.codebook import Codebook
from caseward.engine.intake.cells import Cells, cells_of
from caseward.engine.intake.lookup import Hashes, buffers, found_in, hashed, places, turns
from caseward.engine.intake.rows import Rows
from caseward.engine.intake.times import BLANK, INSTANT, Times, blank_times, times_of
from caseward.engine.jit import kernel
from caseward.interchange.clocks import AHEAD, AHEAD_WHILE_BLANK
from caseward.record.faults import ValueFault
from caseward.record.fields import COMMON, Field
from caseward.record.parse import LONGEST_ID, NOTHING, check_id, parse_value

_ID = COMMON[0]
_ODD = np.ones(256, dtype=np.uint8)
_ODD[0x21:0x7F] = 0
_ODD[ord(";")] = 1
_SHORT = max(len(word) for word in NOTHING)


@dataclass(slots=True)
class Said:
    """The rows of a kind. ``hashes`` has a number for each id, ``term`` and ``person`` are places in the slice (-1:
    names none), ``kept`` says whether a row is in the view, ``wrong`` whether it cannot be read."""

    rows: Rows
    ids: Any
    hashes: Hashes
    occurred: Times
    recorded: Times
    term: Ints
    person: Ints
    kept: Flags
    wrong: Flags

    def __len__(self) -> int:
        return len(self.kept)

    def field(self, name: str) -> Field:
        """A field of the kind."""
        found = self.rows.kind.field(name)
        assert found is not None
        return found

    def cells(self, name: str) -> Cells:
        """A column by its distinct cells; rows that cannot be read, or lack what they must say, are marked."""
        found = cells_of(self.rows.column(name), self.field(name))
        self.wrong |= found.faulty()
        if self.field(name).required:
            self.wrong |= ~found.filled
        return found

    def times(self, name: str) -> Times:
        """A column of times; rows that cannot be read are marked."""
        found = times_of(self.rows.column(name), self.field(name))
        self.wrong |= found.wrong
        return found

    def codes(self, name: str, book: Codebook) -> Ints:
        """A column as codes."""
        return self.cells(name).coded(book, (self.rows.kind.name, name))


def say(rows: Rows, terms: Any, persons: Any, *, stamped: bool) -> Said:
    """Read what a kind says. ``terms`` and ``persons`` are the ids of those of the slice; ``stamped``: with the time
    of recording."""
    kind = rows.kind
    own = {f.name for f in kind.fields}
    wanted = ["id", "occurred", *(n for n in ("term", "person") if n in own), *(["recorded"] if stamped else [])]
    rows.load([*wanted, *(["until"] if "until" in own else [])])
    n = len(rows)
    ids = rows.texts("id")
    occurred = times_of(rows.column("occurred"), _field(rows, "occurred"))
    recorded = times_of(rows.column("recorded"), _field(rows, "recorded")) if stamped else blank_times(n)
    term = placed(rows, "term", terms) if "term" in own else np.full(n, -1, dtype=np.int32)
    person = placed(rows, "person", persons) if "person" in own else np.full(n, -1, dtype=np.int32)
    wrong = odd_ids(ids) | occurred.wrong | (occurred.form == BLANK) | recorded.wrong
    said = Said(rows, ids, hashed(ids), occurred, recorded, term, person, np.ones(n, dtype=np.bool_), wrong)
    for name, place in (("term", term), ("person", person)):
        if name in own and _field(rows, name).required:
            said.wrong |= place < 0
    if stamped:
        said.wrong |= _early(said)
    if "until" in own:
        said.wrong |= _ends_before(said.times("until"), occurred)
    return said


def _field(rows: Rows, name: str) -> Field:
    found = rows.kind.field(name)
    assert found is not None
    return found


def placed(rows: Rows, name: str, known: Any) -> Ints:
    """For each row the place of the id it names, -1 where it names none of those known."""
    parts = [np.zeros(0, dtype=np.int32)]
    for chunk in rows.column(name):
        if pa.types.is_dictionary(chunk.type):
            place = places(chunk.dictionary.cast(pa.string()), known)
            at = chunk.indices.cast(pa.int64()).fill_null(len(place)).to_numpy(zero_copy_only=False)
            parts.append(np.append(place, -1)[at].astype(np.int32))
        elif pa.types.is_null(chunk.type):
            parts.append(np.full(len(chunk), -1, dtype=np.int32))
        else:
            parts.append(_by_runs(chunk.cast(pa.string()), known))
    return np.concatenate(parts)


def _by_runs(texts: Any, known: Any) -> Ints:
    """Rows about one term stand together: each run is looked up once."""
    if not len(texts):
        return np.zeros(0, dtype=np.int32)
    begins = np.flatnonzero(turns(texts))
    runs = texts.take(pa.array(begins))
    filled = np.flatnonzero(runs.is_valid().to_numpy(zero_copy_only=False))
    place = np.full(len(begins), -1, dtype=np.int32)
    place[filled] = places(runs.take(pa.array(filled)), known)
    return np.repeat(place, np.diff(np.append(begins, len(texts))))


def odd_ids(ids: Any) -> Flags:
    """Texts that cannot be ids, or have space around them. Where all are plain they are passed together; else the plain
    ones are passed one by one, and the others asked about."""
    offsets, data, valid = buffers(ids)
    if _plain(offsets, data, valid, LONGEST_ID, _SHORT):
        return np.zeros(len(valid), dtype=np.bool_)
    found: Flags = _unusual(offsets, data, valid, _ODD, LONGEST_ID, _SHORT).view(np.bool_)
    rows = np.flatnonzero(found)
    if len(rows):
        found[rows] = [_refused(text) for text in ids.take(pa.array(rows)).to_pylist()]
    return found


def _refused(text: str | None) -> bool:
    try:
        check_id(text or "")
        return not text or parse_value(_ID, text) != text
    except ValueFault:
        return True


@kernel
def _plain(offsets, data, valid, longest, short):  # type: ignore[no-untyped-def]
    """Whether no text has an unusual byte, or an unusual length."""
    odd = np.uint8(0)
    for k in range(offsets[0], offsets[len(valid)]):
        odd |= np.uint8((data[k] < 0x21) | (data[k] > 0x7E) | (data[k] == 0x3B))
    for i in range(len(valid)):
        length = offsets[i + 1] - offsets[i]
        odd |= np.uint8((length > longest) | (length <= short) | (valid[i] == 0))
    return odd == 0


@kernel
def _unusual(offsets, data, valid, odd, longest, short):  # type: ignore[no-untyped-def]
    """Texts that may be no id."""
    out = np.zeros(len(valid), dtype=np.uint8)
    for i in range(len(valid)):
        a, b = offsets[i], offsets[i + 1]
        if valid[i] == 0 or b - a > longest or b - a <= short:
            out[i] = 1
            continue
        for k in range(a, b):
            if odd[data[k]]:
                out[i] = 1
                break
    return out


def _early(said: Said) -> Flags:
    """Rows recorded surely before they happened, of kinds that are not announced beforehand."""
    kind = said.rows.kind.name
    if kind in AHEAD:
        return np.zeros(len(said), dtype=np.bool_)
    timed = said.occurred.instant != NOT_RECORDED
    early = np.where(timed, said.recorded.instant < said.occurred.instant, said.recorded.first < said.occurred.first)
    early &= said.recorded.form == INSTANT
    if kind in AHEAD_WHILE_BLANK and early.any():
        early &= said.cells(AHEAD_WHILE_BLANK[kind]).filled
    return early


def _ends_before(until: Times, occurred: Times) -> Flags:
    timed = (until.instant != NOT_RECORDED) & (occurred.instant != NOT_RECORDED)
    found: Flags = np.where(timed, until.instant < occurred.instant, until.last < occurred.first)
    return found & until.filled


def in_view(said: Said, set_aside: Any, known_at: datetime | None, as_of: date) -> Flags:
    """Which rows had been recorded by an instant, are not superseded, and happened by a day."""
    kept = np.ones(len(said), dtype=np.bool_)
    if known_at is not None:
        stamp = said.recorded.instant
        kept &= (stamp != NOT_RECORDED) & (stamp <= instant_number(known_at))
    if len(set_aside) and len(said):
        kept &= ~found_in(said.ids, said.hashes, set_aside)
    day = said.occurred.first
    if said.rows.kind.name == "assertion":
        about = said.times("about_when")
        day = about.first  # NONE, where it says of no day, is before all days
    kept &= day <= day_number(as_of)
    return kept

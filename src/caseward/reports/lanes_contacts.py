"""The lanes of contacts, one for each mode: what counted is solid, what was refused is hollow, what cannot be told is
dashed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from caseward.obligations.model import Bearing, Obligation
from caseward.record.entry import Entry
from caseward.record.kinds_supervision import MODES
from caseward.record.subjects import Subject
from caseward.reports.picture import Fill, Glyph, Lane, Mark, Shape
from caseward.reports.speech import counted, least_most, plain

_TITLES = {
    "": "Contacts, how is not recorded",
    "in_person": "Contacts in person",
    "not_in_person": "Contacts not in person",
}
_LETTERS = {
    "left_message": "V",
    "no_answer": "A",
    "attempted": "A",
    "no_show": "N",
    "refused": "R",
    "returned_mail": "R",
}
_MARKED = {
    "V": "voicemail or message",
    "A": "attempt",
    "N": "the person did not come",
    "R": "refused by the person, or returned",
    "?": "outcome not recorded",
}
#: Of several requirements that looked at a contact, the one kindest to it speaks: it counted for something.
_KINDEST = (Bearing.COUNTED, Bearing.POSSIBLE, Bearing.UNKNOWN, Bearing.REFUSED, Bearing.SUPPLEMENTARY)
_FILLS = {
    Bearing.COUNTED: (Fill.SOLID, "counted"),
    Bearing.POSSIBLE: (Fill.DASHED, "may count: its day is not known"),
    Bearing.UNKNOWN: (Fill.DASHED, "not decided: a fact is missing"),
    Bearing.REFUSED: (Fill.HOLLOW, "refused, does not count"),
    Bearing.SUPPLEMENTARY: (Fill.HOLLOW, "shown, never counted"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one contact: the kindest bearing and the reason given with it."""

    bearing: Bearing
    reason: str


def judged(obligations: Iterable[Obligation]) -> dict[str, Judged]:
    """The bearing of every entry that any of the obligations counted or looked at."""
    found: dict[str, Judged] = {}
    for obligation in obligations:
        reasons = {c.entry: c.reason for c in obligation.considered}
        said = [Judged(c.bearing, c.reason) for c in obligation.considered]
        named = [c.entry for c in obligation.considered]
        said += [Judged(Bearing.COUNTED, reasons.get(e, "")) for e in obligation.counted]
        for entry, one in zip([*named, *obligation.counted], said, strict=True):
            if entry not in found or _KINDEST.index(one.bearing) < _KINDEST.index(found[entry].bearing):
                found[entry] = one
    return found


def contact_lanes(subject: Subject, bearings: Mapping[str, Judged]) -> list[Lane]:
    """One lane for each mode that occurs, in the order of the modes; contacts without a mode last. One empty lane when
    there are none."""
    by_mode: dict[str, list[Entry]] = defaultdict(list)
    for entry in (e for e in subject.entries if e.kind == "contact"):
        by_mode[entry.text("mode")].append(entry)
    if not by_mode:
        return [Lane("Contacts", (), "contacts", "none recorded")] if subject.kind == "term" else []
    return [_lane(mode, by_mode[mode], bearings) for mode in (*MODES, "") if mode in by_mode]


def _lane(mode: str, entries: list[Entry], bearings: Mapping[str, Judged]) -> Lane:
    title = _TITLES.get(mode, f"Contacts by {plain(mode)}")
    drawn = sorted((_mark(e, bearings.get(e.id)) for e in entries), key=lambda m: (m.first, m.last, m.words, m.entries))
    return Lane(title, tuple(_joined(drawn)), "contacts", _answer(drawn))


def _answer(marks: list[Mark]) -> str:
    """``0 to 5 of 5 counted``: those that count, and those that may."""
    sure = sum(m.fill is Fill.SOLID for m in marks)
    open_ = sum(m.fill is Fill.DASHED for m in marks)
    return f"{least_most(sure, sure + open_)} of {len(marks)} counted"


def _mark(entry: Entry, judged_as: Judged | None) -> Mark:
    fill, shown = _FILLS[judged_as.bearing] if judged_as else (Fill.HOLLOW, "no rule looked at it")
    letter = _LETTERS.get(entry.text("outcome"), "" if fill is not Fill.DASHED else "?")
    sign = f"{fill.value} circle{f' with {letter}' if letter else ''}"
    meaning = f"contact: {_MARKED[letter]}, {shown}" if letter else f"contact: {shown}"
    because = f": {judged_as.reason}" if judged_as and judged_as.reason else ""
    words = f"{_said(entry)}; {shown}{because}"
    label = _label(entry, shown)
    return Mark(
        *(Shape.POINT, entry.occurred.first, entry.occurred.last, words, f"{sign}: {meaning}", label, letter),
        glyph=Glyph.CIRCLE,
        fill=fill,
        entries=(entry.id,),
    )


def _said(entry: Entry) -> str:
    whom = entry.text("with_whom")
    outcome = entry.text("outcome")
    parts = [
        f"with the {plain(whom)}" if whom in ("person", "collateral") else f"with {plain(whom)}" if whom else "",
        plain(outcome) if outcome else "outcome not recorded",
        f"coded as “{entry.text('coded_as')}”" if entry.text("coded_as") else "",
    ]
    return ", ".join(p for p in parts if p)


def _label(entry: Entry, shown: str) -> str:
    outcome, coded = entry.text("outcome"), entry.text("coded_as")
    what = {"left_message": "voicemail", "spoke": "spoke"}.get(outcome, plain(outcome))
    as_coded = f" coded “{coded}”" if coded else ""
    said = f"{what}{as_coded}"
    counts = {"counted": "counted", "refused, does not count": "does not count"}.get(shown, "")
    return ", ".join(p for p in (said, counts) if p)


def _joined(marks: list[Mark]) -> Iterable[Mark]:
    """Contacts that the record states alike, on days known no better than a range, are one mark with their number."""
    for _, alike in groupby(marks, key=lambda m: (m.first, m.last, m.words, m.precise)):
        same = list(alike)
        if len(same) == 1 or same[0].precise:
            yield from same
            continue
        number = counted(len(same), "contact")
        entries = tuple(e for m in same for e in m.entries)
        said = f"{number}, each: {same[0].words}"
        label = f"{number}, days not known"
        one = same[0]
        yield Mark(
            one.shape, one.first, one.last, said, one.shown_as, label, one.letter, "", one.glyph, one.fill, entries
        )

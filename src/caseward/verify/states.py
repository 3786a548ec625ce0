"""Which cases the log itself says are sealed or destroyed, and whether somebody else signed each destruction.

A deletion that no order in the log names, or that nobody but its author signed, is a loss, and is called one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from caseward.verify.note import Key, Note, Verifier
from caseward.verify.recovered import KIND as RECOVERY
from caseward.verify.seen import Read, Rows, typed
from caseward.verify.wire import Refused

_TEXT = re.compile(
    r"caseward/destruction/v1\n(?P<origin>[^\n]+)\norder [0-9a-f]{64}\nbelow (?P<below>0|[1-9][0-9]{0,15})\n"
    r"(?P<cases>(?:case [0-9a-f]{32} (?:0|[1-9][0-9]{0,15}) [0-9a-f]{64}\n)+)"
)
_CASE = re.compile(r"case ([0-9a-f]{32}) ([0-9]+) ([0-9a-f]{64})\n")


@dataclass(slots=True)
class States:
    """By token: ``sealed`` or ``destroyed`` (others are open), and from which place on a destroyed case is closed."""

    now: dict[str, str] = field(default_factory=dict)
    ordered_at: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Authority:
    """Who may sign a destruction besides whoever carries it out: keys, those of the log never counting."""

    keys: Sequence[Key]
    logs: Sequence[Key]
    verifier: Verifier

    def signed(self, note: Note) -> bool:
        """Whether one of them signed it. Refused when a signature of theirs is false."""
        own = {key.raw for key in self.logs}
        others = [key for key in self.keys if key.raw not in own and not key.dated]
        return bool(note.signers(others, self.verifier))


def states_of(rows: Rows, found: Read, authority: Authority) -> States:
    """What the orders of the log, in order, make of its cases; what is wrong with an order is said in the report."""
    states, done = States(), set[int]()
    notes = dict(typed(rows, found.report, "SELECT idx, note FROM countersigned ORDER BY idx", int, bytes))
    destroying = []
    places = _places(found)
    for index, envelope in found.orders:
        tokens = [found.tokens[place] for place in envelope.refers if place < index]
        if envelope.kind == "sealing_order":
            states.now |= dict.fromkeys(tokens, "sealed")
        elif envelope.kind == "unsealing_order":
            states.now |= dict.fromkeys(tokens, "open")
        elif envelope.kind == "destruction_order":
            destroying.append(index)
            _destroyed(found, authority, states, index, {t: places[t] for t in tokens}, notes.pop(index, b""))
        else:
            done.update(envelope.refers)
    for index in destroying:
        if index not in done:
            found.report.fault(f"the destruction ordered at entry {index} was not finished: it has no tombstone")
    for index in sorted(notes):
        if index < found.size and found.kinds[index] == RECOVERY:
            continue  # ``recovered`` looks at those
        found.report.fault(
            f"countersigned: a note stands at entry {index}, which orders no destruction and is no recovery"
        )
    return states


def _places(found: Read) -> dict[str, list[int]]:
    """The entries of every case that an order says is destroyed, by token; in one pass, however many orders."""
    orders = ((index, envelope) for index, envelope in found.orders if envelope.kind == "destruction_order")
    places: dict[str, list[int]] = {found.tokens[n]: [] for index, order in orders for n in order.refers if n < index}
    for n, token in enumerate(found.tokens if places else ()):
        if token in places:
            places[token].append(n)
    return places


def _destroyed(
    found: Read, authority: Authority, states: States, index: int, of: Mapping[str, list[int]], note: bytes
) -> None:
    try:
        signed = Note.parse(note)
        if not authority.signed(signed):
            raise Refused("no authority that is named here signed it")
        _covers(found, index, of, signed.text)
    except Refused as error:
        found.report.fault(f"the destruction ordered at entry {index} has no authority: {error}")
        return
    for token in of:
        states.now[token] = "destroyed"
        states.ordered_at.setdefault(token, index)


def _covers(found: Read, index: int, of: Mapping[str, list[int]], text: str) -> None:
    """Refused unless what was signed is what the order names: these cases, with exactly these entries."""
    shape = _TEXT.fullmatch(text)
    if shape is None or shape["origin"] != found.report.origin:
        raise Refused("what was signed is no destruction of this log")
    cases = {token: (int(count), digest) for token, count, digest in _CASE.findall(shape["cases"])}
    if {*cases} != {*of}:
        raise Refused("what was signed names other cases than the order")
    below = int(shape["below"])
    for token, (count, digest) in cases.items():
        places = of[token][: bisect_left(of[token], index)]
        hashes = sha256(b"".join(found.leaf(n) for n in places)).hexdigest()
        if (len(places), hashes) != (count, digest) or any(n >= below for n in places):
            raise Refused(f"what was signed covers other entries of the case {token} than were there")

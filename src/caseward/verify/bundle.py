"""A bundle (``.caseward-log``): a log, or a run of its entries, in one file that is checked without the agency.

Lines of JSON: a header, signed checkpoints from small to large, then every entry of the run in order, and under an
entry those parts of its payload that are shown. ``docs/log-format.md`` describes each line. A bundle that carries a
question is a certificate: see ``caseward.verify.absence``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from caseward.verify.case import Case, named_case
from caseward.verify.envelope import Envelope, opens, read
from caseward.verify.growing import Peaks, covering
from caseward.verify.merkle import leaf_hash
from caseward.verify.note import Note, Verifier, by_hand
from caseward.verify.trust import Trust, Trusted
from caseward.verify.wire import Refused, hash_of, plain_bytes

FORMAT = "caseward-log/v1"
MOST_LINE = 1 << 22


@dataclass(frozen=True)
class Opened:
    """A part of an entry's payload, shown and proven: the place of the entry, the name of the part, its JSON."""

    index: int
    name: str
    part: bytes


@dataclass
class Checked:
    """What a bundle proves. ``heads`` are its checkpoints, the last one of ``size`` entries; ``witnessed`` is the
    largest that the quorum saw. ``faults`` are entries that are in the log and yet not as they have to be.
    """

    origin: str
    first: int
    end: int
    heads: list[Trusted]
    witnessed: Trusted | None
    question: Mapping[str, str] = field(default_factory=dict)
    case: Case | None = None
    kinds: Counter[str] = field(default_factory=Counter)
    opened: list[Opened] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    span: tuple[str, str] = ("", "")


#: Told of each entry as it passes: what is known of the bundle so far, the entry's place, and its envelope.
Seen = Callable[[Checked, int, Envelope], None]


def check_bundle(
    lines: Iterable[bytes], trust: Trust, verifier: Verifier = by_hand, seen: Seen | None = None
) -> Checked:
    """Read a bundle to its end and check all of it. Refused when it does not prove its entries."""
    reader = _Reader(iter(lines), trust, verifier)
    return reader.checked(seen or (lambda _bundle, _index, _envelope: None))


@dataclass
class _Reader:
    lines: Iterator[bytes]
    trust: Trust
    verifier: Verifier
    waiting: dict[str, Any] | None = None

    def checked(self, seen: Seen) -> Checked:
        header = self._next("format")
        if header["format"] != FORMAT:
            raise Refused(f"a bundle of the format {str(header['format'])[:40]!r} is not known here")
        first, end = _place(header, "first"), _place(header, "end")
        found = Checked(_text(header, "origin"), first, end, [], None, _question(header))
        self._heads(found)
        self._case(found)
        self._entries(found, seen, _hashes(header, "left"), _hashes(header, "right"))
        if self._peek() is not None:
            raise Refused("the bundle goes on after its end")
        return found

    def _heads(self, found: Checked) -> None:
        while line := self._next("checkpoint", must=False):
            head = self.trust.believed(Note.parse(_text(line, "checkpoint").encode()), self.verifier, witnessed=False)
            if head.head.origin != found.origin or (found.heads and head.head.size <= found.heads[-1].head.size):
                raise Refused("the checkpoints are not of this log, each larger than the one before")
            found.heads.append(head)
            if self.trust.quorum_saw(head):
                found.witnessed = head
        if not found.heads or not found.first <= found.end <= found.heads[-1].head.size:
            raise Refused("there is no checkpoint that covers the entries")

    def _case(self, found: Checked) -> None:
        line = self._next("case", must=False)
        if line and found.question:
            found.case = named_case(line["case"], found.question["case"], self.trust, self.verifier)

    def _entries(self, found: Checked, seen: Seen, left: list[bytes], right: list[bytes]) -> None:
        peaks = Peaks(found.first, left)
        due = [h.head for h in found.heads if h.head.size > found.first]
        for index in range(found.first, found.end):
            while due and due[0].size == index:
                _same(peaks, due.pop(0).root, index)
            leaf = plain_bytes(_text(self._next("leaf"), "leaf"))
            peaks.add(leaf_hash(leaf))
            envelope = self._entry(found, index, leaf)
            while line := self._next("opened", must=False):
                found.opened.append(_opened(line["opened"], index, envelope))
            if envelope:
                seen(found, index, envelope)
        self._rest(peaks, found, due, right)

    def _entry(self, found: Checked, index: int, leaf: bytes) -> Envelope | None:
        try:
            envelope = read(leaf)
        except Refused as error:
            found.faults.append((index, str(error)))
            return None
        first, last = found.span
        if envelope.recorded < last:
            found.faults.append((index, "it was recorded before the entry above it"))
        found.kinds[envelope.kind] += 1
        found.span = (first or envelope.recorded, max(last, envelope.recorded))
        return envelope

    def _rest(self, peaks: Peaks, found: Checked, due: list[Any], right: list[bytes]) -> None:
        while due and due[0].size == peaks.size:
            _same(peaks, due.pop(0).root, peaks.size)
        if len(due) > 1:
            raise Refused("a checkpoint lies between the entries and the head, and is not covered")
        size = found.heads[-1].head.size
        after = list(covering(peaks.size, size))
        if len(after) != len(right):
            raise Refused("the hashes after the entries do not fit the size of the log")
        for (level, _), hash_ in zip(after, right, strict=True):
            peaks.add(hash_, level)
        _same(peaks, found.heads[-1].head.root, size)

    def _peek(self) -> dict[str, Any] | None:
        if self.waiting is None:
            line = next(self.lines, b"")
            self.waiting = _object(line) if line.strip() else None
        return self.waiting

    def _next(self, key: str, *, must: bool = True) -> dict[str, Any]:
        line = self._peek()
        if line is None or key not in line:
            if must:
                raise Refused(f"the bundle is cut short, or has something else where a line with {key!r} has to be")
            return {}
        self.waiting = None
        return line


def _same(peaks: Peaks, root: bytes, size: int) -> None:
    if peaks.root() != root:
        raise Refused(f"the entries are not those of the checkpoint of {size}: one was changed, removed or put in")


def _opened(about: Any, index: int, envelope: Envelope | None) -> Opened:
    name, part = _text(about, "name"), plain_bytes(_text(about, "part"))
    commitment = envelope.parts.get(name) if envelope else None
    if commitment is None or not opens(name, hash_of(_text(about, "opening")), part, commitment):
        raise Refused(f"the part {name[:40]!r} of entry {index} is not the one that was recorded")
    return Opened(index, name, part)


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line) if len(line) <= MOST_LINE else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not found:
        raise Refused("a line of the bundle is no JSON object")
    return found


def _text(line: Any, key: str) -> str:
    found = line.get(key) if isinstance(line, dict) else None
    if not isinstance(found, str):
        raise Refused(f"{key!r} is missing in the bundle, or no text")
    return found


def _place(line: Any, key: str) -> int:
    found = line.get(key) if isinstance(line, dict) else None
    if type(found) is not int or not 0 <= found < 2**53:
        raise Refused(f"{key!r} is missing in the bundle, or no place in a log")
    return found


def _hashes(line: dict[str, Any], key: str) -> list[bytes]:
    found = line.get(key)
    if not isinstance(found, list) or not all(isinstance(h, str) for h in found) or len(found) > 128:
        raise Refused(f"{key!r} is missing in the bundle, or no list of hashes")
    return [hash_of(h) for h in found]


def _question(header: dict[str, Any]) -> dict[str, str]:
    found = header.get("question", {})
    if not isinstance(found, dict) or set(found) - {"case", "kind", "from", "until"}:
        raise Refused("the question of the bundle is not written as one")
    return {key: _text(found, key) for key in ("case", "kind", "from", "until")} if found else {}

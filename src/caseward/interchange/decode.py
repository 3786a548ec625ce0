"""From bytes to lines. A byte that is not UTF-8 costs the row it stands in, not the whole file; its place is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

from caseward.errors import Fault
from caseward.interchange import codes

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BAD = re.compile("[\udc80-\udcff]")  # what Python makes of a byte that is not UTF-8
_SAVE_AS = "save the file as UTF-8"


@dataclass(frozen=True, slots=True)
class Lines:
    """The physical lines of a text file with their ends, and for each line with a bad byte (from 0) what it is."""

    file: str
    lines: list[str]
    bad: dict[int, tuple[int, int]]

    def faults(self, first: int, end: int) -> list[Fault]:
        """What is wrong with the characters of the lines ``first`` to before ``end`` (from 0)."""
        found = [self._bad_byte(n) for n in range(first, end) if n in self.bad]
        nul = next((n for n in range(first, end) if "\0" in self.lines[n]), None)
        if nul is not None:
            at = self.lines[nul].index("\0") + 1
            rule = f"character {at} of the line is NUL"
            found.append(Fault(self.file, nul + 1, 0, codes.NUL, rule=rule, hint="export the table again as text"))
        return found

    def raw(self, first: int, end: int) -> str:
        """The lines as they stand, without the last line end; a bad byte is shown as ``\\xE9``."""
        text = "".join(self.lines[first:end]).rstrip("\r\n")
        return _BAD.sub(lambda m: f"\\x{ord(m[0]) - 0xDC00:02X}", text) if self.bad else text

    def _bad_byte(self, line: int) -> Fault:
        offset, byte = self.bad[line]
        rule = f"byte 0x{byte:02X} at offset {offset} is not UTF-8"
        return Fault(self.file, line + 1, 0, codes.ENCODING, rule=rule, hint=_SAVE_AS)


def decode(file: str, data: bytes) -> Lines | Fault:
    """The lines of a text file, with or without a byte order mark; or the fault that keeps it from being read."""
    if data.startswith(_UTF16) or _mostly_nul(data):
        rule = "the file is not UTF-8 but UTF-16, or not text at all"
        return Fault(file, 0, 0, codes.ENCODING, rule=rule, hint=_SAVE_AS)
    skipped = len(_BOM) if data.startswith(_BOM) else 0
    text = data[skipped:].decode("utf-8", "surrogateescape")
    lines = list(StringIO(text, newline=""))
    return Lines(file, lines, _bad_bytes(lines, skipped) if _BAD.search(text) else {})


def _mostly_nul(data: bytes) -> bool:
    head = data[:4096]
    return len(head) > 3 and head.count(0) * 4 > len(head)


def _bad_bytes(lines: Iterable[str], offset: int) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for number, line in enumerate(lines):
        bad = _BAD.search(line)
        if bad:
            before = len(line[: bad.start()].encode("utf-8", "surrogateescape"))
            found[number] = (offset + before, ord(bad[0]) - 0xDC00)
        offset += len(line.encode("utf-8", "surrogateescape"))
    return found

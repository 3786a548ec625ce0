"""Checkpoints (C2SP tlog-checkpoint v1.0.0): which log, how many entries, and the root of its tree."""

from __future__ import annotations

from binascii import b2a_base64
from dataclasses import dataclass

from caseward.ledger.base64_text import decoded
from caseward.ledger.tree import HASH_SIZE

MOST_SIZE = 2**63 - 1


class BadCheckpoint(ValueError):
    """A text is not written as a checkpoint is."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: origin (its name for ever), size (entries) and root (32 bytes).

    We write no extension lines; those of other logs are kept, for they are signed.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        root = b2a_base64(self.root).decode()  # ends its line itself
        return f"{self.origin}\n{self.size}\n{root}" + "".join([f"{line}\n" for line in self.extensions])

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint that a note's text states. BadCheckpoint otherwise."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise BadCheckpoint("a checkpoint has three lines or more, none of them empty")
        origin, size, root, *extensions = lines
        return cls(origin, whole_number(size), read_hash(root), tuple(extensions))


def whole_number(text: str) -> int:
    """A number as checkpoints and proofs write it: digits, no leading zero, below 2**63. BadCheckpoint otherwise."""
    if not (text.isascii() and text.isdigit()) or (text != "0" and text.startswith("0")) or len(text) > 19:
        raise BadCheckpoint(f"{text[:24]!r} is no whole number without leading zeros")
    if int(text) > MOST_SIZE:
        raise BadCheckpoint(f"{text} is more than a log can hold")
    return int(text)


def read_hash(text: str) -> bytes:
    """A hash as checkpoints and proofs write it. BadCheckpoint otherwise."""
    try:
        found = decoded(text)
    except ValueError:
        raise BadCheckpoint(f"{text[:24]!r} is no hash in base64") from None
    if len(found) != HASH_SIZE:
        raise BadCheckpoint(f"{text[:24]!r} is no hash of {HASH_SIZE} bytes")
    return found

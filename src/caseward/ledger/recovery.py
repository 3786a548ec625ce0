"""What two authorities sign so that a record that lost its newest entries may go on without them.

A signed note (C2SP signed-note) whose text is

    caseward/recovery/v1
    ORIGIN
    from SIZE ROOT
    lost SIZE ROOT
    because TEXT

``from`` is the head from which the record goes on, ``lost`` the newest head that is known of the one that is given up;
roots in base64 as checkpoints have them. It names both, so that nobody can later say that nothing was lost.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from caseward.errors import CasewardError
from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint, read_hash, whole_number
from caseward.ledger.keys import COSIGNS, PublicKey
from caseward.ledger.note import BadNote, Note

FIRST_LINE: Final = "caseward/recovery/v1"
KIND: Final = "recovery"
NEEDED: Final = 2
MOST_WORDS: Final = 1000
"""Characters that the reason may have."""


class NotRecovered(CasewardError):
    """A recovery is not what it has to be: its text, its signatures, or what it says of this log."""

    code = "CW534"
    sentence = "The recovery is not accepted; nothing was changed."
    hint = "docs/how-to/backup-and-restore.md tells each step of a recovery"
    exit_code = 5
    http_status = 422


@dataclass(frozen=True, slots=True)
class Recovery:
    """Which log goes on from which head (``kept``), which head is given up (``lost``), and why."""

    kept: Checkpoint
    lost: Checkpoint
    because: str

    @property
    def origin(self) -> str:
        """The name of the log."""
        return self.kept.origin

    @property
    def entries(self) -> int:
        """How many entries are known to be lost: at least this many."""
        return max(self.lost.size - self.kept.size, 0)

    def text(self) -> str:
        """The text that is signed."""
        heads = f"from {_written(self.kept)}\nlost {_written(self.lost)}"
        return f"{FIRST_LINE}\n{self.origin}\n{heads}\nbecause {self.because}\n"

    @classmethod
    def parse(cls, text: str) -> Recovery:
        """The recovery that a text states. NotRecovered when it is none."""
        lines = text.split("\n")
        if len(lines) != 6 or lines.pop() or lines[0] != FIRST_LINE:
            raise NotRecovered(f"This is no text of a recovery: five lines, of which the first is {FIRST_LINE!r}.")
        _, origin, kept, lost, because = lines
        try:
            made = cls(_head(origin, kept, "from "), _head(origin, lost, "lost "), because.removeprefix("because "))
        except BadCheckpoint as error:
            raise NotRecovered(f"The text of the recovery: {error}.") from None
        if made.text() != text or reason_fault(made.because) or not origin:
            raise NotRecovered("The text of the recovery is not written as it should be.")
        return made


def reason_fault(because: str) -> str:
    """What is wrong with a reason; nothing: an empty text."""
    if not because.strip() or len(because) > MOST_WORDS:
        return f"a reason has words, in one line of at most {MOST_WORDS} characters"
    return "a reason is one line of plain text" if not because.isprintable() else ""


def _written(head: Checkpoint) -> str:
    return f"{head.size} {b64encode(head.root).decode()}"


def _head(origin: str, line: str, begins: str) -> Checkpoint:
    if not line.startswith(begins):
        raise BadCheckpoint(f"a line begins with {begins.strip()!r}")
    size, _, root = line.removeprefix(begins).partition(" ")
    return Checkpoint(origin, whole_number(size), read_hash(root))


def check_two(note: Note, authorities: Sequence[PublicKey], nobody: Sequence[PublicKey]) -> tuple[str, ...]:
    """The names of the authorities that signed. NotRecovered unless two different ones did.

    ``nobody`` are keys that do not count, whatever list they are on: the log's, and its witnesses'.
    """
    own = {key.raw for key in nobody}
    listed = {key.raw: key for key in authorities if key.raw not in own and key.type not in COSIGNS}
    try:
        signed = {key.raw: key.name for key, _ in note.verified(listed.values())}
    except BadNote as error:
        raise NotRecovered(f"{error}.") from None
    if len(signed) < NEEDED:
        by = f"only {', '.join(signed.values())} did" if signed else "none did"
        raise NotRecovered(f"Two of the {len(listed)} authorities that are listed here have to sign; {by}.")
    return tuple(signed.values())

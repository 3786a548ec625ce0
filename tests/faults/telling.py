"""What the lives of one folder said, line by line, held together: what must be there whatever happens to them."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.lives import drafts_of

NO_NOTE, BEGINNING = "-", "nothing yet"
STATES = {"seal": "sealed", "unseal": "open", "destroy": "destroyed"}


@dataclass
class Known:
    """All that was acknowledged about a folder.

    ``leaves``: entries by place, with the SHA-256 of their bytes. ``states``: in which states a case may be; two while
    an order about it is neither acknowledged nor refused. ``files``: what was exported. ``heads``: the newest signed
    head, and the newest that a witness swore to, as bytes. ``inside``: what was being done at each end of a life.
    """

    made: bool = False
    number: int = 0
    leaves: dict[int, str] = field(default_factory=dict)
    asked: dict[str, tuple[int, ...] | None] = field(default_factory=dict)
    states: dict[str, set[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    heads: dict[str, bytes] = field(default_factory=dict)
    inside: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    doing: str = ""

    @property
    def again(self) -> list[str]:
        """Requests that were asked and neither acknowledged nor refused."""
        return [name for name, places in self.asked.items() if places is None]

    def told(self, said: bytes) -> None:
        """Take in what one life said until it was killed; a last line without its end was never said."""
        self.doing = BEGINNING
        for line in said[: said.rfind(b"\n") + 1].decode().splitlines():
            what, *words = line.split(" ")
            getattr(self, f"_{what}")(*words)
        self.inside[self.doing] += 1

    def _begin(self, name: str) -> None:
        self.doing = name

    def _end(self, name: str) -> None:
        self.doing = f"after {name}"

    def _made(self) -> None:
        self.made = True

    def _key(self, number: str) -> None:
        if int(number) < self.number:
            self.wrong.append(f"key {self.number} was in use, and is {number} again")
        self.number = int(number)

    def _ask(self, name: str) -> None:
        self.asked.setdefault(name, None)

    def _refused(self, name: str) -> None:
        if self.asked.pop(name):
            self.wrong.append(f"request {name} was acknowledged, and is refused when it is repeated")

    def _kept(self, name: str, note: str, *found: str) -> None:
        leaves = {int(index): digest for index, _, digest in (word.partition(":") for word in found)}
        if len(leaves) != len(drafts_of(name)):
            self.wrong.append(f"request {name} asked for {len(drafts_of(name))} entries and got {len(leaves)}")
        if self.asked.get(name) not in (None, tuple(leaves)):
            self.wrong.append(f"request {name} became {self.asked[name]} and is now {tuple(leaves)}")
        for index, digest in leaves.items():
            if self.leaves.setdefault(index, digest) != digest:
                self.wrong.append(f"place {index} was acknowledged twice")
        self.asked[name] = tuple(leaves)
        if note != NO_NOTE:
            self.heads["signed"] = b64decode(note)

    def _seen(self, note: str) -> None:
        self.heads["witnessed"] = b64decode(note)

    def _moving(self, token: str, action: str) -> None:
        self.states[token] = self.states.get(token, {"open", "sealed"}) | {STATES[action]}

    def _moved(self, token: str, action: str) -> None:
        self.states[token] = {STATES[action]}

    def _exported(self, name: str, digest: str) -> None:
        self.files[name] = digest

    def _fault(self, *words: str) -> None:
        self.wrong.append(f"while in {self.doing}: {' '.join(words)}")

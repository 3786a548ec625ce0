"""Signed checkpoints read and believed or not: C2SP signed-note, tlog-checkpoint and tlog-cosignature, from their
texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from caseward.verify import ed25519, p256
from caseward.verify.wire import NotChecked, Refused, hash_of, number, plain_bytes

SIGNED, SIGNED_P256, COSIGNED, COSIGNED_MLDSA = 1, 2, 4, 6
_SIZES = {SIGNED: 32, SIGNED_P256: 91, COSIGNED: 32, COSIGNED_MLDSA: 1312}
_DASH = "\u2014"
MOST_BYTES, MOST_SIGNATURES = 1 << 20, 64


@dataclass(frozen=True)
class Key:
    """A public key under a name: what kind of signature it makes, and its bytes as its vkey holds them."""

    name: str
    type: int
    raw: bytes

    @property
    def dated(self) -> bool:
        """Whether its signatures say when they were made: a witness's do."""
        return self.type in (COSIGNED, COSIGNED_MLDSA)

    @property
    def id(self) -> bytes:
        """Four bytes that, with the name, say which key signed."""
        named = b"" if self.type == SIGNED_P256 else self.name.encode() + b"\n" + bytes([self.type])
        return sha256(named + self.raw).digest()[:4]

    @classmethod
    def parse(cls, vkey: str) -> Key:
        """The key that ``name+id+base64`` states. Refused for anything else, or when the id is not its own."""
        name, id_, encoded = [*vkey.strip().split("+", 2), "", ""][:3]
        data = plain_bytes(encoded)
        if not is_name(name) or not data or len(data) - 1 != _SIZES.get(data[0]):
            raise Refused(f"the key of {name[:80]!r} is no key of a log or a witness")
        found = cls(name, data[0], data[1:])
        if found.id.hex() != id_:
            raise Refused(f"the key of {name[:80]!r} does not have the id it says")
        return found


#: Whether a signature was made over a message by a key. Another may be handed in where a faster library is at hand.
Verifier = Callable[[Key, bytes, bytes], bool]


def by_hand(key: Key, message: bytes, signature: bytes) -> bool:
    """The check with nothing but the standard library. An ML-DSA key's signatures are beyond it: NotChecked."""
    if key.type == COSIGNED_MLDSA:
        raise NotChecked(f"signatures of {key.name!r} are ML-DSA-44, which this program cannot check")
    if key.type == SIGNED_P256:
        return p256.verifies(key.raw, message, signature)
    return ed25519.verifies(key.raw, message, signature)


@dataclass(frozen=True)
class Note:
    """A text and the lines under it: name, key id, and the bytes of each signature."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """The note that the bytes state. Refused otherwise."""
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused("the checkpoint is not text") from None
        text, gap, lines = whole.rpartition("\n\n")
        if not gap or not lines.endswith("\n") or any(c < " " and c != "\n" for c in whole):
            raise Refused("the checkpoint has no signatures")
        found = tuple(_signature(line) for line in lines[:-1].split("\n"))
        if len(data) > MOST_BYTES or len(found) > MOST_SIGNATURES:
            raise Refused("the checkpoint is too long")
        return cls(text + "\n", found)

    def signers(self, keys: Iterable[Key], verifier: Verifier = by_hand) -> dict[Key, int]:
        """Which of the keys signed, and the second (since 1970) that a witness says it did; 0 for a log.

        A signature of none of the keys is passed over, and one that ``verifier`` cannot check is not counted. Refused
        when one says it is theirs and is not.
        """
        known = {(key.name, key.id): key for key in keys}
        found: dict[Key, int] = {}
        for name, id_, data in self.signatures:
            key = known.get((name, id_))
            if key is None:
                continue
            time, data = (int.from_bytes(data[:8], "big"), data[8:]) if key.dated else (0, data)
            with suppress(NotChecked):
                if not data or not verifier(key, self._message(key, time), data):
                    raise Refused(f"the signature of {name!r} is false")
                found.setdefault(key, time)
        return found

    def names(self, key: Key) -> bool:
        """Whether there is a signature that says it is by a key."""
        return any((name, id_) == (key.name, key.id) for name, id_, _ in self.signatures)

    def _message(self, key: Key, time: int) -> bytes:
        """What was signed: the text; by a witness, the text under a dated heading (ML-DSA: tlog-cosignature's form)."""
        if key.type == COSIGNED:
            return f"cosignature/v1\ntime {time}\n{self.text}".encode()
        if key.type != COSIGNED_MLDSA:
            return self.text.encode()
        head, name = Head.parse(self.text), key.name.encode()
        origin = head.origin.encode()
        seen = bytes([len(name)]) + name + time.to_bytes(8, "big") + bytes([len(origin)]) + origin
        return b"subtree/v1\n\0" + seen + bytes(8) + head.size.to_bytes(8, "big") + head.root


@dataclass(frozen=True)
class Head:
    """What a checkpoint states: the log's name, how many entries it had, and the root of its tree (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Head:
        """The head that a note's text states. Refused otherwise; further lines are signed and passed over."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise Refused("the checkpoint is not whole")
        return cls(lines[0], number(lines[1]), hash_of(lines[2]))


def is_name(name: str) -> bool:
    """Whether a key can be called so: not empty, no space of any kind, no plus sign, nothing that UTF-8 cannot hold."""
    return bool(name) and not any(c == "+" or c.isspace() or "\ud800" <= c <= "\udfff" for c in name)


def _signature(line: str) -> tuple[str, bytes, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = plain_bytes(encoded)
    if dash != _DASH or not is_name(name) or len(data) < 5:
        raise Refused("a line under the checkpoint is no signature")
    return name, data[:4], data[4:]

"""A receipt checked: is the entry in the log that the agency's key signed, and who outside saw that log, and when?

Reads the C2SP tlog-proof, signed-note, tlog-checkpoint and tlog-cosignature formats as their texts define them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from caseward.verify.ed25519 import verifies

_SIGNED, _COSIGNED = 1, 4


class Refused(ValueError):
    """The receipt does not prove what it should; the sentence says why."""


@dataclass(frozen=True)
class Key:
    """A key to believe: its name, its id, whether its signatures are dated, and its 32 bytes."""

    name: str
    id: bytes
    dated: bool
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> Key:
        """The key that ``name+id+base64`` states. Refused for anything that is not an Ed25519 key of a log or
        witness.
        """
        name, id_, encoded = [*vkey.strip().split("+", 2), "", ""][:3]
        data = _base64(encoded)
        if len(data) != 33 or data[0] not in (_SIGNED, _COSIGNED):
            raise Refused(f"the key of {name!r} is no Ed25519 key of a log or a witness")
        digest = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        if digest.hex() != id_:
            raise Refused(f"the key of {name!r} does not have the id it says")
        return cls(name, digest, data[0] == _COSIGNED, data[1:])


@dataclass(frozen=True)
class Proven:
    """What a receipt proves: entry ``index`` of the log ``origin``, which then had ``size`` entries and this root;
    and the witnesses, each with the second (since 1970) at which it saw that log.
    """

    origin: str
    index: int
    size: int
    root: bytes
    witnesses: tuple[tuple[str, int], ...]


def check(receipt: bytes, leaf: bytes, log: Key, witnesses: tuple[Key, ...] = ()) -> Proven:
    """What the receipt proves of a leaf (the stored bytes of the envelope). Refused when it proves nothing."""
    index, path, text, signatures = _read(receipt)
    origin, size, root = _head(text)
    if origin != log.name or log.dated:
        raise Refused(f"the checkpoint is of {origin!r}, not of {log.name!r}")
    if not any(_signed(log, text, s) for s in signatures):
        raise Refused(f"{log.name!r} did not sign the checkpoint")
    if _root(hashlib.sha256(b"\0" + leaf).digest(), index, size, path) != root:
        raise Refused("the entry is not in the log at that place: it was altered, or the receipt is of another entry")
    seen = [(w.name, int.from_bytes(s[2][:8], "big")) for w in witnesses for s in signatures if _signed(w, text, s)]
    return Proven(origin, index, size, root, tuple(seen))


def _read(receipt: bytes) -> tuple[int, list[bytes], str, list[tuple[str, bytes, bytes]]]:
    try:
        proof, _, note = receipt.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise Refused("the receipt is not text") from None
    lines = proof.split("\n")
    if lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Refused("this is no receipt: its first line is another")
    if lines and lines[0].startswith("extra "):
        _base64(lines.pop(0)[6:])
    if not lines or not lines[0].startswith("index "):
        raise Refused("the receipt does not say which entry it is of")
    index, path = _number(lines.pop(0)[6:]), [_hash(line) for line in lines]
    text, gap, rest = note.rpartition("\n\n")
    if not gap or not rest.endswith("\n") or any(c < " " and c != "\n" for c in receipt.decode()):
        raise Refused("the checkpoint has no signatures")
    return index, path, text + "\n", [_signature(line) for line in rest[:-1].split("\n")]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = _base64(encoded)
    if dash != "\u2014" or not name or len(data) < 5:
        raise Refused("a line under the checkpoint is no signature")
    return name, data[:4], data[4:]


def _signed(key: Key, text: str, signature: tuple[str, bytes, bytes]) -> bool:
    """Whether it is this key's; Refused when it says so and is not."""
    name, id_, data = signature
    if (name, id_) != (key.name, key.id):
        return False
    message = text.encode()
    if key.dated:
        time, data = int.from_bytes(data[:8], "big"), data[8:]
        message = f"cosignature/v1\ntime {time}\n".encode() + message
    if not verifies(key.public, message, data):
        raise Refused(f"the signature of {name!r} is false")
    return True


def _head(text: str) -> tuple[str, int, bytes]:
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise Refused("the checkpoint is not whole")
    return lines[0], _number(lines[1]), _hash(lines[2])


def _root(found: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that the hashes lead to (RFC 6962 section 2.1.1), walked from the leaf up."""
    if index >= size:
        raise Refused(f"a log of {size} has no entry {index}")
    last, rest = size - 1, list(path)
    while last:
        if index & 1 or index < last:
            if not rest:
                raise Refused("the receipt has too few hashes")
            other = rest.pop(0)
            pair = other + found if index & 1 else found + other
            found = hashlib.sha256(b"\1" + pair).digest()
        index, last = index >> 1, last >> 1
    if rest:
        raise Refused("the receipt has too many hashes")
    return found


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 19 or text != str(int(text)):
        raise Refused(f"{text[:24]!r} is no whole number")
    return int(text)


def _hash(text: str) -> bytes:
    found = _base64(text)
    if len(found) != 32:
        raise Refused(f"{text[:24]!r} is no hash")
    return found


def _base64(text: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(f"{text[:24]!r} is not base64") from None
    if base64.b64encode(found).decode() != text:
        raise Refused(f"{text[:24]!r} is not written as base64 is")
    return found

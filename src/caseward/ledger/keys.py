"""Keys that sign: what a public key is called, how it is written down, and the three kinds of signature that are
used.

A verifier key (*vkey*) is ``name+keyid+base64(type || public key)`` (C2SP signed-note). Types: 01 Ed25519 and 02
ECDSA P-256 sign the note; 04 (Ed25519) and 06 (ML-DSA-44) are cosignatures, which also say when (C2SP
tlog-cosignature).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa

from caseward.ledger.base64_text import decoded

ED25519: Final = 1
ECDSA: Final = 2
COSIGN_ED25519: Final = 4
COSIGN_MLDSA44: Final = 6
COSIGNS = frozenset({COSIGN_ED25519, COSIGN_MLDSA44})
NAMES = {
    ED25519: "Ed25519",
    ECDSA: "ECDSA P-256",
    COSIGN_ED25519: "Ed25519 cosignature",
    COSIGN_MLDSA44: "ML-DSA-44 cosignature",
}

_NAME = re.compile(r"[^\s+\ud800-\udfff]+")  # no half of a character either: a name is hashed as UTF-8
_SIZES = {ED25519: 32, COSIGN_ED25519: 32, COSIGN_MLDSA44: 1312}


class BadKey(ValueError):
    """A key is not written as a key is."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key under a name: type and bytes as a vkey holds them (ECDSA: the DER form of the key)."""

    name: str
    type: int
    raw: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise BadKey(f"{self.name!r} is no name of a key: it has a space or a plus sign, or is empty")
        if self.type not in NAMES:
            raise BadKey(f"keys of type {self.type} are not known")
        if len(self.raw) != _SIZES.get(self.type, len(self.raw)):
            raise BadKey(f"an {NAMES[self.type]} key has {_SIZES[self.type]} bytes, not {len(self.raw)}")

    @property
    def id(self) -> bytes:
        """Four bytes that, with the name, say which key signed."""
        return _key_id(self.name, self.type, self.raw)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.type]) + self.raw).decode()}"

    @classmethod
    def parse(cls, vkey: str) -> PublicKey:
        """The key that a vkey states. BadKey when it is not written as one or its id is not its own."""
        name, _, rest = vkey.partition("+")
        id_, _, encoded = rest.partition("+")
        try:
            data = decoded(encoded)
        except ValueError:
            raise BadKey(f"the key of {name!r} is not base64") from None
        if not data:
            raise BadKey(f"the key of {name!r} is empty")
        found = cls(name, data[0], data[1:])
        if found.id.hex() != id_:
            raise BadKey(f"the key of {name!r} says its id is {id_!r}; it is {found.id.hex()}")
        return found

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature (without key id or time) was made over the message by this key."""
        try:
            if self.type == ECDSA:
                key = serialization.load_der_public_key(self.raw)
                if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
                    return False
                key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
            elif self.type == COSIGN_MLDSA44:
                mldsa.MLDSA44PublicKey.from_public_bytes(self.raw).verify(signature, message)
            else:
                ed25519.Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@lru_cache(maxsize=1024)
def _key_id(name: str, type_: int, raw: bytes) -> bytes:
    """By the rules of signed-note; asked for with every signature."""
    if type_ == ECDSA:
        return sha256(raw).digest()[:4]
    return sha256(name.encode() + b"\n" + bytes([type_]) + raw).digest()[:4]


PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | mldsa.MLDSA44PrivateKey


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key under the name of its public key. It never prints itself."""

    public: PublicKey
    private: PrivateKey

    def __repr__(self) -> str:
        return f"Signer({self.public.name!r}, {NAMES[self.public.type]})"

    def sign(self, message: bytes) -> bytes:
        """The signature over a message."""
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(message, ec.ECDSA(hashes.SHA256()))
        return self.private.sign(message)

    def to_pem(self) -> str:
        """The private key as PEM (PKCS 8), unencrypted: it belongs in a file that only its keeper can read."""
        form = serialization.PrivateFormat.PKCS8
        return self.private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def new_signer(name: str, type_: int = ED25519) -> Signer:
    """A fresh key of a type."""
    if type_ == ECDSA:
        return signer_of(name, type_, ec.generate_private_key(ec.SECP256R1()))
    if type_ == COSIGN_MLDSA44:
        return signer_of(name, type_, mldsa.MLDSA44PrivateKey.generate())
    return signer_of(name, type_, ed25519.Ed25519PrivateKey.generate())


def signer_of(name: str, type_: int, private: PrivateKey) -> Signer:
    """A private key under a name, for signatures of a type. BadKey when the two do not go together."""
    public = private.public_key()
    ed, mine = ed25519.Ed25519PublicKey, mldsa.MLDSA44PublicKey
    fits = {ED25519: ed, COSIGN_ED25519: ed, ECDSA: ec.EllipticCurvePublicKey, COSIGN_MLDSA44: mine}
    if type_ not in fits or not isinstance(public, fits[type_]):
        raise BadKey(f"that private key makes no signatures of type {type_}")
    if type_ == ECDSA:
        raw = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    else:
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return Signer(PublicKey(name, type_, raw), private)


def signer_from_pem(name: str, type_: int, pem: str) -> Signer:
    """The signer that ``to_pem`` wrote. BadKey when it is no private key of that kind."""
    try:
        private = serialization.load_pem_private_key(pem.encode(), password=None)
    except ValueError:
        raise BadKey("the file holds no private key that can be read") from None
    if not isinstance(private, PrivateKey):
        raise BadKey("the file holds a private key of another kind")
    return signer_of(name, type_, private)

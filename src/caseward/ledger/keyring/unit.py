"""The sealed unit: the few who may still read what an order sealed.

Sealing needs only their public key, so whoever carries out an order cannot read afterwards what was sealed. HPKE
(RFC 9180) with P-256, HKDF-SHA256 and AES-256-GCM; the name of the sealed key is bound to what is sent.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from caseward.ledger.keyring.wrap import NotOpened

_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_LABEL = b"caseward/sealed/v1\0"


def new_unit() -> tuple[bytes, bytes]:
    """A fresh pair for a sealed unit: private key (PEM, PKCS 8) and public key (PEM)."""
    private = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PrivateFormat.PKCS8
    pem = private.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    return pem, public_of(pem)


def public_of(private: bytes) -> bytes:
    """The public key (PEM) of a private one. NotOpened when it is no private key of that kind."""
    public = _private(private).public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def sent(public: bytes, content: bytes, about: str) -> bytes:
    """Content that only the holder of the private key can open, and only as what it is about."""
    return _SUITE.encrypt(content, _public(public), _LABEL + about.encode())


def received(private: bytes, box: bytes, about: str) -> bytes:
    """What was sent. NotOpened for another key, another subject, or any bit changed."""
    try:
        return _SUITE.decrypt(box, _private(private), _LABEL + about.encode())
    except (InvalidTag, ValueError):
        raise NotOpened("sealed for another unit or another key, or altered") from None


def _public(pem: bytes) -> ec.EllipticCurvePublicKey:
    try:
        found = serialization.load_pem_public_key(pem)
    except ValueError:
        found = None
    if not isinstance(found, ec.EllipticCurvePublicKey) or not isinstance(found.curve, ec.SECP256R1):
        raise NotOpened("this is no public key of a sealed unit (P-256, PEM)")
    return found


def _private(pem: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        found = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        found = None
    if not isinstance(found, ec.EllipticCurvePrivateKey) or not isinstance(found.curve, ec.SECP256R1):
        raise NotOpened("this is no private key of a sealed unit (P-256, PEM)")
    return found

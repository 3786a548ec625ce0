"""ECDSA signatures on P-256 with SHA-256, checked with the standard library alone (FIPS 186-5 section 6.4.2).

For agencies whose module has no Ed25519. Nothing here is secret; it takes about 3 ms.
"""

from __future__ import annotations

from hashlib import sha256

from caseward.verify.curve import sum_of

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
#: What stands before the 64 bytes of an uncompressed point in the DER form of a key (RFC 5480).
_DER = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")

Point = tuple[int, int, int]  # Jacobian coordinates: x = X/Z**2, y = Y/Z**3; Z = 0 is the neutral point
_NEUTRAL: Point = (1, 1, 0)
_BASE: Point = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    1,
)


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature (DER) was made over the message by the key (DER, an uncompressed point)."""
    key, numbers = _point(public), _numbers(signature)
    if key is None or numbers is None:
        return False
    r, s = numbers
    if not (0 < r < _ORDER and 0 < s < _ORDER):
        return False
    inverse = pow(s, -1, _ORDER)
    digest = int.from_bytes(sha256(message).digest(), "big")
    x, _, z = sum_of(digest * inverse % _ORDER, _BASE, r * inverse % _ORDER, key, (_NEUTRAL, _added, _doubled))
    return bool(z and x * pow(z * z, -1, _P) % _P % _ORDER == r)


def _point(public: bytes) -> Point | None:
    if len(public) != len(_DER) + 64 or not public.startswith(_DER):
        return None
    x, y = int.from_bytes(public[-64:-32], "big"), int.from_bytes(public[-32:], "big")
    on_curve = x < _P and y < _P and (y * y - x * x * x + 3 * x - _B) % _P == 0
    return (x, y, 1) if on_curve else None


def _numbers(signature: bytes) -> tuple[int, int] | None:
    """The two numbers of a signature; None when the bytes are not the one DER form of two numbers."""
    if len(signature) < 8 or signature[0] != 0x30 or signature[1] != len(signature) - 2 or signature[1] > 127:
        return None
    at, found = 2, []
    for _ in range(2):
        length = signature[at + 1] if signature[at : at + 1] == b"\x02" and at + 1 < len(signature) else 0
        body = signature[at + 2 : at + 2 + length]
        padded = len(body) > 1 and body[0] == 0 and body[1] < 128
        if not body or len(body) != length or body[0] > 127 or padded:
            return None
        found.append(int.from_bytes(body, "big"))
        at += 2 + length
    return (found[0], found[1]) if at == len(signature) else None


def _doubled(p: Point) -> Point:
    x, y, z = p
    square, w = y * y % _P, z * z % _P
    m, s = 3 * (x - w) * (x + w) % _P, 4 * x * square % _P
    found = (m * m - 2 * s) % _P
    return found, (m * (s - found) - 8 * square * square) % _P, 2 * y * z % _P


def _added(p: Point, q: Point) -> Point:
    if not p[2] or not q[2]:
        return p if p[2] else q
    zp, zq = p[2] * p[2] % _P, q[2] * q[2] % _P
    u, v = p[0] * zq % _P, q[0] * zp % _P
    s, t = p[1] * zq * q[2] % _P, q[1] * zp * p[2] % _P
    if u == v:
        return _doubled(p) if s == t else _NEUTRAL
    h, r = v - u, t - s
    h2 = h * h % _P
    h3, uh = h2 * h % _P, u * h2 % _P
    x = (r * r - h3 - 2 * uh) % _P
    return x, (r * (uh - x) - s * h3) % _P, p[2] * q[2] * h % _P

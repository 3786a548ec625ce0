"""Blind marks: what is looked up without being written down (HMAC-SHA256 under the key ring's index key).

Without that key nobody can tell from a mark whom or what it stands for, or test a guess.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks under one index key (32 bytes), each purpose apart from the others."""

    key: bytes = field(repr=False)

    def subject(self, subject: str) -> bytes:
        """Of all matters of a subject."""
        return self._mark(b"subject", subject)

    def matter(self, subject: str, matter: str) -> bytes:
        """Of one matter."""
        return self._mark(b"matter", subject, matter)

    def actor(self, actor: str) -> bytes:
        """Of somebody who records."""
        return self._mark(b"actor", actor)

    def id(self, id_: str) -> bytes:
        """Of an entry's own id."""
        return self._mark(b"id", id_)

    def file(self, subject: str, matter: str, digest: str) -> str:
        """Of a file that belongs to a matter, by its SHA-256 in hex: as text, to be its name where it lies."""
        return self._mark(b"file", subject, matter, digest).hex()

    def request(self, key: str) -> str:
        """Of a request's key, as text."""
        return self._mark(b"request", key).hex()

    def digest(self, contents: list[bytes]) -> bytes:
        """Of what a request held: its pieces, whose lengths are part of the mark."""
        made = hmac.new(self.key, b"caseward/digest/v1\0", sha256)
        for piece in contents:
            made.update(len(piece).to_bytes(8, "big") + piece)
        return made.digest()

    def actors_key(self) -> bytes:
        """The key that locks the names of those who record."""
        return self._mark(b"actors")

    def _mark(self, purpose: bytes, *what: str) -> bytes:
        """Each text in UTF-8 with its length in front, so that no two lists of texts are marked alike."""
        texts = [text.encode() for text in what]
        message = b"".join([b"caseward/" + purpose + b"/v1\0", *(b"%d:%b" % (len(text), text) for text in texts)])
        return hmac.digest(self.key, message, "sha256")

"""The keys of payloads: one for each matter, in a file of their own, wrapped by a master key that is held apart."""

from caseward.ledger.keyring.errors import BadRing, KeyGone, KeySealed, KeyUnknown, RingFailed
from caseward.ledger.keyring.file import FileRing, create_ring, open_ring
from caseward.ledger.keyring.ring import KeyRing
from caseward.ledger.keyring.unit import new_unit

__all__ = [
    "BadRing",
    "FileRing",
    "KeyGone",
    "KeyRing",
    "KeySealed",
    "KeyUnknown",
    "RingFailed",
    "create_ring",
    "new_unit",
    "open_ring",
]

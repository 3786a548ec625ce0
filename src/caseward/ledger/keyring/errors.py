"""What the key ring refuses."""

from __future__ import annotations

from caseward.errors import CasewardError
from caseward.ledger.store.refusals import StoreFailed


class BadRing(CasewardError):
    """The file is no key ring, was altered, or is not opened by the keys that were given."""

    code = "CW510"
    sentence = "The key ring cannot be used."
    hint = "give the ring and the master key that belong together; a ring that was altered is restored from its backup"


class KeyGone(CasewardError):
    """The key was destroyed under an order."""

    code = "CW511"
    sentence = "The key was destroyed under an order; what it locked can never be read again."
    http_status = 410


class KeySealed(CasewardError):
    """The key is sealed and the sealed unit's key was not given."""

    code = "CW512"
    sentence = "The key is sealed under an order."
    hint = "only the holder of the sealed unit's key can read what it locks"
    http_status = 403


class KeyUnknown(CasewardError):
    """The ring holds no key of that name."""

    code = "CW513"
    sentence = "The key ring holds no such key."
    hint = "the ring is older than the store: restore the ring's newest backup"
    http_status = 404


class RingFailed(StoreFailed):
    """The key ring's file could not be written or read; what hung on it was not done. To whoever appends it is what a
    failure of the store is.
    """

    code = "CW517"
    sentence = "The key ring could not be written or read; nothing was acknowledged."
    hint = "find out what the disk reports (space, permissions), then send the same request again"

"""Talking to a witness over HTTP."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from caseward.errors import BadRequest
from caseward.ledger.store.store import Store
from caseward.ledger.witness import Answer
from caseward.ledger.witness_client import NotWitnessed

LONGEST_WAIT = 30
"""Seconds for one answer."""
_AT_ONCE = 4_096
"""Entries handed over in one request: at most 64 KiB each, most some 400 bytes."""


def url_of(text: str) -> str:
    """The address of a witness, without a slash at its end. BadRequest when there is none or it is no address."""
    if not text:
        raise BadRequest("No witness is named: give its URL, or enter it in kept.toml as witness.url.")
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise BadRequest(f"{text!r} is no address that begins with https:// or http://.")
    return text.rstrip("/")


def post_to(url: str) -> Callable[[bytes], Answer]:
    """Sends checkpoints to a witness."""
    return lambda data: posted(f"{url}/add-checkpoint", data)


def posted(place: str, data: bytes) -> Answer:
    """What is answered to a body. NotWitnessed when nobody answers."""
    request = urllib.request.Request(place, data, {"Content-Type": "application/octet-stream"})
    try:
        with urllib.request.urlopen(request, timeout=LONGEST_WAIT) as answer:
            return Answer(answer.status, answer.read().decode("utf-8", "replace"))
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Answer(refusal.code, refusal.read().decode("utf-8", "replace"))
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise NotWitnessed(f"the witness does not answer ({reason}); nothing was changed, ask again later") from None


def hand_over(url: str, origin: str, store: Store, first: int) -> None:
    """Give a witness the envelopes that it has no copy of yet. NotWitnessed with its words when it refuses them."""
    size, tried = store.size, False
    while first < size:
        end = min(size, first + _AT_ONCE)
        lines = b"".join(leaf + b"\n" for leaf in store.leaves(first, end))
        answer = posted(f"{url}/entries/{quote(origin, safe='')}/{first}", lines)
        here, _, said = answer.body.partition("\n")
        if answer.status == 409 and not tried and here.isdigit() and int(here) < first:
            first, tried = int(here), True  # it has fewer than it cosigned of late: a new copy, from its own end on
            continue
        if answer.status != 200:
            raise NotWitnessed(f"the witness does not take the entries ({answer.status}): {' '.join(said.split())}")
        first = end

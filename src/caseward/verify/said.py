"""What an entry says, proven: the file beside a receipt (``ID.said.json``) that opens the envelope's commitments."""

from __future__ import annotations

import json
import re

from caseward.verify.envelope import opens, read
from caseward.verify.wire import Refused

_OPENING = re.compile(r"[0-9a-f]{64}")


def check_said(leaf: bytes, data: bytes) -> dict[str, str]:
    """The parts of an entry by name, as canonical text, when each is the one that its envelope commits to.

    ``data`` is JSON: ``{"index": N, "parts": {NAME: {"opening": HEX, "part": TEXT}}}``. Refused when a part is another.
    """
    envelope = read(leaf)
    try:
        parts = json.loads(data)["parts"]
        told = {name: (about["opening"], about["part"]) for name, about in parts.items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Refused("what is said to stand in the entry is not written as it has to be") from None
    for name, (opening, part) in told.items():
        commitment = envelope.parts.get(name)
        if not isinstance(opening, str) or not _OPENING.fullmatch(opening) or not isinstance(part, str):
            raise Refused(f"the part {name[:40]!r} is not written as it has to be")
        if commitment is None or not opens(name, bytes.fromhex(opening), part.encode(), commitment):
            raise Refused(f"the part {name[:40]!r} is not the one that was recorded")
    return {name: part for name, (_, part) in sorted(told.items())}

"""Receipts checked offline, as anybody can: that what was sent is in the log that the agency's key signed."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any

from caseward.client.failures import NotProven
from caseward.client.shapes import Recorded
from caseward.verify.envelope import read
from caseward.verify.receipt import check
from caseward.verify.said import check_said
from caseward.verify.trust import Trust
from caseward.verify.wire import Refused

NOTE, PRIVATE = "note", "private_"
"""How the log names the parts of a note and of a private column; ``docs/lifecycle-of-an-entry.md``."""
ITS_OWN = frozenset({"kind", "recorded"})
"""What of a line the log says in another place: the kind and the time are the envelope's."""


def prove(sent: Sequence[Mapping[str, Any]], recorded: Sequence[Recorded], trust: Trust) -> None:
    """Whether receipts prove that what was sent is in the log. NotProven."""
    found = [_said(one, trust) for one in recorded]
    if len(found) < len(sent):
        raise NotProven(f"{len(sent)} were sent, and there are receipts for {len(found)}.")
    for line in sent:
        if not any(_holds(line, said) for said in found):
            raise NotProven(f"No receipt is of {json.dumps(dict(line), ensure_ascii=False)[:200]}.")


def _said(one: Recorded, trust: Trust) -> dict[str, Any]:
    """What an entry says, proven: all its columns, by name."""
    try:
        proven = check(one["receipt"].encode(), trust)
        parts = check_said(proven.leaf, json.dumps({"parts": one["said"] or {}}).encode())
    except Refused as error:
        raise NotProven(f"Entry {one['place']}: {error}.") from None
    if proven.index != one["place"]:
        raise NotProven(f"The receipt is of entry {proven.index}, and not of entry {one['place']}.")
    said: dict[str, Any] = {"kind": read(proven.leaf).kind}
    for name, text in parts.items():
        part: dict[str, Any] = json.loads(text)
        column = name.removeprefix(PRIVATE)  # such a column is a part of its own, to be withheld by itself
        said |= {column: part["text" if name == NOTE else "value"]} if name == NOTE or column != name else part
    return said


def _holds(line: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    kept = {name: value for name, value in line.items() if name not in ITS_OWN and value not in ("", None, [])}
    return line.get("kind") == said["kind"] and all(_same(value, said.get(name)) for name, value in kept.items())


def _same(sent: Any, kept: Any) -> bool:
    """Alike as the record reads them: ``yes`` is true, ``a;b`` is a list of two."""
    texts = {True: "yes", False: "no"}
    if isinstance(kept, bool):
        return bool(sent == kept or sent == texts[kept])
    if isinstance(kept, dict):  # text that is not in Unicode's NFC form
        kept = b64decode(kept["utf8"]).decode()
    if isinstance(kept, list):
        return sorted(sent.split(";") if isinstance(sent, str) else sent) == sorted(kept)
    return str(sent) == str(kept)

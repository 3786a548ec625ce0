"""What may go wrong with a call: it was refused, the server was not reached, or a receipt proves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caseward.errors import CasewardError, Fault


class Refused(CasewardError):
    """The server answered that it will not. ``status`` is the HTTP status, ``faults`` every fault that it named."""

    code = "CW575"
    sentence = "The server refused the call."
    hint = "correct what it names, and send all of it again"

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        names = ("file", "row", "column", "code", "field", "value", "rule", "hint")
        faults = [Fault(**{name: one[name] for name in names}) for one in problem.get("faults", ())]
        super().__init__(f"{status}: {problem.get('detail', 'it did not say why')}", faults=faults)


class NotReached(CasewardError):
    """The server could not be reached, or went on failing. What was sent under a key may be sent again under it."""

    code = "CW576"
    sentence = "The server was not reached, or went on failing."
    hint = "send the same again under the same key: it is recorded once"
    exit_code = 5
    http_status = 503


class NotProven(CasewardError):
    """The receipt of what was recorded does not prove what was sent."""

    code = "CW577"
    sentence = "The receipt does not prove that what was sent is in the log."
    hint = "keep the answer, and tell the agency and its inspector"
    exit_code = 1
    http_status = 502

"""What is refused about orders."""

from __future__ import annotations

from caseward.errors import CasewardError, Fault


class BadOrder(CasewardError):
    """The order has faults, or does not fit what the record holds; nothing was changed."""

    code = "CW515"
    sentence = "The order cannot be carried out as it is written; nothing was changed."
    hint = "correct the places named above; --dry-run shows what an order would do"
    http_status = 422


class NotCountersigned(CasewardError):
    """A destruction needs the signature of a second person over exactly what is to be destroyed."""

    code = "CW516"
    sentence = "The destruction is not countersigned; nothing was destroyed."
    hint = "write the request anew with --request, and have an authority that is listed for this record sign it"
    http_status = 403


def order_fault(file: str, field: str, value: object, rule: str, hint: str) -> Fault:
    """A fault of an order at a field."""
    return Fault(file, 0, 0, BadOrder.code, field, "" if value is None else str(value), rule, hint)

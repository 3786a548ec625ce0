"""An order of a court or authority as data: what is to be done to which matters, and on whose word.

It is written as a TOML file, so that two people can read it before it is carried out. Which statutes there are is not
written here: the legal basis is what the order says it is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from caseward.errors import Fault
from caseward.ledger.canonical import Plain
from caseward.ledger.orders.errors import BadOrder, order_fault

ALL: Final = "all"
#: What an order can ask for, and the kind of entry that records it.
ACTIONS: Final = {"seal": "sealing_order", "unseal": "unsealing_order", "destroy": "destruction_order"}
#: Every field of an order file, and what it says. The guide on sealing and destruction lists them.
FIELDS: Final = {
    "action": "what is ordered: `seal`, `unseal` or `destroy`",
    "court": "the court or authority that made the order",
    "number": "the number of the order or of its case; carried out once",
    "date": "the day of the order, as 2023-04-12",
    "basis": "the legal basis as the order states it, as `Welf. & Inst. Code § 786`",
    "ordered_by": "who ordered it, by office",
    "carried_out_by": "who carries it out, by role",
    "subject": "the person (or facility, office) whose matters they are",
    "matters": 'the terms or petitions by name, as `["T-1", "T-2"]`; "" is what names no term; `"all"` is everything',
}
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Order:
    """An order without faults. ``matters`` is None where everything of the subject is meant. ``file`` is where it was
    read, for messages. ``beside`` are further cases by token that it takes along: whoever carries it out finds them.
    """

    action: str
    court: str
    number: str
    date: date
    basis: str
    ordered_by: str
    carried_out_by: str
    subject: str
    matters: tuple[str, ...] | None
    file: str = "order"
    beside: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of entry that records it."""
        return ACTIONS[self.action]

    def particulars(self) -> dict[str, Plain]:
        """What the log keeps of it. Whose matters they were is not in it: after a destruction nobody could tell."""
        return {
            "action": self.action,
            "basis": self.basis,
            "carried_out_by": self.carried_out_by,
            "court": self.court,
            "date": self.date.isoformat(),
            "number": self.number,
            "ordered_by": self.ordered_by,
        }

    def fault(self, field: str, value: object, rule: str, hint: str) -> Fault:
        """A fault of this order at a field."""
        return order_fault(self.file, field, value, rule, hint)


def read_order(data: bytes, file: str, allowed: Sequence[str] = tuple(ACTIONS)) -> Order:
    """The order that a file states, when it is for one of the actions allowed. BadOrder with every fault."""
    try:
        found = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadOrder(faults=[order_fault(file, "", "", f"it is not TOML: {error}", "see --example")]) from None
    faults = [*_unknown(found, file), *_wrong(found, file), *_not_allowed(found, file, allowed)]
    if faults:
        raise BadOrder(faults=faults)
    matters = found["matters"]
    texts = {name: found[name].strip() for name in FIELDS if name not in ("date", "matters")}
    return Order(**texts, date=found["date"], matters=None if matters == ALL else tuple(matters), file=file)


def _unknown(found: Mapping[str, Any], file: str) -> list[Fault]:
    hint = f"the fields are: {', '.join(FIELDS)}"
    return [
        order_fault(file, name, None, "an order has no such field", hint) for name in sorted(set(found) - {*FIELDS})
    ]


def _wrong(found: Mapping[str, Any], file: str) -> list[Fault]:
    faults = []
    for name, meaning in FIELDS.items():
        rule = "it must be there" if name not in found else _broken(name, found[name])
        if rule:
            faults.append(order_fault(file, name, found.get(name), rule, meaning))
    return faults


def _broken(name: str, value: Any) -> str:
    """What is wrong with the value of a field; an empty text: nothing."""
    if name == "date":
        plain_day = isinstance(value, date) and not isinstance(value, datetime)
        return "" if plain_day else "it is a day without quotation marks, as 2023-04-12"
    if name == "matters":
        return _broken_matters(value)
    if not isinstance(value, str) or not value.strip():
        return "it is a text that is not empty"
    if len(value) > _LONGEST or not value.isprintable():
        return f"it is one line of at most {_LONGEST} characters"
    if name == "action" and value.strip() not in ACTIONS:
        return f"it is one of: {', '.join(ACTIONS)}"
    return ""


def _broken_matters(value: Any) -> str:
    if value == ALL:
        return ""
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        return 'it is a list of texts, or "all"'
    return "a matter is named twice" if len(set(value)) < len(value) else ""


def _not_allowed(found: Mapping[str, Any], file: str, allowed: Sequence[str]) -> list[Fault]:
    action = found.get("action")
    if action not in ACTIONS or action in allowed:
        return []
    hint = f"carry it out with `caseward {action}`"
    return [order_fault(file, "action", action, f"this command carries out: {', '.join(allowed)}", hint)]


EXAMPLE: Final = """\
# An order to be carried out. `caseward {action} DIR ORDER.toml --dry-run` shows what it would do.
action = "{action}"
court = "Superior Court, County of Example"
number = "YJ-23-0412"
date = 2023-04-12
basis = "{basis}"
ordered_by = "judge of department 203"
carried_out_by = "records clerk 7"
subject = "P-1001"
matters = ["T-1"]
"""
_BASES = {
    "seal": "Welf. & Inst. Code § 786",
    "unseal": "Welf. & Inst. Code § 786(g)",
    "destroy": "Welf. & Inst. Code § 826",
}


def example(action: str) -> str:
    """An order file for an action, to begin from."""
    return EXAMPLE.format(action=action, basis=_BASES[action])

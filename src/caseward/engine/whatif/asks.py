"""What a policy asks people to do: which requirements ask for deeds at all, and which of those a contact answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce

from caseward.obligations.incomplete import is_limit
from caseward.obligations.match import kinds_of
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.values import Matcher
from caseward.policy.walk import requirements

#: Kinds of requirement that are answered by doing something; the others forbid, or look at a quantity.
_DEEDS = ("every", "apart", "when")


class Asks(IntEnum):
    """What answers a requirement: nothing need be done, something that is no contact, perhaps a contact, a contact."""

    NOTHING = 0
    OTHER = 1
    EITHER = 2
    CONTACT = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What each requirement of a policy asks, by its id, whichever version or overlay it stands in."""

    by_id: Mapping[str, Asks]

    @classmethod
    def of(cls, document: PolicyDocument) -> Asked:
        """Of two requirements with one id that ask for different things, what either may ask."""
        found: dict[str, list[Asks]] = {}
        for _, requirement in requirements(document):
            found.setdefault(requirement.id, []).append(_asks(requirement, document))
        return cls({name: reduce(_joined, asked) for name, asked in found.items()})


def _joined(one: Asks, other: Asks) -> Asks:
    return one if one is other or other is Asks.NOTHING else other if one is Asks.NOTHING else Asks.EITHER


def _asks(requirement: Requirement, document: PolicyDocument) -> Asks:
    if requirement.body_key not in _DEEDS or is_limit(requirement):
        return Asks.NOTHING
    kinds = {k for m in _matchers(requirement) for k in kinds_of(m, document.matchers)}
    if "contact" not in kinds:
        return Asks.OTHER
    return Asks.CONTACT if kinds == {"contact"} else Asks.EITHER


def _matchers(requirement: Requirement) -> Iterator[Matcher]:
    """Everything that may count towards it."""
    then = requirement.when.then if requirement.when else None
    given = [then or requirement.counts, *(row.counts for row in requirement.rows)]
    yield from (m for m in given if m is not None)
    lines = [*requirement.any_of, *(line for row in requirement.rows for line in row.any_of or ())]
    yield from (line.counts for line in lines)

"""The facts a policy may ask about: which subject has them, what values they can take, and what it means when none is
recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from caseward.policy.model import PolicyDocument
from caseward.policy.values import Scalar
from caseward.record.fields import FieldType
from caseward.record.gives import ABSENT_MEANS_NONE, FACILITY_FACTS, GIVES, PLURAL_FACTS, Gives
from caseward.record.kinds import BY_NAME

Sort = Literal["word", "text", "number", "flag"]


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact: its sort, the words it can take (for sort ``word``), and whether several values can hold at once."""

    name: str
    subject: str
    sort: Sort
    words: tuple[str, ...] = ()
    plural: bool = False
    says: str = ""

    @property
    def absent_means_none(self) -> bool:
        """Whether a fact of which nothing is recorded is known not to hold."""
        return self.name in ABSENT_MEANS_NONE


#: Fact: the columns that put it in force.
_COLUMNS: dict[str, list[Gives]] = {}
for _given in (g for g in GIVES if g.fact != "deceased"):
    _COLUMNS.setdefault(_given.fact, []).append(_given)
_FACILITY = frozenset(g.fact for g in FACILITY_FACTS)
_SORTS: dict[FieldType, Sort] = {FieldType.CODE: "word", FieldType.CODES: "word", FieldType.INT: "number"}


def _of_columns(name: str, columns: list[Gives]) -> KnownFact:
    fields = []
    for column in columns:
        found = BY_NAME[column.kind].field(column.field)
        assert found is not None, f"{column} is not in the record"
        fields.append(found)
    words = tuple(dict.fromkeys(code for f in fields for code in f.codes))
    subject = "facility" if name in _FACILITY else "term"
    sort = _SORTS.get(fields[0].type, "text")
    return KnownFact(name, subject, sort, words, name in PLURAL_FACTS, fields[-1].doc)


_FOLLOWING = (
    KnownFact("custody", "term", "flag", says="whether the person is in custody"),
    KnownFact("deceased", "term", "flag", says="whether the person has died"),
    KnownFact("days_on_supervision", "term", "number", says="days since the term began"),
    KnownFact("days_to_end", "term", "number", says="days until the term ends by the length ordered"),
    KnownFact("id_parity", "term", "word", ("even", "odd"), says="an even or odd number made from the term's id"),
    KnownFact("assigned", "officer", "text", plural=True, says="the terms an officer is responsible for"),
)

KNOWN_FACTS: dict[str, KnownFact] = {
    f.name: f for f in (*(_of_columns(n, c) for n, c in _COLUMNS.items()), *_FOLLOWING)
}


def fact_named(name: str, document: PolicyDocument) -> KnownFact | None:
    """A fact of the record, or one that a look-up table of the policy gives; None when nothing gives it."""
    found = KNOWN_FACTS.get(name)
    if found is not None:
        return found
    given = [row.gives for lookup in document.lookups if lookup.gives == name for row in lookup.rows]
    if not given:
        return None
    words = tuple(dict.fromkeys(str(v) for v in given))
    number = all(isinstance(v, int) and not isinstance(v, bool) for v in given)
    return KnownFact(name, document.subject, "number" if number else "word", () if number else words)


def fact_names(document: PolicyDocument) -> list[str]:
    """Every fact that a policy about its subject may name."""
    own = [f.name for f in KNOWN_FACTS.values() if f.subject == document.subject]
    return sorted({*own, *(lookup.gives for lookup in document.lookups)})


def domain_of(name: str, document: PolicyDocument) -> tuple[Scalar, ...]:
    """The values a fact may take in this policy: those declared in ``facts``, else those of the record; empty when
    open.
    """
    declared = document.facts.get(name)
    if declared:
        return declared
    fact = fact_named(name, document)
    if fact is None:
        return ()
    return (True, False) if fact.sort == "flag" else fact.words

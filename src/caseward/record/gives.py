"""Which column of which kind puts which fact in force: the one table that subjects, policies and docs read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gives:
    """A column of a kind that puts a fact in force; ``plural`` facts may hold several values at once.

    ``blank``: the value that an entry with the column left blank puts in force; None: it puts nothing in force.
    ``lapses``: an entry with the column left blank ends what an earlier one said (a level without its scheme).
    """

    kind: str
    field: str
    fact: str
    plural: bool = False
    blank: str | None = None
    lapses: bool = False


TERM_FACTS = (
    Gives("term", "supervision_type", "supervision_type"),
    Gives("term", "case_type", "case_type"),
    Gives("term", "level", "level"),
    Gives("term", "office", "office"),
    Gives("level", "level", "level"),
    Gives("level", "scheme", "level_scheme", lapses=True),
    Gives("case_type", "case_type", "case_type"),
    Gives("assignment", "officer", "officer"),
    Gives("assignment", "office", "office"),
    Gives("assessment", "score", "score"),
    Gives("assessment", "instrument", "instrument"),
    Gives("residence", "residence_type", "residence_type"),
    Gives("residence", "place", "residence"),
    Gives("employment", "status", "employment"),
    Gives("employment", "employer", "employer"),
    Gives("programme", "programme", "programme", plural=True),
    Gives("programme", "type", "programme_type", plural=True),
    Gives("condition", "condition", "condition", plural=True),
    Gives("absence", "reason", "absence", plural=True),
)
FACILITY_FACTS = (
    Gives("facility", "facility_type", "facility_type"),
    Gives("capacity", "beds", "capacity"),
    Gives("in_rooms", "unit", "in_rooms", plural=True, blank=""),
)
OFFICE_FACTS = (Gives("office_status", "status", "office_status"),)
PERSON_FACTS = (Gives("person", "sex", "sex"), Gives("person", "died", "deceased"))
#: Custody is put in force by one kind and ended by another, so no column holds it.
CUSTODY_KINDS = ("custody_in", "custody_out")

GIVES = (*TERM_FACTS, *FACILITY_FACTS, *OFFICE_FACTS, *PERSON_FACTS)
PLURAL_FACTS = frozenset(g.fact for g in GIVES if g.plural)

#: Facts of which none recorded means none, not unknown: nobody records "not in hospital" each day.
ABSENT_MEANS_NONE = PLURAL_FACTS | {"custody", "office_status", "deceased", "assigned"}


def given_by(kind: str) -> tuple[str, ...]:
    """The facts that entries of a kind put in force, in the order of its columns."""
    if kind in CUSTODY_KINDS:
        return ("custody",)
    return tuple(g.fact for g in GIVES if g.kind == kind)

"""Which page of the application records what settles an obligation, and what it says there. No database here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: By kind of entry, the likeliest first: the name of the address where somebody records it, with what it asks for
#: beside the person, and what leads there.
STEPS: Final[dict[str, tuple[str, Promise]]] = {
    "warning_response": ("warning", _("Open the warning")),
    "contact": ("contact", _("Record a contact")),
    "appointment": ("appointments", _("Appointments")),
    "report": ("report-new", _("Write the report")),
    "graduated_response": ("proceedings", _("Violations and court")),
    "violation": ("proceedings", _("Violations and court")),
    "petition": ("proceedings", _("Violations and court")),
    "hearing": ("proceedings", _("Violations and court")),
    "warrant": ("proceedings", _("Violations and court")),
    "arrest": ("proceedings", _("Violations and court")),
    "custody_in": ("proceedings", _("Violations and court")),
    "custody_out": ("proceedings", _("Violations and court")),
    "absence": ("proceeding-new absence", _("Record an absence")),
    "drug_test": ("proceeding-new drug-test", _("Record a drug test")),
    "assessment": ("proceeding-new assessment", _("Record an assessment")),
    "level": ("proceedings", _("Violations and court")),
    "task_promised": ("person-promises", _("Promises")),
    "task_done": ("person-promises", _("Promises")),
    "review": ("person-reviews", _("Case reviews")),
}
ELSEWHERE: Final = ("person", _("Look at the record"))
"""Where what settles it is recorded elsewhere and comes here by import."""


@dataclass(frozen=True, slots=True)
class Step:
    """A way to settle an obligation: the address of the page, and what leads there."""

    where: str
    says: str


def steps_to(kinds: Iterable[str], person: str, about: str) -> list[Step]:
    """The pages on which what settles an obligation is recorded; the first is the likeliest. ``about`` is the entry
    that set the obligation off.
    """
    held = set(kinds)
    found = dict.fromkeys(STEPS[kind] for kind in STEPS if kind in held)
    return [Step(_where(name, person, about), str(says)) for name, says in found or {ELSEWHERE: None}]


def _where(name: str, person: str, about: str) -> str:
    if name == "warning":
        return reverse("warning", args=[about]) if about else reverse("warnings")
    place, *more = name.split()
    return reverse(place, args=[person, *more])

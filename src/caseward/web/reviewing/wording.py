"""How pages say the codes of a review, and what happened in a case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TYPES = [
    ("case", _("The case as a whole")), ("plan", _("The plan")), ("level", _("The level")),
    ("discharge", _("Discharge")), ("initial_plan", _("The first plan")),
]  # fmt: skip
CHOSEN = [
    ("due", _("It was due")), ("event", _("Something happened")), ("random", _("Drawn at random")),
    ("asked", _("Somebody asked")),
]  # fmt: skip
LOOKED_AT = [
    ("contacts", _("Contacts")), ("appointments", _("Appointments and absences")), ("reports", _("Reports")),
    ("warnings", _("Warnings from others")), ("violations", _("Violations and responses")),
    ("conditions", _("Conditions")), ("plan", _("The plan")), ("level", _("The level")), ("home", _("The home")),
    ("drug_tests", _("Drug tests")), ("other", _("Something else")),
]  # fmt: skip
EVENTS = {
    "petition": _("petition filed"), "custody_in": _("taken into custody"), "arrest": _("arrested"),
    "violation": _("violation"), "incident": _("incident"), "warning": _("warning of a weapon with violence"),
}  # fmt: skip


def in_words(type_: str, chosen: str, looked_at: tuple[str, ...] = ()) -> dict[str, str]:
    """The codes of a review as a page says them."""
    looked = ", ".join(str(dict(LOOKED_AT).get(code, code)) for code in looked_at)
    said = {"type": dict(TYPES).get(type_, type_), "chosen": dict(CHOSEN).get(chosen, chosen), "looked_at": looked}
    return {name: str(value) for name, value in said.items()}

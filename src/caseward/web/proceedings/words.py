"""Codes of violations and court steps in words, to be asked for and to be shown."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

TYPES = {
    "technical": _("A condition was broken"),
    "absconding": _("They went out of reach"),
    "new_offence": _("A new offence is alleged"),
    "other": _("Something else"),
}
JUDGEMENTS = {
    "substantiated": _("It happened, and it is a violation"),
    "not_substantiated": _("It did not happen, or it is no violation"),
}
SEVERITIES = {"minor": _("minor"), "moderate": _("moderate"), "serious": _("serious")}
RESPONSES = {
    "none": _("No response"),
    "verbal_warning": _("Verbal warning"),
    "written_warning": _("Written warning"),
    "increased_contact": _("Increased contact"),
    "treatment": _("Treatment"),
    "curfew": _("Curfew"),
    "community_service": _("Community service"),
    "flash_incarceration": _("Flash incarceration"),
    "other": _("Something else"),
}
AGAINST = {
    "within": _("as the policy allows"),
    "less": _("less than the policy allows"),
    "more": _("more than the policy allows"),
    "other": _("not among what the policy allows"),
}
STATES = {
    "proposed": _("proposed, waiting for a supervisor"),
    "returned": _("returned to whoever proposed it"),
    "approved": _("approved and recorded as the response"),
    "withdrawn": _("withdrawn"),
}
"""How a proposal of a response stands."""
PROPOSAL_STEPS = {
    "proposed": _("Proposed"),
    "returned": _("Returned"),
    "approved": _("Approved"),
    "withdrawn": _("Withdrawn"),
}
RESULTS = {
    "summarily_revoked": _("Summarily revoked"),
    "revoked": _("Revoked"),
    "reinstated": _("Reinstated"),
    "modified": _("Modified"),
    "continued": _("Continued to another day"),
    "dismissed": _("Dismissed"),
}
WARRANT_STEPS = {
    "requested": _("Asked for"),
    "issued": _("Issued"),
    "served": _("Served"),
    "recalled": _("Recalled"),
    "refused": _("Refused"),
}
YES_NO = {"yes": _("Yes"), "no": _("No")}

#: By the word in the address: the kind of entry, its title, and what it does and does not say.
STEPS = {
    "petition": ("petition", _("Petition filed"), _("A filed petition is not custody: custody is recorded by itself.")),
    "hearing": (
        "hearing",
        _("Hearing"),
        _("A hearing to come has no result yet; it is said once there is one."),
    ),
    "warrant": ("warrant", _("Warrant"), _("A warrant that is asked for or issued is not served.")),
    "arrest": ("arrest", _("Arrest"), _("Who arrested, for what, and whether on a warrant.")),
    "custody-in": ("custody_in", _("Entry into custody"), _("From when and where the person is held.")),
    "custody-out": ("custody_out", _("Release from custody"), _("When and on what terms the person was let go.")),
}
TITLES = {kind: title for kind, title, _said in STEPS.values()}
#: What is shown of an entry of these kinds, beside when it was: column, its name, its codes in words.
SHOWN: dict[str, tuple[tuple[str, object, Mapping[str, object]], ...]] = {
    "petition": (
        ("ground", _("Ground"), {}),
        ("filed_by", _("Filed by"), {}),
        ("hearing_set_for", _("Hearing set for"), {}),
    ),
    "hearing": (("result", _("What the court ordered"), RESULTS), ("decided_by", _("Decided by"), {})),
    "warrant": (
        ("step", _("Step"), WARRANT_STEPS),
        ("type", _("Kind of warrant"), {}),
        ("decided_by", _("Decided by"), {}),
    ),
    "arrest": (("by", _("Arrested by"), {}), ("for", _("For what"), {}), ("with_warrant", _("On a warrant"), YES_NO)),
    "custody_in": (("place", _("Where"), {}), ("reason", _("Why"), {})),
    "custody_out": (("reason", _("Why, and on what terms"), {}), ("release_type", _("Kind of release"), {})),
}

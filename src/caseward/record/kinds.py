"""The register of kinds of entry. Each room of kinds is its own module; this one joins them and looks them up."""

from __future__ import annotations

from caseward.record.fields import Kind
from caseward.record.kinds_dispute import DISPUTE_KINDS
from caseward.record.kinds_facility import FACILITY_KINDS
from caseward.record.kinds_person import PERSON_KINDS
from caseward.record.kinds_proof import PROOF_KINDS
from caseward.record.kinds_response import RESPONSE_KINDS
from caseward.record.kinds_supervision import SUPERVISION_KINDS
from caseward.record.kinds_work import WORK_KINDS

KINDS: tuple[Kind, ...] = (
    *PERSON_KINDS,
    *SUPERVISION_KINDS,
    *RESPONSE_KINDS,
    *DISPUTE_KINDS,
    *FACILITY_KINDS,
    *PROOF_KINDS,
    *WORK_KINDS,
)

BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}


def kind_named(name: str) -> Kind | None:
    """The kind of that name, or None."""
    return BY_NAME.get(name)

"""What a policy's own citations say about a matter: text from the policy file, handed on as it stands.

Data, not advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from caseward.dates import When
from caseward.obligations.match import kinds_of
from caseward.obligations.model import Obligation
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.values import Citation
from caseward.policy.versions import overlay_end, resolved_versions


def law_on(documents: Sequence[PolicyDocument], kind: str, when: When) -> str:
    """The rules that an entry of this kind set off, each with its title and citation: those in force when it happened,
    or that may have been, where the record is not sure of the day. Empty when the policies had none.
    """
    found = [f"{r.title} ({cited(d, r.cite)})" for d in documents for r in _set_off_by(d, kind, when)]
    return "; ".join(dict.fromkeys(found))


def requirement_of(
    documents: Iterable[PolicyDocument], obligation: Obligation
) -> tuple[PolicyDocument, Requirement] | None:
    """The requirement that created an obligation, with its document: of its overlay, else of its version."""
    for document in (d for d in documents if d.policy == obligation.policy):
        for requirement in _in_force(document, obligation):
            if requirement.id == obligation.requirement:
                return document, requirement
    return None


def _in_force(document: PolicyDocument, obligation: Obligation) -> tuple[Requirement, ...]:
    if obligation.overlay:
        return next((o.requirements for o in document.overlays if o.id == obligation.overlay), ())
    versions = resolved_versions(document)
    return next((v.requirements for v in versions if v.version.version == obligation.version), ())


def cited(document: PolicyDocument, cite: Citation) -> str:
    """A citation in words: the place, its source, and the words when they are public."""
    source = document.sources.get(cite.source, cite.source)
    said = f': "{cite.quote}"' if cite.quote else ""
    return f"{cite.at}, {source}{said}" if cite.at else f"{source}{said}"


def _set_off_by(document: PolicyDocument, kind: str, when: When) -> Iterator[Requirement]:
    for requirement in _possibly_in_force(document, when):
        triggers = requirement.when.triggers if requirement.when else ()
        matchers = [t.entry for t in triggers if t.entry is not None]
        if any(kind in kinds_of(m, document.matchers) for m in matchers):
            yield requirement


def _possibly_in_force(document: PolicyDocument, when: When) -> Iterator[Requirement]:
    for version in resolved_versions(document):
        if version.start <= when.last and when.first < version.end:
            yield from version.requirements
    for overlay in document.overlays:
        if overlay.from_ <= when.last and when.first < overlay_end(overlay):
            yield from overlay.requirements

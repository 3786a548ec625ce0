"""What a policy means by a contact: its matcher ``direct-contact``, or failing that whatever contacts its requirements
count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from caseward.obligations.match import Match, kinds_of, match
from caseward.obligations.truth import Truth
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.values import Matcher
from caseward.record.entry import Entry
from caseward.record.subjects import Facts, Subject

DIRECT_CONTACT = "direct-contact"
"""The name by which a policy defines a contact that counts as one."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A policy's definition of a contact. ``says`` is it in the policy's words."""

    document: PolicyDocument
    matcher: Matcher
    says: str

    def of(self, entry: Entry, facts: Facts) -> Match:
        """Whether the entry is a contact as defined, and why not."""
        return match(entry, self.matcher, self.document.matchers, facts)

    def sort(self, subject: Subject) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        """The subject's contacts that are contacts as defined, and those of which a fact is missing; the refused are
        in neither.
        """
        facts = Facts.of(subject)
        found = [(self.of(e, facts).truth, e) for e in subject.entries if e.kind == "contact"]
        return tuple(e for t, e in found if t is Truth.YES), tuple(e for t, e in found if t is Truth.UNKNOWN)


def definition_in(documents: Sequence[PolicyDocument], subject_kind: str = "term") -> Definition | None:
    """The definition of the first document, in the order given, that has one for this kind of subject; None when none
    has.
    """
    able = [d for d in documents if d.subject == subject_kind]
    for document in able:
        if DIRECT_CONTACT in document.matchers:
            named = document.matchers[DIRECT_CONTACT]
            return Definition(document, named, named.says or "as the policy defines a direct contact")
    return next((d for d in map(_counted, able) if d is not None), None)


def requirements_of(document: PolicyDocument) -> Iterator[tuple[str, Requirement]]:
    """Every requirement of a document with its version or overlay, versions first, as written."""
    for version in document.versions:
        yield from ((version.version, r) for r in version.requirements)
    for overlay in document.overlays:
        yield from ((overlay.id, r) for r in overlay.requirements)


def _counted(document: PolicyDocument) -> Definition | None:
    found = [
        m for _, r in requirements_of(document) for m in _matchers(r) if kinds_of(m, document.matchers) == {"contact"}
    ]
    unique = tuple(_unlike(found))
    if not unique:
        return None
    return Definition(document, Matcher(any=unique), "any contact that a requirement of the policy counts")


def _matchers(requirement: Requirement) -> Iterator[Matcher]:
    held = [requirement.counts, *(row.counts for row in requirement.rows)]
    held += [a.counts for a in requirement.any_of]
    held += [a.counts for row in requirement.rows for a in row.any_of or ()]
    return (m for m in held if m is not None)


def _unlike(matchers: Iterable[Matcher]) -> Iterator[Matcher]:
    seen: list[Matcher] = []
    for matcher in matchers:
        if matcher not in seen:
            seen.append(matcher)
            yield matcher

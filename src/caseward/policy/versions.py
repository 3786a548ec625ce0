"""Which requirements are in force on a day: versions resolved into periods, what each takes over from an earlier one,
and overlays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseward.dates import FOREVER
from caseward.policy.model import Overlay, PolicyDocument, Version
from caseward.policy.requirement import Requirement


@dataclass(frozen=True, slots=True)
class ResolvedVersion:
    """A version with its period (``end`` exclusive) and every requirement in force in it, those taken over included.

    A version ends where it says, or where the next begins, whichever is first.
    """

    version: Version
    start: date
    end: date
    requirements: tuple[Requirement, ...]

    def contains(self, day: date) -> bool:
        """True when the version is in force on the day."""
        return self.start <= day < self.end


def resolved_versions(document: PolicyDocument) -> tuple[ResolvedVersion, ...]:
    """The versions in order of start, each with its own requirements and those it takes over by ``based_on``.

    A requirement given again under the same id stands in place of the earlier one; those named in ``removes`` are
    left out.
    A ``based_on`` that names no earlier version takes over nothing (``check`` refuses such a policy).
    """
    ordered = sorted(document.versions, key=lambda v: (v.from_, v.version))
    resolved: list[ResolvedVersion] = []
    for place, version in enumerate(ordered):
        following = [v.from_ for v in ordered[place + 1 :] if v.from_ > version.from_]
        end = min([version.until or FOREVER, *following[:1]])
        earlier = next((r.requirements for r in resolved if r.version.version == version.based_on), ())
        resolved.append(ResolvedVersion(version, version.from_, end, _merged(earlier, version)))
    return tuple(resolved)


def _merged(earlier: tuple[Requirement, ...], version: Version) -> tuple[Requirement, ...]:
    own = {r.id: r for r in version.requirements}
    kept = [own.pop(r.id, r) for r in earlier if r.id not in version.removes or r.id in own]
    return (*kept, *(r for r in version.requirements if r.id in own))


def version_on(document: PolicyDocument, day: date) -> ResolvedVersion | None:
    """The version in force on a day, or None."""
    return next((r for r in resolved_versions(document) if r.contains(day)), None)


def overlay_end(overlay: Overlay) -> date:
    """The first day on which the overlay no longer holds."""
    return overlay.until or FOREVER


def overlays_on(document: PolicyDocument, day: date) -> tuple[Overlay, ...]:
    """The overlays in force on a day, the one that prevails first. Their scope is for the reader to test."""
    found = [o for o in document.overlays if o.from_ <= day < overlay_end(o)]
    return tuple(sorted(found, key=lambda o: (-o.order, o.id)))

"""Which requirement is in force for a subject on a day: versions, overlays in their scope and order, and declared
overriding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from caseward.dates import FOREVER, Period
from caseward.obligations.once import once
from caseward.obligations.standing import Standing
from caseward.obligations.truth import Truth
from caseward.policy.model import Overlay, PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.versions import ResolvedVersion, resolved_versions

IN_FORCE = "in force"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A requirement in force over a period, with the version and the overlay (if any) it comes from."""

    requirement: Requirement
    version: str
    overlay: str
    period: Period


@dataclass(frozen=True, slots=True)
class Regime:
    """The rulings of one requirement id for one subject, in order, and the days on which another requirement stood in
    its place."""

    id: str
    rulings: tuple[Ruling, ...]
    rivals: tuple[Period, ...]  # periods in which another requirement of the same duty was in force

    def on(self, day: date) -> Ruling | None:
        """The ruling in force on a day, or None."""
        return next((r for r in self.rulings if r.period.contains(day)), None)

    def rival_on(self, day: date) -> bool:
        """Whether another requirement of the same duty was in force on a day."""
        return any(p.contains(day) for p in self.rivals)


@once(64)
def overlays_of(document: PolicyDocument, reading: str) -> tuple[Overlay, ...]:
    """The overlays that stand in a reading, the highest order first."""
    without = next((set(r.without) for r in document.readings if r.id == reading), set())
    kept = [o for o in document.overlays if o.id not in without]
    return tuple(sorted(kept, key=lambda o: (-o.order, o.id)))


def regimes_of(standing: Standing, reading: str) -> tuple[Regime, ...]:
    """Every requirement that is ever in force for a subject over its life, sorted by id.

    A requirement that changes its kind from one version to the next has one regime for each kind.
    """
    overlays = overlays_of(standing.document, reading)
    versions = _versions(standing.document)
    days = _edges(standing, versions, overlays)
    found: dict[tuple[str, str], list[Ruling]] = {}
    for start, end in pairwise(days):
        for ruling in _rulings(standing, versions, overlays, Period(start, end)):
            found.setdefault((ruling.requirement.id, ruling.requirement.body_key), []).append(ruling)
    return tuple(Regime(key[0], _joined(found[key]), _rivals(found, key)) for key in sorted(found))


@once(64)
def _versions(document: PolicyDocument) -> tuple[ResolvedVersion, ...]:
    return resolved_versions(document)


def _edges(standing: Standing, versions: tuple[ResolvedVersion, ...], overlays: tuple[Overlay, ...]) -> list[date]:
    """Every day on which the set of requirements in force may change, from the earliest version to for ever."""
    start = min(v.start for v in versions)
    found = {start, FOREVER}
    found |= {d for v in versions for d in (v.start, v.end)}
    found |= {d for o in overlays for d in (o.from_, o.until or FOREVER)}
    found |= set(standing.edges([o.scope for o in overlays], Period(start, FOREVER)))
    return sorted(d for d in found if start <= d <= FOREVER)


def _rulings(
    standing: Standing, versions: tuple[ResolvedVersion, ...], overlays: tuple[Overlay, ...], period: Period
) -> list[Ruling]:
    day = period.start
    found = {
        r.id: Ruling(r, v.version.version, "", period)
        for v in versions
        if v.start <= day < v.end
        for r in v.requirements
    }
    active = [o for o in overlays if o.from_ <= day < (o.until or FOREVER) and standing.test(o.scope, day) is Truth.YES]
    version = next((v.version.version for v in versions if v.start <= day < v.end), "")
    for overlay in reversed(active):  # the highest order is laid last and so prevails
        for replaced in overlay.replaces:
            found.pop(replaced, None)
        found |= {r.id: Ruling(r, version, overlay.id, period) for r in overlay.requirements}
    return list(found.values())


def _joined(rulings: list[Ruling]) -> tuple[Ruling, ...]:
    """Adjoining periods of one and the same ruling made one."""
    found: list[Ruling] = []
    for ruling in rulings:
        last = found[-1] if found else None
        if (
            last
            and last.requirement == ruling.requirement
            and (last.version, last.overlay, last.period.end) == (ruling.version, ruling.overlay, ruling.period.start)
        ):
            found[-1] = Ruling(
                last.requirement, last.version, last.overlay, Period(last.period.start, ruling.period.end)
            )
        else:
            found.append(ruling)
    return tuple(found)


def _rivals(found: dict[tuple[str, str], list[Ruling]], own: tuple[str, str]) -> tuple[Period, ...]:
    duties = {r.requirement.about for r in found[own]}
    return tuple(r.period for i in sorted(found) if i != own for r in found[i] if r.requirement.about in duties)

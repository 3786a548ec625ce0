"""The lane of the policy in force: its dated versions, and each overlay with its dates and where they come from."""

from __future__ import annotations

from datetime import timedelta

from caseward.policy.model import Overlay, PolicyDocument
from caseward.policy.versions import ResolvedVersion, overlay_end, resolved_versions
from caseward.reports.picture import Lane, Mark, Shape
from caseward.reports.speech import short_day


def policy_lane(document: PolicyDocument) -> Lane:
    """Versions and overlays as bars, overlays hollow so that what lies under them is remembered."""
    marks = [*(_version(document, v) for v in resolved_versions(document)), *map(_overlay, document.overlays)]
    return Lane("Policy in force", tuple(marks), "policy")


def _version(document: PolicyDocument, resolved: ResolvedVersion) -> Mark:
    version = resolved.version
    said = (
        f"version “{version.version}”"
        if len(document.versions) == 1
        else f"from {short_day(resolved.start)}: {version.version}"
    )
    words = f"version “{version.version}” of {document.title}, from {short_day(resolved.start)} ({version.basis})"
    return Mark(Shape.BAR, resolved.start, resolved.end - timedelta(days=1), words, "bar", f"{said}", look="version")


def _overlay(overlay: Overlay) -> Mark:
    end = overlay_end(overlay)
    until = f"until {short_day(end)} ({overlay.until_basis})" if overlay.until else "no end stated"
    words = f"overlay “{overlay.title}” by {overlay.issuer}, from {short_day(overlay.from_)}, {until}"
    label = f"{overlay.title}: {short_day(overlay.from_)}, {until}"
    return Mark(Shape.BAR, overlay.from_, end - timedelta(days=1), words, "bar, outlined", label, look="overlay")

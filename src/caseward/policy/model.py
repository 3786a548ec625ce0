"""A policy document: dated versions of requirements, overlays with an issuer and an order, sources, calendars, named
matchers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from caseward.policy.requirement import Requirement
from caseward.policy.values import Basis, Calendar, Citation, Matcher, Part, Predicate, Provision, Scalar, Slug


class Version(Part):
    """The requirements in force from a date until the next version begins or, when said, until a date (exclusive)."""

    version: str
    from_: Annotated[date, Field(alias="from")]
    until: date | None = None
    based_on: Annotated[
        str, Field(description="an earlier version whose requirements hold unless given or removed here")
    ] = ""
    removes: Annotated[
        tuple[str, ...], Field(description="ids of requirements of the earlier version that no longer hold")
    ] = ()
    cite: Citation | None = None
    basis: Basis = "published"
    requirements: tuple[Requirement, ...] = ()


class Overlay(Part):
    """An emergency directive, an understaffed office: issuer, scope, start, end, and its order among overlays (the
    highest prevails)."""

    id: Slug
    title: str
    issuer: str
    order: int
    from_: Annotated[date, Field(alias="from")]
    until: date | None = None
    until_basis: Annotated[Basis, Field(description="whether the end date is published or assumed")] = "published"
    scope: Predicate = Field(default_factory=dict)
    cite: Citation
    replaces: Annotated[
        tuple[str, ...],
        Field(description="ids of requirements set aside while it holds; its own requirements stand instead"),
    ] = ()
    requirements: tuple[Requirement, ...] = ()


class ReadingOf(Part):
    """Another reading to show beside the policy in force, such as the ordinary rule as if an overlay had not been
    issued."""

    id: Slug
    title: str
    without: Annotated[tuple[str, ...], Field(min_length=1, description="ids of overlays set aside in this reading")]


class Workload(Part):
    """Officer hours or points a month by a fact, for capacity and what-if."""

    unit: Literal["hours", "points"]
    per: Literal["month"] = "month"
    by: str
    values: dict[str, Provision]
    capacity: Provision
    basis: Basis
    cite: Citation


class LookupRow(Part):
    """One row of a dated look-up table: from a number to a number gives a value, for these facts."""

    for_: Annotated[Predicate, Field(alias="for")] = Field(default_factory=dict)
    at_least: int | None = None
    at_most: int | None = None
    gives: Scalar


class Lookup(Part):
    """A dated look-up table, such as score to level by sex: it gives a fact from another fact."""

    gives: Annotated[str, Field(description="the fact it gives")]
    of: Annotated[str, Field(description="the fact looked up")]
    before_first: Annotated[Scalar | None, Field(description="the value while the fact looked up has none")] = None
    from_: Annotated[date, Field(alias="from")]
    until: date | None = None
    cite: Citation
    rows: Annotated[tuple[LookupRow, ...], Field(min_length=1)]


class PolicyDocument(Part):
    """A whole policy file."""

    policy: Slug
    title: str
    jurisdiction: str
    subject: Literal["term", "facility", "officer"] = "term"
    about: str = ""
    sources: dict[str, str]
    calendars: dict[str, Calendar] = Field(default_factory=dict)
    facts: Annotated[
        dict[str, tuple[Scalar, ...]],
        Field(description="every value a fact may take here; used to find holes between rows"),
    ] = Field(default_factory=dict)
    lookups: tuple[Lookup, ...] = ()
    matchers: dict[str, Matcher] = Field(default_factory=dict)
    workload: Workload | None = None
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]
    overlays: tuple[Overlay, ...] = ()
    readings: tuple[ReadingOf, ...] = ()

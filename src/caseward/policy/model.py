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

    version: Annotated[str, Field(description="its name, unlike that of any other version")]
    from_: Annotated[date, Field(alias="from", description="first day on which it is in force")]
    until: Annotated[
        date | None,
        Field(description="first day on which it is no longer in force; blank: until the next version begins"),
    ] = None
    based_on: Annotated[
        str, Field(description="an earlier version whose requirements hold unless given or removed here")
    ] = ""
    removes: Annotated[
        tuple[str, ...], Field(description="ids of requirements of the earlier version that no longer hold")
    ] = ()
    cite: Annotated[Citation | None, Field(description="where its date stands")] = None
    basis: Annotated[Basis, Field(description="whether its dates are published or assumed")] = "published"
    requirements: Annotated[tuple[Requirement, ...], Field(description="its requirements")] = ()


class Overlay(Part):
    """An emergency directive, an understaffed office: issuer, scope, start, end, and its order among overlays (the
    highest prevails)."""

    id: Slug
    title: Annotated[str, Field(description="what it is called")]
    issuer: Annotated[str, Field(description="the office that issued it")]
    order: Annotated[
        int, Field(description="a whole number; of two overlays that hold at one time the higher prevails")
    ]
    from_: Annotated[date, Field(alias="from", description="first day on which it holds")]
    until: Annotated[
        date | None, Field(description="first day on which it no longer holds; blank: until it is withdrawn")
    ] = None
    until_basis: Annotated[Basis, Field(description="whether the end date is published or assumed")] = "published"
    scope: Predicate = Field(default_factory=dict)
    cite: Annotated[Citation, Field(description="where it stands")]
    replaces: Annotated[
        tuple[str, ...],
        Field(description="ids of requirements set aside while it holds; its own requirements stand instead"),
    ] = ()
    requirements: Annotated[tuple[Requirement, ...], Field(description="requirements that hold while it does")] = ()


class ReadingOf(Part):
    """Another reading to show beside the policy in force, such as the ordinary rule as if an overlay had not been
    issued."""

    id: Slug
    title: Annotated[str, Field(description="what the reading says, as `as if ... had not been issued`")]
    without: Annotated[tuple[str, ...], Field(min_length=1, description="ids of overlays set aside in this reading")]


class Workload(Part):
    """What cases cost an officer, from a date: a number a month by a fact, a number for each thing asked, or both;
    and how much one officer can carry. For capacity and what-if."""

    from_: Annotated[date, Field(alias="from", description="first day on which the table holds")]
    until: Annotated[date | None, Field(description="first day on which it no longer holds; blank: it still does")] = (
        None
    )
    unit: Annotated[Literal["hours", "points"], Field(description="what is counted")]
    per: Annotated[Literal["month"], Field(description="the time it is counted for")] = "month"
    by: Annotated[str, Field(description="the fact that `values` go by")] = ""
    values: Annotated[
        dict[str, Provision],
        Field(description="what a case costs a month, by the value of that fact, whatever is asked of it"),
    ] = Field(default_factory=dict)
    each: Annotated[
        dict[str, Provision],
        Field(
            description="what one of the things that a requirement asks costs, by the requirement's id or duty, on top "
            "of `values`: minutes where the unit is hours, points where it is points"
        ),
    ] = Field(default_factory=dict)
    capacity: Annotated[Provision, Field(description="how many hours or points one officer has a month")]
    basis: Annotated[Basis, Field(description="whether the numbers are published or assumed")]
    cite: Annotated[Citation, Field(description="where they stand")]
    note: Annotated[str, Field(description="why these numbers, when they are assumed")] = ""


class GradedRow(Part):
    """What the policy allows in answer to a violation of one severity, at some levels or at every one."""

    severity: Annotated[str, Field(description="how serious the violation was judged to be, as the record says it")]
    level: Annotated[
        tuple[str, ...], Field(description="supervision levels for which the row holds; blank: every")
    ] = ()
    responses: Annotated[
        tuple[str, ...], Field(min_length=1, description="responses that it allows, as the record names them")
    ]


class ResponseCondition(Part):
    """What is asked before a response is given, in words: whoever proposes it says how that is met."""

    response: Annotated[str, Field(description="the response, one of those that a supervisor approves first")]
    says: Annotated[str, Field(min_length=1, description="what is asked, in words")]
    cite: Annotated[Citation, Field(description="where it stands")]


class GradedResponses(Part):
    """The grid of graduated responses from a date: how serious a violation is and the level give the responses
    allowed. Choosing less or more is for a person, with a reason."""

    from_: Annotated[date, Field(alias="from", description="first day on which the grid holds")]
    until: Annotated[date | None, Field(description="first day on which it no longer holds; blank: it still does")] = (
        None
    )
    order: Annotated[
        tuple[str, ...],
        Field(min_length=1, description="responses from the mildest to the strictest, to tell less from more"),
    ]
    approved_first: Annotated[
        tuple[str, ...], Field(description="responses that a supervisor approves before they are given")
    ] = ()
    conditions: Annotated[
        tuple[ResponseCondition, ...], Field(description="what is asked before such a response is proposed")
    ] = ()
    rows: Annotated[tuple[GradedRow, ...], Field(min_length=1, description="its rows; exactly one may fit")]
    basis: Annotated[Basis, Field(description="whether the grid is published or assumed")]
    cite: Annotated[Citation, Field(description="where it stands")]
    note: Annotated[str, Field(description="why this grid, when it is assumed")] = ""


class LookupRow(Part):
    """One row of a dated look-up table: from a number to a number gives a value, for these facts."""

    for_: Annotated[Predicate, Field(alias="for")] = Field(default_factory=dict)
    at_least: Annotated[int | None, Field(description="from this number, included")] = None
    at_most: Annotated[int | None, Field(description="to this number, included")] = None
    gives: Annotated[Scalar, Field(description="the value that it gives")]


class Lookup(Part):
    """A dated look-up table, such as score to level by sex: it gives a fact from another fact."""

    gives: Annotated[str, Field(description="the fact it gives")]
    of: Annotated[str, Field(description="the fact looked up")]
    before_first: Annotated[Scalar | None, Field(description="the value while the fact looked up has none")] = None
    from_: Annotated[date, Field(alias="from", description="first day on which the table holds")]
    until: Annotated[date | None, Field(description="first day on which it no longer holds; blank: it still does")] = (
        None
    )
    cite: Annotated[Citation, Field(description="where the table stands")]
    rows: Annotated[tuple[LookupRow, ...], Field(min_length=1, description="its rows; exactly one may fit")]


class PolicyDocument(Part):
    """A whole policy file."""

    policy: Slug
    title: Annotated[str, Field(description="what the policy is called")]
    jurisdiction: Annotated[str, Field(description="where it holds")]
    subject: Annotated[Literal["term", "facility", "officer"], Field(description="what its obligations are about")] = (
        "term"
    )
    about: Annotated[
        str, Field(description="what it covers, what is not public, and what was assumed, for the reader")
    ] = ""
    sources: Annotated[dict[str, str], Field(description="every source cited, by a short key: title, publisher, date")]
    calendars: Annotated[dict[str, Calendar], Field(description="business calendars by name")] = Field(
        default_factory=dict
    )
    facts: Annotated[
        dict[str, tuple[Scalar, ...]],
        Field(description="every value a fact may take here; used to find holes between rows"),
    ] = Field(default_factory=dict)
    lookups: Annotated[tuple[Lookup, ...], Field(description="dated tables that give one fact from another")] = ()
    matchers: Annotated[dict[str, Matcher], Field(description="matchers by name, to `use` where they are needed")] = (
        Field(default_factory=dict)
    )
    workload: Annotated[
        tuple[Workload, ...], Field(description="dated tables of what cases cost an officer each month")
    ] = ()
    graduated_responses: Annotated[
        tuple[GradedResponses, ...], Field(description="dated grids of what is allowed in answer to a violation")
    ] = ()
    versions: Annotated[tuple[Version, ...], Field(min_length=1, description="the policy by date, the earliest first")]
    overlays: Annotated[
        tuple[Overlay, ...], Field(description="directives that hold for a time on top of the versions")
    ] = ()
    readings: Annotated[tuple[ReadingOf, ...], Field(description="other readings to show beside the one in force")] = ()

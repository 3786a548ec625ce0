"""Kinds about the person and the case in court: who, convictions, charges, the grant of probation."""

from __future__ import annotations

from caseward.record.fields import Kind, code, codes, ref, text, when, whole, words, yes_no
from caseward.record.kinds_supervision import CASE_TYPES, LEVELS

DEGREES = ("first", "second", "not_stated")

PERSON_KINDS: tuple[Kind, ...] = (
    Kind(
        "person",
        "A person known to the agency. `occurred` is the day the agency first knew of them.",
        "",
        (
            code("sex", "sex as the agency's standard uses it", "male", "female", "other"),
            text("birth_year", "year of birth, or blank", private=True),
            words("identifiers", "identity numbers as `scheme:number`; tokens in published records", private=True),
            text("role", "the role by which a published record names the person"),
            when("died", "when the person died, if they did"),
        ),
    ),
    Kind(
        "term",
        "A grant of probation, release to parole, or other start of a supervision term. "
        "`id` is the term's id; `occurred` is the day it starts.",
        "person",
        (
            ref("person", "the person supervised", "person", required=True),
            code(
                "supervision_type",
                "the legal form of supervision",
                *(
                    "formal_probation",
                    "conditional_sentence",
                    "mandatory_supervision",
                    "prcs",
                    "parole",
                    "community_order",
                    "licence",
                    "pretrial",
                    "dual",
                    "juvenile",
                    "other",
                ),
            ),
            whole("length_months", "length ordered, in months"),
            whole("jail_days", "days of jail ordered as a condition of the grant"),
            codes(
                "conditions",
                "conditions ordered at the grant",
                *(
                    "no_weapons",
                    "drug_testing",
                    "search",
                    "no_contact",
                    "treatment",
                    "curfew",
                    "restitution",
                    "register",
                ),
            ),
            code("case_type", "case type at the start, where the agency sets one", *CASE_TYPES),
            code("level", "supervision level at the start, where one is set", *LEVELS),
            text("office", "office responsible at the start"),
            text("county", "county of jurisdiction"),
        ),
    ),
    Kind(
        "term_end",
        "The end of a supervision term. `occurred` is the first day on which the term is no longer in force.",
        "term",
        (
            ref("term", "the term that ended", "term", required=True),
            code(
                "reason",
                "why it ended",
                "completed",
                "early_discharge",
                "revoked",
                "died",
                "transferred_out",
                "terminated",
                "other",
            ),
        ),
    ),
    Kind(
        "prior_conviction",
        "A conviction before the case supervised.",
        "person",
        (
            ref("person", "the person convicted", "person", required=True),
            text("offence", "the offence as the source states it"),
            text("statute", "statute, where stated"),
            code("degree", "degree, where the statute has degrees", *DEGREES),
            code("class", "class of offence", "felony", "misdemeanor", "infraction", "not_stated"),
            text("sentence", "sentence as the source states it"),
        ),
    ),
    Kind(
        "charge",
        "A charge, a plea or a disposition, and who decided.",
        "person",
        (
            ref("person", "the person charged", "person", required=True),
            ref("term", "the term that resulted", "term"),
            text("offence", "the offence as the source states it"),
            text("statute", "statute, where stated"),
            code(
                "stage",
                "what this entry states",
                "arrest",
                "filed",
                "allegation_withdrawn",
                "plea",
                "dismissed",
                "convicted",
                "sentenced",
                required=True,
            ),
            code("plea", "the plea", "guilty", "no_contest", "not_guilty"),
            text("decided_by", "the role that decided"),
            text("disposition", "the disposition in plain words"),
            text("under_policy", "a prosecutor's or court's policy cited for the decision"),
        ),
    ),
    Kind(
        "directive",
        "A directive, ruling or board order that changes what an agency may or must do.",
        "",
        (
            text("issuer", "the office that issued it", required=True),
            text("title", "its title or number"),
            when("until", "when it ceased to be in force, if known"),
            text("effect", "what it changed, in one sentence"),
            yes_no("decided_by_court", "whether it is a court's decision"),
        ),
    ),
)

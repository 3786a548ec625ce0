"""Kinds about the record itself: documents, claims, assertions, corrections, policy adopted."""

from __future__ import annotations

from caseward.record.fields import Field, FieldType, Kind, code, ref, text, when, whole, words

PROOF_KINDS: tuple[Kind, ...] = (
    Kind(
        "claim",
        "A claim against the county or agency.",
        "",
        (
            ref("term", "the term it concerns", "term"),
            text("claimant_role", "the claimant's role", private=True),
            whole("amount_dollars", "amount stated, in dollars"),
            when("accrued", "when the cause accrued"),
            text("result", "what came of it"),
        ),
    ),
    Kind(
        "document",
        "A document and its hash.",
        "",
        (
            ref("term", "the term it concerns", "term"),
            text("title", "title", required=True),
            Field("sha256", FieldType.HASH, "SHA-256 of the file, 64 hexadecimal digits", required=True),
            text("location", "where the file is kept"),
        ),
    ),
    Kind(
        "assertion",
        "Somebody's claim that something happened. Competing assertions share a `topic` and stay side by side.",
        "",
        (
            ref("term", "the term it concerns", "term"),
            ref("facility", "the facility it concerns", "facility"),
            text("topic", "what the assertion is about; competing assertions share it", required=True),
            text("states", "what is asserted, in one sentence", required=True),
            text("value", "the asserted value, for side-by-side comparison"),
            text("asserted_by", "the role or body that asserts it", required=True),
            text("about_kind", "the kind of entry the record should then hold, for testing"),
            words("about_fields", "field=value pairs such an entry would have"),
            when("about_when", "when the asserted event is said to have happened"),
            whole("about_count", "how many such entries there should be"),
        ),
    ),
    Kind(
        "correction",
        "A correction: it supersedes an earlier entry and says why. Both stay visible. "
        "`occurred` is the day the correction was made.",
        "",
        (
            text("corrects", "id of the entry superseded", required=True),
            text("replaced_by", "id of the entry that stands instead; blank when the earlier one is withdrawn"),
            text("reason", "why", required=True),
            code(
                "sort",
                "what was wrong",
                "wrong_person",
                "wrong_date",
                "wrong_code",
                "duplicate",
                "did_not_happen",
                "other",
            ),
        ),
    ),
    Kind(
        "policy_adopted",
        "A policy version adopted by the agency.",
        "",
        (
            text("policy", "policy id", required=True),
            text("version", "version", required=True),
            Field("sha256", FieldType.HASH, "SHA-256 of the policy file"),
            text("adopted_by", "role or body that adopted it"),
        ),
    ),
)

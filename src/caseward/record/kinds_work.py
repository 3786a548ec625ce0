"""Kinds about the agency's own work: who stands in for whom, which transfers are asked for, which cases were drawn."""

from __future__ import annotations

from caseward.record.fields import Field, FieldType, Kind, text, when, whole, words
from caseward.record.kinds_supervision import TERM

WORK_KINDS: tuple[Kind, ...] = (
    Kind(
        "cover",
        "An officer stands in for another who is out of the office. `occurred` is the first day of it.",
        "",
        (
            text("officer", "staff token of the officer who is out", required=True),
            text("covered_by", "staff token of the officer who stands in", required=True),
            when("until", "first day on which it no longer holds; blank until it is known"),
            text("reason", "why, as far as it is anybody's business"),
        ),
    ),
    Kind(
        "transfer_request",
        "Somebody asked that another officer or office be made responsible. An `assignment` recorded later answers it; "
        "a correction withdraws or declines it.",
        "term",
        (
            TERM,
            text("officer", "staff token of the officer wished for"),
            text("office", "office wished for"),
            text("reason", "why", required=True),
        ),
    ),
    Kind(
        "review_sample",
        "Terms drawn at random for review: those of the frame whose SHA-256 of `seed`, a colon and the term's id is "
        "smallest. Whoever has this entry can draw again.",
        "",
        (
            whole("seed", "the seed", required=True),
            words("frame", "ids of the terms from which it was drawn"),
            Field("frame_sha256", FieldType.HASH, "SHA-256 of the frame's ids, sorted, one to a line"),
            words("drawn", "ids of the terms drawn, in the order of the draw"),
            text("office", "office whose running terms are the frame; blank: all offices that whoever drew oversees"),
        ),
    ),
)

"""Kinds by which the person supervised contradicts the record, and by which somebody answers them."""

from __future__ import annotations

from caseward.record.fields import Kind, code, ref, text

DISPUTE_RESULTS = ("upheld", "partly", "corrected", "not_upheld")
TERM = ref("term", "the supervision term it is about", "term", required=True)

DISPUTE_KINDS: tuple[Kind, ...] = (
    Kind(
        "dispute",
        "The person supervised says that the record is wrong. It changes nothing by itself; somebody answers it.",
        "term",
        (
            TERM,
            # not a reference: an entry that is named by another one can't be corrected, and this is to lead to that
            text("entry", "id of the entry disputed; blank when it is something that no entry says"),
            text("about", "what is disputed where no entry says it: the requirement and the day by which it was due"),
            text("why", "why, in the person's words", private=True),
            ref("proof", "the document sent with it", "document"),
        ),
    ),
    Kind(
        "dispute_answer",
        "What was decided about a dispute, by whom, and why. The record itself is put right by a correction.",
        "term",
        (
            TERM,
            ref("dispute", "the dispute answered", "dispute", required=True),
            code("result", "what was decided", *DISPUTE_RESULTS, required=True),
            text("reason", "why", required=True),
            text("decided_by", "role that decided"),
        ),
    ),
)

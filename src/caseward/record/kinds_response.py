"""Kinds about what was noticed and what was done about it: warnings, reports, violations, petitions, tasks."""

from __future__ import annotations

from caseward.record.fields import Blank, Kind, code, codes, ref, text, when, whole, words, yes_no

FACETS = ("weapon", "violence", "threat_to_named_person", "drugs", "whereabouts", "child", "self_harm")
SEVERITIES = ("minor", "moderate", "serious")
RESPONSES = (
    *("verbal_warning", "written_warning", "increased_contact", "treatment", "curfew", "community_service"),
    *("flash_incarceration", "none", "other"),
)
AGAINST_POLICY = ("within", "less", "more", "other")
TERM = ref("term", "the supervision term it is about", "term", required=True)

RESPONSE_KINDS: tuple[Kind, ...] = (
    Kind(
        "warning",
        "Information from a third party (a tip). `occurred` is when it was received. "
        "Without a term it is about somebody not identified yet; a correction that sets the term attaches it.",
        "term",
        (
            ref("term", "the supervision term it is about; blank while nobody knows which", "term"),
            text("about", "whom the caller means, in their words, where the term is not known", private=True),
            text("from_role", "the caller's relation to the person, never a name", private=True),
            code("channel", "how it came", "phone", "in_person", "letter", "web", "police", "other"),
            codes("facets", "what it was about", *FACETS),
            text("words", "the words used", private=True),
            text("call_back", "how the caller may be reached, if they said so", private=True),
            yes_no("confidential", "whether the caller asked for confidentiality", blank=Blank.NO),
        ),
    ),
    Kind(
        "warning_response",
        "What was decided about a warning, by whom, and why.",
        "term",
        (
            TERM,
            ref("warning", "the warning answered", "warning", required=True),
            code(
                "action",
                "what was done",
                "call_back",
                "field_visit",
                "search",
                "arrest",
                "referred_to_police",
                "court_notified",
                "no_action",
                "other",
                required=True,
            ),
            text("decided_by", "role that decided"),
            text("reason", "why"),
        ),
    ),
    Kind(
        "unattached_response",
        "What was decided about a warning about somebody whom nobody could identify. The same decision by a second "
        "person closes it. It may be attached all the same, by a correction that sets its term.",
        "",
        (
            # not a reference: an entry that is named by another one can't be corrected, and so not be attached
            text("warning", "id of the warning", required=True),
            code("action", "what was decided", "not_identifiable", "passed_on", required=True),
            text("passed_to", "agency or office to which it was passed on"),
            text("decided_by", "role that decided"),
            text("reason", "why, or what was tried", required=True),
        ),
    ),
    Kind(
        "report",
        "A report and the step it is at. `occurred` is the day of the step.",
        "term",
        (
            TERM,
            code(
                "type",
                "kind of report",
                "desertion",
                "violation",
                "progress",
                "incident",
                "force",
                "court",
                required=True,
            ),
            code("step", "the step stated", "drafted", "submitted", "returned", "approved", required=True),
            ref("report", "the earlier step of the same report", "report"),
            text("officer", "staff token of the writer"),
            text("decided_by", "role that returned or approved"),
            text("receipt", "receipt number, where the system gave one"),
            text("text", "the report as it was written", private=True),
        ),
    ),
    Kind(
        "violation",
        "A violation: the fact, apart from the judgement and the response.",
        "term",
        (
            TERM,
            code("type", "type", "technical", "absconding", "new_offence", "other"),
            text("fact", "what happened"),
            code("judgement", "how it was judged", "substantiated", "not_substantiated", "pending"),
            code("severity", "how serious it was judged to be, where it was substantiated", *SEVERITIES),
            text("judged_by", "role that judged"),
        ),
    ),
    Kind(
        "graduated_response",
        "A graduated response to a violation.",
        "term",
        (
            TERM,
            ref("violation", "the violation answered", "violation"),
            code(
                "response",
                "the response",
                *RESPONSES,
                required=True,
            ),
            whole("days", "days, for flash incarceration"),
            text("approved_by", "role that approved"),
            text("reason", "why this response"),
            code("against_policy", "how it stands to what the policy allows for such a violation", *AGAINST_POLICY),
        ),
    ),
    Kind(
        "response_proposal",
        "A response to a violation for which somebody asks a supervisor's approval, and the step it is at. A proposal "
        "is not the response: that is a `graduated_response` of its own, recorded with the approval.",
        "term",
        (
            TERM,
            # not a reference: the judgement of a violation may be corrected while a proposal waits
            text("violation", "id of the violation that it would answer, as it was judged then", required=True),
            code("step", "the step stated", "proposed", "returned", "approved", "withdrawn", required=True),
            ref("proposal", "the earlier step of the same proposal", "response_proposal"),
            code("response", "the response proposed", *RESPONSES),
            whole("days", "days, for flash incarceration"),
            text("reason", "why this response"),
            code("against_policy", "how it stands to what the policy allows for such a violation", *AGAINST_POLICY),
            text("condition_met", "how what the law asks before such a response is met, as whoever proposes it says"),
            text("decided_by", "role that returned or approved"),
            text("given", "id of the response recorded with the approval"),
        ),
    ),
    Kind(
        "petition",
        "A revocation petition or request to return to court. A filed petition is not custody.",
        "term",
        (
            TERM,
            text("ground", "ground stated"),
            text("filed_by", "role that filed"),
            when("hearing_set_for", "hearing date asked for or set"),
        ),
    ),
    Kind(
        "hearing",
        "A hearing on a petition.",
        "term",
        (
            TERM,
            ref("petition", "the petition heard", "petition"),
            code(
                "result",
                "what the court ordered",
                "revoked",
                "reinstated",
                "modified",
                "continued",
                "dismissed",
                "summarily_revoked",
            ),
            text("decided_by", "role that decided"),
        ),
    ),
    Kind(
        "warrant",
        "A warrant asked for, issued, served or recalled.",
        "term",
        (
            TERM,
            code("step", "the step", "requested", "issued", "served", "recalled", "refused", required=True),
            text("type", "kind of warrant"),
            text("decided_by", "role that decided"),
        ),
    ),
    Kind(
        "arrest",
        "An arrest of the person.",
        "term",
        (
            TERM,
            text("by", "agency that arrested"),
            text("for", "what for"),
            yes_no("with_warrant", "whether on a warrant"),
        ),
    ),
    Kind(
        "incident",
        "An incident that the record is later read against.",
        "term",
        (
            TERM,
            text("type", "what it was", required=True),
            text("place", "where"),
            text("summary", "what is established, without blame"),
        ),
    ),
    Kind(
        "referral",
        "An enquiry or referral to another body and its answer.",
        "term",
        (
            TERM,
            text("to", "to whom", required=True),
            code("step", "the step", "requested", "answered", "read", required=True),
            ref("referral", "the request answered", "referral"),
        ),
    ),
    Kind(
        "notice",
        "A letter or notice to the person. A promise to send is a task; this entry says it was sent.",
        "term",
        (
            TERM,
            code(
                "type",
                "kind of notice",
                "warning_letter",
                "final_warning",
                "appointment",
                "instruction",
                "enforcement",
                "other",
                required=True,
            ),
            code("step", "the step", "sent", "delivered", "returned", required=True),
            text("proof", "proof of sending"),
        ),
    ),
    Kind(
        "task_promised",
        "Something promised, with an owner and a due date.",
        "term",
        (
            TERM,
            text("owner", "role or staff token who promised", required=True),
            when("due", "when it is due"),
            text("what", "what was promised", required=True),
            ref("review", "the review that asked for it", "review"),
        ),
    ),
    Kind(
        "task_done",
        "A promise kept, with proof.",
        "term",
        (TERM, ref("task", "the task done", "task_promised", required=True), text("proof", "what shows it was done")),
    ),
    Kind(
        "review",
        "A supervisor's review of a case or report.",
        "term",
        (
            TERM,
            code("type", "kind of review", "case", "plan", "level", "discharge", "initial_plan"),
            text("by", "role that reviewed"),
            code("chosen", "why this case, now", "due", "event", "random", "asked"),
            ref("sample", "the sample in which it was drawn", "review_sample"),
            codes(
                "looked_at",
                "what was looked at",
                *("contacts", "appointments", "reports", "warnings", "violations", "conditions", "plan", "level"),
                *("home", "drug_tests", "other"),
            ),
            text("fact", "what was found"),
            text("judgement", "how it was judged"),
            text("response", "what is to be done about it"),
            words("actions", "actions asked for"),
        ),
    ),
)

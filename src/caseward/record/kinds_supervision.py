"""Kinds about supervision day by day: level, assignment, contacts, appointments, spans of custody, absence, home,
work, programmes."""

from __future__ import annotations

from caseward.record.fields import Blank, Kind, code, codes, ref, text, when, whole, words, yes_no

LEVELS = ("minimum", "low", "moderate", "medium", "high", "maximum", "intensive", "greatest", "initial", "kiosk")
CASE_TYPES = (
    "general",
    "sex_offense",
    "domestic_violence",
    "mental_health",
    "drug_court",
    "intensive",
    "juvenile",
    "reentry",
    "special_needs",
)
MODES = ("in_person", "phone", "video", "email", "text_message", "letter", "kiosk", "portal", "not_in_person")
PLACES = ("office", "home", "work", "field", "court", "jail", "treatment", "school", "other")
CONTACT_OUTCOMES = ("spoke", "left_message", "no_answer", "attempted", "no_show", "refused", "returned_mail")
APPOINTMENT_OUTCOMES = (
    *("attended_complied", "attended_failed_to_comply", "attended_sent_home_behaviour", "attended_sent_home_service"),
    *(
        "acceptable_absence",
        "unacceptable_absence",
        "failed_to_attend",
        "rescheduled_by_person",
        "rescheduled_by_service",
        "cancelled",
    ),
)
ABSENCES = (
    "whereabouts_unknown",
    "warrant",
    "hospital",
    "residential_treatment",
    "travel",
    "deployed",
    "transferred_out",
    "deported",
    "board_hold",
    "unsupervised",
)
TERM = ref("term", "the supervision term it is about", "term", required=True)
UNTIL = when("until", "first day on which it no longer held; blank while it lasts or until the next entry of the kind")

SUPERVISION_KINDS: tuple[Kind, ...] = (
    Kind(
        "level",
        "A supervision level put in force.",
        "term",
        (
            TERM,
            code("level", "the level", *LEVELS, required=True),
            text("scheme", "name of the level scheme"),
            text("set_by", "role that set it"),
            UNTIL,
        ),
    ),
    Kind(
        "case_type",
        "A case type put in force.",
        "term",
        (TERM, code("case_type", "the case type", *CASE_TYPES, required=True), UNTIL),
    ),
    Kind(
        "assessment",
        "An assessment of risk or need.",
        "term",
        (
            TERM,
            text("instrument", "the instrument, such as LSI-R", required=True),
            whole("score", "total score"),
            yes_no("scored", "whether it was completed and scored", blank=Blank.NO),
            text("result", "the category the instrument gave"),
        ),
    ),
    Kind(
        "assignment",
        "An officer made responsible for a term.",
        "term",
        (
            TERM,
            text("officer", "staff token of the officer", required=True),
            text("office", "office"),
            text("unit", "unit"),
            when(
                "handover_until", "first day on which the officer before no longer shares it; blank: none of it shared"
            ),
            UNTIL,
        ),
    ),
    Kind(
        "contact",
        "A contact, or an attempt at one, with the person or with somebody about them.",
        "term",
        (
            TERM,
            code("direction", "who started it", "outgoing", "incoming"),
            code("mode", "how; `not_in_person` when the source says no more than that", *MODES),
            code("with_whom", "with whom", "person", "collateral", "both", "other_agency"),
            codes(
                "collateral",
                "which collateral contact",
                "family",
                "partner",
                "significant_other",
                "employer",
                "treatment_provider",
                "landlord",
                "school",
                "police",
                "victim",
                "other",
            ),
            code("place", "where", *PLACES),
            code(
                "purpose",
                "why",
                "supervision",
                "initial",
                "emergency",
                "residence_check",
                "employment_check",
                "treatment_check",
                "investigation",
                "compliance",
                "records_check",
                "other",
            ),
            yes_no("scheduled", "whether it was scheduled"),
            code("outcome", "what came of it", *CONTACT_OUTCOMES),
            codes("verified", "facts verified during it", "residence", "employment", "treatment", "school", "identity"),
            codes(
                "present",
                "who else was present",
                "law_enforcement",
                "family",
                "interpreter",
                "treatment_provider",
                "supervisor",
                "other",
            ),
            text("officer", "staff token of the officer who made it"),
            text("coded_as", "the code or words the agency's system used for it"),
            ref(
                "may_be_same_as",
                "another entry that may state the same event; counts are then given as a range",
                "contact",
            ),
            text(
                "visit", "what the entries about several people met in one visit share; blank where it was one person"
            ),
        ),
    ),
    Kind(
        "appointment",
        "An appointment and its outcome. Fact, judgement and response are separate fields.",
        "term",
        (
            TERM,
            code("mode", "how it was to take place", *MODES),
            code("place", "where it was to take place", *PLACES),
            code("outcome", "what happened; blank while none is recorded", *APPOINTMENT_OUTCOMES),
            text("reason", "reason given for an absence"),
            yes_no("acceptable", "whether the absence was judged acceptable"),
            text("judged_by", "role that judged it"),
            text("officer", "staff token of the officer attending"),
            whole("minutes", "how long it is to last, in minutes"),
        ),
    ),
    Kind(
        "drug_test",
        "A drug test.",
        "term",
        (
            TERM,
            code("result", "result", "negative", "positive", "refused", "not_given", "diluted"),
            words("substances", "substances found"),
        ),
    ),
    Kind(
        "custody_in",
        "The person entered custody.",
        "term",
        (TERM, text("place", "where"), text("reason", "why"), ref("warrant", "the warrant served", "warrant")),
    ),
    Kind(
        "custody_out",
        "The person left custody.",
        "term",
        (TERM, text("reason", "why, and on what terms"), text("release_type", "own recognisance, bail, completed…")),
    ),
    Kind(
        "absence",
        "A span during which the person was away or could not be located.",
        "term",
        (
            TERM,
            code("reason", "why away", *ABSENCES, required=True),
            UNTIL,
            text("found_by", "how the person was located"),
        ),
    ),
    Kind(
        "residence",
        "Where the person lives.",
        "term",
        (
            TERM,
            code(
                "residence_type",
                "kind of residence",
                "private",
                "shelter",
                "transitional",
                "nursing_home",
                "hotel",
                "homeless",
                "facility",
                "other",
            ),
            yes_no("confirmed", "whether confirmed by a visit", blank=Blank.NO),
            text("place", "a token for the address", private=True),
            UNTIL,
        ),
    ),
    Kind(
        "employment",
        "The person's work.",
        "term",
        (
            TERM,
            code(
                "status",
                "status",
                "employed",
                "unemployed",
                "unable",
                "retired",
                "homemaker",
                "student",
                "assistance",
                required=True,
            ),
            text("employer", "a token for the employer", private=True),
            UNTIL,
        ),
    ),
    Kind(
        "programme",
        "Enrolment in a programme.",
        "term",
        (
            TERM,
            text("programme", "its name", required=True),
            code(
                "type",
                "its type",
                "substance",
                "mental_health",
                "sex_offense",
                "domestic_violence",
                "education",
                "employment",
                "peer_support",
                "other",
            ),
            code("ended", "how it ended", "completed", "withdrawn", "removed"),
            UNTIL,
        ),
    ),
    Kind(
        "condition",
        "A condition or flag that standards depend on.",
        "term",
        (
            TERM,
            code(
                "condition",
                "the flag",
                "no_electronics",
                "electronic_monitoring",
                "sex_offense_condition",
                "serious_mental_illness",
                "vulnerable_victim",
                "abscond_risk",
                "bench_warrant",
                "kiosk",
                "limited",
                "new_arrival",
                required=True,
            ),
            UNTIL,
        ),
    ),
    Kind(
        "office_status",
        "A status of an office that an overlay looks at.",
        "office",
        (
            text("office", "the office", required=True),
            code("status", "the status", "closed_to_public", "understaffed", "open", required=True),
            UNTIL,
        ),
    ),
)

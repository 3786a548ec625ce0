"""Kinds about juvenile halls and other facilities."""

from __future__ import annotations

from caseward.record.fields import Blank, Kind, code, codes, ref, text, when, whole, words, yes_no

FACILITY = ref("facility", "the facility it is about", "facility", required=True)
UNIT = text("unit", "living unit or room group")

FACILITY_KINDS: tuple[Kind, ...] = (
    Kind(
        "facility",
        "A facility. `id` is the facility's id; `occurred` is the day it opened or was first known.",
        "",
        (
            text("title", "its public name"),
            text("operator", "who runs it"),
            code("facility_type", "kind of facility", "juvenile_hall", "camp", "secure_track", "jail"),
        ),
    ),
    Kind(
        "facility_closed",
        "A facility closed or emptied. `occurred` is the first day on which it was not in use.",
        "facility",
        (FACILITY, text("reason", "why")),
    ),
    Kind(
        "capacity",
        "The rated capacity put in force.",
        "facility",
        (
            FACILITY,
            whole("beds", "rated capacity in youths", required=True),
            when("until", "first day on which it no longer held"),
        ),
    ),
    Kind(
        "population_count",
        "A head count.",
        "facility",
        (
            FACILITY,
            UNIT,
            whole("youths", "youths counted", required=True),
            whole("staff", "staff on duty for them"),
            yes_no("asleep", "whether in sleeping hours"),
        ),
    ),
    Kind(
        "movement",
        "A movement of youths from or to a facility.",
        "facility",
        (
            FACILITY,
            ref("to_facility", "where to", "facility"),
            whole("youths", "youths moved"),
            yes_no("manifest", "whether a manifest naming each youth exists"),
            whole("manifest_count", "youths on the manifest"),
            text("ordered_by", "role that ordered it"),
        ),
    ),
    Kind(
        "movement_notice",
        "Notice of a movement.",
        "facility",
        (
            FACILITY,
            ref("movement", "the movement", "movement"),
            codes("to", "who was told", "parents", "counsel", "court", "state_board", "commission"),
        ),
    ),
    Kind(
        "in_rooms",
        "A span during which youths in a unit were in rooms, asleep, in holding cells or confined to bed.",
        "facility",
        (
            FACILITY,
            UNIT,
            code("why", "why in rooms", "sleep", "confinement", "holding", "quarantine", "bed_rest"),
            when("until", "when it ended", required=True),
        ),
    ),
    Kind(
        "safety_check",
        "A direct visual safety check at its actual time.",
        "facility",
        (
            FACILITY,
            UNIT,
            text("officer", "staff token"),
            code("method", "how", "direct_visual", "camera", "not_stated"),
        ),
    ),
    Kind(
        "force",
        "A use of force.",
        "facility",
        (
            FACILITY,
            UNIT,
            codes(
                "types", "what was used", "oc_spray", "physical", "mechanical_restraint", "other", blank=Blank.UNKNOWN
            ),
            code("circumstance", "the circumstance stated", "planned", "emergency", "self_defence", "court_authorised"),
            yes_no("video", "whether video of it is held"),
            yes_no("injury", "whether anyone was hurt"),
            text("officer", "staff token"),
        ),
    ),
    Kind(
        "force_report",
        "A step of the report on a use of force.",
        "facility",
        (
            FACILITY,
            ref("force", "the use of force", "force", required=True),
            code(
                "step",
                "the step",
                "submitted",
                "reviewed",
                "debriefed",
                "parent_notified",
                "medical_seen",
                required=True,
            ),
            text("officer", "staff token"),
        ),
    ),
    Kind(
        "room_confinement",
        "A room confinement begun.",
        "facility",
        (
            FACILITY,
            UNIT,
            text("youth", "token of the youth", private=True),
            code("reason", "reason stated", "safety", "operational", "discipline", "convenience", "medical"),
            when("until", "when it ended"),
        ),
    ),
    Kind(
        "confinement_step",
        "A step taken during a room confinement.",
        "facility",
        (
            FACILITY,
            ref("confinement", "the confinement", "room_confinement", required=True),
            code(
                "step",
                "the step",
                "returned_to_programme",
                "consulted",
                "individual_plan",
                "manager_review",
                "medical_clearance",
                required=True,
            ),
        ),
    ),
    Kind(
        "visitor",
        "A visitor admitted.",
        "facility",
        (
            FACILITY,
            text("claimed_role", "role the visitor claimed"),
            yes_no("admitted", "whether let in"),
            yes_no("saw_youths", "whether the visitor reached youths"),
        ),
    ),
    Kind(
        "credential_check",
        "A check of a visitor's credentials.",
        "facility",
        (
            FACILITY,
            ref("visitor", "the visitor checked", "visitor"),
            code("result", "result", "confirmed", "not_confirmed", "false", required=True),
            codes("against", "checked against what", "photo_id", "licence_board", "employer", "appointment_list"),
        ),
    ),
    Kind(
        "search",
        "A search of a unit, person or delivery.",
        "facility",
        (
            FACILITY,
            UNIT,
            code("of", "of what", "unit", "youth", "visitor", "delivery", "staff"),
            code("method", "how", "hand", "k9", "scanner"),
            words("found", "what was found"),
        ),
    ),
    Kind(
        "inspection",
        "An inspection and its result.",
        "facility",
        (
            FACILITY,
            text("by", "inspecting body", required=True),
            code(
                "result", "result", "suitable", "unsuitable", "compliant", "non_compliant", "deferred", "not_assessed"
            ),
            when("cure_by", "cure date set"),
        ),
    ),
    Kind(
        "corrective_plan",
        "A corrective plan submitted.",
        "facility",
        (
            FACILITY,
            ref("inspection", "the inspection answered", "inspection"),
            yes_no("accepted", "whether accepted", blank=Blank.UNKNOWN),
        ),
    ),
)

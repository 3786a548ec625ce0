"""The record's codes in plain words, as people without an account are told them, in every language of these pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words: TypeAlias = "Mapping[str, str | Promise]"

FACETS: Words = {
    "weapon": _("A weapon"),
    "violence": _("Violence, or somebody was hurt"),
    "threat_to_named_person": _("A threat to somebody in particular"),
    "drugs": _("Drugs or alcohol"),
    "whereabouts": _("Where the person is"),
    "child": _("A child in danger"),
    "self_harm": _("They may hurt themselves"),
}
KINDS: Words = {
    "contact": _("Contact"),
    "appointment": _("Appointment"),
    "drug_test": _("Drug test"),
    "notice": _("Letter or notice to you"),
    "violation": _("Violation"),
    "absence": _("Absence"),
    "custody_in": _("You were taken into custody"),
    "custody_out": _("You left custody"),
}
MODES: Words = {
    "in_person": _("in person"),
    "phone": _("by telephone"),
    "video": _("by video"),
    "email": _("by email"),
    "text_message": _("by text message"),
    "letter": _("by letter"),
    "kiosk": _("at a kiosk"),
    "portal": _("on the web"),
    "not_in_person": _("not in person"),
}
PLACES: Words = {
    "office": _("at the office"),
    "home": _("at your home"),
    "work": _("at your work"),
    "field": _("outside the office"),
    "court": _("at court"),
    "jail": _("in jail"),
    "treatment": _("at your treatment"),
    "school": _("at your school"),
    "other": _("somewhere else"),
}
OUTCOMES: Words = {
    "spoke": _("you spoke with us"),
    "left_message": _("we left a message"),
    "no_answer": _("nobody answered"),
    "attempted": _("we tried to reach you, and did not"),
    "no_show": _("you did not come"),
    "refused": _("you refused"),
    "returned_mail": _("our letter came back"),
    "attended_complied": _("you came and did what was asked"),
    "attended_failed_to_comply": _("you came and did not do what was asked"),
    "attended_sent_home_behaviour": _("you came and were sent home for how you behaved"),
    "attended_sent_home_service": _("you came and we had to send you home"),
    "acceptable_absence": _("you did not come, for a reason that was accepted"),
    "unacceptable_absence": _("you did not come, and the reason was not accepted"),
    "failed_to_attend": _("you did not come"),
    "rescheduled_by_person": _("moved because you asked"),
    "rescheduled_by_service": _("moved by us"),
    "cancelled": _("called off"),
    "negative": _("negative"),
    "positive": _("positive"),
    "not_given": _("you gave no sample"),
    "diluted": _("the sample was diluted"),
}
AGAINST = frozenset({"no_show", "failed_to_attend", "unacceptable_absence"})
"""Outcomes by which something is recorded as missed."""
NOTICES: Words = {
    "warning_letter": _("a warning letter"),
    "final_warning": _("a final warning"),
    "appointment": _("about an appointment"),
    "instruction": _("an instruction"),
    "enforcement": _("about what follows from a violation"),
    "other": _("another letter"),
}
VIOLATIONS: Words = {
    "technical": _("a condition was broken"),
    "absconding": _("you could not be reached"),
    "new_offence": _("a new offense is alleged"),
    "other": _("of another kind"),
}
JUDGED: Words = {
    "substantiated": _("judged to be so"),
    "not_substantiated": _("judged not to be so"),
}
ABSENCES: Words = {
    "whereabouts_unknown": _("we did not know where you were"),
    "hospital": _("in hospital"),
    "residential_treatment": _("in treatment where you stayed overnight"),
    "travel": _("on a journey"),
    "deployed": _("on military duty"),
    "transferred_out": _("supervised somewhere else"),
    "deported": _("outside the country"),
    "board_hold": _("held by order of the parole board"),
    "unsupervised": _("without supervision"),
}
"""Reasons of an absence that the person is told. That a warrant is out is for those who serve it to say."""
OF_MEETINGS: Mapping[str, Words] = {"mode": MODES, "place": PLACES, "outcome": OUTCOMES, "result": OUTCOMES}
COLUMNS: Mapping[str, Mapping[str, Words]] = {
    "notice": {"type": NOTICES},
    "violation": {"type": VIOLATIONS, "judgement": JUDGED},
    "absence": {"reason": ABSENCES},
    "custody_in": {},
    "custody_out": {},
}
"""The columns of an entry that are told, by kind: of other kinds those of a meeting."""
SUPERVISION: Words = {
    "formal_probation": _("Formal probation"),
    "conditional_sentence": _("Conditional sentence"),
    "mandatory_supervision": _("Mandatory supervision"),
    "prcs": _("Post-release community supervision"),
    "parole": _("Parole"),
    "community_order": _("Community order"),
    "licence": _("Licence"),
    "pretrial": _("Pretrial supervision"),
    "dual": _("Supervision in two cases"),
    "juvenile": _("Juvenile supervision"),
    "other": _("Supervision"),
}
CONDITIONS: Words = {
    "no_weapons": _("You may not have weapons."),
    "drug_testing": _("You have to take drug tests."),
    "search": _("You may be searched."),
    "no_contact": _("You may not contact the people whom the court named."),
    "treatment": _("You have to go to treatment."),
    "curfew": _("You have a curfew."),
    "restitution": _("You have to pay restitution."),
    "register": _("You have to register."),
    "no_electronics": _("You may not use the electronic devices that the court named."),
    "electronic_monitoring": _("You are on electronic monitoring."),
    "kiosk": _("You report at a kiosk."),
    "sex_offense_condition": _("The court set special conditions. Its order says which."),  # others may see the screen
}
"""What binds the person. Flags by which an agency sorts its cases (a risk, a warrant, an illness) are no conditions."""
RESULTS: Words = {
    "upheld": _("You are right. The record is to be corrected."),
    "partly": _("You are right in part. That part of the record is to be corrected."),
    "corrected": _("The record has been corrected."),
    "not_upheld": _("The record stays as it is."),
}
PROOFS: Words = {
    "pay_slip": _("Pay slip or proof of work"),
    "medical": _("Note from a doctor or a hospital"),
    "treatment": _("Proof of treatment or of a class"),
    "residence": _("Proof of where you live"),
    "payment": _("Receipt for a payment"),
    "other": _("Something else"),
}
ENGLISH_PROOFS: Mapping[str, str] = {
    "pay_slip": "Pay slip or proof of work",
    "medical": "Note from a doctor or a hospital",
    "treatment": "Proof of treatment or of a class",
    "residence": "Proof of residence",
    "payment": "Receipt for a payment",
    "other": "Other proof",
}
"""What the record calls a proof, in whatever language it was sent. Never the file's name, which may say anything."""

"""The rates of the synthetic caseload, each with its source.

``GEORGIA`` rates are recomputed from the National Institute of Justice's file on people released to parole in Georgia,
2013 to 2015 (cleaned copy released under CC0, 24,426 people). They are shares of people over their whole supervision
there; here they are shares of terms. No public file holds dates or modes of contacts: all about contacts is
``ASSUMED``, as are the flaws put in on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

GEORGIA = "NIJ, parole in Georgia 2013-2015, 24,426 people"
SAN_BERNARDINO = "Press-Telegram, 10 November 2013: 489 of 7,485 in San Bernardino County absconded"
ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of terms (or of what ``says`` names), from 0 to 1, unless ``says`` gives another unit."""

    value: float
    source: str
    says: str


@dataclass(frozen=True, slots=True)
class Shares:
    """Weights of the values of something, in thousandths or any other unit, and where they come from."""

    weights: Mapping[str, float]
    source: str
    says: str

    def share(self, value: str) -> float:
        """The share of one value, from 0 to 1."""
        return self.weights[value] / sum(self.weights.values())


RATES: Mapping[str, Rate] = {
    "female": Rate(0.1234, GEORGIA, "terms of women"),
    "failed to report": Rate(0.0766, GEORGIA, "terms with a violation for failing to report"),
    "moved without permission": Rate(0.1174, GEORGIA, "terms with a violation for moving without permission"),
    "monitoring violation": Rate(0.0738, GEORGIA, "terms with a violation of electronic monitoring"),
    "instruction violation": Rate(0.1769, GEORGIA, "terms with a violation of an instruction"),
    "treatment condition": Rate(0.6665, GEORGIA, "terms with a mental health or substance condition"),
    "programme": Rate(0.4749, GEORGIA, "terms with at least one programme attendance"),
    "never tested": Rate(0.2026, GEORGIA, "terms without a drug test"),
    "positive thc": Rate(0.0559, GEORGIA, "tests positive for THC, weighted by the number of tests"),
    "positive cocaine": Rate(0.0124, GEORGIA, "tests positive for cocaine, weighted by the number of tests"),
    "positive methamphetamine": Rate(0.0138, GEORGIA, "tests positive for methamphetamine, weighted likewise"),
    "positive other": Rate(0.0089, GEORGIA, "tests positive for another drug, weighted likewise"),
    "never employed": Rate(0.3049, GEORGIA, "terms without a day of employment"),
    "always employed": Rate(0.2074, GEORGIA, "terms employed on every day"),
    "days employed": Rate(0.4943, GEORGIA, "share of days employed, mean over terms"),
    "arrest in three years": Rate(0.5965, GEORGIA, "people arrested again within three years"),
    "absconded": Rate(0.0653, SAN_BERNARDINO, "terms during which the person could not be located"),
    "absconding recorded": Rate(0.4, ASSUMED, "disappearances recorded as a violation: absconding"),
    "motion before absconding": Rate(0.7, ASSUMED, "of those, with a petition filed beforehand"),
    "other absence": Rate(0.02, ASSUMED, "terms with a stretch of travel, treatment, transfer or a hold"),
    "second term": Rate(0.03, ASSUMED, "terms that follow an earlier one of the same person"),
    "second programme": Rate(0.2, ASSUMED, "those in a programme who enter another"),
    "investigated in custody": Rate(0.3, ASSUMED, "chances of a contact in custody that become an investigation"),
    "flash over ten days": Rate(0.1, ASSUMED, "flash incarcerations of more than ten days"),
    "contacts a month": Rate(
        1.3, ASSUMED, "contact entries in 30 days of a term in which the person was neither away nor held"
    ),
    "met at the start": Rate(0.75, ASSUMED, "terms with a meeting in the first days"),
    "run of attempts": Rate(0.05, ASSUMED, "contacts preceded by one or two attempts in vain"),
    "appointments a month": Rate(0.45, ASSUMED, "appointments in 30 days"),
    "hospital": Rate(0.03, ASSUMED, "terms with a stay in hospital"),
    "died": Rate(0.006, ASSUMED, "terms that end by death"),
    "revoked": Rate(0.06, ASSUMED, "terms that end by revocation"),
    "warning": Rate(0.08, ASSUMED, "terms with a warning from a third party"),
    "warning answered": Rate(0.8, ASSUMED, "warnings with a response"),
    "absence judged": Rate(0.85, ASSUMED, "appointments not kept of which somebody wrote that it was not acceptable"),
    "desertion reported": Rate(0.75, ASSUMED, "disappearances with a desertion report"),
    "violation answered": Rate(0.7, ASSUMED, "violations with a graduated response"),
    "task": Rate(0.15, ASSUMED, "terms with something promised"),
    "task done": Rate(0.75, ASSUMED, "promises with proof that they were kept"),
    "review held": Rate(0.85, ASSUMED, "half-yearly reviews held"),
    "officer changed": Rate(0.15, ASSUMED, "terms handed to another officer"),
    "level changed": Rate(0.35, ASSUMED, "half-yearly assessments that change the risk score"),
    "condition flag": Rate(0.15, ASSUMED, "terms with a flag that standards depend on"),
    "recorded late": Rate(0.03, ASSUMED, "entries recorded from 6 to 40 days after the day"),
    "imprecise": Rate(0.001, ASSUMED, "contacts whose day is known only as a month or a stretch of days"),
    "outcome blank": Rate(0.001, ASSUMED, "contacts of which nobody wrote what came of them"),
    "maybe the same": Rate(0.0005, ASSUMED, "contacts that may be the one before, recorded twice"),
    "place blank": Rate(0.001, ASSUMED, "contacts of which nobody wrote where the officer was"),
    "purpose blank": Rate(0.02, ASSUMED, "meetings of which nobody wrote why"),
    "corrected": Rate(0.005, ASSUMED, "contacts recorded on a wrong day and corrected"),
    "narrative": Rate(0.12, ASSUMED, "contacts with a written narrative"),
    "copied narrative": Rate(0.04, ASSUMED, "narratives copied from the one before"),
    "two places": Rate(0.002, ASSUMED, "contacts in person whose officer is elsewhere at the same minute"),
    "voicemail as live": Rate(0.15, ASSUMED, "voicemails coded as voice reporting"),
    "seen while held": Rate(0.02, ASSUMED, "stays in custody during which a contact at home is recorded"),
    "seen after death": Rate(0.3, ASSUMED, "deaths after which a contact is recorded"),
}

SHARES: Mapping[str, Shares] = {
    "risk": Shares(
        dict(
            zip(map(str, range(1, 11)), (29.0, 44.9, 80.9, 109.6, 138.7, 150.6, 142.0, 114.8, 100.5, 88.9), strict=True)
        ),
        GEORGIA,
        "first supervision risk score, 1 to 10",
    ),
    "delinquency reports": Shares(
        {"0": 678.6, "1": 47.9, "2": 53.6, "3": 48.7, "4": 171.3}, GEORGIA, "delinquency reports; 4 is four or more"
    ),
    "residence changes": Shares(
        {"0": 517.3, "1": 246.5, "2": 127.4, "3": 108.8}, GEORGIA, "changes of residence; 3 is three or more"
    ),
    "supervision type": Shares(
        {
            "formal_probation": 55,
            "parole": 28,
            "prcs": 5,
            "mandatory_supervision": 4,
            "conditional_sentence": 2,
            "dual": 3,
            "pretrial": 1,
            "community_order": 1,
            "licence": 1,
        },
        ASSUMED,
        "legal form",
    ),
    "case type": Shares(
        {
            "general": 73,
            "domestic_violence": 9,
            "sex_offense": 5,
            "mental_health": 5,
            "drug_court": 3,
            "intensive": 2,
            "reentry": 2,
            "special_needs": 1,
        },
        ASSUMED,
        "case type at the start",
    ),
    "length": Shares({"6": 10, "12": 35, "18": 15, "24": 30, "36": 10}, ASSUMED, "months ordered"),
    "mode": Shares(
        {"in_person": 48, "phone": 33, "video": 5, "text_message": 6, "email": 3, "letter": 2, "kiosk": 3},
        ASSUMED,
        "how a contact is made",
    ),
    "with whom": Shares({"person": 84, "collateral": 11, "both": 4, "other_agency": 1}, ASSUMED, "with whom"),
    "place": Shares(
        {"office": 52, "home": 30, "work": 7, "field": 6, "treatment": 3, "court": 2}, ASSUMED, "where a meeting is"
    ),
    "phone outcome": Shares({"spoke": 72, "left_message": 17, "no_answer": 11}, ASSUMED, "what comes of a call"),
    "test result": Shares(
        {"negative": 970, "refused": 12, "not_given": 12, "diluted": 6},
        ASSUMED,
        "what comes of a drug test that is not positive",
    ),
    "written outcome": Shares(
        {"left_message": 88, "no_answer": 9, "returned_mail": 3},
        ASSUMED,
        "what comes of a text message or letter; only letters are returned",
    ),
    "meeting outcome": Shares(
        {"spoke": 90, "attempted": 6, "no_show": 3, "refused": 1}, ASSUMED, "what comes of a meeting"
    ),
    "appointment outcome": Shares(
        {
            "attended_complied": 79,
            "attended_failed_to_comply": 3,
            "unacceptable_absence": 2,
            "acceptable_absence": 6,
            "rescheduled_by_person": 5,
            "rescheduled_by_service": 4,
            "": 0.2,
        },
        ASSUMED,
        "what comes of an appointment, where there is no violation for failing to report; the last is not recorded",
    ),
    "residence": Shares(
        {"private": 77, "transitional": 9, "shelter": 5, "homeless": 4, "hotel": 2, "facility": 2, "other": 1},
        ASSUMED,
        "residence",
    ),
    "flag": Shares(
        {
            "electronic_monitoring": 34,
            "abscond_risk": 18,
            "serious_mental_illness": 18,
            "vulnerable_victim": 15,
            "no_electronics": 8,
            "sex_offense_condition": 7,
        },
        ASSUMED,
        "flags that standards depend on",
    ),
    "other absence": Shares(
        {"travel": 45, "residential_treatment": 30, "transferred_out": 12, "board_hold": 8, "deported": 5},
        ASSUMED,
        "why away, where neither in hospital nor out of sight",
    ),
    "not at work": Shares(
        {"unemployed": 78, "unable": 9, "student": 5, "assistance": 4, "retired": 2, "homemaker": 2},
        ASSUMED,
        "what those are who never work during the term",
    ),
    "programme type": Shares(
        {"substance": 34, "mental_health": 18, "education": 16, "employment": 16, "peer_support": 10, "other": 6},
        ASSUMED,
        "type of programme",
    ),
    "purpose": Shares(
        {
            "supervision": 86,
            "compliance": 6,
            "residence_check": 3,
            "employment_check": 2,
            "records_check": 2,
            "other": 1,
        },
        ASSUMED,
        "why a contact is made",
    ),
    "collateral": Shares(
        {"family": 30, "partner": 22, "significant_other": 8, "employer": 18, "treatment_provider": 16, "landlord": 6},
        ASSUMED,
        "which collateral contact",
    ),
    "delay": Shares(
        {"0": 78, "1": 13, "2": 4, "3": 3, "4": 2}, ASSUMED, "days from the event to the record, if not late"
    ),
}

#: Days between drug tests over those tested: near the smallest, the nine deciles, and a cap. GEORGIA.
DAYS_PER_TEST: tuple[int, ...] = (9, 17, 25, 33, 44, 56, 72, 94, 131, 207, 500)

#: The schemes of level: the highest risk score of each level; ``initial`` holds until somebody was assessed. Several,
#: so that each policy finds its words. ASSUMED.
SCHEMES: Mapping[str, tuple[tuple[int, str], ...]] = {
    "three-level": ((3, "minimum"), (6, "medium"), (10, "maximum")),
    "moderate": ((3, "low"), (6, "moderate"), (10, "high")),
    "county": ((1, "kiosk"), (3, "low"), (6, "medium"), (8, "high"), (10, "maximum")),
    "three-levels": ((3, "minimum"), (6, "medium"), (10, "high")),
    "four-levels": ((3, "minimum"), (5, "medium"), (8, "high"), (10, "maximum")),
    "assessed-first": ((0, "initial"), (3, "minimum"), (6, "medium"), (8, "maximum"), (10, "intensive")),
    "phases": ((0, "initial"), (2, "minimum"), (5, "medium"), (8, "high"), (10, "maximum")),
    "differential": ((3, "low"), (5, "medium"), (8, "high"), (10, "greatest")),
}


def rate(name: str) -> float:
    """The value of a rate by name."""
    return RATES[name].value

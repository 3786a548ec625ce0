"""Contacts, appointments and drug tests of a synthetic term."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from caseward.interchange.synth_case import Case
from caseward.interchange.synth_rates import DAYS_PER_TEST, rate

#: Contacts by risk against the mean: more of those at higher risk. Weighted by the shares of risk, the mean is 1.
_BY_RISK = (0.70, 0.70, 0.70, 0.92, 0.92, 0.92, 1.18, 1.18, 1.18, 1.18)
_NARRATIVE = (
    (
        "Talked about work and the weekly plan.",
        "Went over the conditions of supervision.",
        "Spoke about the move and the lease.",
        "Discussed the course and its hours.",
        "Looked at pay slips and travel.",
        "Heard about family matters at length.",
    ),
    (
        "No change at home.",
        "A cousin now stays there too.",
        "Landlord wants the rent earlier.",
        "Kitchen under repair.",
        "Neighbours complained of noise.",
        "Moved to the back room.",
    ),
    (
        "Looks for evening shifts.",
        "Foreman is content.",
        "Shop closes in spring.",
        "Wants a driving licence.",
        "Asked for a bus pass.",
        "Hours cut to three days.",
    ),
    (
        "Next talk agreed.",
        "Reminded of the test.",
        "Fee paid in part.",
        "Letter for the court handed over.",
        "Will bring the papers.",
        "No concerns voiced today.",
    ),
)
_POSITIVES = ("thc", "cocaine", "methamphetamine", "other")


def add_contacts(case: Case) -> None:
    """Everything of this module."""
    _contacts(case)
    _appointments(case)
    _tests(case)


def narrative(case: Case) -> str:
    """A written narrative: one of 1,296, so that two alike are copied and not chance."""
    return " ".join(case.draw.one_of(part) for part in _NARRATIVE)


def _free_days(case: Case, a_month: float) -> Iterator[date]:
    """Days on which the person could be reached: three chances in each block of 30, as many as the rate on average."""
    block = case.start
    while block < case.until:
        end = min(block + timedelta(days=30), case.until)
        share = a_month / 3 * (end - block).days / 30
        days = {case.draw.day(block, end) for _ in range(3) if case.draw.share() < share}
        yield from (d for d in sorted(days) if case.free(d))
        block = end


def _contacts(case: Case) -> None:
    # A run of attempts adds one and a half entries, so the rate of what it precedes is that much lower.
    mean = rate("contacts a month") / (1 + 1.5 * rate("run of attempts"))
    written = ""
    for day in _free_days(case, mean * _BY_RISK[case.risk - 1]):
        if case.draw.chance("run of attempts"):
            _attempts(case, day)
        if case.draw.chance("narrative"):
            written = written if written and case.draw.chance("copied narrative") else narrative(case)
            add_contact(case, day, note=written)
        else:
            add_contact(case, day)


def _attempts(case: Case, day: date) -> None:
    for back in range(case.draw.whole(1, 2), 0, -1):
        tried = day - timedelta(days=back)
        if tried >= case.start:
            case.add(
                "contact",
                tried,
                direction="outgoing",
                mode="phone",
                with_whom="person",
                outcome="no_answer",
                officer=case.officer_on(tried),
            )


def add_contact(case: Case, day: date, *, note: str = "") -> str:
    """One contact on a day; its id."""
    mode = case.draw.by("mode")
    if mode == "in_person":
        return _meeting(case, day, note)
    whom = {"with_whom": case.draw.by("with whom") if mode in ("phone", "video") else "person"}
    if mode == "kiosk":
        return case.add("contact", day, note=note, direction="incoming", mode=mode, outcome="spoke", with_whom="person")
    outcome = case.draw.by("phone outcome") if mode in ("phone", "video") else ""
    live = mode == "phone" and (
        outcome == "spoke" or (outcome == "left_message" and case.draw.chance("voicemail as live"))
    )
    coded = "voice reporting" if live and whom["with_whom"] == "person" else ""
    return case.add(
        "contact",
        day,
        note=note,
        direction="outgoing",
        mode=mode,
        outcome=outcome,
        officer=case.officer_on(day),
        coded_as=coded,
        collateral=_collateral(case, whom["with_whom"]),
        **whom,
    )


def _meeting(case: Case, day: date, note: str) -> str:
    place, whom = case.draw.by("place"), case.draw.by("with whom")
    outcome = case.draw.by("meeting outcome")
    home = place == "home" and outcome == "spoke"
    return case.add(
        "contact",
        case.at(day),
        note=note,
        direction="outgoing",
        mode="in_person",
        with_whom=whom,
        place=place,
        purpose="supervision",
        scheduled=case.draw.share() < 0.7,
        outcome=outcome,
        officer=case.officer_on(day),
        verified=("residence",) if home else (),
        collateral=_collateral(case, whom),
    )


def _collateral(case: Case, whom: str) -> tuple[str, ...]:
    if whom not in ("collateral", "both"):
        return ()
    return (case.draw.one_of(("family", "partner", "employer", "treatment_provider", "landlord")),)


def _appointments(case: Case) -> None:
    for day in _free_days(case, rate("appointments a month")):
        outcome = case.draw.by("appointment outcome")
        excused = outcome == "acceptable_absence"
        case.add(
            "appointment",
            day,
            mode="in_person",
            place="office",
            outcome=outcome,
            officer=case.officer_on(day),
            acceptable=True if excused else None,
            judged_by=case.officer_on(day) if excused else "",
            reason="illness" if excused else "",
        )


def _tests(case: Case) -> None:
    if case.draw.chance("never tested"):
        return
    band = case.draw.whole(0, len(DAYS_PER_TEST) - 2)
    apart = case.draw.whole(DAYS_PER_TEST[band], DAYS_PER_TEST[band + 1])
    day = case.start + timedelta(days=case.draw.whole(1, apart))
    while day < case.until:
        if case.free(day):
            found = tuple(name for name in _POSITIVES if case.draw.chance(f"positive {name}"))
            case.add("drug_test", day, result="positive" if found else "negative", substances=found)
        day += timedelta(days=max(1, round(apart * (0.5 + case.draw.share()))))

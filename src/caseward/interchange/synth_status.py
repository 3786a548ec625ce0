"""What holds over stretches of a synthetic term: level, officer, home, work, programmes, flags, custody and absence."""

from __future__ import annotations

from datetime import date, timedelta

from caseward.dates import Period, add_months
from caseward.interchange.synth_case import OFFICES, Case
from caseward.interchange.synth_rates import SCHEMES, rate

_PROGRAMMES = ("substance", "substance", "mental_health", "education", "employment", "peer_support")


def add_status(case: Case) -> None:
    """Everything of this module, in an order that later parts rely on: what interrupts first."""
    _custody_and_absence(case)
    _officers(case)
    _levels(case)
    _homes(case)
    _work(case)
    _programmes(case)
    _flags(case)


def level_of(office: str, risk: int) -> tuple[str, str]:
    """The scheme of an office and the level it gives a risk score from 1 to 10."""
    scheme = list(SCHEMES)[OFFICES.index(office)]
    return scheme, next(level for highest, level in SCHEMES[scheme] if risk <= highest)


def _custody_and_absence(case: Case) -> None:
    if case.draw.share() < 1 - (1 - rate("arrest in three years")) ** (case.days / 1096):
        _arrest(case, case.draw.day(case.start + timedelta(days=7), case.until))
    if case.draw.chance("hospital"):
        _away(case, "hospital", case.draw.whole(3, 40))
    if case.draw.chance("absconded"):
        _away(case, "whereabouts_unknown", case.draw.whole(20, 150))
    if case.fate == "revoked":
        case.held.append(Period(case.until - timedelta(days=1), case.until))
        case.add("custody_in", case.until - timedelta(days=1), place="jail", reason="revocation hearing")


def _arrest(case: Case, day: date) -> None:
    if day >= case.until - timedelta(days=1):
        return
    out = day + timedelta(days=case.draw.whole(1, 45))
    case.add("arrest", day, by="police", **{"for": "new offence"}, with_warrant=False)
    case.add("custody_in", day, place="jail", reason="arrest")
    if out < case.until - timedelta(days=1):
        case.add("custody_out", out, reason="released pending hearing", release_type="own recognisance")
    case.held.append(Period(day, min(out, case.until)))


def _away(case: Case, reason: str, length: int) -> None:
    """A stretch away, left out where it would touch a stay in custody or another stretch."""
    begun = case.draw.day(case.start + timedelta(days=30), case.until)
    until = min(begun + timedelta(days=length), case.until)
    if begun >= until or any(p.start <= until and begun <= p.end for p in (*case.held, *case.away)):
        return
    found = until < case.until
    how = "reported in" if reason == "whereabouts_unknown" and found else ""
    case.add("absence", begun, reason=reason, until=until if found else None, found_by=how)
    case.away.append(Period(begun, until))


def _officers(case: Case) -> None:
    case.add("assignment", case.start, officer=case.officer, office=case.office, by="supervisor")
    if case.draw.chance("officer changed") and case.days > 90:
        case.relief = case.draw.day(case.start + timedelta(days=30), case.until)
        case.add("assignment", case.relief, officer=case.officer_on(case.relief), office=case.office, by="supervisor")


def _levels(case: Case) -> None:
    """An assessment within the first weeks, then each half year; each change of score may change the level."""
    scheme, level = level_of(case.office, case.risk)
    case.add("level", case.start, level=level, scheme=scheme, set_by="intake")
    day = case.draw.day(case.start + timedelta(days=5), case.start + timedelta(days=40))
    risk = case.risk
    while day < case.until:
        _assessed(case, day, risk)
        now = level_of(case.office, risk)[1]
        if now != level:
            level = now
            case.add("level", day + timedelta(days=1), level=level, scheme=scheme, set_by="supervisor")
        day = add_months(day, 6)
        if case.draw.chance("level changed"):
            risk = min(10, max(1, risk + case.draw.one_of((-2, -1, -1, 1))))


def _assessed(case: Case, day: date, risk: int) -> None:
    # An LSI-R has 54 items; the score is drawn in the band of the risk score, so that look-ups have something to read.
    score = min(54, 5 * (risk - 1) + case.draw.whole(0, 4))
    case.add("assessment", day, instrument="LSI-R", score=score, scored=True, result=f"risk {risk} of 10")


def _homes(case: Case) -> None:
    changes = case.draw.days(int(case.draw.by("residence changes")), case.start, case.until)
    for n, day in enumerate([case.start, *changes], start=1):
        token = f"address-{case.number:05}-{n}"
        case.add(
            "residence", day, residence_type=case.draw.by("residence"), confirmed=case.draw.share() < 0.6, place=token
        )


def employed_share(case: Case) -> float:
    """The share of days employed: none, all, or between, so that the mean over terms is the published one."""
    never, always = rate("never employed"), rate("always employed")
    at = case.draw.share()
    if at < never:
        return 0.0
    if at < never + always:
        return 1.0
    middle = (rate("days employed") - always) / (1 - never - always)
    return min(0.99, 2 * middle - 1 + 2 * (1 - middle) * case.draw.share())


def _work(case: Case) -> None:
    share = employed_share(case)
    first_days = round(case.days * share)
    spans = [("employed", first_days), ("unemployed", case.days - first_days)]
    if case.draw.share() < 0.5:
        spans.reverse()
    day = case.start
    for status, length in (s for s in spans if s[1]):
        case.add(
            "employment", day, status=status, employer="" if status == "unemployed" else f"employer-{case.number:05}"
        )
        day += timedelta(days=length)


def _programmes(case: Case) -> None:
    if not case.draw.chance("programme"):
        return
    begun = case.draw.day(case.start + timedelta(days=14), case.until)
    until = begun + timedelta(days=case.draw.whole(60, 240))
    over = until < case.until
    kind = case.draw.one_of(_PROGRAMMES)
    ended = case.draw.one_of(("completed", "completed", "completed", "withdrawn", "removed")) if over else ""
    case.add("programme", begun, programme=f"{kind} course", type=kind, ended=ended, until=until if over else None)


def _flags(case: Case) -> None:
    if case.draw.chance("condition flag"):
        day = case.draw.day(case.start, case.until)
        until = day + timedelta(days=case.draw.whole(60, 300))
        case.add("condition", day, condition=case.draw.by("flag"), until=until if until < case.until else None)

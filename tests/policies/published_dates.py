"""The published next-due arithmetic of North Dakota and Idaho, written once more and apart from the evaluator, for one person on one day.

It knows nothing of policies, windows or statuses: from plain lists of days it says which day is due next, or None when nothing is owed.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

SWITCH = date(2020, 7, 23)
ND_MONTHS = {"minimum": 3, "medium": 2, "maximum": 1}
ID_FACE = {
    ("general", "minimum"): (1, 180),
    ("general", "medium"): (1, 45),
    ("general", "high"): (1, 15),
    ("sex_offense", "minimum"): (1, 90),
    ("sex_offense", "medium"): (1, 30),
    ("sex_offense", "high"): (2, 30),
}
ID_FACE_BEFORE = ID_FACE | {
    ("general", "minimum"): None,
    ("general", "medium"): (1, 180),
    ("general", "high"): (1, 30),
    ("general", "maximum"): (2, 30),
}
ID_HOME = {
    ("general", "minimum"): 365,
    ("general", "medium"): 365,
    ("general", "high"): 90,
    ("sex_offense", "minimum"): 90,
    ("sex_offense", "medium"): 60,
    ("sex_offense", "high"): 30,
}
ID_WORK = {"minimum": 90, "medium": 60, "high": 30}
ID_TREATMENT = {"minimum": 90, "medium": 30, "high": 30}


@dataclass
class Person:
    """One supervised person: the start, sex and facts by the day they began, and the days of what was done (any day, sorted or not)."""

    start: date
    sex: str
    supervision_type: str
    case_types: list[tuple[date, str]]
    levels: list[tuple[date, str]]
    warrants: list[tuple[date, date]] = field(default_factory=list)
    seen: list[date] = field(default_factory=list)
    homes: list[date] = field(default_factory=list)
    home_collaterals: list[date] = field(default_factory=list)
    treatment: list[date] = field(default_factory=list)
    work: list[date] = field(default_factory=list)
    scores: list[tuple[date, int]] = field(default_factory=list)

    def level(self, day: date) -> str:
        """The level in force on a day."""
        return [v for d, v in self.levels if d <= day][-1]

    def case_type(self, day: date) -> str:
        """The case type in force on a day."""
        return [v for d, v in self.case_types if d <= day][-1]

    def since_start(self, days: list[date], day: date) -> list[date]:
        """The days from the start to a day, in order."""
        return sorted(d for d in days if self.start <= d <= day)


def plus_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day when the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def weekdays_after(day: date, n: int) -> date:
    """The n-th day after that is not a Saturday or Sunday."""
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < 5
    return day


def rolling(start: date, days: list[date], n: int, interval: int, first: date) -> date:
    """From the n-th most recent; with fewer than n, the start and the interval; with none, the first deadline."""
    if not days:
        return first
    return (days[-n] if len(days) >= n else start) + timedelta(days=interval)


def north_dakota(p: Person, day: date) -> dict[str, date | None]:
    """What North Dakota's program says is due next, by requirement."""
    nothing: dict[str, date | None] = {"face-to-face": None, "home-visit": None, "risk-assessment": None}
    months = ND_MONTHS.get(p.level(day))
    if p.case_type(day) not in ("general", "sex_offense") or months is None:
        return nothing
    seen = p.since_start([*p.seen, *p.homes], day)
    homes = p.since_start(p.homes, day)
    scored = sorted(d for d, _ in p.scores if d <= day)
    return {
        "face-to-face": month_end(plus_months(seen[-1] if seen else p.start, months)),
        "home-visit": None if months == 3 else rolling(p.start, homes, 1, 365, p.start + timedelta(days=90)),
        "risk-assessment": rolling(p.start, scored, 1, 212, p.start + timedelta(days=30)),
    }


def idaho(p: Person, day: date) -> dict[str, date | None]:
    """What Idaho's program says is due next, by requirement that recurs."""
    level, case_type = p.level(day), p.case_type(day)
    found: dict[str, date | None] = dict.fromkeys(
        ("face-to-face", "home-visit", "treatment-collateral", "employment-verification-sex-offense", "lsi-r")
    )
    held = any(a <= day < b for a, b in p.warrants)
    if held or case_type not in ("general", "sex_offense"):
        return found
    face = (ID_FACE if day >= SWITCH else ID_FACE_BEFORE).get((case_type, level))
    if face is not None:
        seen = p.since_start([*p.seen, *p.homes], day)
        found["face-to-face"] = rolling(p.start, seen, *face, weekdays_after(p.start, 3))
    if (case_type, level) in ID_HOME:
        homes = p.since_start([*p.homes, *p.home_collaterals], day)
        found["home-visit"] = rolling(p.start, homes, 1, ID_HOME[case_type, level], p.start + timedelta(days=30))
        treated = p.since_start(p.treatment, day)
        found["treatment-collateral"] = rolling(p.start, treated, 1, ID_TREATMENT[level], p.start + timedelta(days=14))
        if case_type == "sex_offense":
            work = p.since_start(p.work, day)
            first = p.start + timedelta(days=30)
            found["employment-verification-sex-offense"] = rolling(p.start, work, 1, ID_WORK[level], first)
    found["lsi-r"] = _assessment(p, day, case_type, level)
    return found


def _assessment(p: Person, day: date, case_type: str, level: str) -> date | None:
    scores = sorted(s for s in p.scores if s[0] <= day)
    four = case_type == "general" and day < SWITCH
    if level not in (("minimum", "medium", "high", "maximum") if four else ("minimum", "medium", "high")):
        return None
    if not scores:
        late = case_type == "sex_offense" and p.supervision_type != "formal_probation"
        return p.start + timedelta(days=90 if late else 45)
    low = scores[-1][1] < (21 if p.sex == "male" else 23)
    if (case_type, level) == ("general", "minimum") or (case_type == "sex_offense" and low):
        return None
    return scores[-1][0] + timedelta(days=365)

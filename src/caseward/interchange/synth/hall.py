"""One synthetic juvenile hall for a week: head counts, nights, safety checks, force, confinement, visitors."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta, timezone
from random import Random

from caseward.dates import parse_when
from caseward.record.entry import Entry, Value

HALL = "hall-1"
NIGHTS = 7
BEDS = 40
ZONE = timezone(timedelta(hours=-5))


class Hall:
    """The hall while it is being made. Everything is recorded within minutes or hours of what it states."""

    def __init__(self, seed: int, start: date) -> None:
        self._random = Random(f"caseward {seed} 0")  # of which only ``random`` is used: it is the same everywhere
        self.start = start
        self.entries: list[Entry] = []
        self._counter: Counter[str] = Counter()

    def share(self) -> float:
        """A number from 0 to 1, 1 excluded."""
        return self._random.random()

    def whole(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``, both included."""
        return least + int(self.share() * (most - least + 1))

    def at(self, night: int, clock: time) -> datetime:
        """A time of day so many days after the start."""
        return datetime.combine(self.start + timedelta(days=night), clock, tzinfo=ZONE)

    def add(self, kind: str, when: datetime, *, made: str = "", **values: Value | datetime | None) -> str:
        """Append an entry about the hall and give its id. Blank values are left out."""
        self._counter[kind] += 1
        made = made or f"{kind.replace('_', '-')}-{self._counter[kind]}"
        filled = {k: _value(v) for k, v in values.items() if v is not None and v not in ("", ())}
        about: dict[str, Value] = {} if kind == "facility" else {"facility": HALL}
        recorded = when + timedelta(minutes=self.whole(1, 90))
        known = parse_when(when.isoformat(timespec="minutes"))
        self.entries.append(Entry(made, kind, known, recorded, "hall-staff", "synthetic", "", {**about, **filled}))
        return made


def hall_entries(seed: int, start: date) -> list[Entry]:
    """The entries of the hall from ``start`` on."""
    hall = Hall(seed, start)
    opened = hall.at(0, time(8))
    hall.add("facility", opened, made=HALL, title="Synthetic hall", operator="synthetic", facility_type="juvenile_hall")
    hall.add("capacity", opened, beds=BEDS)
    for night in range(NIGHTS):
        _counts(hall, night)
        _night(hall, night, "unit-a", even=False)
        # Checks at exact quarters of an hour are the pattern that an inspector looks for.
        _night(hall, night, "unit-b", even=True)
        _visitor(hall, night)
    for night in (1, 3, 5):
        _force(hall, night)
        _confinement(hall, night)
    _moved(hall)
    hall.add("search", hall.at(4, time(10)), unit="unit-a", of="unit", method="k9")
    hall.add("inspection", hall.at(NIGHTS, time(10)), by="state board", result="suitable")
    return hall.entries


def _value(value: Value | datetime) -> Value:
    return parse_when(value.isoformat(timespec="minutes")) if isinstance(value, datetime) else value


def _counts(hall: Hall, night: int) -> None:
    for clock, asleep in ((time(12), False), (time(23), True)):
        youths = hall.whole(BEDS - 14, BEDS + 1)
        staff = max(1, youths // (28 if asleep else 9))
        hall.add("population_count", hall.at(night, clock), youths=youths, staff=staff, asleep=asleep)


def _night(hall: Hall, night: int, unit: str, *, even: bool) -> None:
    """In rooms from 21:00 to 06:00, with checks at varied gaps of which few are too long, or at even ones."""
    begun, until = hall.at(night, time(21)), hall.at(night + 1, time(6))
    hall.add("in_rooms", begun, unit=unit, why="sleep", until=until)
    # Each unit has its own officers, so that nobody is in two units at one minute.
    officer, now = f"hall-officer-{hall.whole(1, 2) + 2 * even}", begun
    while now < until:
        hall.add("safety_check", now, unit=unit, officer=officer, method="direct_visual")
        late = not even and hall.share() < 0.03
        now += timedelta(minutes=15 if even else hall.whole(16, 24) if late else hall.whole(6, 14))


def _visitor(hall: Hall, night: int) -> None:
    came = hall.at(night, time(14, hall.whole(0, 40)))
    checked = night != 2  # one visitor is let in unchecked
    made = hall.add("visitor", came, claimed_role="tutor", admitted=True, saw_youths=True)
    if checked:
        before = came - timedelta(minutes=5)
        hall.add("credential_check", before, visitor=made, result="confirmed", against=("photo_id", "appointment_list"))


def _force(hall: Hall, night: int) -> None:
    used = hall.at(night, time(16, hall.whole(0, 59)))
    types: tuple[str, ...] = ("oc_spray",) if night == 3 else ("physical",)
    made = hall.add("force", used, unit="unit-a", types=types, circumstance="emergency", video=night != 5, injury=False)
    for step, hours in (("submitted", 3), ("medical_seen", 1), ("parent_notified", 5), ("reviewed", 40)):
        hall.add("force_report", used + timedelta(hours=hours), force=made, step=step)


def _confinement(hall: Hall, night: int) -> None:
    begun = hall.at(night, time(9, hall.whole(0, 59)))
    length = timedelta(minutes=hall.whole(60, 300))
    token = f"youth-{night:03}"
    made = hall.add("room_confinement", begun, unit="unit-b", youth=token, reason="safety", until=begun + length)
    hall.add("confinement_step", begun + length, confinement=made, step="returned_to_programme")


def _moved(hall: Hall) -> None:
    left = hall.at(6, time(11))
    made = hall.add("movement", left, youths=6, manifest=True, manifest_count=6, ordered_by="hall director")
    hall.add("movement_notice", left + timedelta(hours=2), movement=made, to=("parents", "counsel"))

"""One synthetic term while it is being made: its tokens, its days, and the entries so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from caseward.dates import Period, When, parse_when
from caseward.interchange.synth_draw import Draw
from caseward.record.entry import Entry, Value

ZONE = timezone(timedelta(hours=-5))
"""The synthetic agency keeps one offset from universal time all the year."""

OFFICES = ("office-1", "office-2", "office-3")
CASELOAD = 60
"""Terms of one officer. Not above 60: each has its own minute of the hour, so that only planted pairs collide."""


@dataclass(slots=True)
class Case:
    """A term: ``until`` is the first day on which it, or the stretch generated, is no longer in force."""

    number: int
    draw: Draw
    start: date
    until: date
    risk: int
    fate: str = ""  # why it ended; empty when it had not
    length: int = 12
    officer: str = ""
    office: str = ""
    relief: date | None = None  # from this day on another officer stands in
    held: list[Period] = field(default_factory=list)
    away: list[Period] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    counter: Counter[str] = field(default_factory=Counter)

    @property
    def person(self) -> str:
        """The person's token."""
        return f"person-{self.number:05}"

    @property
    def term(self) -> str:
        """The term's token."""
        return f"term-{self.number:05}"

    @property
    def days(self) -> int:
        """Days in force."""
        return (self.until - self.start).days

    def free(self, day: date) -> bool:
        """Whether the person was neither held nor away on a day."""
        return not any(p.contains(day) for p in (*self.held, *self.away))

    def officer_on(self, day: date) -> str:
        """The officer responsible on a day."""
        return self.officer if self.relief is None or day < self.relief else f"{self.officer}-relief"

    def next_id(self, kind: str) -> str:
        """The next id of a kind within the term."""
        self.counter[kind] += 1
        return f"{kind.replace('_', '-')}-{self.number:05}-{self.counter[kind]}"

    def at(self, day: date) -> str:
        """A time of day in working hours at the term's own minute, as written."""
        return f"{day.isoformat()}T{self.draw.whole(8, 17):02}:{self.number % CASELOAD:02}-05:00"

    def add(
        self, kind: str, occurred: date | str, *, note: str = "", by: str = "", **values: Value | date | None
    ) -> str:
        """Append an entry about the term, recorded some days later, and give its id. Blank values are left out."""
        known = parse_when(occurred.isoformat() if isinstance(occurred, date) else occurred)
        made = self.next_id(kind)
        self.put(
            Entry(
                made,
                kind,
                known,
                self._recorded(known),
                by or self.officer_on(known.first),
                "",
                note,
                self._values(values),
            )
        )
        return made

    def put(self, entry: Entry) -> None:
        """Append an entry made elsewhere."""
        self.entries.append(entry)

    def _values(self, values: dict[str, Value | date | None]) -> dict[str, Value]:
        filled = {k: v for k, v in values.items() if v is not None and v not in ("", ())}
        plain = {k: parse_when(v.isoformat()) if isinstance(v, date) else v for k, v in filled.items()}
        return {"term": self.term, **plain}

    def _recorded(self, known: When) -> datetime:
        delay = self.draw.whole(6, 40) if self.draw.chance("recorded late") else int(self.draw.by("delay"))
        if known.instant is not None and not delay:
            return known.instant + timedelta(minutes=self.draw.whole(2, 240))
        clock = time(self.draw.whole(8, 17), self.draw.whole(0, 59), tzinfo=ZONE)
        return datetime.combine(known.last + timedelta(days=delay), clock)

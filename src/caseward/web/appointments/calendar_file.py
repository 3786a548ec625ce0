"""An appointment as a calendar file (RFC 5545), for the calendar of whoever attends it.

It leaves the application, so it says no more than when, where, with whom by id, and how.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from caseward.record.entry import Entry
from caseward.web.appointments.lasting import minutes_of

PRODUCT = "-//Caseward//Appointments//EN"
WIDTH = 75
"""Octets of a line, without its ending."""


CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Event:
    """An appointment as calendars know it: the id of the entry that first booked it, how often it was changed since,
    when it was changed last, and whether it was withdrawn.
    """

    id: str
    sequence: int
    changed: datetime | None
    withdrawn: bool

    @property
    def method(self) -> str:
        """What a calendar is to do with it; '' for nothing but to show it."""
        return CANCEL if self.withdrawn else ""


def calendar_file(entry: Entry, person: str, origin: str, event: Event) -> bytes:
    """The file of one appointment. ``origin`` names the record, so that the event's own name is used once only: a later
    file of the same event takes the place of an earlier one, and one that was withdrawn goes.
    """
    stamp = event.changed or datetime(1970, 1, 1, tzinfo=UTC)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}"]
    lines += [f"METHOD:{event.method}"] if event.method else []
    lines += ["BEGIN:VEVENT", f"UID:{_escaped(f'{event.id}@{origin}')}", f"DTSTAMP:{_utc(stamp)}", *_when(entry)]
    lines += [f"SEQUENCE:{event.sequence}", f"STATUS:{'CANCELLED' if event.withdrawn else 'CONFIRMED'}"]
    lines.append(f"SUMMARY:{_escaped(f'Appointment with {person}')}")
    said = [("LOCATION", entry.text("place")), ("DESCRIPTION", entry.text("mode"))]
    lines += [f"{name}:{_escaped(text.replace('_', ' '))}" for name, text in said if text]
    lines += ["CLASS:CONFIDENTIAL", "END:VEVENT", "END:VCALENDAR"]
    return b"".join(_folded(line) for line in lines)


def _when(entry: Entry) -> list[str]:
    at = entry.occurred.instant
    if at is None:
        return [f"DTSTART;VALUE=DATE:{entry.occurred.first:%Y%m%d}"]
    return [f"DTSTART:{_utc(at)}", f"DURATION:PT{minutes_of(entry)}M"]


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for plain in ("\\", ";", ","):
        text = text.replace(plain, "\\" + plain)
    return text.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """The line in pieces that are short enough, never cut within a character; all but the first begin with a space."""
    out, room = bytearray(), WIDTH
    for character in line:
        octets = character.encode()
        if len(octets) > room:
            out += b"\r\n "
            room = WIDTH - 1
        out += octets
        room -= len(octets)
    return bytes(out + b"\r\n")

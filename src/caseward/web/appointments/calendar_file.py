"""An appointment as a calendar file (RFC 5545), for the calendar of whoever attends it.

It leaves the application, so it says no more than when, where, with whom by id, and how.
"""

from __future__ import annotations

from datetime import UTC, datetime

from caseward.record.entry import Entry

PRODUCT = "-//Caseward//Appointments//EN"
WIDTH = 75
"""Octets of a line, without its ending."""


def calendar_file(entry: Entry, person: str, origin: str) -> bytes:
    """The file of one appointment. ``origin`` names the record, so that the event's own name is used once only."""
    stamp = entry.recorded or datetime(1970, 1, 1, tzinfo=UTC)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "BEGIN:VEVENT"]
    lines += [f"UID:{_escaped(f'{entry.id}@{origin}')}", f"DTSTAMP:{_utc(stamp)}", _start(entry)]
    lines.append(f"SUMMARY:{_escaped(f'Appointment with {person}')}")
    said = [("LOCATION", entry.text("place")), ("DESCRIPTION", entry.text("mode"))]
    lines += [f"{name}:{_escaped(text.replace('_', ' '))}" for name, text in said if text]
    lines += ["CLASS:CONFIDENTIAL", "END:VEVENT", "END:VCALENDAR"]
    return b"".join(_folded(line) for line in lines)


def _start(entry: Entry) -> str:
    at = entry.occurred.instant
    return f"DTSTART;VALUE=DATE:{entry.occurred.first:%Y%m%d}" if at is None else f"DTSTART:{_utc(at)}"


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

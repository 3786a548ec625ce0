"""The same record and the same policy so many days later, for the property that answers move along.

The Gregorian calendar repeats exactly after 400 years, which are 146,097 days and 20,871 whole weeks. Blocks of several
weeks that are counted by the calendar need their number to divide that of the weeks too; twelve times 400 years are
divided by blocks of up to four weeks. Moved by that, every window, month end, weekday and leap day falls as before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pydantic import BaseModel

from caseward.dates import When
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry, Record, Value

CYCLE = 12 * 146_097
"""Days after which the calendar repeats, blocks of up to four weeks included."""


def shifted_record(record: Record, days: int) -> Record:
    """Every date of a record so many days later, times of recording included. ValueError beyond the dates allowed."""
    return Record.of([_entry(e, days) for e in record])


def _entry(entry: Entry, days: int) -> Entry:
    recorded = None if entry.recorded is None else entry.recorded + timedelta(days=days)
    values = {name: _value(value, days) for name, value in entry.values.items()}
    return replace(entry, occurred=entry.occurred.shift(days), recorded=recorded, values=values)


def _value(value: Value, days: int) -> Value:
    return value.shift(days) if isinstance(value, When) else value


def shifted_document(document: PolicyDocument, days: int) -> PolicyDocument:
    """Every date of a policy so many days later: versions, overlays, tables, holidays, amnesty floors."""
    moved = _moved(document, timedelta(days=days))
    assert isinstance(moved, PolicyDocument)
    return moved


def _moved(part: object, by: timedelta) -> object:
    if isinstance(part, date):
        return part + by
    if isinstance(part, tuple):
        return tuple(_moved(item, by) for item in part)
    if isinstance(part, dict):
        return {key: _moved(item, by) for key, item in part.items()}
    if isinstance(part, BaseModel):
        return part.model_copy(update={name: _moved(getattr(part, name), by) for name in type(part).model_fields})
    return part

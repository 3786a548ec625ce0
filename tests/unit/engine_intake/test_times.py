"""Times read byte by byte are those that the reader of the record gives, and it is asked for every other form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from caseward.dates import When
from caseward.engine.arrays import NONE, NOT_RECORDED, day_number, instant_number
from caseward.engine.intake.times import BLANK, DAY, INSTANT, WRONG, times_of
from caseward.record.faults import ValueFault
from caseward.record.fields import COMMON, Field, FieldType
from caseward.record.parse import read_cell

FIELDS = {f.type: f for f in (*COMMON, Field("day", FieldType.DAY, "a day"))}
TEXTS = (
    "2021-12-31", "2020-02-29", "2021-02-29", "1900-02-29", "2000-02-29", "1799-12-31", "1800-01-01", "9998-12-31",
    "9999-01-01", "2021-12", "2021-06~", "2022-06-14T16:45-07:00", "2022-06-14T16:45Z", "2022-06-14T16:45:07+05:30",
    "2022-06-14T16:45:07.123Z", "2022-06-14T24:00Z", "2022-06-14T16:45-00:00", "2022-06-14T16:45+14:00",
    "2022-06-14T16:45+14:01", "2022-06-14T16:45-14:00", "2022-06-14T16:60Z", "2022-06-14T16:45:60Z", "../2021-06",
    "[2021-06-01, 2021-07-03]", "", "   ", " 2021-01-01", "2021-01-01 ", "0000-00-00", "2022-06-14T16:4:07Z",
    "1999-04-31", "-999-01-01", "2022-06-14t16:45Z", "2022-06-14 16:45Z", "2022-06-14T16:45+0530", "20210101xx",
)  # fmt: skip


def changed(count: int) -> list[str]:
    """Texts with a character or two put in place of others."""
    random, found = Random(7), list(TEXTS)
    for _ in range(count):
        text = list(random.choice(TEXTS))
        for _ in range(random.randint(0, 2) if text else 0):
            text[random.randrange(len(text))] = random.choice("0123456789-:TZ+ X~/")
        found.append("".join(text))
    return found


def read(field: Field, text: str) -> When | str | None:
    try:
        value = read_cell(field, text)
    except ValueFault:
        return "refused"
    assert value is None or isinstance(value, When)
    return value


@pytest.mark.parametrize("kind", [FieldType.WHEN, FieldType.INSTANT, FieldType.DAY])
@pytest.mark.parametrize("coded", [False, True])
def test_every_text_is_read_as_the_record_reads_it(kind, coded):
    texts, field = changed(3000), FIELDS[kind]
    column = pa.array(texts)
    times = times_of([column.dictionary_encode() if coded else column], field)
    for i, text in enumerate(texts):
        value = read(field, text)
        if value is None or value == "refused":
            assert times.form[i] == (BLANK if value is None else WRONG), text
            continue
        assert (times.first[i], times.last[i]) == (day_number(value.first), day_number(value.last)), text
        assert times.instant[i] == (NOT_RECORDED if value.instant is None else instant_number(value.instant)), text


def test_nulls_are_blank_also_in_a_part_of_an_array():
    column = pa.array(["2021-01-01", None, "2021-01-03", "2021-02", None]).slice(1)
    times = times_of([column], FIELDS[FieldType.WHEN])
    assert times.filled.tolist() == [False, True, True, False]
    assert times.first.tolist() == [NONE, day_number(date(2021, 1, 3)), day_number(date(2021, 2, 1)), NONE]


def test_days_and_timestamps_of_other_programs():
    days = times_of([pa.array([date(2021, 1, 3), None], pa.date32())], FIELDS[FieldType.WHEN])
    assert days.first.tolist() == [day_number(date(2021, 1, 3)), NONE]
    assert days.form.tolist() == [DAY, BLANK]
    at = datetime(2021, 1, 3, 6, 30, 15, 900_000, tzinfo=UTC)
    stamps = times_of([pa.array([at, None], pa.timestamp("us", "America/Los_Angeles"))], FIELDS[FieldType.WHEN])
    assert stamps.first.tolist() == [day_number(date(2021, 1, 2)), NONE]  # the day there, not in universal time
    assert stamps.instant[0] == instant_number(at.replace(microsecond=0))
    assert stamps.form.tolist() == [INSTANT, BLANK]


def test_a_timestamp_beyond_what_a_record_may_name_is_wrong():
    column = pa.array(np.array(["1700-01-01T00:00:00"], dtype="datetime64[us]"), pa.timestamp("us", "UTC"))
    assert times_of([column], FIELDS[FieldType.WHEN]).wrong.tolist() == [True]

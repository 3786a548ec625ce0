"""Obligations as Parquet and CSV: every field, in one order, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields, replace
from datetime import date

import pyarrow.parquet as pq

from caseward.interchange.obligations import COLUMNS, SCHEMA, obligations_csv, obligations_table, write_obligations
from caseward.obligations.model import Bearing, Considered, Interrupted, Obligation, Status

APRIL = Obligation(
    policy="adult",
    version="2021-01-01",
    requirement="monthly-contact",
    duty="contact",
    title="Monthly contact",
    kind="every",
    subject="term-1",
    subject_kind="term",
    about="",
    window_start=date(2021, 4, 1),
    window_end=date(2021, 5, 1),
    due=date(2021, 4, 30),
    status=Status.MET,
    counted=("contact-1", "contact-2"),
    considered=(Considered("voicemail-1", Bearing.REFUSED, "=outcome is left message"),),
    interruptions=(Interrupted("absence", "hospital", "pause", date(2021, 4, 3), date(2021, 4, 5)),),
    reason="-done",
    earliest_unmet=date(2021, 5, 1),
)
MAY = replace(
    APRIL, window_start=date(2021, 5, 1), window_end=date(2021, 6, 1), status=Status.MISSED, counted=(), ordinal=10
)
MAY_TOO = replace(MAY, ordinal=9, late_by_days=3, minute=5, considered=(), interruptions=())


def test_every_field_of_an_obligation_has_a_column():
    assert {name for name, _, _ in COLUMNS} == {f.name for f in fields(Obligation)} | {"id", "sentence"}
    assert all(doc for _, _, doc in COLUMNS)


def test_rows_come_back_as_they_went_in_and_in_order_of_their_key():
    rows = obligations_table([MAY, APRIL, MAY_TOO]).to_pylist()
    assert [(r["window_start"], r["ordinal"]) for r in rows] == [
        (APRIL.window_start, 0),
        (MAY.window_start, 9),
        (MAY.window_start, 10),
    ]
    april, may_too, _ = rows
    assert april["id"] == APRIL.id
    assert april["status"] == "met"
    assert april["counted"] == ["contact-1", "contact-2"]
    assert april["considered"] == [{"entry": "voicemail-1", "bearing": "refused", "reason": "=outcome is left message"}]
    assert april["interruptions"][0]["end"] == date(2021, 4, 5)
    assert april["late_by_days"] is None
    assert (may_too["late_by_days"], may_too["minute"], may_too["considered"]) == (3, 5, [])


def test_no_obligations_are_a_table_with_its_columns():
    assert obligations_table([]).schema == SCHEMA
    assert obligations_csv([]) == ",".join(name for name, _, _ in COLUMNS) + "\n"


def test_the_csv_is_for_people_and_spreadsheets():
    april, *_ = csv.DictReader(io.StringIO(obligations_csv([MAY, APRIL]), newline=""))
    assert april["counted"] == "contact-1;contact-2"
    assert json.loads(april["considered"]) == [
        {"entry": "voicemail-1", "bearing": "refused", "reason": "=outcome is left message"}
    ]
    assert april["reason"] == "'-done"
    assert (april["scored"], april["due"], april["late_by_days"]) == ("yes", "2021-04-30", "")


def test_the_same_obligations_are_the_same_bytes(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, order in ((one, [MAY, APRIL]), (other, [APRIL, MAY])):
        folder.mkdir()
        write_obligations(order, folder)
    assert [p.name for p in sorted(one.iterdir())] == ["obligations.csv", "obligations.parquet"]
    for name in ("obligations.csv", "obligations.parquet"):
        assert (one / name).read_bytes() == (other / name).read_bytes()
    assert pq.read_table(one / "obligations.parquet").num_rows == 2

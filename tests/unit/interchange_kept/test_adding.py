"""New entries: checked all at once against what is kept, recorded all or none, and once however often they are sent."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from caseward.errors import BadRequest, NotFound
from caseward.interchange.kept.adding import NotTaken, add, again, ready, taking_time
from caseward.interchange.kept.correcting import Change, differences, rows_of
from caseward.interchange.kept.holding import Holding
from caseward.interchange.kept.submitting import Handed
from caseward.interchange.kept.submitting import rows_of as submitted
from caseward.interchange.read import read_record
from caseward.ledger.store.refusals import RequestReused

PERSON = '{"kind": "person", "id": "person-1", "occurred": "2020-01-01"}\n'
TERM = '{"kind": "term", "id": "term-1", "occurred": "2021-02-01", "person": "person-1"}\n'
CONTACT = '{"kind": "contact", "id": "contact-1", "occurred": "2026-02-27", "term": "term-1", "mode": "phone", "scheduled": true}\n'


@pytest.fixture
def begun(agency):
    agency.append(PERSON + TERM + CONTACT)
    return agency


def faults(agency, text):
    with pytest.raises(NotTaken) as refused:
        agency.append(text)
    return {(fault.row, fault.field, fault.code) for fault in refused.value.faults}


def size(agency):
    with agency.opened() as kept:
        return kept.store.size


def test_entries_of_one_request_may_name_one_another(begun):
    assert [entry.id for entry in read_record(begun.folder).record] == ["person-1", "term-1", "contact-1"]


def test_an_entry_without_an_id_is_given_one_that_is_the_same_when_it_is_sent_again(begun):
    text = '{"kind": "contact", "occurred": "2026-02-28", "term": "term-1"}\n'
    first = begun.append(text, "r1")
    again_ = begun.append(text, "r1")
    other = begun.append(text, "r2")
    assert first.places == again_.places != other.places
    assert (first.repeated, again_.repeated) == (False, True)
    assert first.entries[0].id == again_.entries[0].id != other.entries[0].id


def test_a_request_with_other_contents_is_refused(begun):
    begun.append('{"kind": "contact", "id": "c2", "occurred": "2026-02-28", "term": "term-1"}\n', "r1")
    with pytest.raises(RequestReused):
        begun.append('{"kind": "contact", "id": "c2", "occurred": "2026-02-27", "term": "term-1"}\n', "r1")


def test_all_faults_are_told_at_once_and_nothing_is_recorded(begun):
    before = size(begun)
    lines = [
        '{"kind": "contct", "id": "a", "occurred": "2026-01-01"}',
        '{"id": "b", "occurred": "2026-01-01"}',
        "not json",
        "[1]",
        '{"kind": "contact", "id": "contact-1", "occurred": "2026-01-01", "term": "term-1"}',
        '{"kind": "contact", "id": "c", "occurred": "2026-01-01", "term": "term-9"}',
        '{"kind": "contact", "id": "d", "occurred": "2026-01-01", "term": "person-1"}',
        '{"kind": "contact", "id": "e", "occurred": "2026-01-01", "term": "term-1", "recorded": "2026-01-01T00:00Z"}',
        '{"kind": "contact", "id": "f", "occurred": "2031-01-01", "term": "term-1"}',
        '{"kind": "correction", "id": "g", "occurred": "2026-01-01", "corrects": "nothing", "reason": "r"}',
        '{"kind": "contact", "id": "h", "occurred": "2026-01-01", "term": "term-1"}',
    ]
    found = faults(begun, "\n".join(lines))
    assert found == {
        (1, "kind", "CW548"), (2, "kind", "CW548"), (3, "", "CW223"), (4, "", "CW223"), (5, "id", "CW251"),
        (6, "term", "CW252"), (7, "term", "CW253"), (8, "recorded", "CW548"), (9, "recorded", "CW261"),
        (10, "corrects", "CW271"),
    }  # fmt: skip
    assert size(begun) == before


def test_more_faults_than_are_shown_are_counted(begun):
    with pytest.raises(NotTaken, match="150 more are not shown"):
        begun.append("\n".join(["{}"] * 250))


def test_an_end_before_the_beginning_is_seen_across_what_is_kept(begun):
    text = '{"kind": "term_end", "id": "end", "occurred": "2020-06-01", "term": "term-1"}\n'
    assert faults(begun, text) == {(1, "occurred", "CW263")}


def test_what_may_be_announced_may_lie_ahead(begun):
    begun.append('{"kind": "term_end", "occurred": "2027-01-01", "term": "term-1"}\n')


def test_how_late_an_entry_was_recorded_is_told_and_counted(begun):
    text = CONTACT.replace("contact-1", "c2").replace("2026-02-27", "2026-03-01T10:00Z") + CONTACT.replace(
        "contact-1", "c3"
    )
    added = begun.append(text)
    by_id = {entry.id: lag for entry, lag in zip(added.entries, added.lags, strict=True)}
    assert timedelta(hours=2) <= by_id["c2"] < timedelta(hours=3)
    assert by_id["c3"] == timedelta(days=2)
    assert added.late == 1


def test_an_imprecise_day_is_late_by_the_least_it_can_be(begun):
    added = begun.append(CONTACT.replace("contact-1", "c2").replace("2026-02-27", "2026-02"))
    assert added.lags == (timedelta(days=1),)


def corrected(agency, change, request="k"):
    with agency.opened() as kept:
        now = taking_time(kept.store, agency.now())
        return add(ready(rows_of(change, kept.store, request, now), kept.store, "UTC"), kept.store, "UTC")


def test_a_correction_leaves_both_and_the_new_one_stands(begun):
    added = corrected(
        begun, Change("contact-1", {"mode": "video", "scheduled": ""}, "was by video", "wrong_code", "role")
    )
    record = read_record(begun.folder, strict=True).record
    old, new = record.by_id()["contact-1"], record.by_id()["contact-1.2"]
    assert [entry.id for entry in added.entries] == ["contact-1.2", "contact-1.2.correction"]
    assert differences(old, new) == [("recorded_by", "", "role"), ("mode", "phone", "video"), ("scheduled", "yes", "")]
    assert added.entries[1].text("reason") == "was by video"


def test_a_correction_of_a_correction_is_of_the_entry_that_stands(begun):
    corrected(begun, Change("contact-1", {"mode": "video"}, "first"))
    with pytest.raises(NotTaken, match="corrected twice"):
        corrected(begun, Change("contact-1", {"mode": "letter"}, "second"))
    corrected(begun, Change("contact-1.2", {"mode": "letter"}, "second"))
    assert read_record(begun.folder, strict=True).record.by_id()["contact-1.2.2"].text("mode") == "letter"


def test_a_withdrawn_entry_has_nothing_in_its_place(begun):
    added = corrected(begun, Change("contact-1", None, "did not happen"))
    assert [entry.kind for entry in added.entries] == ["correction"]


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (Change("nothing", {}, "r"), NotFound, "no entry 'nothing'"),
        (Change("contact-1", {"moed": "video"}, "r"), BadRequest, "did you mean mode?"),
        (Change("contact-1", {"id": "x"}, "r"), BadRequest, "no such column to set"),
        (Change("contact-1", {"mode": "phone"}, "r"), BadRequest, "says that already"),
        (Change("contact-1", {"mode": "fax"}, "r"), NotTaken, "mode is 'fax'"),
        (Change("term-1", {"office": "x"}, "r"), BadRequest, "is named by contact-1"),
        (Change("contact-1", None, ""), NotTaken, "reason"),
    ],
)
def test_a_correction_that_cannot_be_made_says_why(begun, change, error, said):
    before = size(begun)
    with pytest.raises(error, match=said):
        corrected(begun, change)
    assert size(begun) == before


def test_an_entry_that_is_sealed_can_neither_be_named_nor_corrected(begun):
    with begun.opened() as kept:
        (key,) = kept.store.reader.rows("SELECT key_id FROM matters WHERE token = ?", (token(kept, "contact-1"),))
        kept.ring.seal([key[0]], 1)
    with pytest.raises(NotTaken, match="withheld"):
        begun.append('{"kind": "contact", "id": "c2", "occurred": "2026-02-28", "term": "term-1"}\n')
    with pytest.raises(BadRequest, match="sealed"):
        corrected(begun, Change("contact-1", None, "r"))


def token(kept, id_):
    index = kept.store.reader.index_of(id_)
    return next(kept.store.stored(index, index + 1)).envelope.case


def test_a_report_handed_in_is_two_entries_and_is_known_again(begun):
    handed = Handed("report.pdf", "0" * 64, "term-1", "desertion", officer="o-7", by="officer")
    with begun.opened() as kept:
        key = handed.request
        assert again(kept.store, key) is None
        added = add(ready(submitted(handed, key, begun.now()), kept.store, "UTC", key), kept.store, "UTC", key)
        assert [entry.kind for entry in added.entries] == ["report", "document"]
        repeated = again(kept.store, key)
    assert (repeated.places, repeated.repeated) == (added.places, True)
    report, document = added.entries
    assert report.text("step") == "submitted"
    assert document.text("sha256") == "0" * 64
    assert report.id in document.note
    other = Handed("report.pdf", "0" * 64, "term-1", "progress")
    assert json.loads(other.request) != json.loads(handed.request)


def test_what_is_held_is_found_by_id(begun):
    with begun.opened() as kept:
        held = Holding(kept.store)
        assert held.entry("contact-1").text("mode") == "phone"
        assert held.row("nobody") is None
        assert held.correction_of("contact-1") is None
        with pytest.raises(KeyError):
            held.entry("nobody")


def test_the_digits_of_a_made_up_id_hang_on_the_request_and_the_line(begun):
    text = '{"kind": "contact", "occurred": "2026-02-28", "term": "term-1"}\n'
    added = begun.append(text + text, "r")
    assert len({entry.id for entry in added.entries}) == 2


def test_what_follows_at_once_is_not_taken_for_earlier(begun):
    """Entries go in within one microsecond, or while the clock is a little behind: neither is a fault."""
    begun.step = timedelta()
    begun.append(CONTACT.replace("contact-1", "c2"))
    corrected(begun, Change("c2", None, "r"))
    begun.time -= timedelta(seconds=3)
    begun.append(CONTACT.replace("contact-1", "c3"))
    corrected(begun, Change("c3", None, "r"))

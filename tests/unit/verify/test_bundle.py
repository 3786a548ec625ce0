"""Bundles and certificates of absence: what they prove, and every way to lie with one refused."""

import json
import random

import pytest

from caseward.ledger.bundle import Question, Shown, bundle_lines
from caseward.verify.absence import check_absence
from caseward.verify.bundle import check_bundle
from caseward.verify.trust import Trust
from caseward.verify.wire import Refused
from tests.unit.verify.made import CASE, LOG, OPENING, OTHER, PART, TRUST, Log, envelope, key

LOG_100 = Log(100)
SHOWN = Shown("identity", OPENING, PART)


def time(n):
    """A day of the made log, at midnight: between the entries of that day and the day before."""
    return envelope(n).recorded.strftime("%Y-%m-%dT00:00:00.000000Z")


def certificate(first, end, since="", until="", log=LOG_100, kind="desertion_report", case=CASE, term=0, **more):
    question = Question(case, kind, since, until, log.receipt(term), SHOWN)
    return list(bundle_lines(log.run(first, end, **more), question))


@pytest.mark.parametrize("size", [1, 2, 7, 64, 100])
def test_a_whole_log_is_proven(size):
    log = Log(size)
    heads = tuple(log.head(n, seen=n % 2 == 0) for n in sorted({1, size // 2 or 1, size}))
    found = check_bundle(bundle_lines(log.run(heads=heads)), TRUST)
    assert (found.first, found.end, found.faults) == (0, size, [])
    assert [h.head.size for h in found.heads] == sorted({1, size // 2 or 1, size})
    assert sum(found.kinds.values()) == size
    assert (found.witnessed.head.size if found.witnessed else 0) == max(
        (n for n in (size // 2, size) if n % 2 == 0), default=0
    )


def test_every_run_of_a_log_is_proven():
    log = Log(21)
    for first in range(22):
        for end in range(first, 22):
            found = check_bundle(bundle_lines(log.run(first, end)), TRUST)
            assert sum(found.kinds.values()) == end - first


def test_parts_that_are_shown_are_proven_and_others_refused():
    lines = list(bundle_lines(LOG_100.run(3, 5), shown=lambda n: [SHOWN] if n == 4 else []))
    assert [(o.index, o.name, o.part) for o in check_bundle(lines, TRUST).opened] == [(4, "identity", PART)]
    for change in ((b'"identity"', b'"facts"'), (b"eyJpZ", b"eyJJZ"), (b"AAECAw", b"AAECBA")):
        assert any(change[0] in line for line in lines)
        with pytest.raises(Refused, match="is not the one that was recorded"):
            check_bundle([line.replace(*change) for line in lines], TRUST)


def test_every_line_of_a_bundle_matters():
    lines = list(bundle_lines(LOG_100.run(3, 21, (LOG_100.head(10), LOG_100.head()))))
    chance = random.Random(7)
    for place, line in enumerate(lines):
        changed = bytearray(line)
        at = chance.randrange(len(line) - 1)
        changed[at] ^= 1 << chance.randrange(7)
        for lie in ([bytes(changed)], [], [line, line]):
            if place == 1 and not lie:
                continue  # an older checkpoint may be left out: the last one proves everything
            with pytest.raises(Refused):
                check_bundle([*lines[:place], *lie, *lines[place + 1 :]], TRUST)
    swapped = [*lines[:5], lines[6], lines[5], *lines[7:]]
    with pytest.raises(Refused, match="one was changed, removed or put in"):
        check_bundle(swapped, TRUST)


def test_a_bundle_of_another_key_is_refused():
    other = Log(20, key(9))
    with pytest.raises(Refused, match="no log that is trusted"):
        check_bundle(bundle_lines(other.run()), TRUST)


def test_what_is_wrong_in_a_signed_log_is_named():
    """The agency's own key may have signed nonsense: that is a fault of entries, not of the proof."""
    log = Log(9, leaf=lambda n: b"no envelope" if n == 3 else envelope(2 if n == 7 else n).leaf())
    found = check_bundle(bundle_lines(log.run()), TRUST)
    assert [index for index, _ in found.faults] == [3, 7]
    assert "recorded before" in found.faults[1][1]


def test_an_entry_is_absent():
    found = check_absence(certificate(30, 48, time(31), time(47)), TRUST)
    assert found.found == []
    assert (found.first, found.last, found.looked_at) == (31, 46, 16)
    assert found.bundle.case.part == PART
    assert found.sentence() == (
        f"There is no entry of the class desertion_report for case {CASE} among the 16 entries of the log of 100 that "
        f"were recorded from {time(31)} until before {time(47)}."
    )


def test_what_is_there_is_listed():
    found = check_absence(certificate(0, 100), TRUST)
    assert [index for index, _ in found.found] == [14, 49, 84]
    assert "There are 3 entries" in found.sentence()
    assert "at any time" in found.sentence()
    assert [i for i, _ in check_absence(certificate(40, 100, time(45)), TRUST).found] == [49, 84]
    assert "There is one entry" in check_absence(certificate(0, 61, "", time(30)), TRUST).sentence()


def test_an_empty_window_is_proven_by_its_neighbours():
    found = check_absence(
        certificate(31, 33, time(31)[:11] + "09:00:00.000000Z", time(31)[:11] + "10:00:00.000000Z"), TRUST
    )
    assert (found.looked_at, found.first) == (0, -1)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (certificate(31, 48, time(31), time(47)), "entries before the first"),
        (certificate(30, 47, time(31), time(47)), "entries after the last"),
        (certificate(30, 99, time(31)), "entries after the last"),
        (certificate(30, 48, "", time(47)), "entries before the first"),
        (certificate(30, 30, time(31)), "entries before the first"),
        (certificate(30, 48, "2022-02-01", time(47)), "is no edge of a window"),
        (certificate(30, 48, time(31), time(47).replace("00:00", "99:00")), "is no instant"),
        (certificate(30, 48, time(31), time(47), case=OTHER), "is of another case"),
        (certificate(30, 48, time(31), time(47), term=1), "is of another case"),
        (list(bundle_lines(LOG_100.run(30, 48))), "asks no question"),
        (list(bundle_lines(LOG_100.run(30, 30))), "asks no question"),
        ([x for x in certificate(30, 48, time(31), time(47)) if b'"case":{' not in x], "whose case"),
    ],
)  # fmt: skip
def test_a_certificate_that_leaves_something_out_is_refused(lines, says):
    with pytest.raises(Refused, match=says):
        check_absence(lines, TRUST)


def test_a_certificate_asks_only_for_what_it_was_made_for():
    """The question is not signed: another one may be put to the same entries, and gets its own true answer or none."""
    lines = certificate(30, 52, time(31), time(51))
    other = [lines[0].replace(b"desertion_report", b"contact"), *lines[1:]]
    assert check_absence(lines, TRUST).found == [(49, envelope(49).recorded.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))]
    assert [i for i, _ in check_absence(other, TRUST).found] == [35, 42]
    wider = [lines[0].replace(time(31).encode(), time(20).encode()), *lines[1:]]
    with pytest.raises(Refused, match="entries before the first"):
        check_absence(wider, TRUST)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b""],
        [b"[]\n"],
        [b"{}\n"],
        [b'{"format":"other/v1"}\n'],
        [b"\xff\n"],
        [b"{" * 10**5],
        [b'{"format":"caseward-log/v1"}'],
    ],
)
def test_what_is_no_bundle_is_refused(lines):
    with pytest.raises(Refused):
        check_bundle(lines, TRUST)


def test_trust_without_a_witness_says_that_nobody_saw_it():
    trust = Trust.parse(f"log {LOG.public}\nquorum none\n".encode())
    found = check_bundle(bundle_lines(LOG_100.run(heads=(LOG_100.head(seen=False),))), trust)
    assert found.heads[-1].witnesses == ()
    header = json.loads(next(bundle_lines(LOG_100.run())))
    assert header["left"] == []

"""The same check on PostgreSQL: the same verdicts, and what was taken from or given to the database is named."""

from dataclasses import replace

import psycopg
import pytest

from caseward.interchange.kept.opened_for_checking import RingKeys
from caseward.ledger.keyring import open_ring
from caseward.ledger.store.opening import connect
from caseward.verify.guards import EXPECTED, guards_in
from caseward.verify.report import Verdict
from caseward.verify.store import verify_store
from tests.unit.ledger_orders.kept import dice
from tests.unit.verify.stores import BROUGHT, MASTER, UNCHECKED, UNIT, built


@pytest.fixture(scope="module")
def made(cluster, tmp_path_factory):
    folder, where = tmp_path_factory.mktemp("pg"), cluster.new_database()
    built(folder, where=where)
    return folder, where


@pytest.fixture
def check(made):
    folder, where = made
    ring = open_ring(folder / "ring.sqlite", MASTER, UNIT, entropy=dice("pg"))

    def checked(*statements):
        """What is found after statements that a superuser ran; they are undone afterwards."""
        with psycopg.connect(where, options="-c search_path=caseward") as db:
            db.execute("SET session_replication_role = replica")
            for statement in statements:
                db.execute(statement)
            db.execute("SET session_replication_role = origin")
            report = verify_store(db, replace(BROUGHT, dialect="postgresql", keys=RingKeys(ring)))
            db.rollback()
            return report

    yield checked
    ring.close()


def of(report, verdict):
    return [n for found in report.ranges if found.verdict is verdict for n in range(found.first, found.last + 1)]


def test_nothing_is_wrong_with_a_store_that_nobody_touched(check, made):
    rows = connect(made[1], write=False)
    assert guards_in(rows, "postgresql") == EXPECTED["postgresql"], "the layout changed; write it into verify/guards.py"
    rows.close()
    report = check()
    assert (report.sound, report.size, report.unchecked) == (True, 20, UNCHECKED)
    assert of(report, Verdict.SEALED) == [7, 10, 13]
    assert of(report, Verdict.DESTROYED) == [8, 11, 14]


@pytest.mark.parametrize(
    ("statement", "verdict", "places"),
    [
        ("UPDATE entries SET leaf = '\\x7b7d' WHERE idx = 2", Verdict.ALTERED, [2]),
        ("DELETE FROM entries WHERE idx = 5", Verdict.MISSING, [5]),
        ("DELETE FROM parts WHERE idx = 5", Verdict.MISSING, [5]),
        ("DELETE FROM countersigned", Verdict.MISSING, [8, 11, 14]),
        ("UPDATE parts SET box = set_byte(box, 30, get_byte(box, 30) # 1) WHERE idx = 4", Verdict.ALTERED, [4]),
    ],
)
def test_what_is_done_to_entries_is_named(check, statement, verdict, places):
    report = check(statement)
    assert of(report, verdict) == places
    assert not report.sound


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE matters SET state = 'open' WHERE state = 'sealed'", "the log says 'sealed'"),
        (
            "UPDATE tree SET hash = decode(repeat('00', 32), 'hex') WHERE level = 2 AND place = 1",
            "subtree 1 of level 2",
        ),
        ("DROP TRIGGER entries_never ON entries", "lost its trigger entries.entries_never"),
        (
            "ALTER TABLE entries DISABLE TRIGGER entries_never",
            "entries.entries_never (switched off) that does not belong",
        ),
        ("CREATE RULE gone AS ON INSERT TO entries DO ALSO DELETE FROM ids", "rule entries.gone that does not belong"),
        ("DROP INDEX entries_by_kind", "lost its index entries_by_kind"),
    ],
)
def test_what_is_done_to_the_database_is_named(check, statement, says):
    report = check(statement)
    assert [what for what in report.tables if says in what], report.tables

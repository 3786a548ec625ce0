"""The store in a SQLite file does what every store must."""

import secrets

import apsw
import pytest

from caseward.testing.store_conformance import StoreConformance


class TestSQLite(StoreConformance):
    @pytest.fixture
    def entropy(self):
        return secrets.token_bytes

    @pytest.fixture
    def where(self, tmp_path):
        return str(tmp_path / "record.sqlite")

    @pytest.fixture
    def tamper(self, where):
        def run(statement):
            db = apsw.Connection(where)
            for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                db.execute(f"DROP TRIGGER {name}")
            db.execute(statement)
            db.close()

        return run

"""The store in PostgreSQL does what every store must."""

import secrets

import psycopg
import pytest

from caseward.testing.store_conformance import StoreConformance


class TestPostgreSQL(StoreConformance):
    @pytest.fixture
    def entropy(self):
        return secrets.token_bytes

    @pytest.fixture
    def where(self, cluster):
        return cluster.new_database()

    @pytest.fixture
    def tamper(self, where):
        def run(statement):
            with psycopg.connect(where, autocommit=True, options="-c search_path=caseward") as db:
                db.execute("SET session_replication_role = replica")  # as a superuser may: no trigger runs
                db.execute(statement)

        return run

"""The tables, the same for every database. Their guards are each database's own: see ``sqlite_guards``."""

from __future__ import annotations

from caseward.ledger.store.draft import SYSTEM_KINDS

#: Of this layout; a store of another is not opened.
FORMAT = 1

#: Only what the record's own keeping wrote is looked up by its kind. A query says this too, or the index is not used.
OWN_KINDS = f"kind IN ({', '.join(repr(kind) for kind in sorted(SYSTEM_KINDS))})"

#: What databases call the same things. STRICT: SQLite then refuses a value of another type.
WORDS = {
    "sqlite": {"int": "INTEGER", "bytes": "BLOB", "end": " STRICT", "keyed": " STRICT, WITHOUT ROWID"},
    "postgresql": {"int": "BIGINT", "bytes": "BYTEA", "end": "", "keyed": ""},
}

# log: who we are; one row.
# entries: the log itself. leaf is what is hashed; the rest is derived from it, for reading by index.
# parts: payloads, each under the key of its matter.
# Times of recording never decrease, so what was there at an instant is found by halving.
# tree: every perfect subtree of the log's tree, level 0 the leaves.
# head: the signed checkpoint of the newest commit; one row. cosigned: heads that a witness cosigned.
# countersigned: what others signed for an entry of the store's own keeping (a destruction order, a recovery).
# requests: what was acknowledged; key and digest are blind marks.
# matters, actors: what the tokens stand for; subject, matter and mark are blind marks, name is a box.
# ids: blind marks of entries' own ids; they are looked for by index only when some are destroyed.
# superseded: derived from what corrections refer to.
# destroying: filled and emptied by the transaction of a destruction; what may be deleted in it.
TABLES = """
CREATE TABLE log (one {int} PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL, format {int} NOT NULL,
                  vkey TEXT NOT NULL){end};
CREATE TABLE entries (idx {int} PRIMARY KEY, leaf {bytes} NOT NULL, recorded {int} NOT NULL, kind TEXT NOT NULL,
                      case_token TEXT NOT NULL, actor_token TEXT NOT NULL){end};
CREATE INDEX entries_by_case ON entries (case_token, idx);
CREATE INDEX entries_by_kind ON entries (kind, idx) WHERE {own};
CREATE TABLE parts (idx {int} NOT NULL, name TEXT NOT NULL, key_id TEXT NOT NULL, box {bytes} NOT NULL,
                    PRIMARY KEY (idx, name)){keyed};
CREATE TABLE tree (level {int} NOT NULL, place {int} NOT NULL, hash {bytes} NOT NULL,
                   PRIMARY KEY (level, place)){keyed};
CREATE TABLE head (one {int} PRIMARY KEY CHECK (one = 1), size {int} NOT NULL, note {bytes} NOT NULL){end};
CREATE TABLE cosigned (size {int} PRIMARY KEY, note {bytes} NOT NULL){end};
CREATE TABLE countersigned (idx {int} PRIMARY KEY, note {bytes} NOT NULL){end};
CREATE TABLE requests (key TEXT PRIMARY KEY, digest {bytes} NOT NULL, first {int} NOT NULL,
                       count {int} NOT NULL){keyed};
CREATE TABLE matters (token TEXT PRIMARY KEY, key_id TEXT NOT NULL, subject {bytes}, matter {bytes}, name {bytes},
                      state TEXT NOT NULL CHECK (state IN ('open', 'sealed', 'destroyed'))){keyed};
CREATE INDEX matters_by_subject ON matters (subject);
CREATE UNIQUE INDEX matters_by_matter ON matters (matter);
CREATE TABLE actors (token TEXT PRIMARY KEY, mark {bytes} NOT NULL UNIQUE, name {bytes} NOT NULL){keyed};
CREATE TABLE ids (mark {bytes} PRIMARY KEY, idx {int} NOT NULL){keyed};
CREATE TABLE superseded (idx {int} PRIMARY KEY, by_idx {int} NOT NULL){end};
CREATE INDEX superseded_by ON superseded (by_idx);
CREATE TABLE destroying (token TEXT PRIMARY KEY){keyed}
"""


def tables(dialect: str) -> tuple[str, ...]:
    """The statements that make the tables in a database."""
    return tuple(statement.strip() for statement in TABLES.format(own=OWN_KINDS, **WORDS[dialect]).split(";\n"))

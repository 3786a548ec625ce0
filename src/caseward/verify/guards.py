"""The tables, indexes and triggers that a database must have, and nothing else that acts by itself.

Triggers stop mistakes, and an index that was redefined gives other answers; so what the database was told is part of
what is checked.
"""

from __future__ import annotations

from hashlib import sha256

from caseward.verify.report import Report
from caseward.verify.seen import Rows

_SQLITE = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name"
_POSTGRESQL = """
    SELECT 'trigger', c.relname || '.' || t.tgname || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' (switched off)' END,
           t.tgtype || ' ' || encode(t.tgargs, 'hex') || ' ' || p.prosrc
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND n.nspname = 'caseward'
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'caseward'
    UNION ALL SELECT 'rule', tablename || '.' || rulename, definition FROM pg_rules WHERE schemaname = 'caseward'
    UNION ALL SELECT 'column', table_name || '.' || column_name, data_type || ' ' || is_nullable || ' ' || is_generated
    FROM information_schema.columns WHERE table_schema = 'caseward'
    ORDER BY 2, 1
"""

#: By name, the beginning of the hash of what each was made with.
EXPECTED: dict[str, dict[str, str]] = {
    "sqlite": {
        "table actors": "388bbeaa6279",
        "trigger actors_no_delete": "f895c5fb9543",
        "trigger actors_no_update": "dacd308f0c20",
        "table cosigned": "d1300acc5cf5",
        "trigger cosigned_gains": "7947201f5a7f",
        "trigger cosigned_no_delete": "6c781c5d8a2f",
        "table countersigned": "275056b59f42",
        "trigger countersigned_no_delete": "4a7245c2b1d3",
        "trigger countersigned_no_update": "9af0d222c587",
        "table destroying": "2912a09d8314",
        "table entries": "14afc74f0e10",
        "index entries_by_case": "6f7b870e4819",
        "index entries_by_kind": "55df27d4a913",
        "trigger entries_in_order": "bff9d10aa724",
        "trigger entries_no_delete": "c7de70d677b4",
        "trigger entries_no_update": "ebade4703049",
        "table head": "e7424a769857",
        "trigger head_grows": "acdd176fb1e1",
        "trigger head_no_delete": "76dfeabe6e70",
        "trigger head_once": "679630d26e51",
        "table ids": "56b168d7d459",
        "trigger ids_no_delete": "e6b48d64f67c",
        "trigger ids_no_update": "989f006acf61",
        "trigger ids_once": "9e9ddf0f7e91",
        "table log": "b9953d80ddd2",
        "trigger log_no_delete": "811738720539",
        "trigger log_once": "4d04feea47f7",
        "trigger log_origin": "71daf90d9ae6",
        "table matters": "abd907a443a0",
        "index matters_by_matter": "c0e2e7298d3c",
        "index matters_by_subject": "542c97ddfbc4",
        "trigger matters_no_delete": "18ac52382ed2",
        "trigger matters_tokens": "f04c74597abb",
        "table parts": "e2e3d30846a5",
        "trigger parts_no_delete": "99fadb02ba42",
        "trigger parts_no_update": "f569d73dcb68",
        "trigger parts_once": "31ef52e6a14d",
        "table requests": "feee06d9cebd",
        "index sqlite_autoindex_actors_2": "e3b0c44298fc",
        "table superseded": "1a38e773ebf4",
        "index superseded_by": "23a193683ba5",
        "trigger superseded_no_delete": "90510cdaa952",
        "trigger superseded_no_update": "2c2a186e3b1c",
        "table tree": "3efa485bb54f",
        "trigger tree_no_delete": "b1bbd1be8971",
        "trigger tree_no_update": "5d40d26ab404",
        "trigger tree_once": "01c4c764d1af",
    },
    "postgresql": {
        "trigger actors.actors_never": "10009acf838d",
        "trigger actors.actors_no_delete": "b308087eee6b",
        "trigger actors.actors_whole": "340c8cd0058f",
        "column actors.mark": "5f2b370d2b85",
        "column actors.name": "5f2b370d2b85",
        "column actors.token": "8296e7573f62",
        "index actors_mark_key": "fbb082a967ac",
        "index actors_pkey": "43a5a15b6269",
        "trigger cosigned.cosigned_gains": "0552d2a546ae",
        "trigger cosigned.cosigned_never": "f41e1dd05090",
        "trigger cosigned.cosigned_whole": "495e1fcc55b4",
        "column cosigned.note": "5f2b370d2b85",
        "column cosigned.size": "72f6f6c7055d",
        "index cosigned_pkey": "017a5acde41e",
        "trigger countersigned.countersigned_never": "2f83ec9278ad",
        "trigger countersigned.countersigned_whole": "9cf7b47db6a7",
        "column countersigned.idx": "72f6f6c7055d",
        "column countersigned.note": "5f2b370d2b85",
        "index countersigned_pkey": "eeee0b7d8cd9",
        "column destroying.token": "8296e7573f62",
        "index destroying_pkey": "87bd6fcc9518",
        "column entries.actor_token": "8296e7573f62",
        "column entries.case_token": "8296e7573f62",
        "trigger entries.entries_in_order": "ba8963fee3ea",
        "trigger entries.entries_never": "082521be9520",
        "trigger entries.entries_whole": "72c8e4d93d35",
        "column entries.idx": "72f6f6c7055d",
        "column entries.kind": "8296e7573f62",
        "column entries.leaf": "5f2b370d2b85",
        "column entries.recorded": "72f6f6c7055d",
        "index entries_by_case": "134f145b2362",
        "index entries_by_kind": "5c4968b87f2d",
        "index entries_pkey": "32db4d73a31f",
        "trigger head.head_grows": "fd6559eb89fd",
        "trigger head.head_never": "033fe33541c5",
        "trigger head.head_once": "d3a225a10dfc",
        "trigger head.head_whole": "9c565cae4455",
        "column head.note": "5f2b370d2b85",
        "column head.one": "72f6f6c7055d",
        "column head.size": "72f6f6c7055d",
        "index head_pkey": "41475826617b",
        "trigger ids.ids_never": "e1343a515868",
        "trigger ids.ids_no_delete": "f996aa1571f2",
        "trigger ids.ids_whole": "01617f67b9d7",
        "column ids.idx": "72f6f6c7055d",
        "column ids.mark": "5f2b370d2b85",
        "index ids_pkey": "57ab9277d237",
        "column log.format": "72f6f6c7055d",
        "trigger log.log_never": "4f456c6660ec",
        "trigger log.log_once": "110c1c4bb905",
        "trigger log.log_origin": "edc4a8e97091",
        "trigger log.log_whole": "4ad5fd4a51dd",
        "column log.one": "72f6f6c7055d",
        "column log.origin": "8296e7573f62",
        "column log.vkey": "8296e7573f62",
        "index log_pkey": "ea539117ae31",
        "column matters.key_id": "8296e7573f62",
        "column matters.matter": "0d55548b0cc8",
        "trigger matters.matters_no_delete": "a16c1cf25b05",
        "trigger matters.matters_tokens": "388c40ef58ff",
        "trigger matters.matters_whole": "b3fb4578b9b4",
        "column matters.name": "0d55548b0cc8",
        "column matters.state": "8296e7573f62",
        "column matters.subject": "0d55548b0cc8",
        "column matters.token": "8296e7573f62",
        "index matters_by_matter": "8325d1a6d323",
        "index matters_by_subject": "72fb1bac5e71",
        "index matters_pkey": "e47610438e92",
        "column parts.box": "5f2b370d2b85",
        "column parts.idx": "72f6f6c7055d",
        "column parts.key_id": "8296e7573f62",
        "column parts.name": "8296e7573f62",
        "trigger parts.parts_never": "e7f50ad09888",
        "trigger parts.parts_no_delete": "4f731c3c5887",
        "trigger parts.parts_whole": "d0811e8334fd",
        "index parts_pkey": "c61db8459f46",
        "column requests.count": "72f6f6c7055d",
        "column requests.digest": "5f2b370d2b85",
        "column requests.first": "72f6f6c7055d",
        "column requests.key": "8296e7573f62",
        "trigger requests.requests_whole": "0b17f26a09ce",
        "index requests_pkey": "8a4e83aeef80",
        "column superseded.by_idx": "72f6f6c7055d",
        "column superseded.idx": "72f6f6c7055d",
        "trigger superseded.superseded_never": "841bd9225ed0",
        "trigger superseded.superseded_no_delete": "e4553fd364c9",
        "trigger superseded.superseded_whole": "e8892a3068ff",
        "index superseded_by": "6d29d8a7244f",
        "index superseded_pkey": "7fc2a333bb45",
        "column tree.hash": "5f2b370d2b85",
        "column tree.level": "72f6f6c7055d",
        "column tree.place": "72f6f6c7055d",
        "trigger tree.tree_never": "9605ccf337a8",
        "trigger tree.tree_whole": "b94b71d539e7",
        "index tree_pkey": "0eac66c6f8e8",
    },
}


def guards_in(rows: Rows, dialect: str) -> dict[str, str]:
    """What a database has: names, and the beginning of the hash of how each is defined."""
    listed = rows.execute(_SQLITE if dialect == "sqlite" else _POSTGRESQL)
    return {
        f"{kind} {name}": sha256(" ".join(str(sql).split()).encode()).hexdigest()[:12] for kind, name, sql in listed
    }


def look_at_guards(rows: Rows, report: Report, dialect: str) -> None:
    """Name every table, index or trigger that is missing, changed, or too many."""
    due, there = EXPECTED[dialect], guards_in(rows, dialect)
    if not due:
        report.unchecked.append(f"what guards the tables of {dialect} was not compared: this version does not know it")
        return
    for name in sorted({*due} | {*there}):
        if name not in there:
            report.fault(f"the database has lost its {name}")
        elif name not in due:
            report.fault(f"the database has a {name} that does not belong to a store")
        elif due[name] != there[name]:
            report.fault(f"the {name} of the database is defined otherwise than in a store")

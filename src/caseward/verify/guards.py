"""The tables, indexes and triggers that a database must have, and nothing else that acts by itself.

Triggers stop mistakes, and an index that was redefined gives other answers; so what the database was told is part of
what is checked.
"""

from __future__ import annotations

from hashlib import sha256

from caseward.verify.report import Report
from caseward.verify.seen import Rows

_SQLITE = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name"
_POSTGRESQL = (
    "SELECT 'trigger', c.relname || '.' || t.tgname || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' (off)' END, p.prosrc"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = 'caseward' ORDER BY 2"
)

#: By name, the beginning of the hash of what each was made with.
EXPECTED: dict[str, dict[str, str]] = {
    "sqlite": {
        "index entries_by_case": "6f7b870e4819",
        "index entries_by_kind": "3e961778bf22",
        "index entries_by_recorded": "e13ac1fc399f",
        "index ids_by_idx": "c796deb6e6c6",
        "index matters_by_matter": "c0e2e7298d3c",
        "index matters_by_subject": "542c97ddfbc4",
        "index sqlite_autoindex_actors_2": "e3b0c44298fc",
        "index superseded_by": "23a193683ba5",
        "table actors": "388bbeaa6279",
        "table cosigned": "d1300acc5cf5",
        "table countersigned": "275056b59f42",
        "table destroying": "2912a09d8314",
        "table entries": "14afc74f0e10",
        "table head": "e7424a769857",
        "table ids": "56b168d7d459",
        "table log": "b9953d80ddd2",
        "table matters": "abd907a443a0",
        "table parts": "e2e3d30846a5",
        "table requests": "feee06d9cebd",
        "table superseded": "1a38e773ebf4",
        "table tree": "3efa485bb54f",
        "trigger actors_no_delete": "4a4d4d7d3cd4",
        "trigger actors_no_update": "dacd308f0c20",
        "trigger cosigned_gains": "e5253ffc627e",
        "trigger cosigned_no_delete": "6c781c5d8a2f",
        "trigger countersigned_no_delete": "4a7245c2b1d3",
        "trigger countersigned_no_update": "9af0d222c587",
        "trigger entries_in_order": "d90168c20476",
        "trigger entries_no_delete": "c7de70d677b4",
        "trigger entries_no_update": "ebade4703049",
        "trigger head_grows": "acdd176fb1e1",
        "trigger head_no_delete": "76dfeabe6e70",
        "trigger head_once": "679630d26e51",
        "trigger ids_no_delete": "edc5b977167e",
        "trigger ids_no_update": "989f006acf61",
        "trigger ids_once": "9e9ddf0f7e91",
        "trigger log_no_delete": "811738720539",
        "trigger log_once": "4d04feea47f7",
        "trigger log_origin": "a6d97b3df0ab",
        "trigger matters_no_delete": "4ba28b3cdf24",
        "trigger matters_tokens": "068b9eda7375",
        "trigger parts_no_delete": "4db92383c5ad",
        "trigger parts_no_update": "f569d73dcb68",
        "trigger parts_once": "5380012d00b4",
        "trigger superseded_no_delete": "34f35073fe9c",
        "trigger superseded_no_update": "2c2a186e3b1c",
        "trigger tree_no_delete": "b1bbd1be8971",
        "trigger tree_no_update": "5d40d26ab404",
        "trigger tree_once": "01c4c764d1af",
    },
    "postgresql": {},
}


def guards_in(rows: Rows, dialect: str) -> dict[str, str]:
    """What a database has: names, and the beginning of the hash of how each is defined."""
    listed = rows.execute(_SQLITE if dialect == "sqlite" else _POSTGRESQL)
    return {
        f"{kind} {name}": sha256(" ".join(str(sql).split()).encode()).hexdigest()[:12] for kind, name, sql in listed
    }


def look_at_guards(rows: Rows, report: Report, dialect: str) -> set[str]:
    """Name every table, index or trigger that is missing, changed, or too many; give those that are as they must be."""
    due, there = EXPECTED[dialect], guards_in(rows, dialect)
    if not due:
        report.unchecked.append(f"what guards the tables of {dialect} was not compared: this version does not know it")
        return set()
    for name in sorted({*due} | {*there}):
        if name not in there:
            report.fault(f"the database has lost its {name}")
        elif name not in due:
            report.fault(f"the database has a {name} that does not belong to a store")
        elif due[name] != there[name]:
            report.fault(f"the {name} of the database is defined otherwise than in a store")
    return {name for name in due if due[name] == there.get(name)}

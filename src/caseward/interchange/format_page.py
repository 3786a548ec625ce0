"""The page ``docs/record-format.md``, made from the kinds themselves, so that no column can be left out."""

from __future__ import annotations

from collections.abc import Iterator

from caseward.interchange.clocks import AHEAD, AHEAD_WHILE_BLANK
from caseward.interchange.mapping_page import mapping_markdown
from caseward.record.fields import COMMON, Blank, Field, FieldType, Kind
from caseward.record.gives import given_by
from caseward.record.kinds import KINDS
from caseward.record.parse import LONGEST_ID, LONGEST_VALUE

_HEAD = f"""# The record format

This page is made from the code: `make docs` writes it, and a test fails when it is out of date.

A **record folder** holds one table for each kind of entry, named after the kind: `contact.csv`, `contact.jsonl` or
`contact.parquet`. The folder may also be packed as one `.zip`. A row is an **entry**: one statement of who says what
happened, to whom, when it happened, and when it was recorded. Nothing in a record is changed; what was wrong is put
right by a `correction`.

```
el-monte-2022/
  person.csv
  term.csv
  contact.csv
  README.md        notes for people; every *.md is left alone, and so are hidden files
```

Any other file is a fault. So are two files for one kind, and a file whose name differs in its capitals.

## Files

- **CSV**: UTF-8, with or without a byte order mark; commas; double quotes; the first row is the header. A row is
  numbered by the line it begins on, as an editor shows it (the header is row 1). Empty lines are left out.
- **JSON Lines**: one object in each line; its keys are columns; `null` is blank; `true` and `false` are yes and no;
  lists are lists of texts. A row is numbered by its line.
- **Parquet**: one file, or a folder named after the kind with `*.parquet` parts, read in the order of their names. Rows
  are numbered from 1, without a header, in each file. Texts, whole numbers, booleans, lists of texts, days, and
  timestamps with a zone are read where the column can hold them without loss. A timestamp without a zone is a fault.
- **Zip**: the same tables at the top of the archive, or in one folder. An encrypted archive, a name that leads out of
  it, a name that is there twice, and a table that unpacks to far more than it was packed from are refused.

## What becomes of faults

Everything is checked before anything is used, and every fault is told at once: file, row, column, the value, the rule
it breaks, and a way out. Rows with a fault are **set aside**; so are rows that need one of them. The report counts
them in its first paragraph, and `rejects.csv` holds each with its reasons. `--strict` refuses the record instead.

- Rows read are always rows kept plus rows set aside.
- A row is set aside when it says something in a column that cannot be read (an unknown name, or a name that is there
  twice): without it, the row would say something else. Where such a column is blank, the row is kept.
- Two rows with one id are both set aside, because nobody can say which is right. When they say exactly the same, one
  is kept.
- Two corrections of one entry are both set aside, and so are corrections that lead in a circle.
- An entry recorded before it happened is a fault. Excepted are kinds that put something in force from a day on or
  announce it ({{ahead}}), and those fixed for a day to come while nothing is said of what came of them
  ({{ahead_while}}).
- The faults and their codes are listed in [errors](errors.md).

## Values

| Type | How it is written |
|---|---|
{{types}}

Space around a value does not count. An empty cell says what its column says a blank means: *unknown* (nobody said),
*no*, or *none* (an empty list). Words such as `NULL`, `N/A` or `None` are faults: leave the cell empty. A value has at
most {LONGEST_VALUE:,} characters, an id at most {LONGEST_ID}, without semicolons or line breaks.

A column marked *private* could find or endanger somebody: a caller, an address, a child. A [kept
record](how-to/keep-a-record.md) keeps its value as a part of its own, so that the rest of the entry can be shown, and
proven, without it.

A date is written as precisely as it is known: `2022-06-14`, `2021-12` (in that month), `2021`, `2021-XX`, `2021-06~`
(about then), `2021-06?` (doubtful), `2022-01/2022-03` (at one time between), `../2021-06` and `2021-06/..` (no known
start or end), `[2021-06-01, 2021-07-03]` (on one of these days). A time has its zone: `2022-06-14T16:45-07:00`.

The day of a time is the day as written, with its own offset; the zone of the machine never matters. So a table exported
in UTC moves evenings to the next day: `2021-05-01T02:00Z` and `2021-04-30T19:00-07:00` are one instant, and only the
second counts in April. Export local times with their offset, or let `record map` rewrite them (`to_zone`, below).

## Common columns

Every table has these first.

"""

_TYPES = {
    FieldType.TEXT: "text",
    FieldType.CODE: "one of the codes listed",
    FieldType.CODES: "any of the codes listed, separated by semicolons",
    FieldType.LIST: "words separated by semicolons",
    FieldType.WHEN: "a date as precisely as it is known, or a time with its zone",
    FieldType.INSTANT: "a time with its zone: `2022-06-14T16:45-07:00`",
    FieldType.DAY: "a day: `2022-06-14`",
    FieldType.INT: "a whole number in plain digits",
    FieldType.BOOL: "`yes` or `no`",
    FieldType.REF: "the id of another entry, of a kind that may stand there",
    FieldType.HASH: "64 lower-case hexadecimal digits",
}


def record_format_markdown() -> str:
    """The whole page."""
    types = "\n".join(f"| {kind.value} | {how} |" for kind, how in _TYPES.items())
    ahead = ", ".join(f"`{k.name}`" for k in KINDS if k.name in AHEAD)
    while_blank = ", ".join(f"`{k}` without `{f}`" for k, f in sorted(AHEAD_WHILE_BLANK.items()))
    head = _HEAD.format(types=types, ahead=ahead, ahead_while=while_blank)
    kinds = "\n".join(line for kind in KINDS for line in _kind(kind))
    return f"{head}{_table(COMMON)}\n\n{mapping_markdown()}\n## Kinds of entry\n\n{_index()}\n\n{kinds}"


def _index() -> str:
    return "\n".join(f"- [`{kind.name}`](#{kind.name}): {_first(kind.doc)}" for kind in KINDS)


def _first(doc: str) -> str:
    return doc.split(". ")[0].removesuffix(".")


def _kind(kind: Kind) -> Iterator[str]:
    yield f"### {kind.name}\n\n{kind.doc}\n"
    if kind.subject:
        yield f"About: `{kind.subject}`.\n"
    facts = given_by(kind.name)
    if facts:
        yield f"Puts in force from `occurred` on: {', '.join(f'`{fact}`' for fact in facts)}.\n"
    yield f"{_table(kind.fields)}\n"


def _table(fields: tuple[Field, ...]) -> str:
    rows = [f"| `{f.name}` | {f.type.value} | {_blank(f)} | {_meaning(f)} |" for f in fields]
    return "\n".join(["| Column | Type | Blank | Meaning |", "|---|---|---|---|", *rows])


def _blank(field: Field) -> str:
    return (
        "must be filled"
        if field.required
        else {Blank.UNKNOWN: "unknown", Blank.NO: "no", Blank.NONE: "none"}[field.blank]
    )


def _meaning(field: Field) -> str:
    said = field.doc.replace("|", "\\|")
    if field.codes:
        said += f": {', '.join(f'`{code}`' for code in field.codes)}"
    if field.refers_to:
        said += f" (id of a {' or '.join(f'`{kind}`' for kind in field.refers_to)})"
    return f"{said}. *Private.*" if field.private else said

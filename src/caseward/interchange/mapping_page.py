"""The part of ``docs/record-format.md`` about mapping a foreign extract, its keys taken from the models."""

from __future__ import annotations

from pydantic import BaseModel

from caseward.interchange.mapping_model import ColumnMapping, Mapping, TableMapping

_HEAD = """## Mapping a foreign extract

An extract with other column names, codes and date formats becomes a record by a mapping file. Nothing is left out by
silence: a column that the mapping neither uses nor lists under `ignored` is a fault, and so are a code that it does not
translate and a file that it does not name. Rows at fault are set aside, and told at their place in the extract.
`caseward record map EXTRACT MAPPING OUT` does it; `--dry-run` says what would come of it and writes nothing.

```yaml
title: contacts and cases, as exported in August 2022
zone: America/Los_Angeles
dates: us
tables:
  - file: CASES.csv
    kind: term
    columns:
      id: {from: CASE_NO, prefix: t-}
      occurred: GRANTED
      person: {from: PERSON_NO, prefix: p-}
    ignored: [CLERK]
  - file: CONTACTS.csv
    kind: contact
    columns:
      id: {from: CONTACT_NO, prefix: c-}
      term: {from: CASE_NO, prefix: t-}
      occurred: {from: CONTACT_DATE, time_from: CONTACT_TIME, midnight: day}
      mode: {from: TYPE, codes: {OV: in_person, VR: phone}}
      coded_as: TYPE
      source: {value: the agency's case system}
```

`column: NAME` is short for `column: {from: NAME}`. Codes that look like numbers stand in quotes: `"01"`. A time without
a zone is taken in `zone`; one that the zone skipped, or had twice when clocks changed, is a fault. An export in UTC
says `zone: UTC` and `to_zone: America/Los_Angeles`: then every time is written as the clocks there showed it, with that
zone's offset of the day, and a call at 19:00 on the last of the month is not taken for one on the first.

| `dates` | Written as |
|---|---|
| `as_written` | the record's own forms |
| `iso` | `2022-06-14`, `2022-06-14 16:45` |
| `us` | `6/14/2022`, `06/14/2022 4:45 PM` |
| `european` | `14.6.2022`, `14/06/2022 16:45` |
| `compact` | `20220614` |
| `month_name` | `14-JUN-2022`, `14 June 2022` |
"""


def mapping_markdown() -> str:
    """The section, with a table of keys for the file, for each table and for each column."""
    parts = (("The file", Mapping), ("Each table", TableMapping), ("Each column", ColumnMapping))
    return _HEAD + "".join(f"\n{title}:\n\n{_keys(model)}\n" for title, model in parts)


def _keys(model: type[BaseModel]) -> str:
    rows = [f"| `{info.alias or name}` | {info.description} |" for name, info in model.model_fields.items()]
    return "\n".join(["| Key | Meaning |", "|---|---|", *rows])

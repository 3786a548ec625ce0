"""Random records that are right in every way, made from what people could have written in a table."""

from __future__ import annotations

from hypothesis import strategies as st

from caseward.record.entry import Entry, Record
from caseward.record.fields import Field, FieldType, Kind
from caseward.record.kinds import KINDS, kind_named
from caseward.record.parse import NOTHING, parse_entry

WHENS = ["2021-06-14", "2021-12", "2021", "2021-XX", "2021-06~", "2022-01/2022-03", "../2021-06", "2021-06/.."]
WHENS += ["[2021-06-01, 2021-07-03]", "2021-06-14T16:45-07:00", "2021-06-14T16:45:10Z", "2021-06-14T23:59+12:45"]
RECORDED = ["2030-01-01T00:00Z", "2031-06-14T16:45:59-07:00"]

words = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
texts = words.map(str.strip).filter(lambda t: t and t not in NOTHING)
long_texts = st.one_of(
    texts, st.sampled_from(['he said "yes",\nand left', "=1+1", "a,b", "'quoted'", "a\n\nb", "x\ty", "é – 😀"])
)
list_words = texts.map(lambda t: t.replace(";", ",")).filter(lambda t: t and t not in NOTHING)


def cell(field: Field, ids: dict[str, list[str]]) -> st.SearchStrategy[object]:
    """What may stand in a filled cell of the field, as text; ``ids`` are the entries there are, by kind."""
    if field.name == "recorded":
        return st.sampled_from(RECORDED)
    match field.type:
        case FieldType.CODE:
            return st.sampled_from(field.codes)
        case FieldType.CODES:
            return st.lists(st.sampled_from(field.codes), min_size=1, unique=True).map(";".join)
        case FieldType.LIST:
            return st.lists(list_words, min_size=1, max_size=3, unique=True).map(";".join)
        case FieldType.WHEN:
            return st.sampled_from(WHENS)
        case FieldType.INT:
            return st.integers(-(2**53) + 1, 2**53 - 1).map(str)
        case FieldType.BOOL:
            return st.sampled_from(["yes", "no"])
        case FieldType.HASH:
            return st.text("0123456789abcdef", min_size=64, max_size=64)
        case FieldType.REF:
            return st.sampled_from([i for kind in field.refers_to for i in ids.get(kind, [])] or [""])
        case _:
            return long_texts


@st.composite
def cells(draw, kind: Kind, entry_id: str, ids: dict[str, list[str]]) -> dict[str, object]:
    """The cells of one entry of the kind."""
    made = {"id": entry_id}
    for field in kind.all_fields:
        if field.name == "until":
            made["until"] = "2040-01-01"
        elif kind.name == "term_end" and field.name == "occurred":
            made["occurred"] = "2040-01-01"
        elif field.name != "id" and (field.required or draw(st.booleans())):
            made[field.name] = draw(cell(field, ids))
    return made


def can_stand(kind: Kind, ids: dict[str, list[str]]) -> bool:
    return kind.name != "correction" and all(
        any(ids.get(k) for k in f.refers_to) for f in kind.fields if f.required and f.type is FieldType.REF
    )


def entry_of(kind: Kind, made: dict[str, object]) -> Entry:
    entry, faults = parse_entry(kind, made, None)
    assert entry is not None, faults
    return entry


@st.composite
def records(draw, max_size: int = 8) -> Record:
    """A record with a person, a term, a facility, and some entries of any kinds."""
    ids: dict[str, list[str]] = {}
    made: list[Entry] = []
    first = ["person", "term", "facility"]
    more = draw(st.lists(st.sampled_from([kind.name for kind in KINDS]), max_size=max_size))
    for number, name in enumerate([*first, *more], start=1):
        kind = kind_named(name)
        assert kind is not None
        if can_stand(kind, ids):
            entry_id = f"{name}-{number}"
            made.append(entry_of(kind, draw(cells(kind, entry_id, ids))))
            ids.setdefault(name, []).append(entry_id)
    contacts = [e for e in made if e.kind not in ("person", "term", "facility")]
    if contacts and draw(st.booleans()):
        target = draw(st.sampled_from(contacts))
        correction = kind_named("correction")
        assert correction is not None
        wrong = {"id": "correction-1", "occurred": "2032-01-01", "corrects": target.id, "reason": "it was wrong"}
        made.append(entry_of(correction, dict(wrong)))
    return Record.of(made)

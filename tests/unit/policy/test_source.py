"""A file as plain data with the place of every key and value."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from caseward.policy.source import LARGEST_BYTES, read_source, shortened


def read(text: str):
    source = read_source(text.encode(), "f.yaml")
    assert not source.faults, source.faults
    return source


def test_data_is_plain_and_frozen():
    source = read("a: 1\nb: [x, 2020-01-01, true]\nc: {d: 'no'}\ne: |\n  two\n  lines\n")
    assert source.data == {"a": 1, "b": ("x", date(2020, 1, 1), True), "c": {"d": "no"}, "e": "two\nlines\n"}


def test_every_key_and_value_has_its_place():
    source = read("a:\n  - b: 1\n    c: [x, y]\n")
    assert source.at_key(("a",)) == (1, 1)
    assert source.at_key(("a", 0)) == (2, 5)
    assert source.at_key(("a", 0, "c")) == (3, 5)
    assert source.at_value(("a", 0, "c", 1)) == (3, 12)
    assert source.at_value(("a", 0, "c")) == (3, 5), "a list is found by its key"


def test_a_place_that_is_not_there_is_the_nearest_around_it():
    source = read("a:\n  b: 1\n")
    assert source.at_key(("a", "x", 3)) == (1, 1)
    assert source.at_key(("z",)) == (1, 1)


def test_quoted_words_are_text():
    assert read("a: '1'\nb: \"2020-01-01\"\nc: 'true'\n").data == {"a": "1", "b": "2020-01-01", "c": "true"}


def test_a_byte_order_mark_is_no_part_of_it():
    assert read("\ufeffa: 1\n").data == {"a": 1}


def test_what_could_not_be_read_is_spoiled_and_the_rest_is_still_read():
    source = read_source(b"a: 2021-02-30\nb: 1\nc: *x\n", "f.yaml")
    assert [f.row for f in source.faults] == [1, 3]
    assert source.is_spoiled(("a",))
    assert source.is_spoiled(("c", "inside"))
    assert not source.is_spoiled(("b",))
    assert isinstance(source.data, dict)
    assert source.data["b"] == 1


def test_inside_a_key_that_stands_twice_faults_are_still_found():
    source = read_source(b"a: {b: 1}\na: {b: 2021-02-30}\n", "f.yaml")
    assert [(f.row, f.code) for f in source.faults] == [(2, "CW303"), (2, "CW308")]
    assert source.data == {"a": {"b": 1}}


def test_too_large_a_file_is_refused_unread():
    source = read_source(b"#" * (LARGEST_BYTES + 1), "f.yaml")
    assert [f.code for f in source.faults] == ["CW304"]
    assert source.data is None


def test_deep_nesting_stops_at_once():
    for text in ("[" * 100_000, "- " * 100_000, "{a: " * 100_000):
        source = read_source(text.encode(), "f.yaml")
        assert [f.code for f in source.faults] == ["CW304"]


def test_values_are_shown_on_one_short_line():
    assert shortened("a\n b\t c") == "a b c"
    assert len(shortened("x" * 500)) == 80


@given(st.binary(max_size=200))
def test_any_bytes_give_data_or_faults_and_never_raise(content):
    source = read_source(content, "f.yaml")
    assert source.data is None or isinstance(source.data, dict | tuple | str | int | bool | date) or source.faults
    assert all(f.rule and f.file == "f.yaml" for f in source.faults)


PLAIN = st.recursive(
    st.one_of(
        st.integers(-99, 99),
        st.booleans(),
        st.text(alphabet="abc xyz", min_size=1).filter(lambda t: t.strip() == t and t),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.text(alphabet="kmn", min_size=1, max_size=4), inner, min_size=1, max_size=3),
    ),
    max_leaves=12,
)


def written(value: object) -> str:
    """A value in flow style, text always quoted."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return ("true" if value else "false") if isinstance(value, bool) else repr(value)


def frozen(value: object) -> object:
    if isinstance(value, dict):
        return {k: frozen(v) for k, v in value.items()}
    return tuple(map(frozen, value)) if isinstance(value, list) else value


@given(PLAIN)
def test_what_is_written_is_read(value):
    assert read(f"top: {written(value)}\n").data == {"top": frozen(value)}

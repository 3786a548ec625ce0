"""The JSON Schema accepts what the reader accepts, and an editor sees what each key means."""

from __future__ import annotations

import json
from datetime import date

import pytest

from caseward.policy.schema import DRAFT, policy_schema
from caseward.policy.shape import keys_of, parts
from caseward.policy.source import read_source
from tests.house.tree import TOP
from tests.unit.policy.policies import text

jsonschema = pytest.importorskip("jsonschema")
SCHEMA = policy_schema()
CHECKER = jsonschema.Draft202012Validator(SCHEMA)
SHIPPED = sorted(p for p in (TOP / "policies").rglob("*.yaml") if not p.name.endswith(".cases.yaml"))


def as_json(value: object) -> object:
    """A policy's data as an editor sees it: dates are text, lists are arrays."""
    if isinstance(value, dict):
        return {k: as_json(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return [as_json(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def complaints(written: str) -> list[str]:
    return [e.message for e in CHECKER.iter_errors(as_json(read_source(written.encode(), "f.yaml").data))]


def test_it_is_a_schema_of_the_draft_it_names():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == DRAFT


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_every_shipped_policy_fits(path):
    assert complaints(path.read_text(encoding="utf-8")) == []


def test_short_and_long_forms_both_fit():
    assert complaints(text()) == []
    long = (
        text()
        .replace("count: 1", "count: {value: 1, basis: published}")
        .replace("counts: {kind: contact}", "counts: live")
    )
    assert complaints(long) == []


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("count: 1", "count: yes"),
        ("count: 1", "count: -1"),
        ("period: month", "period: monthly"),
        ("title: An", "titel: An"),
        ("basis: published", "basis: guessed"),
    ],
)
def test_what_is_wrong_in_shape_does_not_fit(change, to):
    assert complaints(text().replace(change, to))


def test_every_key_is_described():
    described = SCHEMA["$defs"] | {"PolicyDocument": SCHEMA}
    for part in parts():
        schema = described[part.__name__]
        schema = next((s for s in schema.get("anyOf", []) if "properties" in s), schema)
        assert set(schema["properties"]) == set(keys_of(part))
        assert all(info.description for info in keys_of(part).values()), part.__name__


def test_a_key_called_title_is_kept_and_null_is_never_offered():
    assert "title" in SCHEMA["properties"]
    assert '"null"' not in json.dumps(SCHEMA)


def test_it_is_the_same_every_time():
    assert json.dumps(policy_schema()) == json.dumps(SCHEMA)

"""The JSON Schema of the policy language, for editors: the models, with the short forms that the reader accepts.

A schema sees shape only. ``caseward policy check`` also sees names, dates, clashes and holes.
"""

from __future__ import annotations

from typing import Any

from caseward.policy.model import PolicyDocument

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SCALARS: list[dict[str, Any]] = [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]

#: What may stand in place of the long form of a part.
_SHORT_FORMS: dict[str, list[dict[str, Any]]] = {
    "Provision": [{"type": "integer", "minimum": 0, "maximum": 1_000_000, "description": "the number alone"}],
    "Matcher": [{"type": "string", "description": "the name of a matcher"}],
    "Test": [*_SCALARS, {"type": "array", "items": {"anyOf": _SCALARS}, "minItems": 1, "description": "any of these"}],
}


def policy_schema() -> dict[str, Any]:
    """The schema as plain data; the same every time."""
    schema = PolicyDocument.model_json_schema(by_alias=True)
    parts = {name: _short(name, _plain(part)) for name, part in sorted(schema.pop("$defs").items())}
    return {"$schema": DRAFT, "title": "A Caseward policy", **_plain(schema), "$defs": parts}


def _short(name: str, part: dict[str, Any]) -> dict[str, Any]:
    forms = _SHORT_FORMS.get(name)
    if forms is None:
        return part
    return {"description": part.pop("description", ""), "anyOf": [*forms, part]}


def _plain(schema: Any) -> Any:
    """Without what the file format does not have: nulls (a key is left out instead) and the models' own titles."""
    if isinstance(schema, list):
        return [_plain(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {k: _plain(v) for k, v in schema.items() if not _is_title(k, v) and not (k == "default" and v is None)}
    options = [o for o in kept.get("anyOf", []) if o != {"type": "null"}]
    if "anyOf" in kept and len(options) == 1:
        del kept["anyOf"]
        kept = {**options[0], **kept}
    elif "anyOf" in kept:
        kept["anyOf"] = options
    return kept


def _is_title(key: str, value: object) -> bool:
    """A schema's title is text; a key of the language that is called ``title`` holds a schema."""
    return key == "title" and isinstance(value, str)

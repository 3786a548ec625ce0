"""Turns what the models refuse into faults a policy writer can act on: place, value, rule in plain words, way out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from pydantic import ValidationError

from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.shape import keys_of, slot_at
from caseward.policy.source import Data, Path, Source, shortened
from caseward.record.nearest import did_you_mean

_TYPE_ERRORS = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "date_type": "a date",
}
_EXACTLY_ONE = re.compile(r"exactly one of (.+)$")
_PARTS: dict[str, tuple[str, str]] = {
    "Provision": (
        "a whole number belongs here, or a number with where it comes from",
        "write 2, or {value: 2, basis: assumed, note: why}",
    ),
    "Length": ("a duration belongs here", "write {days: 30}, {business_days: 3} or {months: 1, to_end_of: month}"),
    "Matcher": ("a matcher belongs here", "write the name of a matcher, or {kind: contact, where: {outcome: spoke}}"),
    "Test": (
        "a value, a list of values or a test belongs here",
        "write high, [high, medium], {none_of: [high]} or {at_least: 3}",
    ),
    "Citation": ("a citation belongs here", "write {source: S1, at: section 3}"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One error of the models, with the path in the file, the path of the nearest existing thing, and the value
    there.
    """

    type: str
    path: Path
    last: str
    value: object
    context: Mapping[str, Any]
    message: str


def model_faults(error: ValidationError, source: Source) -> list[Fault]:
    """Every error of the models as a fault, one for each place; those inside what could not be read are left out."""
    by_path: dict[tuple[Path, str], list[Said]] = {}
    for raw in error.errors(include_url=False):
        said = located(raw, source.data)
        emptied = said.type == "too_short" and bool(said.value)  # the models count only items without faults
        if not emptied and not source.is_spoiled(said.path) and not source.is_spoiled((*said.path, said.last)):
            name = said.last if said.type == "missing" else ""
            by_path.setdefault((said.path, name), []).append(said)
    return [_fault(found, source) for found in by_path.values()]


def located(raw: Mapping[str, Any], data: Data) -> Said:
    """Follow the models' location through the file, passing over steps that name a union's member or a short form's
    key.
    """
    path: list[str | int] = []
    here = data
    for step in raw["loc"]:
        if isinstance(here, dict) and step in here:
            here = here[cast(str, step)]
        elif isinstance(here, tuple) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            continue
        path.append(step)
    last = str(raw["loc"][-1]) if raw["loc"] else ""
    return Said(raw["type"], tuple(path), last, here, raw.get("ctx", {}), raw["msg"])


def _fault(found: list[Said], source: Source) -> Fault:
    said = found[0]
    if len(found) > 1 and all(s.type in _TYPE_ERRORS or s.type in ("literal_error", "tuple_type") for s in found):
        code, rule, hint = _none_of_these(found)
    else:
        code, rule, hint = _RULES.get(said.type, _anything)(said)
    at_key = said.type in ("extra_forbidden", "missing") or _is_key(said)
    spot = source.at_key(said.path) if at_key else source.at_value(said.path)
    value = "" if at_key else _shown(said, source)
    return Fault(source.file, *spot, code, _name(said), value, rule, hint)


def _is_key(said: Said) -> bool:
    return said.last == "[key]"


def _name(said: Said) -> str:
    names = [str(p) for p in said.path if isinstance(p, str)]
    return said.last if said.type == "missing" else (names[-1] if names else "")


def _shown(said: Said, source: Source) -> str:
    if said.path in source.texts:
        return shortened(source.texts[said.path])
    return ""


def _expected(said: Said) -> str:
    if said.type == "literal_error":
        return "one of " + ", ".join(_allowed(said))
    return {"tuple_type": "a list"}.get(said.type) or _TYPE_ERRORS[said.type]


def _none_of_these(found: list[Said]) -> tuple[str, str, str]:
    wanted = list(dict.fromkeys(_expected(s) for s in found))
    rule = f"{', '.join(wanted[:-1])} or {wanted[-1]} belongs here" if len(wanted) > 1 else f"{wanted[0]} belongs here"
    return codes.WRONG_VALUE, rule, _quotes(found[0])


def _quotes(said: Said) -> str:
    return f'put it in quotes if it is text: "{said.value}"' if isinstance(said.value, date | int) else ""


def _unknown_key(said: Said) -> tuple[str, str, str]:
    slot = slot_at(said.path[:-1])
    allowed = list(keys_of(slot.part)) if slot and slot.part else []
    return (
        codes.UNKNOWN_KEY,
        "there is no such key here",
        did_you_mean(said.last.rstrip("_"), allowed, what="allowed keys"),
    )


def _missing(said: Said) -> tuple[str, str, str]:
    slot = slot_at(said.path)
    info = keys_of(slot.part).get(said.last) if slot and slot.part else None
    return codes.MISSING_KEY, "this key is missing here", (info.description or "") if info else ""


def _allowed(said: Said) -> list[str]:
    return re.findall(r"'([^']*)'", str(said.context.get("expected", "")))


def _wrong_word(said: Said) -> tuple[str, str, str]:
    allowed = _allowed(said)
    hint = did_you_mean(str(said.value), allowed) if not _is_key(said) else did_you_mean(str(said.path[-1]), allowed)
    return codes.WRONG_VALUE, f"one of {', '.join(allowed)} belongs here", hint if hint.startswith("did") else ""


def _shape(said: Said) -> tuple[str, str, str]:
    rule = said.message.removeprefix("Value error, ")
    found = _EXACTLY_ONE.search(rule)
    hint = ""
    if found and isinstance(said.value, dict):
        given = [k for k in found.group(1).split(", ") if k in said.value]
        hint = f"given here: {', '.join(given)}; keep one" if given else "give one of them"
    return codes.SHAPE, rule, hint


def _text(said: Said) -> tuple[str, str, str]:
    return codes.WRONG_VALUE, "text belongs here", _quotes(said)


def _number(said: Said) -> tuple[str, str, str]:
    hint = "true and false are not numbers" if isinstance(said.value, bool) else "write a whole number without quotes"
    return codes.WRONG_VALUE, "a whole number belongs here", hint


def _yes_no(said: Said) -> tuple[str, str, str]:
    meant = {"yes": "true", "no": "false"}.get(str(said.value).lower())
    return codes.WRONG_VALUE, "true or false belongs here", f"write {meant}" if meant else ""


def _date(said: Said) -> tuple[str, str, str]:
    hint = (
        "write it without quotes: 2022-06-14"
        if isinstance(said.value, str) and re.match(r"\d{4}-", said.value)
        else "write a day: 2022-06-14"
    )
    return codes.WRONG_VALUE, "a date belongs here", hint


def _part(said: Said) -> tuple[str, str, str]:
    rule, hint = _PARTS.get(str(said.context.get("class_name", "")), ("a mapping of keys belongs here", ""))
    if not hint and said.path:
        slot = slot_at(said.path)
        hint = f"its keys: {', '.join(keys_of(slot.part))}" if slot and slot.part else ""
    return codes.WRONG_VALUE, rule, shortened(hint) if len(hint) > 120 else hint


def _list(said: Said) -> tuple[str, str, str]:
    plain = isinstance(said.value, str | int)
    return (
        codes.WRONG_VALUE,
        "a list belongs here",
        f"write [{said.value}]" if plain else "begin each item with a hyphen",
    )


def _slug(said: Said) -> tuple[str, str, str]:
    made = re.sub(r"[^a-z0-9]+", "-", str(said.value).lower()).strip("-")
    return codes.WRONG_VALUE, "an id is lower-case words joined by hyphens", f"write {shortened(made)}" if made else ""


def _too_few(_: Said) -> tuple[str, str, str]:
    return codes.WRONG_VALUE, "at least one is needed here", ""


def _bound(said: Said) -> tuple[str, str, str]:
    sort, limit = (
        ("at least", said.context.get("ge"))
        if said.type == "greater_than_equal"
        else ("at most", said.context.get("le"))
    )
    hint = "a number of things or of days is never negative" if isinstance(said.value, int) and said.value < 0 else ""
    return codes.WRONG_VALUE, f"this number is {sort} {limit:,}", hint


def _anything(said: Said) -> tuple[str, str, str]:
    return codes.WRONG_VALUE, said.message[:1].lower() + said.message[1:], ""


_RULES: dict[str, Callable[[Said], tuple[str, str, str]]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "literal_error": _wrong_word,
    "value_error": _shape,
    "string_type": _text,
    "int_type": _number,
    "bool_type": _yes_no,
    "date_type": _date,
    "model_type": _part,
    "dict_type": lambda _: (codes.WRONG_VALUE, "a mapping of keys belongs here", "write each as key: value"),
    "tuple_type": _list,
    "string_pattern_mismatch": _slug,
    "string_too_long": lambda said: (
        codes.WRONG_VALUE,
        f"at most {said.context.get('max_length')} characters stand here",
        "make it shorter",
    ),
    "too_short": _too_few,
    "greater_than_equal": _bound,
    "less_than_equal": _bound,
}

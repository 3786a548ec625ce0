"""Any bytes whatever as a policy: faults with their places, and never a traceback or a hang.

Three sources of trouble: random bytes and scraps of YAML; shipped policies cut, spliced and misspelt; documents of the right
shape with random insides, which reach the checks of meaning. ``CASEWARD_FUZZ_EXAMPLES`` says how many are tried.
"""

from __future__ import annotations

import os
import re
import time
from datetime import date
from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseward.interchange.synth import synthesise
from caseward.obligations.evaluate import evaluate
from caseward.policy.diff import as_text as differences
from caseward.policy.diff import compare
from caseward.policy.load import Loaded, parse_policy
from caseward.policy.render import as_markdown, as_text, describe
from caseward.record.view import View, view_of
from tests.house.tree import TOP

FEW = int(os.environ.get("CASEWARD_FUZZ_EXAMPLES", "120"))
MANY = int(os.environ.get("CASEWARD_FUZZ_EXAMPLES", "10000"))
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
PATIENCE = 20.0
"""Seconds for one small file; a hang is longer, a busy machine is not."""

SHIPPED = sorted(p for p in (TOP / "policies").rglob("*.yaml") if not p.name.endswith(".cases.yaml"))
TEXTS = [p.read_text(encoding="utf-8") for p in SHIPPED] or ["policy: x\n"]
WORDS = sorted({w for text in TEXTS for w in text.split()})

scraps = st.sampled_from(
    [
        *("policy: x\n", "versions:\n", "  - version: a\n", "    from: 2020-01-01\n", "    requirements:\n", "sources: {S: s}\n", "title: t\n"),
        *("[", "]", "{", "}", ": ", "- ", "? ", "&a ", "*a", "!!str ", "<<: ", "|\n", ">-\n", "'", '"', "#", "---\n", "...\n", "%YAML 1.1\n"),
        *("\t", "\r\n", "\u2028", "\ufeff", "\x85", "2021-02-30", "1e999", "0x1F", "~", "null", "yes", "\\", "@", "`", "é", "😀"),
    ]
)  # fmt: skip
raw = st.one_of(
    st.binary(max_size=200),
    st.lists(scraps, max_size=25).map("".join).map(str.encode),
    st.text(max_size=120).map(lambda t: t.encode("utf-8", "surrogatepass")),
)


def mangled(seed: int) -> bytes:
    """A shipped policy with a few lines cut, doubled, moved, indented, or with words swapped for other words of the language."""
    chance = Random(seed)
    lines = chance.choice(TEXTS).splitlines()
    start = chance.randrange(len(lines))
    kept = lines if chance.random() < 0.5 else lines[: start + 1]
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(kept))
        line = kept[at]
        match chance.randrange(6):
            case 0:
                del kept[at]
                kept = kept or [""]
            case 1:
                kept.insert(at, kept[chance.randrange(len(kept))])
            case 2:
                kept[at] = " " * chance.randint(0, 12) + line.lstrip()
            case 3:
                words = line.split(" ")
                words[chance.randrange(len(words))] = chance.choice(WORDS)
                kept[at] = " ".join(words)
            case 4:
                kept[at] = line[: chance.randint(0, len(line))]
            case _:
                kept[at] = line.replace(
                    ": ", f": {chance.choice(['-1', 'true', '[]', '{}', '2021-13-01', '~', '99999999', 'x'])} ", 1
                )
    return "\n".join(kept).encode()


ALIKE = [
    ("retroactive", "fresh_start", "split_and_look_back", "latest_level_wins", "ask_but_do_not_score"),
    ("pause", "stop", "restart", "waive"),
    ("each", "first", "last"),
    ("keep_open", "restart_at_due"),
    ("days", "weeks", "months", "hours"),
    ("week", "month", "quarter", "year"),
    ("calendar", "start", "change"),
]
"""Words of the language of which one can stand for another without the policy losing its shape."""


def altered(seed: int) -> bytes:
    """A shipped policy with other numbers, dates and words of the same sort: mostly sound, and nothing anybody ever tried."""
    chance = Random(seed)
    lines = chance.choice(TEXTS).splitlines()
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(lines))
        alike = chance.choice(ALIKE)
        word = re.compile(rf"\b({'|'.join(alike)})\b(?=[:,}}\]]|$)")
        match chance.randrange(3):
            case 0:
                lines[at] = re.sub(
                    r"(?<![\w-])\d{1,3}(?![\w-])", str(chance.choice([0, 1, 2, 3, 7, 31, 90, 365])), lines[at]
                )
            case 1:
                day = f"20{chance.randint(18, 24)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
                lines[at] = re.sub(r"20\d\d-\d\d-\d\d", day, lines[at], count=1)
            case _:
                lines[at] = word.sub(chance.choice(alike), lines[at], count=1)
    return "\n".join(lines).encode()


names = st.sampled_from(["a", "b", "contact", "level", "score", "condition", "S1", "x-y", "monthly", "custody", "zz"])
numbers = st.integers(-1, 400)
tests_of = st.one_of(
    names,
    st.lists(st.sampled_from(["high", "low", "male", "phone", "spoke"]), min_size=1, max_size=3),
    st.fixed_dictionaries(
        {}, optional={"none_of": st.lists(names, max_size=2), "at_least": numbers, "at_most": numbers}
    ),
)
facts = st.sampled_from(["level", "sex", "score", "condition", "custody", "absence", "office", "case_type"])
predicates = st.dictionaries(facts, tests_of, max_size=2)
matchers = st.recursive(
    st.one_of(
        names,
        st.fixed_dictionaries({"kind": st.sampled_from(["contact", "report", "zz"])}, optional={"where": predicates}),
    ),
    lambda inner: st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=2)}),
    max_leaves=3,
)
lengths = st.dictionaries(
    st.sampled_from(["days", "months", "minutes", "business_days"]), numbers, min_size=1, max_size=2
)
bodies = st.one_of(
    st.fixed_dictionaries(
        {
            "every": st.fixed_dictionaries(
                {"period": st.sampled_from(["month", "week", "months"])}, optional={"count": numbers, "length": numbers}
            )
        }
    ),
    st.fixed_dictionaries({"apart": st.fixed_dictionaries({}, optional={"interval": lengths, "count": numbers})}),
    st.fixed_dictionaries({"never": st.fixed_dictionaries({"this": matchers})}),
    st.fixed_dictionaries(
        {"before": st.fixed_dictionaries({"this": matchers, "require": matchers}, optional={"within": lengths})}
    ),
    st.fixed_dictionaries(
        {
            "when": st.fixed_dictionaries(
                {
                    "triggers": st.lists(
                        st.fixed_dictionaries(
                            {"on": st.sampled_from(["start", "entry", "fact_begins"])},
                            optional={"entry": matchers, "fact": facts},
                        ),
                        min_size=1,
                        max_size=2,
                    )
                },
                optional={"within": lengths, "then": matchers},
            )
        }
    ),
)
requirements = st.builds(
    lambda body, more: {"id": "a", "title": "A", "cite": {"source": "S1"}, "basis": "published", **body, **more},
    bodies,
    st.fixed_dictionaries(
        {},
        optional={
            "id": names, "for": predicates, "counts": matchers, "calendar": names, "overrides": st.lists(names, max_size=2), "duty": names,
            "rows": st.lists(st.fixed_dictionaries({"for": predicates}, optional={"count": numbers, "none": names, "interval": lengths}), max_size=4),
        },
    ),
)  # fmt: skip
versions = st.builds(
    lambda name, start, own, more: {"version": name, "from": start, "requirements": own, **more},
    names,
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.lists(requirements, max_size=3),
    st.fixed_dictionaries(
        {}, optional={"until": st.dates(), "based_on": names, "removes": st.lists(names, max_size=2)}
    ),
)
documents = st.builds(
    lambda own, more: {
        "policy": "x",
        "title": "X",
        "jurisdiction": "N",
        "sources": {"S1": "s"},
        "versions": own,
        **more,
    },
    st.lists(versions, min_size=1, max_size=2),
    st.fixed_dictionaries(
        {},
        optional={
            "matchers": st.dictionaries(names, matchers, max_size=3),
            "facts": st.dictionaries(facts, st.lists(names, max_size=3), max_size=2),
        },
    ),
)


def flow(value: object) -> str:
    """A value as YAML in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return value.isoformat() if isinstance(value, date) else str(value)


def read(content: bytes) -> Loaded:
    """Read a policy and demand what always holds: an answer in time, and a policy or faults, never both and never neither."""
    begun = time.monotonic()
    loaded = parse_policy(content, "fuzz.yaml")
    assert time.monotonic() - begun < PATIENCE
    assert (loaded.policy is None) is bool(loaded.faults)
    lines = content.decode("utf-8", "replace").count("\n") + content.count(b"\r") + 2
    for fault in loaded.faults:
        assert fault.file == "fuzz.yaml"
        assert fault.rule
        assert (
            0
            <= fault.row
            <= lines
            + content.decode("utf-8", "replace").count("\x85")
            + content.decode("utf-8", "replace").count("\u2028")
        )
    if loaded.policy is not None:
        said = describe(loaded.policy.document, date(2021, 3, 15))
        assert as_text(said)
        assert as_markdown(said)
        assert differences(compare(loaded.policy, loaded.policy)) == "The two policies say the same.\n"
    return loaded


@settings(max_examples=FEW, suppress_health_check=CHECKS)
@given(raw)
def test_any_bytes(content):
    read(content)


@settings(max_examples=max(FEW // 6, 10), suppress_health_check=CHECKS)
@given(st.integers(0, 2**32))
def test_shipped_policies_mangled(seed):
    read(mangled(seed))


@settings(max_examples=FEW, suppress_health_check=CHECKS)
@given(documents)
def test_documents_of_the_right_shape(document):
    read(flow(document).encode())


@cache
def caseload() -> View:
    """Two synthetic terms with everything that happens on them."""
    return view_of(synthesise(2, seed=3))


def judge(content: bytes) -> None:
    """What the checks let through must be possible to evaluate."""
    loaded = read(content)
    if loaded.policy is not None:
        rows = evaluate(loaded.policy.document, caseload(), date(2022, 6, 1)).obligations
        assert all(row.reason or row.status for row in rows)


@settings(max_examples=max(FEW // 6, 10), suppress_health_check=CHECKS)
@given(st.integers(0, 2**32))
def test_a_sound_policy_can_be_evaluated(seed):
    judge(altered(seed))


@pytest.mark.long
@settings(max_examples=max(MANY // 5, 10), suppress_health_check=CHECKS, deadline=None)
@given(st.integers(0, 2**32))
def test_two_thousand_sound_policies_can_be_evaluated(seed):
    judge(altered(seed))


@pytest.mark.long
@settings(max_examples=MANY, suppress_health_check=CHECKS, deadline=None)
@given(st.one_of(raw, documents.map(flow).map(str.encode)))
def test_ten_thousand_files(content):
    read(content)


@pytest.mark.long
@settings(max_examples=MANY, suppress_health_check=CHECKS, deadline=None)
@given(st.integers(0, 2**32))
def test_ten_thousand_mangled_policies(seed):
    read(mangled(seed))


def test_every_shipped_policy_can_still_be_read():
    for path in SHIPPED:
        assert read(path.read_bytes()).policy is not None, path


@pytest.mark.parametrize(
    "content",
    [
        b"a: " + b"[" * 200_000,
        b"? " * 50_000,
        b"- " * 50_000,
        b"a: &a [" + b"*a, " * 20_000 + b"]",
        b"'" + b"x" * 500_000,
        b"k: |\n" + b"  long\n" * 50_000,
        b"".join(b"k%d: v\n" % n for n in range(5_000)),
        b"\n" * 300_000,
        b"#" * 1_900_000,
    ],
    ids=["brackets", "questions", "hyphens", "aliases", "quote", "block", "keys", "blank", "comment"],
)
def test_large_and_hostile_files_end(content):
    assert read(content).faults


def test_the_demand_can_fail():
    with pytest.raises(AssertionError):
        assert read(b"policy: x\n").policy is not None

"""The reference pages: each topic of ``tests/spec`` as a page, its policy in plain English and its cases with what the
evaluator says.

The files that test the evaluator are the files that the pages are drawn from, so a page cannot say what the program
does not do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from caseward.obligations.cases import Case, Expectation, read_cases, selected
from caseward.obligations.evaluate import evaluate
from caseward.obligations.model import Obligation, Status
from caseward.obligations.regime import IN_FORCE
from caseward.policy.load import load_policy
from caseward.policy.model import PolicyDocument
from caseward.policy.render import as_markdown, describe
from tools.markdown import page, table

OPENING = (
    "Each page is a small invented policy in plain English and cases about its edges, with what the evaluator says of "
    "each. The pages are drawn from the very files that test it (`tests/spec`): a case that no longer holds fails the "
    "tests, and a page that no longer says what they say does too."
)
SPEC = Path(__file__).resolve().parents[1] / "tests" / "spec"

#: What a policy language must express to hold the public contact standards, and the topics that show it.
CAPABILITIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "For whom: facts in force on each day; a blank means any; no overlap, no hole",
        ("26-for-whom", "12-missing-facts", "23-look-ups"),
    ),
    (
        "Windows: calendar, anchored, listed, odd and even; rolling; snapped to a period's end; one-off",
        ("01-every", "02-months-by-name", "03-anchored-blocks", "04-apart", "05-when"),
    ),
    (
        "Units: days, business days with holidays, weeks, months, ends of months, next day, by weekday",
        ("22-units", "24-minutes"),
    ),
    ("Count: so many in a window; one entry may serve two requirements; more by data", ("01-every", "20-quantities")),
    ("What counts: kind, mode, place, outcome, weekday, who was present, custody, recording", ("21-what-counts",)),
    ("Sub-quota, alternatives, substitution, surplus, evidence shown and not counted", ("20-quantities",)),
    ("Triggers: start, release, change (not the first), k-th, in a row, races, priority", ("06-triggers", "05-when")),
    ("Pause, stop, restart, waive, each for its own requirement; one-offs that close", ("15-interruptions", "05-when")),
    ("Look-back before the start, never into an earlier term", ("16-look-back",)),
    (
        "Change of level by five names; part windows with a threshold for scoring",
        ("14-level-changes", "13-part-windows"),
    ),
    ("Overlays with issuer, scope, dates and order; alternation by a number made from the id", ("18-overlays",)),
    (
        "Dates on every rule and on every look-up table; amnesty floors",
        ("19-versions", "23-look-ups", "25-three-dates"),
    ),
    ("Three dates: due, earliest unmet, shown from; grace as a stated rule", ("25-three-dates", "17-grace-and-late")),
    (
        "And, or, not: lines, several triggers, exceptions",
        ("20-quantities", "06-triggers", "21-what-counts", "08-never"),
    ),
    ("What is scored, apart from what is asked", ("13-part-windows", "14-level-changes")),
    (
        "Reasons: rule, version, window, entries counted, entries refused and why",
        ("21-what-counts", "19-versions", "11-imprecise-dates"),
    ),
)


def topics() -> list[Path]:
    """The folders of the topics, in order."""
    return sorted(p.parent for p in SPEC.glob("*/policy.yaml"))


def pages() -> dict[str, Callable[[], str]]:
    """Each page of the reference, by its path below ``docs``, with what draws it."""
    return {
        "reference/index.md": index_page,
        **{f"reference/{topic.name}.md": partial(topic_page, topic) for topic in topics()},
    }


def index_page() -> str:
    """The list of topics, and what each capability, kind and status is shown by."""
    read = {topic.name: load_policy(topic / "policy.yaml").document for topic in topics()}
    blocks = [
        OPENING,
        "## Topics",
        "\n".join(f"- [{document.title}]({name}.md)" for name, document in read.items()),
        "## What a policy can express",
        "\n".join(table(("It can say", "Shown by"), [(said, _linked(names, read)) for said, names in CAPABILITIES])),
        "## The six kinds and the eight statuses",
        "\n".join(table(("Kind or status", "Shown by"), list(_shown(read)))),
    ]
    return page("Reference: what an obligation means, by example", ["\n\n".join(blocks)])


def _linked(names: tuple[str, ...] | list[str], read: Mapping[str, PolicyDocument]) -> str:
    return ", ".join(f"[{read[name].title.lower()}]({name}.md)" for name in names)


def _shown(read: Mapping[str, PolicyDocument]) -> Iterator[tuple[str, str]]:
    rows = {topic.name: [r for _, _, found in evaluated(topic) for r in found] for topic in topics()}
    for kind in ("every", "apart", "when", "before", "never", "keep"):
        yield kind, _linked([n for n, found in rows.items() if any(r.kind == kind for r in found)][:4], read)
    for status in Status:
        yield (
            status.value,
            _linked([n for n, found in rows.items() if any(r.status is status for r in found)][:4], read),
        )


def evaluated(topic: Path) -> Iterator[tuple[Case, PolicyDocument, tuple[Obligation, ...]]]:
    """Every case of a topic, with its policy and all that the evaluator finds in it."""
    document = load_policy(topic / "policy.yaml").document
    for case in read_cases(topic / "policy.cases.yaml")[1]:
        yield case, document, evaluate(document, case.view, case.as_of).obligations


def topic_page(topic: Path) -> str:
    """One topic: the policy on each day on which it changes, and every case."""
    document = load_policy(topic / "policy.yaml").document
    blocks = [" ".join(document.about.split()), "## The policy", *_policy(document), "## Cases"]
    for case, _, rows in evaluated(topic):
        blocks += _case(case, rows)
    return page(document.title, ["\n\n".join([*blocks, "[All topics](index.md)"])])


def _policy(document: PolicyDocument) -> Iterator[str]:
    """The policy's own text without its head, once for each day on which something in it begins."""
    days = {p.from_ for p in (*document.versions, *document.overlays, *document.lookups)}
    for day in sorted(d for d in days if d >= document.versions[0].from_):
        text = as_markdown(describe(document, day)).split("\n\n## Sources")[0]
        about = " ".join(document.about.split())
        body = text.split(f"{about}\n\n", 1)[1].rstrip("\n")
        yield f"On {day.isoformat()}:" if len(days) > 1 else "In force throughout:"
        yield body.replace("\n#", "\n##").replace("\n\n\n", "\n\n")


def _case(case: Case, rows: tuple[Obligation, ...]) -> list[str]:
    known = f", as known at {case.view.known_at.isoformat()}" if case.view.known_at else ""
    found = [line for expectation in case.expect for line in _follows(expectation, rows)]
    return [
        f"### {case.sentence}",
        f"As of {case.as_of.isoformat()}{known}.",
        "\n".join(table(("Entry", "Occurred", "Says"), [_entry(n, row, case) for n, row in enumerate(case.rows)])),
        "\n".join(dict.fromkeys(found)),
    ]


def _entry(n: int, row: tuple[str, Mapping[str, object]], case: Case) -> tuple[str, str, str]:
    kind, values = row
    place = sum(1 for name, _ in case.rows[: n + 1] if name == kind)
    said = [f"{k.replace('_', ' ')} {_value(v)}" for k, v in values.items() if k not in ("id", "occurred")]
    return str(values.get("id", f"{kind}-{place}")), _value(values["occurred"]), "; ".join(said)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return " and ".join(map(_value, value))
    return str(value).replace("_", " ") if isinstance(value, str) else str(value)


def _follows(expectation: Expectation, rows: tuple[Obligation, ...]) -> Iterator[str]:
    """What the evaluator says of an expectation: the sentences of the obligations meant, or that there is none."""
    found = selected(expectation, rows)
    if not found:
        yield f"- `{expectation.wanted['requirement']}`: no such obligation{_where(expectation)}."
    for row in found:
        reading = "" if row.reading == IN_FORCE else f" (reading *{row.reading}*)"
        scored = "" if row.scored else " Not scored."
        yield f"- `{row.requirement}`{reading}, {row.window_start.isoformat()} on: {row.sentence}{scored}"


def _where(expectation: Expectation) -> str:
    keys = ("window", "about", "subject", "status", "reading")
    said = [f"{key} {expectation.wanted[key]}" for key in keys if key in expectation.wanted]
    return f" ({', '.join(said)})" if said else ""

"""One obligation explained in full, and the list from which to choose one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseward.cli.screen import print_json, table

if TYPE_CHECKING:
    from rich.console import Console

    from caseward.obligations.model import Obligation
    from caseward.policy.model import PolicyDocument
    from caseward.policy.requirement import Requirement
    from caseward.reports.model import Audit


def explanation_data(audit: Audit, row: Obligation) -> dict[str, object]:
    """The obligation as data, with the rule in words and the words of its source."""
    from caseward.policy.sentences import requirement_words

    found = _rule(audit, row)
    rule = (
        {} if found is None else {"rule": requirement_words(found[0], found[1].matchers), "quote": found[0].cite.quote}
    )
    return {**row.as_data(), **rule}


def _rule(audit: Audit, row: Obligation) -> tuple[Requirement, PolicyDocument] | None:
    """The requirement an obligation comes from, as it stood in that version or overlay."""
    from caseward.policy.versions import resolved_versions

    document = next((p.document for p in audit.policies if p.document.policy == row.policy), None)
    if document is None:
        return None
    held = [r for o in document.overlays if o.id == row.overlay for r in o.requirements]
    held += [r for v in resolved_versions(document) if v.version.version == row.version for r in v.requirements]
    return next(((r, document) for r in held if r.id == row.requirement), None)


def show_explanation(audit: Audit, row: Obligation, screen: Console) -> None:
    """Print the explanation of an obligation."""
    data = explanation_data(audit, row)
    screen.print()
    screen.print(f"{row.title}  [{row.id}]", style="bold")
    screen.print(row.sentence)
    facts = table("", "")
    facts.show_header = False
    for name, words in _facts(row, data):
        facts.add_row(name, words)
    screen.print(facts)
    _show_entries(row, screen)


def _facts(row: Obligation, data: dict[str, object]) -> list[tuple[str, str]]:
    overlay = f", overlay {row.overlay}" if row.overlay else ""
    said = [
        ("rule", str(data.get("rule", ""))),
        ("source", f"{row.citation} ({row.basis})" + (f' "{data["quote"]}"' if data.get("quote") else "")),
        ("policy", f"{row.policy}, version {row.version}{overlay}; reading: {row.reading}"),
        ("about", f"{row.subject_kind} {row.subject}" + (f", {row.about}" if row.about else "")),
        ("window", f"{row.window_start.isoformat()} to {row.window_end.isoformat()} (that day not included)"),
        ("due", row.due.isoformat()),
        ("status", row.status.value + ("" if row.scored else "; not scored")),
        ("why", row.reason),
        ("settled by", row.settles),
        ("needed", str(row.needed)),
        ("counted", ", ".join(row.counted) or "none"),
    ]
    return [(name, words) for name, words in said if words]


def _show_entries(row: Obligation, screen: Console) -> None:
    if row.considered:
        made = table("entry", "bearing", "why", title="Entries looked at")
        for one in row.considered:
            made.add_row(one.entry, one.bearing.value, one.reason)
        screen.print(made)
    if row.interruptions:
        made = table("fact", "effect", "from", "to (not included)", title="What interrupted it")
        for span in row.interruptions:
            made.add_row(f"{span.fact} {span.value}", span.effect, span.start.isoformat(), span.end.isoformat())
        screen.print(made)


def list_obligations(audit: Audit, screen: Console, *, as_json: bool) -> None:
    """Print every obligation with its id, in order of key."""
    if as_json:
        print_json([o.as_data() for o in audit.obligations])
        return
    made = table("id", "subject", "requirement", "window from", "due", "status", whole=(0, 3, 4, 5))
    for row in audit.obligations:
        reading = "" if row.reading == "in force" else f" ({row.reading})"
        dates = (row.window_start.isoformat(), row.due.isoformat())
        made.add_row(row.id, row.subject, f"{row.requirement}{reading}", *dates, row.status.value)
    screen.print(made)

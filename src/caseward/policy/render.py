"""A policy on a day in plain English, for a lawyer to read: as data, as text, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from textwrap import fill, indent

from caseward.dates import FOREVER
from caseward.policy.model import GradedResponses, GradedRow, Lookup, Overlay, PolicyDocument, Workload
from caseward.policy.requirement import Requirement
from caseward.policy.sentences import Sentences, in_sentences
from caseward.policy.values import Calendar, Length, Provision
from caseward.policy.versions import overlays_on, version_on
from caseward.policy.walk import each
from caseward.policy.words import (
    citation_words,
    joined,
    lowered,
    plain,
    predicate_words,
    sentence,
    unit_words,
    value_words,
)

WIDTH = 96


@dataclass(frozen=True, slots=True)
class RequirementText:
    """One requirement: id, title, sentences, citation, words quoted, basis, notes on what is assumed."""

    id: str
    title: str
    said: Sentences
    citation: str
    quote: str
    basis: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverlayText:
    """One overlay in force: its head in a sentence, what it sets aside, and its own requirements."""

    id: str
    title: str
    head: str
    requirements: tuple[RequirementText, ...]


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A policy on one day. ``version`` is empty, and so are the requirements, when none is in force."""

    policy: str
    title: str
    jurisdiction: str
    about: str
    on: str
    version: str
    in_force: str
    requirements: tuple[RequirementText, ...]
    overlays: tuple[OverlayText, ...]
    tables: tuple[str, ...]
    readings: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]

    def as_data(self) -> dict[str, object]:
        """As plain data, for JSON."""
        return asdict(self)


def describe(document: PolicyDocument, day: date) -> PolicyText:
    """What a policy says on a day."""
    found = version_on(document, day)
    return PolicyText(
        policy=document.policy,
        title=document.title,
        jurisdiction=document.jurisdiction,
        about=" ".join(document.about.split()),
        on=day.isoformat(),
        version="" if found is None else found.version.version,
        in_force="" if found is None else _span(found.start, found.end, found.version.basis),
        requirements=() if found is None else tuple(_requirement(r, document) for r in found.requirements),
        overlays=tuple(_overlay(o, document) for o in overlays_on(document, day)),
        tables=tuple(_tables(document, day)),
        readings=tuple(f"{r.title} ({r.id}): without {', '.join(r.without)}" for r in document.readings),
        sources=tuple((key, " ".join(words.split())) for key, words in document.sources.items()),
    )


def _span(start: date, end: date, basis: str) -> str:
    until = "until it is replaced" if end == FOREVER else f"until {end.isoformat()} (that day not included)"
    return f"from {start.isoformat()} {until}; dates {basis}"


def _requirement(requirement: Requirement, document: PolicyDocument) -> RequirementText:
    return RequirementText(
        id=requirement.id,
        title=requirement.title,
        said=in_sentences(requirement, document.matchers),
        citation=citation_words(requirement.cite),
        quote=requirement.cite.quote,
        basis=requirement.basis,
        notes=tuple(dict.fromkeys(_notes(requirement))),
    )


def _notes(requirement: Requirement) -> list[str]:
    notes = [" ".join(requirement.note.split())] if requirement.note else []
    for path, number in each(requirement, Provision):
        if number.note:
            notes.append(sentence(f"{_named(str(path[-1]), number.value)}: {lowered(' '.join(number.note.split()))}"))
    return notes


def _named(key: str, number: int) -> str:
    """A number with the unit or key under which it stands: ``30 days``, ``count 1``."""
    if key in Length.model_fields:
        return f"{number} {unit_words(key, number)}"
    return f"{number} percent" if key == "score_part_windows_from" else f"{plain(key)} {number}"


def _overlay(overlay: Overlay, document: PolicyDocument) -> OverlayText:
    until = (
        f"until {overlay.until.isoformat()} (that day not included; {overlay.until_basis})"
        if overlay.until
        else "until it is withdrawn"
    )
    scope = f", where {predicate_words(overlay.scope)}" if overlay.scope else ""
    replaced = f" It sets aside: {', '.join(overlay.replaces)}." if overlay.replaces else ""
    source = citation_words(overlay.cite)
    head = f"Issued by {overlay.issuer}; from {overlay.from_.isoformat()} {until}{scope} ({source}).{replaced}"
    return OverlayText(overlay.id, overlay.title, head, tuple(_requirement(r, document) for r in overlay.requirements))


def _tables(document: PolicyDocument, day: date) -> list[str]:
    found = [_lookup(t) for t in document.lookups if t.from_ <= day < (t.until or FOREVER)]
    found += [_workload(w) for w in document.workload if w.from_ <= day < (w.until or FOREVER)]
    found += [_graded(g) for g in document.graduated_responses if g.from_ <= day < (g.until or FOREVER)]
    return found + [_calendar(name, c) for name, c in document.calendars.items()]


def _lookup(table: Lookup) -> str:
    rows = []
    for row in table.rows:
        whom = f"{predicate_words(row.for_)}: " if row.for_ else ""
        rows.append(f"{whom}{_range(row.at_least, row.at_most)} gives {value_words(row.gives)}")
    first = f"; before there is one, {value_words(table.before_first)}" if table.before_first is not None else ""
    said = sentence(f"{plain(table.gives)} follows from {plain(table.of)}: {'; '.join(rows)}{first}")
    return f"{said[:-1]} ({citation_words(table.cite)})."


def _range(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"{low} or more" if low is not None else f"{high} or less" if high is not None else "any"


def _workload(workload: Workload) -> str:
    """What a case costs, what each thing asked costs, and what one officer has."""
    said = f"Workload in {workload.unit} a {workload.per}"
    if workload.values:
        said += f", by {plain(workload.by)}: {_numbers(workload.values, workload.basis)}"
    if workload.each:
        small = "minutes" if workload.unit == "hours" else "points"
        said += f"; {small} for each thing asked: {_numbers(workload.each, workload.basis)}"
    note = f" {sentence(' '.join(workload.note.split()))}" if workload.note else ""
    source = f"{workload.basis}, {citation_words(workload.cite)}"
    return f"{said}; one officer has {workload.capacity.value} ({source}).{note}"


def _graded(grid: GradedResponses) -> str:
    """What is allowed in answer to a violation, and what a supervisor approves first."""
    said = f"Graduated responses: {'; '.join(_graded_row(row) for row in grid.rows)}"
    first = f"; {joined(map(plain, grid.approved_first))} approved by a supervisor first" if grid.approved_first else ""
    first += "".join(
        f", who is told how this is met: {one.says} ({citation_words(one.cite)})" for one in grid.conditions
    )
    order = f"; from the mildest to the strictest: {', '.join(map(plain, grid.order))}"
    note = f" {sentence(' '.join(grid.note.split()))}" if grid.note else ""
    return f"{said}{first}{order} ({grid.basis}, {citation_words(grid.cite)}).{note}"


def _graded_row(row: GradedRow) -> str:
    where = f" at level {joined(map(plain, row.level), 'or')}" if row.level else ""
    return f"{plain(row.severity)}{where}, {joined(map(plain, row.responses), 'or')}"


def _numbers(table: Mapping[str, Provision], basis: str) -> str:
    """Each name with its number; a number of another basis than the table says so."""
    return ", ".join(
        f"{plain(name)} {number.value}{f' ({number.basis})' if number.basis not in (None, basis) else ''}"
        for name, number in table.items()
    )


def _calendar(name: str, calendar: Calendar) -> str:
    closed = ", ".join(d.capitalize() for d in calendar.weekend)
    known = ""
    if calendar.covers_from and calendar.covers_until:
        known = f", known from {calendar.covers_from.isoformat()} until {calendar.covers_until.isoformat()}"
    source = f" ({calendar.source.rstrip('.')})" if calendar.source else ""
    return f"Business days by the calendar {plain(name)}: not {closed}; {_holidays(calendar)}{known}{source}."


def _holidays(calendar: Calendar) -> str:
    n = len(calendar.holidays)
    return "no holidays" if n == 0 else "1 holiday" if n == 1 else f"{n} holidays"


def as_text(said: PolicyText) -> str:
    """The policy as plain text, at most 96 columns wide."""
    blocks = [_headline(said.title, "="), f"{said.jurisdiction}. As in force on {said.on}."]
    blocks += [_wrapped(said.about)] if said.about else []
    blocks.append(_version_line(said))
    blocks += [_text_requirement(r) for r in said.requirements]
    for overlay in said.overlays:
        blocks += [_headline(f"Overlay: {overlay.title} ({overlay.id})", "-"), _wrapped(overlay.head)]
        blocks += [_text_requirement(r) for r in overlay.requirements]
    blocks += _text_list("Tables and calendars", said.tables) + _text_list("Other readings", said.readings)
    blocks += _text_list("Sources", [f"{key}: {words}" for key, words in said.sources])
    return "\n\n".join(blocks) + "\n"


def _version_line(said: PolicyText) -> str:
    if not said.version:
        return f"No version of this policy is in force on {said.on}."
    return _wrapped(f"Version {said.version}, {said.in_force}.")


def _headline(words: str, line: str) -> str:
    return f"{words}\n{line * min(len(words), WIDTH)}"


def _wrapped(words: str, margin: str = "") -> str:
    return indent(fill(words, WIDTH - len(margin), break_long_words=False, break_on_hyphens=False), margin)


def _text_list(title: str, lines: tuple[str, ...] | list[str]) -> list[str]:
    if not lines:
        return []
    items = [f"- {_wrapped(line, '  ').lstrip()}" for line in lines]
    return [_headline(title, "-"), "\n".join(items)]


def _text_requirement(said: RequirementText) -> str:
    lines = [f"{said.title}  [{said.id}]", *(_wrapped(words, "  ") for words in said.said.head)]
    lines += [f"  - {_wrapped(words, '    ').lstrip()}" for words in said.said.rows]
    lines += [_wrapped(words, "  ") for words in said.said.rest]
    quote = f' "{said.quote}"' if said.quote else ""
    lines.append(_wrapped(f"Source ({said.basis}): {said.citation}.{quote}", "  "))
    lines += [_wrapped(f"Note: {note}", "  ") for note in said.notes]
    return "\n".join(lines)


def as_markdown(said: PolicyText) -> str:
    """The policy as Markdown."""
    blocks = [f"# {said.title}", f"{said.jurisdiction}. As in force on {said.on}."]
    blocks += [said.about] if said.about else []
    blocks.append(f"Version **{said.version}**, {said.in_force}." if said.version else _version_line(said))
    blocks += [_markdown_requirement(r, "##") for r in said.requirements]
    for overlay in said.overlays:
        blocks += [f"## Overlay: {overlay.title} (`{overlay.id}`)", overlay.head]
        blocks += [_markdown_requirement(r, "###") for r in overlay.requirements]
    sources = [f"**{key}** {words}" for key, words in said.sources]
    for title, lines in (
        ("Tables and calendars", said.tables),
        ("Other readings", said.readings),
        ("Sources", sources),
    ):
        if lines:
            blocks += [f"## {title}", "\n".join(f"- {line}" for line in lines)]
    return "\n\n".join(blocks) + "\n"


def _markdown_requirement(said: RequirementText, level: str) -> str:
    quote = f" “{said.quote}”" if said.quote else ""
    lines = [f"{level} {said.title} (`{said.id}`)", "", " ".join(said.said.head), ""]
    lines += [*(f"- {words}" for words in said.said.rows), ""] if said.said.rows else []
    lines += [" ".join(said.said.rest), ""] if said.said.rest else []
    lines.append(f"Source (*{said.basis}*): {said.citation}.{quote}")
    lines += ["", *(f"> {note}" for note in said.notes)] if said.notes else []
    return "\n".join(lines)

"""What pages show of violations and court steps: petitions without custody, and a person's steps as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from caseward.interchange.content import plain_entry
from caseward.interchange.kept.reading import Taken
from caseward.record.entry import Entry, Record
from caseward.record.facts import subjects_of
from caseward.record.kinds import BY_NAME
from caseward.record.subjects import Facts
from caseward.record.view import view_of
from caseward.web.casework.models import Term
from caseward.web.casework.queries import day_drawn, entries_about, kept_of
from caseward.web.casework.words import column_in_words, value_in_words
from caseward.web.keeping import Keeping
from caseward.web.proceedings.fact_forms import KINDS
from caseward.web.proceedings.models import Filed
from caseward.web.proceedings.proposals import Proposal, proposals
from caseward.web.proceedings.words import AGAINST, JUDGEMENTS, RESPONSES, SEVERITIES, SHOWN, TITLES, TYPES


@dataclass(frozen=True, slots=True)
class AtLarge:
    """A petition without custody, and how many days ago it was filed."""

    row: Filed
    days: int


@dataclass(frozen=True, slots=True)
class Step:
    """A court step, or another fact, as it stands: its place in the log, when, what, each thing said, its source, and
    what is to be done next (``result``, ``end`` of an absence, or nothing).
    """

    place: int
    entry: Entry
    title: str
    said: tuple[tuple[str, str], ...]
    todo: str
    to_come: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A response to a violation: when, what was done, how it stands to the policy, by whom and why."""

    when: str
    response: str
    against: str
    days: int
    by: str
    approved_by: str
    reason: str
    proposed_by: str
    corrected: bool  # the judgement that it answered is not the one that stands


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation in its three steps, and which of them comes next (``judgement``, ``response`` or nothing)."""

    place: int
    entry: Entry
    type: str
    fact: str
    said_by: str
    judgement: str
    severity: str
    judged_by: str
    why: str
    answers: tuple[Answer, ...]
    proposals: tuple[Proposal, ...]  # whatever became of them
    todo: str


def at_large(terms: QuerySet[Term]) -> list[AtLarge]:
    """Petitions without custody about people of terms, the longest ago first."""
    return _at_large(Filed.objects.filter(term__in=terms))


def at_large_of(person: str) -> list[AtLarge]:
    """Petitions without custody about one person."""
    return _at_large(Filed.objects.filter(term__person=person))


def steps_of(taken: Sequence[Taken], today: date) -> list[Step]:
    """Court steps of a person's entries that stand, in the order in which they happened."""
    found = [_step(one.index, one.entry, today) for one in standing_of(taken) if one.entry and one.kind in TITLES]
    return sorted(found, key=lambda step: (step.entry.occurred.first, step.place))


def facts_of(taken: Sequence[Taken], zone: str) -> list[Step]:
    """Absences, tests, assessments and levels of a person's entries that stand, the newest first."""
    found = [_fact(one.index, one.entry, zone) for one in standing_of(taken) if one.entry and one.kind in KINDS]
    return sorted(found, key=lambda step: (step.entry.occurred.first, step.place), reverse=True)


def absences_without_end(person: str, keeping: Keeping, *, standing: bool) -> dict[str, Entry]:
    """A person's absences of which no end is said, by id; those that stand alone, or also those that were corrected."""
    taken = kept_of(person, keeping)
    entries = entries_in(standing_of(taken) if standing else taken)
    return {e.id: e for e in entries if e.kind == "absence" and e.when("until") is None}


def violations_of(taken: Sequence[Taken]) -> list[Violation]:
    """Violations of a person's entries that stand, newest first, each with its judgement and responses."""
    standing = standing_of(taken)
    corrections = {e.text("replaced_by"): e for e in entries_in(taken) if e.kind == "correction"}
    first = {e.id: e for e in entries_in(taken)}
    asked = proposals_by_violation(taken)
    answers: dict[str, list[Entry]] = {}
    for one in standing:
        if one.kind == "graduated_response" and one.entry is not None:
            answers.setdefault(one.entry.text("violation"), []).append(one.entry)
    found = [
        _violation(
            one.index,
            one.entry,
            corrections,
            first,
            answers.get(one.entry.id, []),
            asked.get(root_of(one.entry, corrections, first).id, []),
        )
        for one in standing
        if one.kind == "violation" and one.entry is not None
    ]
    return sorted(found, key=lambda v: (v.entry.occurred.first, v.place), reverse=True)


def proposals_by_violation(taken: Sequence[Taken]) -> dict[str, list[Proposal]]:
    """A person's proposals of responses, by the id that the violation had when it was first recorded."""
    corrections = {e.text("replaced_by"): e for e in entries_in(taken) if e.kind == "correction"}
    first, found = {e.id: e for e in entries_in(taken)}, dict[str, list[Proposal]]()
    for one in proposals(entries_in(standing_of(taken))):
        violation = first.get(one.said.text("violation"))
        if violation is not None:
            found.setdefault(root_of(violation, corrections, first).id, []).append(one)
    return found


def written(person: str, place: int, kind: str, keeping: Keeping) -> Entry | None:
    """The person's entry of a kind at a place of the log, whether it still stands or not."""
    found = (one.entry for one in kept_of(person, keeping) if one.index == place and one.kind == kind)
    return next(found, None)


def stands(person: str, place: int, keeping: Keeping) -> bool:
    """Whether the entry at a place of the log still stands."""
    return any(one.index == place for one in standing_of(kept_of(person, keeping)))


def level_on(entry: Entry, person: str, keeping: Keeping) -> str:
    """The supervision level in force on the day of an entry, of its term; '' where the record does not say."""
    subjects = subjects_of(view_of(Record.of(entries_about(person, keeping))), "term")
    subject = next((s for s in subjects if s.id == entry.text("term")), None)
    return "" if subject is None else str(Facts.of(subject).value("level", entry.occurred.first) or "")


def choices_of(person: str, kind: str, keeping: Keeping) -> list[tuple[str, str]]:
    """A person's entries of a kind that stand, to choose from: id, and when it was."""
    found = [one.entry for one in standing_of(kept_of(person, keeping)) if one.kind == kind and one.entry is not None]
    return [(entry.id, entry.occurred.text) for entry in found]


def _at_large(rows: QuerySet[Filed]) -> list[AtLarge]:
    day = day_drawn()
    return [AtLarge(row, (day - row.day).days) for row in rows.select_related("term").order_by("day", "id")]


def entries_in(taken: Iterable[Taken]) -> list[Entry]:
    """The entries that can be read."""
    return [one.entry for one in taken if one.entry is not None]


def standing_of(taken: Sequence[Taken]) -> list[Taken]:
    """Those that no correction sets aside."""
    gone = {entry.text("corrects") for entry in entries_in(taken) if entry.kind == "correction"}
    return [one for one in taken if one.entry is not None and one.entry.id not in gone]


def _step(place: int, entry: Entry, today: date) -> Step:
    said = [(str(name), _in_words(entry, column, codes)) for column, name, codes in SHOWN[entry.kind]]
    blank = entry.kind == "hearing" and not entry.text("result")
    to_come = entry.occurred.first > today
    todo = "result" if blank and not to_come else ""
    return Step(place, entry, str(TITLES[entry.kind]), tuple(pair for pair in said if pair[1]), todo, to_come)


def _fact(place: int, entry: Entry, zone: str) -> Step:
    plain = plain_entry(entry)
    columns = [field.name for field in BY_NAME[entry.kind].fields if field.name != "term" and field.name in plain]
    said = tuple((str(column_in_words(n)), value_in_words(entry, n, plain[n], zone)) for n in columns)
    todo = "end" if entry.kind == "absence" and entry.when("until") is None else ""
    return Step(place, entry, str(KINDS[entry.kind]), said, todo, to_come=False)


def _in_words(entry: Entry, column: str, codes: Mapping[str, object]) -> str:
    when = entry.when(column) if column == "hearing_set_for" else None
    if when is not None:
        return when.text
    value = entry.values.get(column, "")
    word = ("yes" if value else "no") if isinstance(value, bool) else str(value or "")
    return str(codes.get(word, word))


def _violation(
    place: int, entry: Entry, corrections: dict[str, Entry], first: dict[str, Entry], answers: list[Entry],
    asked: list[Proposal],
) -> Violation:  # fmt: skip
    judged = entry.text("judgement") not in ("", "pending")
    given = {one.last.text("given"): one for one in asked}
    answered = [
        _answer(one, root := root_of(one, corrections, first), given.get(root.id))
        for one in sorted(answers, key=lambda one: one.sort_key)
    ]
    todo = "judgement" if not judged else "response" if entry.text("judgement") == "substantiated" else ""
    by = corrections.get(entry.id)
    root = root_of(entry, corrections, first)
    return Violation(
        place=place, entry=entry, type=str(TYPES.get(entry.text("type"), "")), fact=entry.text("fact"),
        said_by=root.recorded_by, judged_by=entry.text("judged_by"),
        judgement=str(JUDGEMENTS.get(entry.text("judgement"), "")) if judged else "",
        severity=str(SEVERITIES.get(entry.text("severity"), "")), why=by.text("reason") if by and judged else "",
        answers=tuple(answered), proposals=tuple(asked), todo=todo,
    )  # fmt: skip


def root_of(entry: Entry, corrections: Mapping[str, Entry], first: Mapping[str, Entry]) -> Entry:
    """An entry as it was first recorded, before any correction of it."""
    while entry.id in corrections and corrections[entry.id].text("corrects") in first:
        entry = first[corrections[entry.id].text("corrects")]
    return entry


def _answer(entry: Entry, root: Entry, asked: Proposal | None) -> Answer:
    response = str(RESPONSES.get(entry.text("response"), entry.text("response")))
    days = entry.values.get("days")
    return Answer(
        when=entry.occurred.text, response=response, against=str(AGAINST.get(entry.text("against_policy"), "")),
        days=days if isinstance(days, int) else 0, by=root.recorded_by, approved_by=entry.text("approved_by"),
        reason=entry.text("reason"), proposed_by=", ".join(sorted(asked.proposers)) if asked else "",
        corrected=root.text("violation") != entry.text("violation"),
    )  # fmt: skip

"""Several people met in one visit: a form for each, put together from what was typed; each is recorded by itself.

Nothing about one of them gets into the record of another but that they share the visit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, takewhile
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from caseward.dates import When
from caseward.web.accounts.access import opening, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework import queries
from caseward.web.casework.access import ClosedDoor, Seen, person_for, visible
from caseward.web.casework.bearing import Bears
from caseward.web.casework.forms import BesideForm, ContactForm
from caseward.web.casework.pages import looked_at_of_contacts, preview_of
from caseward.web.keeping import Keeping, keeping
from caseward.web.moment import today
from caseward.web.saving import refused

MOST = 20
"""People beside the first in one visit (assumed): what a page shows what it counts for at once."""
FORM = "contact form"
"""What is noted as read of everybody on it."""
SEVERAL = frozenset({"verified", "present"})
ALSO = ("person", "term", "outcome", "place", "note")


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody else who was met: whom whoever asks may see, and what is said of them alone."""

    seen: Seen
    form: BesideForm


@dataclass(frozen=True, slots=True)
class Visit:
    """What is said of a contact: with the person whose page it is, and with everybody else who was there."""

    seen: Seen
    form: ContactForm
    others: tuple[Beside, ...]

    def is_valid(self) -> bool:
        """Whether every form is; all are looked at, so that every fault is told."""
        return all([self.form.is_valid(), *(one.form.is_valid() for one in self.others)])

    def lines(self, staff: str, zone: str) -> list[dict[str, object]]:
        """The entries that it comes to, one for each person. The same words from the same form are the same visit."""
        first = self.form.line(staff, zone)
        if not self.others:
            return [first]
        lines = [first, *(one.form.line(first) for one in self.others)]
        words = json.dumps([staff, self.form.cleaned_data["request"], lines], sort_keys=True)
        return [line | {"visit": f"visit-{sha256(words.encode()).hexdigest()[:20]}"} for line in lines]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a contact would count for with one person; ``who`` is blank where nobody else was there."""

    who: str
    bearings: list[Bears] | None


@dataclass(frozen=True, slots=True)
class MetRow:
    """Somebody of a visit as whoever asks may see it: the entry, and its place in the log."""

    seen: Seen
    place: int
    when: When
    mode: str
    outcome: str


def typed(data: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the form, of everybody who is not left out again; for a draft, and to begin again with."""
    said = {name: _joined(data, name) for name in ContactForm.base_fields if name in data}
    held = [n for n in takewhile(lambda n: f"also-{n}-person" in data, count()) if f"also-{n}-left_out" not in data]
    if len(held) > MOST:
        raise refused(_("At most %(most)d people can be added to a visit.") % {"most": MOST})
    for to, n in enumerate(held):
        said |= {f"also-{to}-{name}": data.get(f"also-{n}-{name}", "") for name in ALSO}
    return said


def _joined(data: Mapping[str, str], name: str) -> str:
    """One text, also of boxes of which several were ticked."""
    return " ".join(data.getlist(name)) if name in SEVERAL and isinstance(data, QueryDict) else data[name]


def people_in(said: Mapping[str, str]) -> list[str]:
    """Ids of the others in what was typed, in the order in which they were added."""
    return [said[f"also-{n}-person"] for n in takewhile(lambda n: f"also-{n}-person" in said, count())]


def with_one_more(request: HttpRequest, seen: Seen, said: dict[str, str], who: str) -> tuple[dict[str, str], str]:
    """What was typed with somebody added by their id or role, and what is wrong with that ('' for nothing)."""
    held = people_in(said)
    found = queries.meant_by(who, visible(user_of(request), opening(request))) if who else []
    if not who:
        return said, _("Say who else was there, by their id.")
    if not found:
        return said, _("You may record for nobody called that. Look at your caseload for their id.")
    if len(found) > 1:
        return said, _("Several people fit. Write one of these: %(people)s.") % {"people": ", ".join(found)}
    if found[0] in (seen.person, *held):
        return said, _("They are on this form already.")
    if len(held) == MOST:
        return said, _("At most %(most)d people can be added to a visit.") % {"most": MOST}
    newest = person_for(request, found[0], FORM).terms[-1].id
    more = dict.fromkeys(ALSO, "") | {"person": found[0], "term": newest}
    return said | {f"also-{len(held)}-{name}": value for name, value in more.items()}, ""


def asked(request: HttpRequest, seen: Seen, said: Mapping[str, object]) -> Visit:
    """The form to be filled in, beginning with what was typed before. Whom one may not see any more is left out."""
    plain = {name: str(value) for name, value in said.items()}
    others: list[Beside] = []
    for n, person in enumerate(people_in(plain)):
        try:
            other = person_for(request, person, FORM)
        except (ClosedDoor, Http404):
            continue
        initial = {name: plain[f"also-{n}-{name}"] for name in ALSO if plain.get(f"also-{n}-{name}")}
        others.append(Beside(other, BesideForm(prefix=f"also-{len(others)}", initial=initial, terms=other.terms)))
    return Visit(seen, _form(seen, None, dict(said)), tuple(others))


def answered(request: HttpRequest, seen: Seen, said: Mapping[str, str], *, typing: bool = False) -> Visit:
    """What was typed, to be checked and recorded, or to be shown while one is ``typing``. ClosedDoor, Http404 for
    somebody whom one may not see.
    """
    people = people_in(said)
    if len({seen.person, *people}) <= len(people):
        raise refused(_("They are on this form already."))
    found = [person_for(request, person, FORM, typing=typing) for person in people]
    others = (Beside(one, BesideForm(said, prefix=f"also-{n}", terms=one.terms)) for n, one in enumerate(found))
    return Visit(seen, _form(seen, said), tuple(others))


def filled_in(person: str, place: str, keeping: Keeping) -> dict[str, object]:
    """What is known of a contact in an appointment that was kept: nothing where there is none at that place."""
    entry = next((t.entry for t in queries.kept_of(person, keeping) if str(t.index) == place), None)
    if entry is None or entry.kind != "appointment":
        return {}
    at = entry.occurred.instant
    local = None if at is None else at.astimezone(ZoneInfo(keeping.zone))
    return {
        "appointment": place,
        "term": entry.text("term"),
        "day": entry.occurred.last if local is None else local.date(),
        "time": "" if local is None else f"{local:%H:%M}",
        "mode": entry.text("mode"),
        "place": entry.text("place"),
        "outcome": "spoke",
        "scheduled": "yes",
    }


def _form(seen: Seen, said: Mapping[str, str] | None, initial: dict[str, object] | None = None) -> ContactForm:
    day = today(keeping().zone)
    return ContactForm(said, initial=initial, terms=seen.terms, today=day, looked_at=looked_at_of_contacts())


def previews(visit: Visit, staff: str, keeping: Keeping) -> list[Preview] | None:
    """What a visit would count for with each person; None while it is not said how it was."""
    if not visit.is_valid():
        return None
    people = [visit.seen, *(one.seen for one in visit.others)]
    lines = visit.lines(staff, keeping.zone)
    return [
        Preview(name_of(seen) if visit.others else "", preview_of(line, seen.person, keeping))
        for seen, line in zip(people, lines, strict=True)
    ]


def on_offer(request: HttpRequest, seen: Seen) -> list[tuple[str, str]]:
    """An officer's own people, to be chosen from: id and role. Others are found by their id."""
    own = [grant for grant in opening(request) if grant.role == Role.OFFICER]
    return queries.some_people(visible(user_of(request), own), seen.person)


def met_in(request: HttpRequest, seen: Seen, visit: str, keeping: Keeping) -> tuple[list[MetRow], int]:
    """Who was met in a visit, the person of the page first; and how many more there were, not to be seen. Http404."""
    people = queries.people_met(visit)
    if seen.person not in people:
        raise Http404
    rows, hidden = _rows(seen, visit, keeping), 0
    for person in people:
        if person != seen.person:
            try:
                rows += _rows(person_for(request, person, "visit"), visit, keeping)
            except ClosedDoor:
                hidden += 1
    return rows, hidden


def _rows(seen: Seen, visit: str, keeping: Keeping) -> list[MetRow]:
    taken = queries.kept_of(seen.person, keeping)
    gone = queries.superseded(taken)
    return [
        MetRow(seen, one.index, one.entry.occurred, one.entry.text("mode"), one.entry.text("outcome"))
        for one in taken
        if one.entry is not None and one.entry.text("visit") == visit and one.entry.id not in gone
    ]


def name_of(seen: Seen) -> str:
    """How a page calls a person."""
    return seen.terms[0].role or seen.person

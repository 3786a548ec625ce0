"""The one place that writes: entries through the kept record first, then the tables drawn from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.db import transaction

from caseward.interchange.kept.adding import Added
from caseward.interchange.kept.correcting import Change
from caseward.interchange.kept.reading import gathered, taken
from caseward.ledger.store.draft import Stored, Withheld
from caseward.obligations.model import Obligation
from caseward.web.accounts.models import User
from caseward.web.casework.drawing import Drawn, drawn
from caseward.web.casework.models import Draft, Mark, Owed, Term
from caseward.web.casework.queries import entries_about
from caseward.web.keeping import Keeping, policies
from caseward.web.moment import now, today

TOGETHER = 500
"""Rows that go to the database in one statement."""
FEW = 50
"""People up to whom each is drawn by themselves; above, the whole record is read once."""

ALSO_DRAWN: list[Callable[[list[Drawn]], None]] = []
"""What other apps draw of terms, in the same transaction and under the same mark. Their rows go with the term's."""


def record(lines: Iterable[Mapping[str, object]], request: str, keeping: Keeping) -> Added:
    """Record entries in one commit, and draw whom they are about anew. NotTaken with every fault.

    The entries are safe when they are acknowledged: should drawing fail, the next request goes on from the mark.
    """
    data = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    added = keeping.append(data.encode(), request)
    catch_up(keeping)
    return added


def correct(change: Change, request: str, keeping: Keeping) -> Added:
    """Record a correction in one commit, and draw whom it is about anew. NotFound, BadRequest, NotTaken."""
    added = keeping.correct(change, request)
    catch_up(keeping)
    return added


def catch_up(keeping: Keeping) -> int:
    """Draw what the log says beyond the mark, and everything anew on a new day; how many people were drawn."""
    day = today(keeping.zone)
    if Mark.objects.filter(pk=1, entries=keeping.reading().store.size, day=day).exists():
        return 0  # nearly always, and then no page waits for another
    return _drawn_on(keeping, day)


@transaction.atomic
def _drawn_on(keeping: Keeping, day: date) -> int:
    """One at a time: whoever waited here may find nothing left to draw."""
    store = keeping.reading().store
    Mark.objects.get_or_create(pk=1)
    mark = Mark.objects.select_for_update().get(pk=1)
    size = store.size
    if mark.entries == size and mark.day == day:
        return 0
    fresh = list(store.stored(mark.entries, size))
    people = None if mark.day != day else _people(fresh, keeping)
    if people is None or len(people) > FEW:
        Term.objects.all().delete()
        found = drawn(policies(), gathered(store.stored(0, size)).record, day)
    else:
        Term.objects.filter(person__in=people).delete()
        found = [term for person in sorted(people) for term in drawn(policies(), entries_about(person, keeping), day)]
    _keep(found)
    mark.entries, mark.day = size, day
    mark.save()
    return len({term.person for term in found})


def draw_again(keeping: Keeping) -> int:
    """Throw the drawn tables away and draw them from the log; how many people there are."""
    with transaction.atomic():
        Mark.objects.all().delete()
        Term.objects.all().delete()
        return catch_up(keeping)


def save_draft(user: User, person: str, form: str, said: Mapping[str, object]) -> None:
    """Keep what a user has typed into a form so far."""
    Draft.objects.update_or_create(user=user, person=person, form=form, defaults={"said": dict(said), "changed": now()})


def drop_draft(user: User, person: str, form: str) -> None:
    """Forget what a user had typed into a form."""
    Draft.objects.filter(user=user, person=person, form=form).delete()


def _people(fresh: Iterable[Stored], keeping: Keeping) -> set[str] | None:
    """Whom entries are about; None when that may be everybody: an office, a policy, an order over what is kept."""
    reader, found = keeping.reading().store.reader, set()
    for stored in fresh:
        matter = reader.matter_of(stored.envelope.case) if taken(stored) else None
        if matter is None or isinstance(matter, Withheld):
            return None
        if not matter[0] or ";" in matter[0]:  # the agency, an office, a name that is not written plainly
            return None
        found.add(matter[0])
    return found


def _keep(found: list[Drawn]) -> None:
    terms, owed = [], []
    for one in found:
        names = [f.name for f in Term._meta.concrete_fields]
        said = {name: getattr(one, name) for name in names}
        terms.append(Term(**said | {"standing": list(one.standing)}))
        owed += [_owed(one.id, row) for row in one.owed]
    Term.objects.bulk_create(terms, batch_size=TOGETHER)
    Owed.objects.bulk_create(owed, batch_size=TOGETHER)
    for also in ALSO_DRAWN:
        also(found)


def _owed(term: str, row: Obligation) -> Owed:
    return Owed(
        id=row.id, term_id=term, policy=row.policy, requirement=row.requirement, title=row.title, needs=row.needs,
        due=row.due, status=row.status.value, reason=row.reason, citation=row.citation,
    )  # fmt: skip

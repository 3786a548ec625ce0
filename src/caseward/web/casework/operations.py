"""The one place that writes: entries through the kept record first, then the tables drawn from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import chain
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import CharField

from caseward.interchange.kept.adding import Added
from caseward.interchange.kept.correcting import Change
from caseward.interchange.kept.matters import UNATTACHED, WORK
from caseward.interchange.kept.reading import Taken, taken
from caseward.ledger.store.draft import Stored, Withheld
from caseward.obligations.model import Obligation
from caseward.oversight.settling import settling_kinds
from caseward.web.accounts.models import User
from caseward.web.casework.drawing import Drawn, drawn
from caseward.web.casework.models import Draft, Mark, Met, Owed, Past, SavedView, Term, Waiting, Whose
from caseward.web.casework.queries import kept_of, people_kept, with_surroundings
from caseward.web.casework.whose import whose
from caseward.web.forgetting import Gone, no_more, ordered_since, out_of_sight, scrub
from caseward.web.forgetting import forget as forget_everywhere
from caseward.web.keeping import Keeping, policies
from caseward.web.moment import now

TOGETHER = 500
"""Rows that go to the database in one statement."""
AT_ONCE = 500
"""People drawn at once where everybody is."""
FEW = 50
"""People up to whom a page draws those alone; above, everybody is drawn, or the jobs process draws them."""
SMALL = 5_000
"""Terms up to which a page draws everybody on a new day where no jobs process does."""
TENDED_FOR = timedelta(minutes=10)
"""How long after it last looked a jobs process is taken to be at work."""

ALSO_DRAWN: list[Callable[[list[Drawn]], None]] = []
"""What other apps draw of terms, in the same transaction and under the same mark. Their rows go with the term's."""
ALSO_FOLLOWED: list[Callable[[int, Keeping], None]] = []
"""What other apps draw of what hangs on no term, given how far the log was followed, in the same transaction."""


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
    """Draw what the log says beyond the mark; on a new day everybody, unless that is left to the jobs process.

    How many people were drawn.
    """
    at = now()
    day, mark = at.astimezone(ZoneInfo(keeping.zone)).date(), Mark.objects.filter(pk=1).first()
    if mark is not None and mark.entries == keeping.reading().store.size and (is_whole(mark, day) or is_left(mark, at)):
        return 0  # nearly always, and then no page waits for another
    return _drawn_on(keeping, day, at)


def is_whole(mark: Mark, day: date) -> bool:
    """Whether everybody is drawn for a day, and nobody waits to be drawn anew."""
    return mark.day == day and mark.towards is None and not mark.listing


def is_left(mark: Mark, at: datetime) -> bool:
    """Whether drawing everybody is left to the jobs process: one is at work, or there are too many for a page."""
    tended = mark.tended is not None and mark.tended > at - TENDED_FOR
    return mark.day is not None and (tended or Term.objects.all()[SMALL : SMALL + 1].exists())


@transaction.atomic
def _drawn_on(keeping: Keeping, day: date, at: datetime) -> int:
    """One at a time: whoever waited here may find nothing left to draw."""
    store = keeping.reading().store
    Mark.objects.get_or_create(pk=1)
    mark = Mark.objects.select_for_update().get(pk=1)
    size, left, whole = store.size, is_left(mark, at), is_whole(mark, day)
    if mark.entries == size and (whole or left):
        return 0
    since = mark.entries if mark.entries <= size else 0  # what they followed was given up: an older record stands there
    people = _people(store.stored(since, size), keeping) if since and (left or whole) else None
    ordered, count = ordered_since(since, keeping), 0
    named = _drawn_and_gone(keeping) if ordered else frozenset()
    if people is not None and len(people) <= FEW:
        count = _number(draw_people(people, keeping, day))
    elif left:
        _leave(mark, people, day)
        if ordered:
            _close(keeping)
    else:
        _throw_away()
        everybody = sorted(people_kept(keeping))
        for first in range(0, len(everybody), AT_ONCE):  # memory does not hold the whole of a large agency
            count += _number(draw_people(everybody[first : first + AT_ONCE], keeping, day))
        mark.day, mark.towards, mark.listing = day, None, False
    if ordered:
        forget_everywhere(keeping, named)
        transaction.on_commit(scrub, robust=True)  # no page fails where somebody is reading in its log of changes
    for follow in ALSO_FOLLOWED:
        follow(since, keeping)
    mark.entries = size
    mark.save()
    return count


def _number(found: list[Drawn]) -> int:
    return len({term.person for term in found})


def draw_people(people: Iterable[str], keeping: Keeping, day: date) -> list[Drawn]:
    """Draw people anew for a day, in the transaction of whoever holds the mark. Rows of those not in the record go."""
    own = {person: kept_of(person, keeping) for person in sorted(people)}
    wanted = list(own)
    Term.objects.filter(person__in=wanted).delete()
    Whose.objects.filter(person__in=wanted).delete()
    found = drawn(policies(), with_surroundings(chain.from_iterable(own.values()), keeping), day) if wanted else []
    keep_drawn(found)
    _keep_whose(own, keeping.zone)
    Waiting.objects.filter(person__in=wanted).delete()
    return found


def _leave(mark: Mark, people: set[str] | None, day: date) -> None:
    """Have people (None: everybody) drawn by the jobs process; on a new day it draws everybody all the same."""
    if people is None:
        mark.listing = True
    else:
        waiting = (Waiting(person=person) for person in sorted(people))
        Waiting.objects.bulk_create(waiting, batch_size=TOGETHER, ignore_conflicts=True)
    if mark.day == day:
        mark.towards = day


def _close(keeping: Keeping) -> None:
    """What an order sealed or destroyed goes at once, whoever draws the rest."""
    closed = out_of_sight(_terms_drawn(), keeping)
    for first in range(0, len(closed), TOGETHER):
        some = closed[first : first + TOGETHER]
        Term.objects.filter(pk__in=some).delete()
        Whose.objects.filter(term__in=some).delete()


def _terms_drawn() -> Iterable[tuple[str, str]]:
    return Term.objects.values_list("person", "pk").union(Whose.objects.values_list("person", "term"))


def _drawn_and_gone(keeping: Keeping) -> frozenset[str]:
    """Ids of what is drawn and no longer in the record: people, terms and what hangs on them. Once these rows are gone
    nothing tells such an id from other words, in tables that were restored as in those of today.
    """
    gone, terms = Gone(keeping), no_more(_terms_drawn(), keeping)
    people = Term.objects.values_list("person", flat=True).distinct()
    found = {*terms, *(person for person in people if gone.person(person))}
    for hanging in Term._meta.related_objects:
        model = hanging.related_model
        for first in range(0, len(terms) if isinstance(model._meta.pk, CharField) else 0, TOGETHER):
            rows = model._default_manager.filter(**{f"{hanging.field.name}__in": terms[first : first + TOGETHER]})
            found.update(rows.values_list("pk", flat=True))
    return frozenset(found)


def forget(gone: Gone) -> None:
    """Drafts about people of whom nothing is left, or that name what was destroyed; views that ask for it."""
    for draft in Draft.objects.all():
        about = [(draft.person, draft.said.get("term"))]
        others = (name.removesuffix("-person") for name in draft.said if name.endswith("-person"))  # met with them
        about += [(str(draft.said[f"{one}-person"]), draft.said.get(f"{one}-term")) for one in others]
        is_gone = any(gone.person(person) or (term and gone.term(person, str(term))) for person, term in about)
        if is_gone or gone.is_named(*map(str, draft.said.values())):
            draft.delete()
    for person in Waiting.objects.values_list("pk", flat=True):
        if gone.person(person):
            Waiting.objects.filter(pk=person).delete()
    for view in SavedView.objects.all():
        if gone.is_named(view.name, *(value for _, value in parse_qsl(view.asked))):
            view.delete()


def draw_again(keeping: Keeping) -> int:
    """Throw the drawn tables away and draw them from the log; how many people there are."""
    with transaction.atomic():
        Mark.objects.all().delete()
        return catch_up(keeping)


def _throw_away() -> None:
    for model in (Waiting, Term, Whose):
        model._default_manager.all().delete()


def save_draft(user: User, person: str, form: str, said: Mapping[str, object]) -> None:
    """Keep what a user has typed into a form so far."""
    Draft.objects.update_or_create(user=user, person=person, form=form, defaults={"said": dict(said), "changed": now()})


def drop_draft(user: User, person: str, form: str) -> None:
    """Forget what a user had typed into a form."""
    Draft.objects.filter(user=user, person=person, form=form).delete()


def save_view(user: User, name: str, asked: str) -> None:
    """Keep what a user asks of their caseload by a name; the one that had the name before goes."""
    SavedView.objects.update_or_create(user=user, name=name, defaults={"asked": asked})


def drop_view(user: User, name: str) -> None:
    """Forget a view of a user."""
    SavedView.objects.filter(user=user, name=name).delete()


def _people(fresh: Iterable[Stored], keeping: Keeping) -> set[str] | None:
    """Whom entries are about; None when that may be everybody: an office, a policy, an order over what is kept."""
    reader, found = keeping.reading().store.reader, set()
    for stored in fresh:
        matter = reader.matter_of(stored.envelope.case) if taken(stored) else None
        if matter is None or isinstance(matter, Withheld):
            return None
        if matter[0] in (WORK, UNATTACHED):  # no term hangs on it
            continue
        if not matter[0] or ";" in matter[0]:  # the agency, an office, a name that is not written plainly
            return None
        found.add(matter[0])
    return found


def keep_drawn(found: list[Drawn]) -> None:
    """Keep the rows of terms that are not in the tables yet, in the transaction of whoever asks."""
    terms, owed, past, met, kinds = [], [], [], [], settling_kinds(policies())
    for one in found:
        names = [f.name for f in Term._meta.concrete_fields]
        said = {name: getattr(one, name) for name in names}
        terms.append(Term(**said | {"standing": list(one.standing)}))
        owed += [_owed(one.id, row, kinds.get((row.policy, row.requirement), ())) for row in one.owed]
        past += [_past(one.id, row) for row in one.past]
        met += [Met(id=entry.id, term_id=one.id, visit=entry.text("visit")) for entry in one.met_with_others]
    Term.objects.bulk_create(terms, batch_size=TOGETHER)
    Owed.objects.bulk_create(owed, batch_size=TOGETHER)
    Past.objects.bulk_create(past, batch_size=TOGETHER)
    Met.objects.bulk_create(met, batch_size=TOGETHER)
    for also in ALSO_DRAWN:
        also(found)


def _keep_whose(own: Mapping[str, Iterable[Taken]], zone: str) -> None:
    rows = []
    for person, kept in own.items():
        held = whose(person, (one.entry for one in kept if one.entry is not None), zone)
        rows += [Whose(person=person, **asdict(one)) for one in held]
    Whose.objects.bulk_create(rows, batch_size=TOGETHER)


def _owed(term: str, row: Obligation, kinds: Iterable[str]) -> Owed:
    return Owed(
        id=row.id, term_id=term, policy=row.policy, requirement=row.requirement, title=row.title, needs=row.needs,
        due=row.due, status=row.status.value, reason=row.reason, citation=row.citation, about=row.about,
        settled_by=" ".join(kinds),
    )  # fmt: skip


def _past(term: str, row: Obligation) -> Past:
    return Past(id=row.id, term_id=term, title=row.title, needs=row.needs, due=row.due, status=row.status.value,
                reason=row.reason, citation=row.citation)  # fmt: skip

"""The one place that writes messages: each in the transaction of what causes it, once for each cause and reader."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.urls import Resolver404, resolve, reverse

from caseward.interchange.kept.matters import UNATTACHED
from caseward.ledger.store.draft import Stored, Withheld
from caseward.ledger.store.store import Store
from caseward.record.entry import Entry
from caseward.web.accounts.models import Opening, Role, User
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.models import Term
from caseward.web.forgetting import Gone
from caseward.web.intake.drawing import RESPONSES, responses_to
from caseward.web.intake.unattached import all_unattached
from caseward.web.keeping import Keeping, keeping
from caseward.web.languages import ENGLISH
from caseward.web.moment import now
from caseward.web.notices import texts
from caseward.web.notices.models import Began, Delivery, Notice, Reach, Watch
from caseward.web.notices.queries import Standing, about_nobody, line_of, reach_of, with_role

TIERS = ("officer", "supervisor", "duty")
"""Who is told of an urgent warning at once."""
TOGETHER = 500
ABOUT_ENTRIES = (
    *(texts.WARNING, texts.URGENT, texts.UNREAD, texts.SECOND, texts.OUTCOME),
    *(texts.PROPOSED, texts.DECIDED),
    *(texts.DISPUTE, texts.DISPUTE_LATE, texts.PROOF),
)
"""Kinds of notice that are about one entry."""
LONGEST = 300
"""Letters of an address that a notice has room for: an id in another alphabet takes many."""
A_DAY = timedelta(days=1)
NEWS = timedelta(days=30)
"""A warning that came longer ago, brought in from an earlier system say, is told to nobody (assumed)."""


def began(at: datetime) -> datetime:
    """Since when messages are sent: the first time that anybody asked."""
    row = Began.objects.filter(pk=1).first()
    if row is None:
        size = keeping().reading().store.size
        row, _ = Began.objects.get_or_create(pk=1, defaults={"at": at, "entries": size})
    return row.at


@transaction.atomic
def tell(users: Iterable[User], kind: str, about: str, path: str, at: datetime, again: str = "") -> int:
    """Tell users of something by id, once each (``again`` tells one telling from the next); how many were told anew.

    The notice stands on their page, and a message goes into the outbox for each way in which they are reached.
    """
    count, where = 0, path if len(path) <= LONGEST else reverse("notices")
    for user in sorted(users, key=lambda one: one.staff):
        key = f"{kind} {about} {again} {user.pk}"
        notice, fresh = Notice.objects.get_or_create(
            key=key, defaults={"user": user, "kind": kind, "about": about, "path": where, "raised": at}
        )
        if fresh:
            _put_out([f"{key} {channel}" for channel in _channels(reach_of(user), kind)], notice, at)
            count += 1
    return count


def announce(kind: str, data: Mapping[str, object], key: str, at: datetime) -> None:
    """Tell every other system that the settings name of an event, once."""
    body = {"type": kind, "timestamp": at.isoformat(timespec="milliseconds"), "data": dict(data)}
    rows = [
        Delivery(key=f"{kind} {key} {name}", message=_message(f"{kind} {key} {name}"), channel="webhook",
                 endpoint=name, body=body, created=at, next_try=at)
        for name in settings.AGENCY.endpoints()
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def tell_of_warnings(found: Iterable[Drawn]) -> None:
    """Tell of warnings recorded since messages are sent, in the transaction in which they are drawn."""
    at = now()
    since, watched = began(at), set(Watch.objects.filter(ended=None).values_list("pk", flat=True))
    for drawn in found:
        recorded = {e.id: e.recorded for e in drawn.subject.entries if e.kind == "warning"}
        for warning in drawn.warnings:
            responses = responses_to(warning.id, drawn.subject.entries)
            came, news = recorded.get(warning.id), warning.day > _day(at) - NEWS and not warning.action
            raised = came is not None and came > since and news and warning.id not in watched
            if raised or _waits(responses, since, at, closed=warning.closed):
                path, term = reverse("warning", args=[warning.id]), Term.objects.get(pk=drawn.id)
                said = (warning.due, warning.urgent, warning.closed, warning.decided_by)
                standing = Standing(warning.id, term, path, *said)
                (raise_warning if raised else wait_for_second)(standing, at)


def _waits(responses: Sequence[Entry], since: datetime, at: datetime, *, closed: bool) -> bool:
    """Whether a decision of late waits for its second person, recorded since messages are sent."""
    last = responses[-1] if responses and not closed else None
    return last is not None and (last.recorded or since) > since and last.occurred.first > _day(at) - NEWS


def tell_of_unattached(since: int, keeping: Keeping) -> None:
    """The same of warnings about somebody not identified, where any was recorded since the log had a size."""
    store, at = keeping.reading().store, now()
    after, fresh = began(at), store.stored(since, store.size)
    of_warnings = ("warning", *RESPONSES)
    if since and not any(_is_of_nobody(one, store) for one in fresh if one.envelope.kind in of_warnings):
        return
    for lost in all_unattached(keeping):
        if lost.recorded is not None and lost.recorded > after:
            raise_warning(about_nobody(lost), at)
        if _waits(lost.responses, after, at, closed=lost.closed):
            wait_for_second(about_nobody(lost), at)


def _is_of_nobody(stored: Stored, store: Store) -> bool:
    matter = store.reader.matter_of(stored.envelope.case)
    return not isinstance(matter, Withheld) and matter[0] == UNATTACHED


@transaction.atomic
def raise_warning(warning: Standing, at: datetime) -> None:
    """Tell those who have to know of a warning, and watch until one of them opens it.

    The time for that is the setting's, or the policy's clock (to the end of the day it is due) where that ends first.
    """
    day = _day(at)
    said = {"raised": at, "next_at": _first_wait(warning, at)}
    _, fresh = Watch.objects.get_or_create(pk=warning.id, defaults=said)
    if not fresh:
        return
    users = {user.pk: user for tier in first_told(warning) for user in line_of(warning.term, tier, day)}
    kind = texts.URGENT if warning.urgent else texts.WARNING
    tell(users.values(), kind, warning.id, warning.path, at)
    announce("warning.recorded", {"warning": warning.id, "urgent": warning.urgent}, warning.id, at)


@transaction.atomic
def wait_for_second(warning: Standing, at: datetime) -> None:
    """Tell those who may confirm a decision about a warning, each once, and watch until two people decided alike. Who
    decided first is told where somebody then decided otherwise.
    """
    said = {"raised": at, "next_at": _first_wait(warning, at), "second": True}
    row, fresh = Watch.objects.get_or_create(pk=warning.id, defaults=said)
    if not fresh:
        again = {**said, "step": 0, "ended": None, "why": ""}
        Watch.objects.filter(pk=row.pk).exclude(second=True, ended=None).update(**again)
    tell_second(warning, may_confirm(warning), at, 0)


def may_confirm(warning: Standing) -> tuple[str, ...]:
    """The tiers that are told at once of a decision that waits for its second person."""
    return first_told(replace(warning, urgent=True))


def tell_second(warning: Standing, tiers: Iterable[str], at: datetime, step: int) -> None:
    """Tell everybody of some tiers, but not who decided last, that a decision waits for its second person."""
    users = {user.pk: user for tier in tiers for user in line_of(warning.term, tier, _day(at))}
    others = [user for user in users.values() if user.staff != warning.decided_by]
    tell(others, texts.SECOND, warning.id, warning.path, at, again=str(step))
    announce("warning.second", {"warning": warning.id, "step": step}, f"{warning.id} {step}", at)


def _first_wait(warning: Standing, at: datetime) -> datetime:
    next_at = at + wait(urgent=warning.urgent)
    if warning.due is not None and warning.due >= _day(at):
        next_at = min(next_at, datetime.combine(warning.due + A_DAY, time.min, ZoneInfo(keeping().zone)))
    return next_at


def first_told(warning: Standing) -> tuple[str, ...]:
    """The tiers that are told of a warning at once."""
    if warning.term is None:
        return ("duty", "everybody") if warning.urgent else ("duty",)
    return TIERS if warning.urgent else tuple(settings.AGENCY.warnings_to)


def wait(*, urgent: bool) -> timedelta:
    """How long a warning waits to be opened until it goes to the next in line."""
    agency = settings.AGENCY
    return timedelta(minutes=agency.urgent_unread_minutes if urgent else agency.unread_minutes)


def tell_of_opening(opening: Opening) -> None:
    """Tell the supervisors of a person's offices that their record was opened in need."""
    day = _day(opening.opened)
    offices = Term.objects.filter(person=opening.person).values_list("office", flat=True).distinct()
    users = {user.pk: user for office in sorted(offices) for user in with_role(day, (Role.SUPERVISOR,), office)}
    tell(users.values(), texts.OPENED, str(opening.pk), reverse("readings", args=[opening.person]), opening.opened)
    announce("record.opened_in_need", {"opening": opening.pk}, str(opening.pk), opening.opened)


@transaction.atomic
def tell_of_entries(keeping: Keeping, at: datetime) -> int:
    """Tell other systems how far the record goes, by places alone; how many entries are new to them."""
    began(at)
    row = Began.objects.select_for_update().get(pk=1)
    first, size = row.entries, keeping.reading().store.size
    if size <= first:
        return 0
    row.entries = size
    row.save()
    announce("entries.recorded", {"first": first, "end": size}, f"{first} {size}", at)
    return size - first


@transaction.atomic
def step_up(watch: Watch, next_at: datetime) -> bool:
    """Take the next step of a watch, unless somebody else took it meanwhile."""
    ours = Watch.objects.filter(pk=watch.pk, step=watch.step, ended=None)
    return bool(ours.update(step=watch.step + 1, next_at=next_at))


def end_watch(watch: Watch, at: datetime, why: str) -> None:
    """Stop watching a warning: somebody has it."""
    Watch.objects.filter(pk=watch.pk, ended=None).update(ended=at, why=why[:200])


def claim(delivery: Delivery, until: datetime) -> bool:
    """Take a message to send it; it comes back when whoever took it is killed. One of two that ask gets it."""
    ours = Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries, sent=None, dead=False)
    return bool(ours.update(tries=delivery.tries + 1, next_try=until))


def note_sent(delivery: Delivery, at: datetime) -> None:
    """A message arrived where it was sent."""
    Delivery.objects.filter(pk=delivery.pk).update(sent=at, fault="")


def note_failed(delivery: Delivery, fault: str, next_try: datetime | None) -> None:
    """A message did not arrive; it is tried again, or given up where no next try is named."""
    row = Delivery.objects.filter(pk=delivery.pk, sent=None)
    said = {"fault": fault[:200]}
    row.update(**said, dead=True) if next_try is None else row.update(**said, next_try=next_try)


def try_again(pk: int, at: datetime) -> bool:
    """Take a message that was given up into the outbox again."""
    return bool(Delivery.objects.filter(pk=pk, dead=True).update(dead=False, tries=0, next_try=at))


def keep_reach(user: User, email: str, phone: str, language: str = ENGLISH) -> None:
    """Keep how a user is reached, and in which language."""
    said = {"email": email, "phone": phone, "language": language}
    Reach.objects.update_or_create(user=user, defaults=said)


def _put_out(keys: Iterable[str], notice: Notice, at: datetime) -> None:
    rows = [
        Delivery(key=key, message=_message(key), channel=key.rsplit(" ", 1)[1], notice=notice, created=at, next_try=at)
        for key in keys
    ]
    Delivery.objects.bulk_create(rows, batch_size=TOGETHER, ignore_conflicts=True)


def _channels(reach: Reach, kind: str) -> list[str]:
    agency, found = settings.AGENCY, []
    if agency.email_host and reach.email:
        found.append("email")
    if agency.sms_url and reach.phone and kind in texts.BY_SMS:
        found.append("sms")
    return found


def _message(key: str) -> str:
    """An id for a message that is the same however often it is put out."""
    return "msg_" + hashlib.sha256(key.encode()).hexdigest()[:32]


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(keeping().zone)).date()


def forget(gone: Gone) -> None:
    """Messages, sent or not, about what was destroyed, and warnings that nobody has to open any more.

    Many were told of one thing: each is asked about once, and what goes is deleted by bulk.
    """
    _delete(Watch, "pk", (pk for pk in Watch.objects.values_list("pk", flat=True) if gone.entry(pk)))
    of_entries = Notice.objects.filter(kind__in=ABOUT_ENTRIES).values_list("about", flat=True).distinct()
    _delete(Notice, "about", (id_ for id_ in of_entries if gone.entry(id_)), kind__in=ABOUT_ENTRIES)
    paths = Notice.objects.exclude(path="").values_list("path", flat=True).distinct()
    _delete(Notice, "path", (path for path in paths if _leads_nowhere(path, gone)))
    if gone.named:
        keys = Notice.objects.exclude(path="").values_list("key", flat=True)
        _delete(Notice, "key", (key for key in keys if gone.is_named(*key.split())))
    hooks = Delivery.objects.filter(channel="webhook").values_list("pk", "key", "body__data__warning")
    _delete(Delivery, "pk", (pk for pk, key, id_ in hooks if (id_ and gone.entry(id_)) or gone.is_named(*key.split())))


def _delete(model: type[Model], column: str, values: Iterable[object], **more: object) -> None:
    """Delete the rows with one of some values in a column, with what hangs on them."""
    found = list(values)  # before the first of them goes
    for first in range(0, len(found), TOGETHER):
        model._default_manager.filter(**{f"{column}__in": found[first : first + TOGETHER]}, **more).delete()


def _leads_nowhere(path: str, gone: Gone) -> bool:
    """Whether an address is about somebody of whom nothing is left, or has the id of what was destroyed in it."""
    if gone.is_named(*path.split("/")):
        return True
    try:
        found = resolve(unquote(path))
    except Resolver404:
        return False
    return found.url_name != "warning" and gone.person(str(found.kwargs.get("id_", "")))

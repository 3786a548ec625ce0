"""The operations of the programming interface: each takes the request apart, makes one call, shows what came of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from caseward.interchange.kept.correcting import Change
from caseward.web.accounts.access import held_by, roles_of, user_of
from caseward.web.accounts.operations import note_readings
from caseward.web.api import queries, schemas, shown
from caseward.web.api.access import ANYBODY, OVERSEES, READS, RECORDS, Shut, caller
from caseward.web.api.operations import put_right, saving_of, send
from caseward.web.api.sending import FACTS, WHAT_IS_TAKEN, check_correction, check_sending, in_their_name
from caseward.web.appointments.queries import of_person
from caseward.web.casework import queries as casework
from caseward.web.casework.access import person_for, visible
from caseward.web.casework.operations import catch_up
from caseward.web.intake.access import warning_for
from caseward.web.intake.pages import warning_page
from caseward.web.keeping import keeping
from caseward.web.moment import now
from caseward.web.recordroom.access import is_own_of_today
from caseward.web.unit.access import unit_of
from caseward.web.unit.queries import board

router = Router()


@router.get("/health", response=schemas.HealthOut, auth=None, throttle=[], summary="Whether it is well")
def health(request: HttpRequest) -> Any:  # noqa: ARG001  # as ninja calls it
    """Answers when the record does. Nothing of a person is in it, and no token is asked for."""
    return {"entries": keeping().reading().store.size}


@router.get("/me", response=schemas.MeOut, auth=ANYBODY, summary="Whose token this is")
def me(request: HttpRequest) -> Any:
    """Who asks, what the token opens, and the roles held today."""
    roles = [{"role": str(grant.role), "office": grant.office} for grant in roles_of(request)]
    return {"staff": user_of(request).staff, "scope": caller(request).scope, "roles": roles}


@router.get("/people", response=schemas.Page[schemas.PersonOut], auth=READS, summary="The people within your reach")
def people(request: HttpRequest, asked: Query[schemas.PeoplePart]) -> Any:
    """People with running terms within your reach, narrowed as a caseload is. The reading is recorded for each."""
    catch_up(keeping())
    within = visible(user_of(request), roles_of(request))
    terms = casework.caseload(within, casework.Asked("person", asked.show, asked.officer, asked.office))
    found, following = queries.people_after(terms.order_by(), asked.cursor, asked.limit)
    _note(request, [rows[0].person for rows in found], "list of people, by a program")
    return {"items": [shown.person_out(terms) for terms in found], "next_cursor": following or None}


@router.get("/people/{id:id_}", response=schemas.SeenOut, auth=READS, summary="One person")
def person(request: HttpRequest, id_: str) -> Any:
    """A person with all their terms, and why you may see them. The reading is recorded."""
    catch_up(keeping())
    seen = person_for(request, id_, "person, by a program")
    return shown.person_out(seen.terms) | {"because": seen.because, "may_record": seen.may_record}


@router.get("/people/{id:id_}/terms", response=list[schemas.TermOut], auth=READS, summary="A person's terms")
def terms(request: HttpRequest, id_: str) -> Any:
    """Every supervision term of a person, oldest first. The reading is recorded."""
    catch_up(keeping())
    return [shown.term_out(term) for term in person_for(request, id_, "terms, by a program").terms]


@router.get(
    "/people/{id:id_}/entries", response=schemas.Page[schemas.EntryOut], auth=READS, summary="What the record says"
)
def entries(request: HttpRequest, id_: str, asked: Query[schemas.EntriesPart]) -> Any:
    """A person's entries in the order of the log, also as known at an instant. The reading is recorded."""
    catch_up(keeping())
    seen, after = person_for(request, id_, "entries, by a program"), queries.number_of(asked.cursor)
    found = shown.entries_out(seen, asked.known_at, asked.kind, after, asked.limit, keeping())
    last = found.pop("last")
    return found | {"next_cursor": None if last is None else queries.cursor_of(str(last))}


@router.get(
    "/people/{id:id_}/obligations", response=list[schemas.ObligationOut], auth=READS, summary="What is owed, and why"
)
def obligations(request: HttpRequest, id_: str, asked: Query[schemas.KnownAt]) -> Any:
    """What is and was owed of a person's terms, each with its explanation. The reading is recorded."""
    catch_up(keeping())
    seen = person_for(request, id_, "obligations, by a program")
    return shown.obligations_out(seen, asked.known_at, keeping(), still_open=asked.open)


@router.get("/people/{id:id_}/appointments", response=list[schemas.AppointmentOut], auth=READS, summary="Appointments")
def appointments(request: HttpRequest, id_: str) -> Any:
    """A person's appointments as they stand, newest first. The reading is recorded."""
    catch_up(keeping())
    person_for(request, id_, "appointments, by a program")
    return [shown.appointment_out(row) for row in of_person(id_, keeping(), now())]


@router.get("/warnings", response=schemas.Page[schemas.WarningOut], auth=READS, summary="Warnings within your reach")
def warnings(request: HttpRequest, asked: Query[schemas.WarningsPart]) -> Any:
    """Warnings about the people within your reach, without callers and words. The reading is recorded for each."""
    catch_up(keeping())
    within = visible(user_of(request), roles_of(request))
    rows, following = queries.warnings_after(within, asked.cursor, asked.limit, closed=asked.closed)
    _note(request, sorted({row.term.person for row in rows}), "list of warnings, by a program")
    return {"items": [shown.warning_out(row) for row in rows], "next_cursor": following or None}


@router.get("/warnings/{id:id_}", response=schemas.WarningWhole, auth=READS, summary="One warning")
def warning(request: HttpRequest, id_: str) -> Any:
    """What was said and decided; caller and words only for those who may hear them. The reading is recorded."""
    catch_up(keeping())
    seen, row = warning_for(request, id_, ", by a program")
    return shown.warning_whole(row, warning_page(seen, row, keeping()))


@router.get("/people/{id:id_}/receipts/{int:place}", response=schemas.ReceiptOut, auth=READS, summary="A receipt")
def receipt(request: HttpRequest, id_: str, place: int) -> Any:
    """The receipt of one of a person's entries, and what opens it where you may read all of it; it is recorded."""
    seen = person_for(request, id_, f"receipt of entry {place}, by a program")
    _, whole = _entry_at(seen, place)
    return shown.receipt_out(place, keeping(), opened=whole)


@router.post(
    "/entries", response={201: schemas.AddedOut}, auth=RECORDS, summary="Record entries", description=WHAT_IS_TAKEN
)
def record(request: HttpRequest, sent: schemas.Entries, key: schemas.Key) -> Any:
    """Record facts, all or none: on disk, with their receipts, when this answers."""
    catch_up(keeping())
    user = user_of(request)
    lines = in_their_name(sent.entries, user.staff)
    check_sending(request, lines, saving_of(user, key), keeping())
    return Status(201, shown.added_out(send(user, lines, key, keeping()), keeping()))


@router.post(
    "/people/{id:id_}/entries/{int:place}/correction", response={201: schemas.AddedOut}, auth=RECORDS,
    summary="Put an entry right",
)  # fmt: skip
def correction(request: HttpRequest, id_: str, place: int, sent: schemas.Correction, key: schemas.Key) -> Any:
    """The entry stays visible; another stands instead, or none. A fact is put right by whoever recorded it, on the same
    day; what a person judged is not put right here.
    """
    catch_up(keeping())
    user, seen = user_of(request), person_for(request, id_, f"correction of entry {place}, by a program", deciding=True)
    entry, whole = _entry_at(seen, place)
    if entry is None or not whole or not seen.may_record:
        raise Shut("You may not put this entry right.")
    if entry.kind in FACTS and not is_own_of_today(user, entry):
        raise Shut("You put right what you wrote yourself, on the same day. Later, records staff do.")
    check_correction(entry, sent.sets)
    change = Change(entry.id, sent.sets, sent.reason, sent.sort, by=user.staff)
    return Status(201, shown.added_out(put_right(user, change, key, keeping()), keeping()))


@router.get("/unit", response=schemas.UnitOut, auth=OVERSEES, summary="How your units stand")
def unit(request: HttpRequest, asked: Query[schemas.UnitAsked]) -> Any:
    """The numbers of the unit board, officer by officer."""
    catch_up(keeping())
    found = board(unit_of(request, asked.office), asked.office)
    officers = [shown.counts_out(row) for row in found.rows]
    return {"day": found.day, "whole": shown.counts_out(found.whole), "officers": officers}


@router.get("/checkpoint", response=schemas.CheckpointOut, auth=ANYBODY, summary="The signed log")
def checkpoint(request: HttpRequest) -> Any:  # noqa: ARG001  # as ninja calls it
    """The signed state of the log. Keep it: a later one has to continue it."""
    store = keeping().reading().store
    seen = store.cosigned()
    said = {"origin": store.origin, "size": store.size, "checkpoint": str(store.head())}
    return said | {"cosigned": None if seen is None else str(seen)}


def _note(request: HttpRequest, people: list[str], what: str) -> None:
    """A list that a program takes is a file that leaves: it is noted for everybody who is in it."""
    note_readings(user_of(request), people, what, held_by(request), now())


def _entry_at(seen: Any, place: int) -> Any:
    try:
        return shown.entry_at(seen, place, keeping())
    except LookupError:
        raise Http404 from None

"""The jobs of the background process: which there are, how often each is due, and one round of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections

from caseward.errors import CasewardError
from caseward.web.casework.operations import catch_up
from caseward.web.jobs.operations import draw_for_the_day, given_back, taken, tend
from caseward.web.keeping import Keeping
from caseward.web.notices.answering import disputes_late
from caseward.web.notices.escalation import escalate
from caseward.web.notices.operations import tell_of_entries
from caseward.web.notices.reminding import missing_outcomes, reviews_due
from caseward.web.notices.sending import send_due
from caseward.web.public.operations import look_again

Clock = Callable[[], datetime]
log = logging.getLogger(__name__)

AT_MOST = timedelta(seconds=30)
"""How long one job goes on in one round; what is left is done in the next."""


@dataclass(frozen=True, slots=True)
class Ran:
    """That a job ran: how much it did, or the class of what stopped it."""

    name: str
    done: int
    fault: str = ""


def _draw(keeping: Keeping, clock: Clock) -> int:
    tend(clock())
    caught = catch_up(keeping)
    return caught + draw_for_the_day(keeping, clock(), _while(clock))


def _send(keeping: Keeping, clock: Clock) -> int:
    return send_due(keeping, clock, _while(clock))


#: Each job with how often it is due and what it does; it gives how much it did.
JOBS: dict[str, tuple[timedelta, Callable[[Keeping, Clock], int]]] = {
    "drawing": (timedelta(0), _draw),
    "entries": (timedelta(0), lambda keeping, clock: tell_of_entries(keeping, clock())),
    "escalation": (timedelta(seconds=30), lambda keeping, clock: escalate(keeping, clock())),
    "outcomes": (timedelta(minutes=10), lambda keeping, clock: missing_outcomes(keeping, clock())),
    "disputes": (timedelta(hours=1), lambda keeping, clock: disputes_late(keeping, clock())),
    "reviews": (timedelta(hours=1), lambda keeping, clock: reviews_due(keeping, clock())),
    "files": (timedelta(minutes=1), lambda keeping, clock: look_again(keeping, clock, _while(clock))),
    "sending": (timedelta(0), _send),
}


def one_round(keeping: Keeping, clock: Clock) -> Iterator[Ran]:
    """Run each job that is due and that nobody else is at. One that fails stops no other, and is tried again.

    Each job keeps what it did in transactions of its own, so the process may be killed anywhere.
    """
    close_old_connections()
    for name, (every, work) in JOBS.items():
        try:
            started = clock()
            if not taken(name, every, started):
                continue
            done, fault = _worked(work, keeping, clock)
            given_back(name, started, clock(), done, fault)
        except DatabaseError as error:  # it does not answer now: the next round asks again
            log.exception("the database does not answer")
            done, fault = 0, type(error).__name__
        yield Ran(name, done, fault)


def _worked(work: Callable[[Keeping, Clock], int], keeping: Keeping, clock: Clock) -> tuple[int, str]:
    """How much a job did, and the class of what stopped it."""
    try:
        return work(keeping, clock), ""
    except CasewardError as error:
        return 0, f"{error.code} {type(error).__name__}"
    except Exception as error:  # whatever it is: the other jobs go on, and this one is tried again
        log.exception("a job failed")
        return 0, type(error).__name__


def _while(clock: Clock) -> Callable[[], bool]:
    end = clock() + AT_MOST
    return lambda: clock() < end

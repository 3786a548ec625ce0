"""The outbox emptied: each message taken by one process, sent by its channel, and tried again with growing waits.

A message is marked as sent after the other side took it. When this process dies in between, it is sent once more under
the same id, by which whoever gets it can tell (Standard Webhooks' ``webhook-id``, the ``Message-ID`` of an email, the
``Idempotency-Key`` of a gateway): nothing is lost, and nothing that is known to have arrived is sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx

from caseward.web.keeping import Keeping
from caseward.web.notices.channels import NotReached, send
from caseward.web.notices.models import Delivery
from caseward.web.notices.operations import claim, note_failed, note_sent

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))
"""How long after each failure it is tried again (assumed); after the last, the message is given up and shown."""
TAKEN_FOR = timedelta(minutes=2)
"""After which a message that a killed process had taken comes back."""
AT_ONCE = 20


def send_due(_: Keeping, clock: Clock, more: Callable[[], bool]) -> int:
    """Send what is due, the oldest first, while ``more`` says so; how many arrived."""
    count = 0
    with httpx.Client(timeout=10, follow_redirects=False) as http:
        while more():
            at = clock()
            due = Delivery.objects.filter(sent=None, dead=False, next_try__lte=at).order_by("next_try", "pk")
            rows = list(due.select_related("notice__user__reach")[:AT_ONCE])
            if not rows:
                return count
            for row in rows:
                if claim(row, clock() + TAKEN_FOR):
                    count += _sent(row, http, clock)
    return count


def _sent(row: Delivery, http: httpx.Client, clock: Clock) -> int:
    """Send one message that is ours; 1 when it arrived."""
    try:
        send(row, http, clock())
    except (OSError, NotReached, httpx.HTTPError) as error:  # smtplib's errors are of the system's kind
        fault = str(error) if isinstance(error, NotReached) else type(error).__name__
        log.warning("a message did not arrive")
        note_failed(row, fault, clock() + WAITS[row.tries] if row.tries < len(WAITS) else None)
        return 0
    note_sent(row, clock())
    return 1

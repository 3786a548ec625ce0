"""A certificate of what a kept record holds of one class for a case: checked before it is handed out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseward.verify.absence import Absence


def certified(folder: Path, case: str, kind: str, since: str | None, until: str | None, out: Path) -> Absence:
    """Write a certificate and give what it proves. BadRequest for a class or time that is none, NotFound for a case
    that the record does not have, NotProven when the certificate would not hold.
    """
    from caseward.cli.kept_options import opened
    from caseward.cli.verifying import proving, trust_in
    from caseward.interchange.kept.certifying import certificate
    from caseward.interchange.kept.opened_for_checking import by_library
    from caseward.ledger.durable import write_durably
    from caseward.verify.absence import check_absence

    first, last = _instant(since, "--recorded-from"), _instant(until, "--recorded-until")
    with opened(folder, writing=False) as kept:
        data = certificate(kept.store, case, kind, first, last)
        trust = trust_in(kept.settings.path(kept.settings.trust))
    with proving(out):
        answer = check_absence(data.splitlines(keepends=True), trust, by_library)
    write_durably(out, data)
    return answer


def _instant(text: str | None, option: str) -> datetime | None:
    from caseward.cli.options import instant

    if text is not None and len(text.strip()) == 10:
        text = f"{text.strip()}T00:00Z"
    return instant(text, option)

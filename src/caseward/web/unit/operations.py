"""The one place that writes what terms cost; nothing of it goes into the kept record, which the policy is not in."""

from __future__ import annotations

from collections.abc import Iterable

from caseward.web.casework.drawing import Drawn
from caseward.web.casework.operations import TOGETHER
from caseward.web.keeping import keeping, policies
from caseward.web.moment import today
from caseward.web.unit.loads import load_of, table_on
from caseward.web.unit.models import Load


def keep_loads(terms: Iterable[Drawn]) -> None:
    """Draw what running terms cost this month, where the policy has a table; earlier rows went with the term."""
    day = today(keeping().zone)
    found = table_on(policies(), day)
    if found is None:
        return
    rows = [Load(term_id=t.id, cost=load_of(t.subject, *found, day)) for t in terms if t.ends is None or t.ends > day]
    Load.objects.bulk_create(rows, batch_size=TOGETHER)

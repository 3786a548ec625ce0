"""What a correction would change, before it is recorded: both readings of each column, checked as for the saving."""

from __future__ import annotations

from caseward.interchange.kept.adding import again, ready, taking_time
from caseward.interchange.kept.correcting import Change, differences, rows_of
from caseward.web.keeping import Keeping
from caseward.web.moment import now
from caseward.web.recordroom.forms import CorrectForm


def previewed(change: Change, saving: str, form: CorrectForm, keeping: Keeping) -> list[tuple[str, str, str]]:
    """Column, what it says, what it would say; of columns that are held apart nothing. BadRequest, NotTaken."""
    kept = keeping.reading()
    if again(kept.store, saving) is not None:
        return []
    rows = rows_of(change, kept.store, saving, taking_time(kept.store, now()))
    ready(rows, kept.store, kept.settings.zone)
    after = next((row.entry for row in rows if row.entry is not None and row.kind.name != "correction"), None)
    mine = {column.name for column in form.columns} | {"recorded_by"}
    return [one for one in differences(form.entry, after) if one[0] in mine]

"""Tables as CSV files to be taken away: the same columns and rows as on the page, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from caseward.interchange.cells import spreadsheet_safe


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """An answer that is a file: UTF-8, a head, and a line for each row; nothing where a value is None.

    Whom its column ``person`` names is noted as read by whoever takes the file (``accounts.middleware``).
    """
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response, lineterminator="\n")
    writer.writerow(columns)
    at = list(columns).index("person") if "person" in columns else None
    people: dict[str, None] = {}
    for row in rows:
        if at is not None:
            people[str(row[at])] = None
        writer.writerow([spreadsheet_safe(v) if isinstance(v, str) else "" if v is None else v for v in row])
    response.people = tuple(people)  # type: ignore[attr-defined]
    return response

"""Arrow schemas: one for each kind of entry, its columns in documented order.

Times are text, because a statement of time is more than a timestamp: ``2021-12`` is a month, and an instant keeps the
zone it was written with. Required columns are not nullable; every column carries its meaning as metadata.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pyarrow as pa

from caseward.record.fields import Field, FieldType
from caseward.record.kinds import BY_NAME


@cache
def schema_of(kind: str) -> Any:
    """The ``pyarrow.Schema`` of a kind's table. KeyError for a name that is no kind."""
    return pa.schema([_column(field) for field in BY_NAME[kind].all_fields])


def arrow_type(field: Field) -> Any:
    """The ``pyarrow.DataType`` that holds the field without loss."""
    match field.type:
        case FieldType.INT:
            return pa.int64()
        case FieldType.BOOL:
            return pa.bool_()
        case FieldType.CODES | FieldType.LIST:
            return pa.list_(pa.string())
        case _:
            return pa.string()


def _column(field: Field) -> Any:
    return pa.field(field.name, arrow_type(field), nullable=not field.required, metadata={"doc": field.doc})

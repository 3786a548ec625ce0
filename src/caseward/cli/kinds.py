"""``caseward kinds`` and ``caseward version``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.options import Json, NoColor

if TYPE_CHECKING:
    from caseward.record.fields import Field, Kind


def kinds(
    name: Annotated[
        str, typer.Argument(metavar="[KIND]", help="One kind, to see its columns. Without it: all kinds.")
    ] = "",
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """List the kinds of entry a record may hold, or the columns of one kind.

    Example: caseward kinds contact
    """
    from caseward.cli.screen import print_json
    from caseward.record.kinds import KINDS

    chosen = [_named(name)] if name else list(KINDS)
    if json:
        print_json([_data(kind) for kind in chosen])
    elif name:
        _columns(chosen[0], no_color=no_color)
    else:
        _list(chosen, no_color=no_color)


def _named(name: str) -> Kind:
    from caseward.errors import NotFound
    from caseward.record.kinds import BY_NAME
    from caseward.record.nearest import did_you_mean

    found = BY_NAME.get(name)
    if found is None:
        raise NotFound(f"There is no kind of entry named {name!r}: {did_you_mean(name, BY_NAME, what='kinds')}")
    return found


def _data(kind: Kind) -> dict[str, object]:
    from caseward.record.gives import given_by

    return {
        "kind": kind.name,
        "says": kind.doc,
        "subject": kind.subject,
        "gives": list(given_by(kind.name)),
        "columns": [_column(field) for field in kind.all_fields],
    }


def _column(field: Field) -> dict[str, object]:
    return {
        "column": field.name,
        "type": field.type.value,
        "required": field.required,
        "blank": field.blank.value,
        "codes": list(field.codes),
        "refers_to": list(field.refers_to),
        "says": field.doc,
    }


def _list(chosen: list[Kind], *, no_color: bool) -> None:
    from caseward.cli.screen import console, table

    made = table("kind", "about", "what one row states")
    for kind in chosen:
        made.add_row(kind.name, kind.subject or "-", kind.doc)
    console(no_color=no_color).print(made)


def _columns(kind: Kind, *, no_color: bool) -> None:
    from caseward.cli.screen import console, table

    out = console(no_color=no_color)
    out.print(f"{kind.name}: {kind.doc}")
    made = table("column", "type", "blank says", "meaning, codes")
    for field in kind.all_fields:
        more = f" ({', '.join(field.codes)})" if field.codes else ""
        blank = "must be filled" if field.required else field.blank.value
        made.add_row(field.name, field.type.value, blank, field.doc + more)
    out.print(made)


def version(json: Json = False) -> None:
    """Print the version.

    Example: caseward version --json
    """
    from caseward.cli.pipeline import caseward_version
    from caseward.cli.screen import print_json

    if json:
        print_json({"caseward": caseward_version()})
    else:
        print(f"caseward {caseward_version()}")

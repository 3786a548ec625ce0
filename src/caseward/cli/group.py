"""A group of commands whose own flags are off until they are given."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup


class Group(TyperGroup):
    """Typer leaves ``--help`` and the options of shell completion undefined when they are not given, and loads pydantic
    to check that they are. Off is a value that needs no checking, so ``caseward audit --help`` answers at once.
    """

    def get_params(self, ctx: typer.Context) -> list[Any]:  # type: ignore[override]  # the names are private to typer
        """The group's own options, all of them flags."""
        params = super().get_params(ctx)
        for flag in params:
            flag.default = False if flag.default is None else flag.default
        return list(params)

"""Draws ``docs/cli.md``: every command with its arguments and options, as the program itself knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

from tools.markdown import page, plain, table


def commands_page() -> str:
    """The page, from the program's own tree of commands."""
    return page("Command line", _lines())


def tree() -> Iterator[tuple[str, Any]]:
    """Every command and group with its full name (``caseward policy show``), parents first, in the program's order."""
    from typer.main import get_command  # the command line is imported only when its page is drawn

    from caseward.cli.commands import app

    yield from _below("caseward", get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for short, child in getattr(command, "commands", {}).items():
        if not child.hidden:
            yield from _below(f"{name} {short}", child)


def _lines() -> Iterator[str]:
    yield "`caseward COMMAND --help` says the same on the terminal."
    yield ""
    yield from _exit_codes()
    for name, command in tree():
        yield from (f"## `{name}`", "", _help(command), "", f"    {_usage(name, command)}", "")
        yield from _section(
            ["Argument", "Meaning"], (argument(p) for p in shown(command) if p.param_type_name == "argument")
        )
        yield from _section(
            ["Option", "Meaning", "Default"], (option(p) for p in shown(command) if p.param_type_name == "option")
        )


def _help(command: Any) -> str:
    """What the command says of itself, its example as code."""
    return re.sub(r"Example: (.+)", r"Example: `\1`", plain(command.help or ""))


def _section(head: list[str], rows: Iterator[list[str]]) -> list[str]:
    lines = table(head, rows)
    return [*lines, ""] if lines else []


def _exit_codes() -> Iterator[str]:
    rows = [
        ["0", "done; for `audit --fail-on-findings`, and nothing was found"],
        [
            "1",
            (
                "findings, when `--fail-on-findings` was given; cases beside a policy that fail; a kept record, a "
                "receipt or a witness that does not show what it should"
            ),
        ],
        ["2", "the record, the request or a file named in it is bad"],
        ["3", "the policy is bad"],
        ["5", "a kept record that cannot be written or believed as it is: disk, database, clock, an older copy"],
        ["70", "a fault of Caseward itself; please report it"],
        ["74", "a worker or a cluster was lost"],
        ["130", "stopped from the keyboard"],
    ]
    yield from table(["Exit code", "Meaning"], rows)
    yield ""


def _usage(name: str, command: Any) -> str:
    parts = [name]
    if any(p.param_type_name == "option" for p in shown(command)):
        parts.append("[OPTIONS]")
    parts += [argument(p)[0].strip("`") for p in shown(command) if p.param_type_name == "argument"]
    return " ".join([*parts, *(["COMMAND"] if getattr(command, "commands", {}) else [])])


def shown(command: Any) -> list[Any]:
    """The parameters a person may give, without those hidden and without ``--help``, which every command has."""
    return [p for p in command.params if not getattr(p, "hidden", False) and p.name != "help"]


def argument(parameter: Any) -> list[str]:
    """One row of the table of arguments."""
    name = parameter.metavar or parameter.name.upper()
    return [f"`{name}{'...' if parameter.nargs == -1 else ''}`", plain(getattr(parameter, "help", "") or "")]


def option(parameter: Any) -> list[str]:
    """One row of the table of options: all its spellings, what it takes, what it means, what holds without it."""
    spellings = ", ".join(f"`{text}`" for text in [*parameter.opts, *parameter.secondary_opts])
    takes = "" if parameter.is_flag or parameter.count else f" {parameter.metavar or _takes(parameter)}"
    said = plain(parameter.help or "")
    more = " May be given several times." if parameter.multiple and "several times" not in said else ""
    return [
        spellings + takes,
        said + more,
        "required" if parameter.required else _default(parameter),
    ]


def _takes(parameter: Any) -> str:
    """What an option takes, from the Python type behind it: its choices, or its name in capitals."""
    inner = [part for part in get_args(parameter.type_descriptor.annotation) if part is not type(None)]
    kind = inner[0] if inner else parameter.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " or ".join(str(choice.value) for choice in kind)
    return " or ".join(map(str, inner)) if isinstance(kind, str) else kind.__name__.upper()


def _default(parameter: Any) -> str:
    value = parameter.default
    if value in (None, False, "", [], ()) or callable(value):
        return ""
    return f"`{getattr(value, 'value', value)}`"

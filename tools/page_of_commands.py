"""Draws ``docs/cli.md``: every command with its arguments and options, as the program itself knows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tools.markdown import page, plain, table


def commands_page() -> str:
    """The page, from the program's own tree of commands."""
    return page("Command line", _lines())


def tree() -> Iterator[tuple[str, Any]]:
    """Every command and group with its full name (``caseward policy show``), parents first, in the program's order."""
    from typer.main import get_command  # the command line is imported only when its page is drawn

    from caseward.cli.main import app

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
        yield from (f"## `{name}`", "", plain(command.help or ""), "", f"    {_usage(name, command)}", "")
        yield from _section(
            ["Argument", "Meaning"], (argument(p) for p in shown(command) if p.param_type_name == "argument")
        )
        yield from _section(
            ["Option", "Meaning", "Default"], (option(p) for p in shown(command) if p.param_type_name == "option")
        )


def _section(head: list[str], rows: Iterator[list[str]]) -> list[str]:
    lines = table(head, rows)
    return [*lines, ""] if lines else []


def _exit_codes() -> Iterator[str]:
    rows = [
        ["0", "done; for `audit --fail-on-findings`, and nothing was found"],
        ["1", "findings, when `--fail-on-findings` was given; or cases beside a policy that fail"],
        ["2", "the record, the request or a file named in it is bad"],
        ["3", "the policy is bad"],
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
    takes = "" if parameter.is_flag or parameter.count else f" {parameter.metavar or _choices(parameter)}"
    more = " May be given several times." if parameter.multiple else ""
    return [
        spellings + takes,
        plain(parameter.help or "") + more,
        "required" if parameter.required else _default(parameter),
    ]


def _choices(parameter: Any) -> str:
    choices = getattr(parameter.type, "choices", None)
    return " or ".join(str(getattr(c, "value", c)) for c in choices) if choices else parameter.type.name.upper()


def _default(parameter: Any) -> str:
    value = parameter.default
    if value is None or value is False or value == [] or value == () or callable(value):
        return ""
    return f"`{getattr(value, 'value', value)}`"

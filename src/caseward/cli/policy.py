"""``caseward policy``: check, show, test, diff, schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.group import Group
from caseward.cli.options import Json, NoColor, day

if TYPE_CHECKING:
    from caseward.obligations.cases import CaseResult
    from caseward.policy.policy import Policy

app = typer.Typer(
    cls=Group, help="Check, read, test and compare policies.", no_args_is_help=True, rich_markup_mode=None
)
Paths = Annotated[list[Path], typer.Argument(metavar="POLICY", help="A policy file, or a folder of them.")]
One = Annotated[Path, typer.Argument(metavar="POLICY", help="A policy file, or a folder of them.")]


@app.command("check")
def check(paths: Paths, json: Json = False) -> None:
    """Check policies: every fault at once, each with file, line and column (exit 3 when there is any).

    Example: caseward policy check policies
    """
    from caseward.cli.screen import print_json, step
    from caseward.policy.check import policy_warnings
    from caseward.policy.load import load_policies

    with step("Checking policies"):
        policies = load_policies(paths)
    if json:
        print_json([{**_identity(p), "sound": True, "warnings": policy_warnings(p)} for p in policies])
        return
    for policy in policies:
        print(f"{policy.file}: sound. {_extent(policy)}")
        for warning in policy_warnings(policy):
            print(f"  worth knowing: {warning}")


def _identity(policy: Policy) -> dict[str, object]:
    return {"policy": policy.document.policy, "file": policy.file, "sha256": policy.sha256}


def _extent(policy: Policy) -> str:
    versions = policy.document.versions
    rules = sum(len(v.requirements) for v in versions) + sum(len(o.requirements) for o in policy.document.overlays)
    overlays = _count(len(policy.document.overlays), "overlay")
    return f"{_count(rules, 'requirement')} in {_count(len(versions), 'version')} and {overlays}."


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


@app.command("show")
def show(
    path: One,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day to show, as 2021-03-15.")] = "",
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    json: Json = False,
) -> None:
    """Print a policy in plain English as in force on a day, with citations; each number says published or assumed.

    Without --on: today. Example: caseward policy show policies/us-ca-los-angeles/adult.yaml --on 2021-03-15
    """
    from datetime import UTC, datetime

    from caseward.cli.screen import print_json
    from caseward.policy.load import load_policies
    from caseward.policy.render import as_markdown, as_text, describe

    chosen = day(on, "--on") if on else datetime.now(UTC).astimezone().date()
    said = [describe(policy.document, chosen) for policy in load_policies([path])]
    if json:
        print_json([one.as_data() for one in said])
    else:
        print("\n".join((as_markdown if markdown else as_text)(one) for one in said), end="")


@app.command("test")
def run(paths: Paths, json: Json = False, no_color: NoColor = False) -> None:
    """Run the cases beside policies (adult.yaml, adult.cases.yaml). Exit 1 when a case fails.

    Example: caseward policy test policies
    """
    from caseward.cli.screen import print_json, step
    from caseward.policy.load import load_policies

    with step("Running cases"):
        done = [(policy, _cases(policy)) for policy in load_policies(paths)]
    if json:
        print_json([_tested(policy, results) for policy, results in done])
    else:
        _show_tests(done, no_color=no_color)
    if any(not r.passed for _, results in done for r in results or ()):
        raise typer.Exit(1)


def _cases(policy: Policy) -> list[CaseResult] | None:
    """The results of the cases beside a policy, or None when there are none."""
    from caseward.obligations.cases import run_cases
    from caseward.policy.load import CASES_SUFFIX

    path = Path(policy.file)
    beside = path.with_name(path.name.removesuffix(".yaml") + CASES_SUFFIX)
    return run_cases(beside, policy) if beside.is_file() else None


def _tested(policy: Policy, results: list[CaseResult] | None) -> dict[str, object]:
    cases = [
        {"case": r.case.sentence, "place": r.case.place, "passed": r.passed, "failures": r.failures}
        for r in results or ()
    ]
    return {**_identity(policy), "has_cases": results is not None, "cases": cases}


def _show_tests(done: list[tuple[Policy, list[CaseResult] | None]], *, no_color: bool) -> None:
    from caseward.cli.screen import console

    out = console(no_color=no_color)
    for policy, results in done:
        if results is None:
            out.print(f"{policy.file}: no cases beside it", style="yellow", soft_wrap=True)
            continue
        failed = [r for r in results if not r.passed]
        out.print(f"{policy.file}: cases: {len(results) - len(failed)} of {len(results)} hold", soft_wrap=True)
        for result in failed:
            out.print(f"  {result.case.place}: {result.case.sentence}", style="red", soft_wrap=True)
            for failure in result.failures:
                out.print(f"    {failure}", soft_wrap=True)


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The policy file as it was.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The policy file as it is to be.")],
    json: Json = False,
) -> None:
    """Say what changes between two policy files: requirements and numbers, by version and overlay, with their places.

    Example: caseward policy diff adult.yaml adult-proposed.yaml
    """
    from caseward.cli.screen import print_json
    from caseward.policy.diff import as_text, compare
    from caseward.policy.load import load_policy

    changes = compare(load_policy(old), load_policy(new))
    if json:
        print_json([change.as_data() for change in changes])
    else:
        print(as_text(changes), end="")


@app.command("schema")
def schema(json: Json = False) -> None:  # noqa: ARG001  # the schema is JSON either way
    """Print the JSON Schema of the policy language, for editors.

    Example: caseward policy schema > policy.schema.json
    """
    from caseward.cli.screen import print_json
    from caseward.policy.schema import policy_schema

    print_json(policy_schema())

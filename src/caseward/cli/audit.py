"""``caseward audit`` and ``caseward explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.options import AsOf, DryRun, Force, Json, KnownAt, NoColor, Policies, Record, Strict, day, instant

if TYPE_CHECKING:
    from caseward.cli.pipeline import Question
    from caseward.reports.model import Audit


def audit(
    record: Record,
    policy: Policies,
    as_of: AsOf,
    known_at: KnownAt = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Leave the report and tables here. Without it: only the summary."),
    ] = None,
    explain: Annotated[
        str, typer.Option("--explain", metavar="ID", help="Explain this obligation too (an id or how it begins).")
    ] = "",
    fail_on_findings: Annotated[
        bool, typer.Option("--fail-on-findings", help="Leave with exit code 1 when there is any finding.")
    ] = False,
    dry_run: DryRun = False,
    strict: Strict = False,
    force: Force = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Judge a record under dated policies: what was owed, what was done, what was missed, and why.

    Example: caseward audit examples/el-monte-2022 --policy policies/us-ca-los-angeles/adult.yaml --as-of 2022-06-14
    --out build/el-monte
    """
    from caseward.cli.folder import check_place
    from caseward.cli.pipeline import obligation_named, run_audit

    whole = out is not None and not dry_run
    question = _question(record, policy, as_of, known_at, strict=strict, whole=whole)
    if out is not None:
        check_place(out, force=force, inputs=(record, *policy))
    done = run_audit(question)
    explained = obligation_named(done, explain) if explain else None
    files = [] if out is None or dry_run else _write(done, out, force=force)
    if json:
        from caseward.cli.answer import audit_data
        from caseward.cli.screen import print_json

        print_json(audit_data(done, files, explained))
    else:
        from caseward.cli.explanation import show_explanation
        from caseward.cli.screen import console
        from caseward.cli.summary import show_summary

        screen = console(no_color=no_color)
        show_summary(done, screen)
        if explained is not None:
            show_explanation(done, explained, screen)
        screen.print(_where(out, files, dry_run=dry_run), soft_wrap=True)
    if fail_on_findings and done.assessment.findings:
        raise typer.Exit(1)


def _question(
    record: Path, policies: list[Path], as_of: str, known_at: str | None, *, strict: bool, whole: bool
) -> Question:
    from caseward.cli.pipeline import Question

    at = instant(known_at, "--known-at")
    return Question(record, tuple(policies), day(as_of, "--as-of"), at, strict=strict, whole=whole)


def _write(done: Audit, out: Path, *, force: bool) -> list[Path]:
    from caseward.cli.folder import new_folder
    from caseward.cli.screen import step
    from caseward.reports.write import write_audit

    with step("Writing the report"), new_folder(out, force=force) as building:
        return [out / path.relative_to(building) for path in write_audit(done, building)]


def _where(out: Path | None, files: list[Path], *, dry_run: bool) -> str:
    if out is None:
        return "No files written; give --out DIR for the report and the tables."
    if dry_run:
        return f"Nothing written (--dry-run); the report and the tables would be in {out.as_posix()}."
    return f"Written to {out.as_posix()}: {', '.join(p.relative_to(out).as_posix() for p in sorted(files))}."


def explain(
    record: Record,
    policy: Policies,
    as_of: AsOf,
    id: Annotated[  # noqa: A002  # the name a person sees
        str, typer.Argument(metavar="[ID]", help="The obligation's id, or how it begins. Without it: a list of all.")
    ] = "",
    known_at: KnownAt = None,
    strict: Strict = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Explain one obligation in full: the rule, its window, every entry that counted or was refused, and why.

    Example: caseward explain examples/el-monte-2022 --policy policies/us-ca-los-angeles/adult.yaml --as-of 2022-06-14
    """
    from caseward.cli.explanation import explanation_data, list_obligations, show_explanation
    from caseward.cli.pipeline import obligation_named, run_audit
    from caseward.cli.screen import console, print_json

    done = run_audit(_question(record, policy, as_of, known_at, strict=strict, whole=not id and json))
    if not id:
        list_obligations(done, console(no_color=no_color), as_json=json)
        return
    found = obligation_named(done, id)
    if json:
        print_json(explanation_data(done, found))
    else:
        show_explanation(done, found, console(no_color=no_color))

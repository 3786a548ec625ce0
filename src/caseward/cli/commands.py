"""The tree of commands, and how a command ends: what it gives, or one clear message for any failure.

Nothing heavy is imported at the head of a command's module, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from caseward.cli import (
    audit,
    evaluate,
    jobs,
    kept_append,
    kept_authority,
    kept_backup,
    kept_correct,
    kept_export,
    kept_import,
    kept_init,
    kept_keys,
    kept_orders,
    kept_recover,
    kept_recover_signing,
    kept_restore,
    kept_submit,
    kept_verify,
    kinds,
    next_due,
    policy,
    receipt,
    record,
    record_map,
    serve,
    synth,
    whatif,
    witness,
)
from caseward.cli.group import Group
from caseward.errors import CasewardError

UNEXPECTED = 70
DEBUG = "CASEWARD_DEBUG"

app = typer.Typer(
    name="caseward",
    cls=Group,
    help="Check a record of community supervision against the policy in force on each day.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Start with: caseward audit RECORD --policy POLICY --as-of 2022-06-14 --out DIR",
)
app.command("audit")(audit.audit)
app.command("explain")(audit.explain)
app.command("evaluate")(evaluate.evaluate)
app.command("next-due")(next_due.next_due)
app.command("whatif")(whatif.whatif)
app.command("init")(kept_init.init)
app.command("append")(kept_append.append)
app.command("import")(kept_import.import_record)
app.command("submit")(kept_submit.submit)
app.command("correct")(kept_correct.correct)
app.command("export")(kept_export.export)
app.command("seal")(kept_orders.seal)
app.command("unseal")(kept_orders.unseal)
app.command("destroy")(kept_orders.destroy)
app.command("verify")(kept_verify.verify)
app.command("backup")(kept_backup.backup)
app.command("restore")(kept_restore.restore)
app.command("recover")(kept_recover.recover)
app.command("serve")(serve.serve)
app.command("jobs")(jobs.jobs)
app.add_typer(receipt.app, name="receipt")
app.add_typer(policy.app, name="policy")
record.app.command("map")(record_map.map_record)
app.add_typer(record.app, name="record")
app.add_typer(witness.app, name="witness")
kept_authority.app.command("recover")(kept_recover_signing.recover)
app.add_typer(kept_authority.app, name="authority")
app.add_typer(kept_keys.app, name="keys")
app.command("synth")(synth.synth)
app.command("kinds")(kinds.kinds)
app.command("version")(kinds.version)


def carried_out(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code. 130, or KeyboardInterrupt, when the person stops it."""
    try:
        done = app(args=list(arguments), prog_name="caseward", standalone_mode=False)
    except CasewardError as error:
        return _refused(error, as_json="--json" in arguments)
    except typer.TyperException as error:
        return _misused(error)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as left:
        return _reader_left() if isinstance(left.__context__, BrokenPipeError) else _code(left.code)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return _our_fault(error)
    return _code(done)


def _code(found: object) -> int:
    return found if isinstance(found, int) else 0


def _misused(error: typer.TyperException) -> int:
    """A command, option or argument that is not there; the message names the nearest help."""
    show = getattr(error, "show", None)
    if show is not None:
        show()
    else:
        print(f"Error: {error.format_message()}", file=sys.stderr)
    return error.exit_code


def _refused(error: CasewardError, *, as_json: bool) -> int:
    if as_json:
        import json

        print(json.dumps({"error": error.as_data()}, ensure_ascii=False, indent=2))
    else:
        print(error, file=sys.stderr)
    return error.exit_code


def _reader_left() -> int:
    """Whoever read our output (``head``, say) has gone; that is no failure of ours."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _our_fault(error: Exception) -> int:
    said = " ".join(str(error).split())[:200]
    print(
        f"Caseward failed: {type(error).__name__}: {said}. This is a fault of Caseward, not of your input; please "
        f"report it with the command you ran and what it prints with {DEBUG}=1 set.",
        file=sys.stderr,
    )
    return UNEXPECTED

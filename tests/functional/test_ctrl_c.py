"""Ctrl-C at any moment from the first on: one line, exit 130, no traceback, nothing begun that stays."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: Sends Ctrl-C to itself when a module begins to load, which is where most of the first second goes.
STOP = """
import os, signal, sys
def stop(event, arguments):
    if event == "import" and arguments[0] == {module!r}:
        os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(stop)
from caseward.cli.main import main
main()
"""
STOPPED = "Stopped. Nothing was left half-written.\n"
RECORD, POLICY = "examples/el-monte-2022", "policies/us-ca-los-angeles/adult.yaml"


@pytest.mark.parametrize(
    "module",
    [
        "typer",
        "caseward.cli.evaluation",
        "pydantic",
        "ruamel",
        "pyarrow",
        "numpy",
        "numba",
        "llvmlite",
        "caseward.dates",
    ],
)
def test_ctrl_c_while_a_module_loads(module, tmp_path):
    words = ["evaluate", RECORD, "-p", POLICY, "--as-of", "2022-06-14", "--out", str(tmp_path / "out")]
    code = STOP.format(module=module)
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", STOPPED)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_that_is_to_be_ignored_is(tmp_path):
    """As for a command that a script starts in the background."""
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)" + STOP.format(module="typer")
    done = subprocess.run(
        [sys.executable, "-c", code, "version"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("caseward ")

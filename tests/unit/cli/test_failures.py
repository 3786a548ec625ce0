"""Every way to fail ends in one clear message and the exit code that is promised, and never in a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from caseward.cli import commands as entry
from caseward.cli.main import CANCELLED


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nope"], 2, "No such command 'nope'"),
        (["policy", "nope"], 2, "No such command 'nope'"),
        (["audit"], 2, "Missing"),
        (["version", "--colour"], 2, "No such option"),
        (["policy", "check", "nowhere.yaml"], 2, "There is no policy file nowhere.yaml."),
        (["record", "check", "nowhere"], 2, "nowhere"),
        (["kinds", "contct"], 2, "did you mean contact?"),
        (["synth", "--out", "x", "--terms", "0"], 2, "from 1 to"),
        (["record", "convert", "a", "b", "--to", "pdf"], 2, "pdf"),
    ],
)
def test_it_leaves_with_a_message(caseward, arguments, code, words):
    said = caseward(*arguments)
    assert said.code == code
    assert words in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--as-of", "2022-02-30", "does not exist"),
        ("--as-of", "14 June 2022", "year-month-day"),
        ("--known-at", "2022-06-13T23:59", "needs its zone"),
        ("--known-at", "yesterday", "--known-at 'yesterday'"),
    ],
)
def test_a_bad_time_is_named_with_its_option(caseward, record, policy, option, value, words):
    given = {"--as-of": "2021-05-01", option: value}
    said = caseward("audit", record, "--policy", policy, *(part for pair in given.items() for part in pair))
    assert said.code == 2
    assert words in said.err
    assert option in said.err


def test_a_bad_policy_has_its_own_code_and_every_fault(caseward, record, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("policy: X\ntitle: t\nversion: 1\n", encoding="utf-8")
    said = caseward("audit", record, "--policy", bad, "--as-of", "2021-05-01")
    assert said.code == 3
    assert f"{bad.as_posix()}:1:9: policy is 'X'" in said.err
    assert f"{bad.as_posix()}:3:1: version: there is no such key here" in said.err


def test_with_json_a_refusal_is_json_on_standard_output(caseward, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("policy: X\n", encoding="utf-8")
    said = caseward("policy", "check", bad, "--json")
    assert said.code == 3
    assert said.err == ""
    assert said.data["error"]["code"] == "CW300"
    assert {f["code"] for f in said.data["error"]["faults"]} == {"CW306", "CW307"}


def test_our_own_fault_is_one_line_with_a_way_to_report_it(caseward, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("a number\nwas nothing")

    monkeypatch.setattr(entry, "app", broken)
    said = caseward("version")
    assert said.code == entry.UNEXPECTED == 70
    assert said.err.count("\n") == 1
    assert "ZeroDivisionError: a number was nothing" in said.err
    assert "please report it" in said.err
    monkeypatch.setenv(entry.DEBUG, "1")
    with pytest.raises(ZeroDivisionError):
        caseward("version")


def test_ctrl_c_stops_it(tmp_path):
    """A real signal to a real process, while it reads a record from a pipe that never speaks."""
    script = (
        "import os, signal, sys\n"
        "from caseward.cli import commands, main\n"
        "commands.app = lambda **_: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.exit(main.run(['version']))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == CANCELLED == 128 + signal.SIGINT
    assert done.stderr == "Stopped. Nothing was left half-written.\n"


def test_a_reader_that_leaves_early_is_no_failure():
    code = "import sys; from caseward.cli.main import main; sys.argv = ['caseward', 'policy', 'schema']; main()"
    reader = "import sys; sys.stdin.readline()"
    shell = f'"{sys.executable}" -c "{code}" | "{sys.executable}" -c "{reader}"; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, check=False, timeout=60, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr

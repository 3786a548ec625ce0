"""``--help`` answers at once and leaves nothing heavy behind; every command shows an example."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = {
    "pyarrow", "pydantic", "numpy", "pandas", "numba", "duckdb", "pyspark", "vl_convert", "weasyprint", "xlsxwriter", "jinja2", "ruamel", "rapidfuzz", "rfc8785",
    "rich.console", "python_calamine", "caseward.policy.model", "caseward.interchange.read", "apsw", "cryptography", "psycopg", "segno",
}  # fmt: skip
COMMANDS = [
    ["audit"], ["explain"], ["evaluate"], ["whatif"], ["next-due"], ["synth"], ["kinds"], ["version"], ["policy", "check"], ["policy", "show"], ["policy", "test"],
    ["policy", "diff"], ["policy", "schema"], ["record", "check"], ["record", "convert"], ["record", "map"],
    ["init"], ["append"], ["import"], ["submit"], ["correct"], ["export"], ["seal"], ["unseal"], ["destroy"], ["verify"],
    ["receipt", "check"], ["receipt", "show"], ["receipt", "again"], ["receipt", "absence"], ["authority", "key"], ["authority", "sign"], ["authority", "recover"], ["keys", "rotate"], ["keys", "rewrap"],
    ["witness", "init"], ["witness", "add-log"], ["witness", "serve"], ["witness", "cosign"], ["witness", "status"], ["witness", "request"],
    ["witness", "accept"], ["witness", "ask"], ["witness", "exposure"], ["witness", "recover"], ["backup"], ["restore"], ["recover"], ["serve"], ["jobs"],
]  # fmt: skip


GROUPS: list[list[str]] = [[], ["policy"], ["record"], ["receipt"], ["authority"], ["keys"], ["witness"]]


@pytest.mark.parametrize("words", [*GROUPS, *COMMANDS], ids=" ".join)
def test_help_imports_nothing_heavy(words):
    script = (
        "import sys\nfrom caseward.cli.main import run\n"
        f"run({[*words, '--help']!r})\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stderr.split())
    assert "Usage: caseward" in done.stdout
    assert "caseward.cli.main" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_shows_an_example(words, caseward):
    said = caseward(*words, "--help")
    assert said.code == 0
    assert "Example: caseward " in " ".join(said.out.split())


def test_every_command_is_tried():
    from tools.page_of_commands import tree

    leaves = [name.split()[1:] for name, command in tree() if not getattr(command, "commands", {})]
    assert sorted(map(tuple, leaves)) == sorted(map(tuple, COMMANDS))


def test_without_a_command_help_is_shown(caseward):
    said = caseward()
    assert said.code == 2
    assert "Usage: caseward" in said.out + said.err


#: What these leave is a file that another command or another office takes; there is nothing to answer.
WITHOUT_ANSWER = [
    ["witness", "init"], ["witness", "add-log"], ["witness", "serve"], ["witness", "cosign"], ["witness", "request"],
    ["witness", "accept"], ["witness", "ask"], ["witness", "recover"], ["authority", "key"], ["authority", "sign"], ["authority", "recover"], ["keys", "rotate"], ["keys", "rewrap"], ["recover"], ["serve"], ["jobs"],
]  # fmt: skip


def test_json_is_on_every_command_that_answers(caseward):
    for words in (words for words in COMMANDS if words not in WITHOUT_ANSWER):
        assert "--json" in caseward(*words, "--help").out, words


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_can_complete_commands(shell):
    script = "from caseward.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "_CASEWARD_COMPLETE": f"source_{shell}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "_CASEWARD_COMPLETE" in done.stdout

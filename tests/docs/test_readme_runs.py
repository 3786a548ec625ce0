"""The commands in the README are run as they stand, in a folder that holds only what a clone holds."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import TOP, pages, snippets

pytest.importorskip("caseward.cli.main", reason="the command line is not built yet")

MARKED = [
    (page.relative_to(TOP).as_posix(), snippet)
    for page in pages()
    for snippet in snippets(page.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """What a snippet did, run once, in a folder with the examples and policies, writable, and nothing else."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    @cache
    def run(snippet):
        clone = tmp_path_factory.mktemp("clone")
        for folder in ("examples", "policies"):
            (clone / folder).symlink_to(TOP / folder)
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", snippet],
            cwd=clone,
            env={**os.environ, "PATH": path, "COLUMNS": "100"},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            stdin=subprocess.DEVNULL,
        )

    return run


def test_the_readme_has_commands_to_run():
    assert len([page for page, _ in MARKED if page == "README.md"]) >= 2


@pytest.mark.parametrize(("page", "snippet"), MARKED, ids=[f"{page}-{n}" for n, (page, _) in enumerate(MARKED)])
def test_a_marked_command_runs(page, snippet, ran):
    done = ran(snippet)
    assert done.returncode == 0, f"{page}: {done.stderr or done.stdout}"
    assert done.stdout.strip()


def test_what_the_readme_says_is_printed_is_printed(ran):
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    block = readme.split("<!-- printed -->\n```\n")[1].split("```")[0]
    audit = next(s for page, s in MARKED if page == "README.md" and s.startswith("caseward audit"))
    assert [line for line in block.splitlines() if line not in ran(audit).stdout.splitlines()] == []


def test_the_two_commands_of_the_readme_are_make_targets():
    readme, makefile = (TOP / "README.md").read_text(encoding="utf-8"), (TOP / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test"):
        assert f"make {target} " in readme
        assert f"\n{target}: " in makefile

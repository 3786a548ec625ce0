"""The shell tools fail by saying what is missing, and the make targets are the ones the pages promise."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import TOP

NEED = TOP / "tools" / "need"


def run(
    *command: str, path: str = os.environ["PATH"], cwd: Path = TOP, **more: str
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": path, **more}
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


@pytest.fixture
def bare(tmp_path):
    """A machine with a shell and little else: no apt-get, and nobody is root."""
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "cat", "dirname"):
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or "")
    identity = tmp_path / "bin" / "id"
    identity.write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    identity.chmod(0o755)
    return str(tmp_path / "bin")


def test_need_is_silent_when_the_thing_is_there():
    done = run(str(NEED), "a test", "true", "some-package")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_need_names_what_is_missing_and_what_it_is_for(bare):
    done = run("sh", str(NEED), "drawing", "false", "first-package", "second-package", path=bare)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Missing on this machine: first-package second-package (needed for: drawing).",
        "On Debian or Ubuntu, as root: apt-get install -y --no-install-recommends first-package second-package",
    ]


def test_install_refuses_an_old_python_and_says_which(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)
    done = run(str(TOP / "tools" / "install"), "demo", PYTHON=str(old))
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr
    assert "3.9.2" in done.stderr


def test_install_without_a_set_says_how_it_is_used():
    done = run(str(TOP / "tools" / "install"))
    assert done.returncode != 0
    assert "usage: tools/install demo|web|dev" in done.stderr


def test_make_alone_lists_the_promised_targets():
    done = run("make", "--no-print-directory")
    listed = {line.split()[1] for line in done.stdout.splitlines()}
    assert {"demo", "test", "lint", "types", "bench", "docs", "lock", "fuzz", "clean", "help"} <= listed


def test_ci_runs_what_a_person_runs():
    script = TOP / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines
    assert any(line.startswith("exec make test") for line in lines)
    assert run("bash", "-n", str(script)).returncode == 0

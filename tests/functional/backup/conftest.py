"""A record with a witness that has copies, and two authorities that both know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from caseward.cli.main import run
from tests.functional.backup.lost import ORIGIN, WITNESS


@pytest.fixture
def caseward(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def call(*arguments, code=0):
        capsys.readouterr()
        left = run([str(a) for a in arguments])
        said = capsys.readouterr()
        assert left == code, said.out + said.err
        return said.out + said.err if code else said.out

    return call


@pytest.fixture
def record(caseward):
    """A record with a witness that has copies, and two authorities that both know."""
    key = caseward("witness", "init", "witness", "--name", WITNESS, "--copies").splitlines()[1]
    said = json.loads(caseward("init", "kept", "--origin", ORIGIN, "--witness", key, "--json"))
    caseward("witness", "add-log", "witness", said["vkey"])
    vkeys = [caseward("authority", "key", f"{who}.pem", "--name", who).splitlines()[-1] for who in ("judge", "counsel")]
    settings = Path("kept/kept.toml")
    settings.write_text(settings.read_text().replace("authorities = []", f"authorities = {json.dumps(vkeys)}"))
    Path("witness/authorities.txt").write_text("# who may let a log go back\n" + "\n".join(vkeys) + "\n")
    return Path("kept")

"""An import that is killed leaves whole pieces; started again, it goes on and ends as if nothing had been."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from caseward.cli.main import run
from caseward.interchange.kept.reading import read_whole
from caseward.interchange.read import read_record

EL_MONTE = Path(__file__).resolve().parents[2] / "examples" / "el-monte-2022"
PIECE = 10

#: Brings the record in by pieces of ten, and says so after each.
IMPORT = f"""
import sys
from pathlib import Path
from caseward.cli.kept_clock import entropy, now
from caseward.interchange.kept import bringing
from caseward.interchange.kept.opening import opened_record
from caseward.interchange.read import read_record
bringing.PIECE = {PIECE}
with opened_record(Path(sys.argv[1]), writing=True, now=now, entropy=entropy) as kept:
    found = bringing.to_bring(read_record(Path(sys.argv[2])), "el-monte", kept.store)
    bringing.bring(found, kept.store, lambda entries, places: print(len(places), flush=True), workers=2)
"""


def killed_after(store, lines):
    """Start an import and kill it once it has acknowledged so many pieces; how many entries it acknowledged."""
    command = [sys.executable, "-c", IMPORT, str(store), str(EL_MONTE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        acknowledged = sum(int(process.stdout.readline()) for _ in range(lines))
        process.kill()
        return acknowledged + sum(map(int, process.stdout.read().split()))


@pytest.fixture
def store(tmp_path):
    assert run(["init", str(tmp_path / "kept"), "--origin", "log.example/killed"]) == 0
    return tmp_path / "kept"


def test_a_killed_import_goes_on_where_it_was(store, capsys):
    whole = read_record(EL_MONTE)
    acknowledged = 0
    for lines in (1, 3, 2):
        acknowledged += killed_after(store, lines)
        kept = len(read_whole(store).taken)
        assert kept >= acknowledged, "what was acknowledged is there"
        assert kept % PIECE == 0 or kept == len(whole.record), "pieces are whole"
        acknowledged = kept
    assert run(["import", str(store), str(EL_MONTE)]) == 0
    assert read_record(store, strict=True).sha256 == whole.sha256
    capsys.readouterr()
    assert run(["verify", str(store)]) == 0
    assert "present and matching" in capsys.readouterr().out

"""A real clamd for tests: with a few signatures of our own and none of anybody else's."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.casework.agency import PROOF

MARK = b"a mark by which the tests know a file that is to be found"
BAD = PROOF + MARK
"""A file like any other, but for the mark."""
NAME = "Own.Mark.UNOFFICIAL"
"""What clamd calls what it finds by a signature that is not its makers'."""


@contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """Run clamd in a folder until it is left; the path of its socket."""
    program = shutil.which("clamd", path="/usr/local/sbin:/usr/sbin:/usr/bin")
    assert program, "clamd is not on this machine: make need-running"
    known, socket = folder / "known", folder / "clamd.sock"
    known.mkdir(parents=True, exist_ok=True)
    (known / "own.ndb").write_text(f"Own.Mark:0:*:{MARK.hex()}\n")
    said = {"Foreground": "yes", "LocalSocket": socket, "DatabaseDirectory": known, "TemporaryDirectory": folder}
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in said.items()))
    with (folder / "out").open("w") as out:
        process = subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stdout=out, stderr=out)
    try:
        for _ in range(300):
            if socket.exists() or process.poll() is not None:
                break
            time.sleep(0.1)
        assert socket.exists(), (folder / "out").read_text()
        yield str(socket)
    finally:
        process.terminate()
        process.wait(30)

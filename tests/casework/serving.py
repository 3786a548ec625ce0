"""The application as an agency runs it: `caseward serve` in a process of its own, on a free port."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("localhost", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def served(folder: Path, port: int) -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    """Where it answers, and how each role signs in: the user's name and password by role, as they are printed once."""
    command = [sys.executable, "-u", "-m", "caseward.cli.main", "serve", str(folder), "--trial", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    reader: Thread | None = None
    try:
        said, roles = "", {}
        while not said.startswith("Open "):
            said = process.stdout.readline()
            assert said, "it ended before it served"
            words = said.split()
            if said.startswith("  ") and len(words) >= 3:
                roles[words[0].lower()] = (words[-2], words[-1])
        address = said.split()[1].rstrip("/")
        reader = Thread(target=process.stdout.read, daemon=True)  # what it logs fills the pipe, and then it waits
        reader.start()
        yield address, roles
    finally:
        process.terminate()
        process.wait(30)
        if reader is not None:
            reader.join(30)
        process.stdout.close()

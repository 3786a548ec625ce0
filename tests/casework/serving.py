"""The application as an agency runs it: `caseward serve` in a process of its own, on a free port."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TypeAlias

Roles: TypeAlias = dict[str, tuple[str, str]]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("localhost", 0))
        port: int = found.getsockname()[1]
        return port


def command(folder: Path, *more: str) -> list[str]:
    """What serves an agency; whoever can sign in is told the first time."""
    return [sys.executable, "-u", "-m", "caseward.cli.main", "serve", str(folder), "--trial", *more]


def told(line: str) -> Roles:
    """Who signs in, where a line that is printed says so."""
    words = line.split()
    return {words[0].lower(): (words[-2], words[-1])} if line.startswith("  ") and len(words) >= 3 else {}


def made_ready(folder: Path) -> Roles:
    """Have the tables and the users of an agency made, as its first start would; how each role signs in."""
    said = subprocess.run(command(folder, "--prepare"), check=True, capture_output=True, text=True, timeout=120)
    return {role: who for line in said.stdout.splitlines() for role, who in told(line).items()}


@contextmanager
def served(folder: Path, port: int, known: Roles | None = None) -> Iterator[tuple[str, Roles]]:
    """Where it answers, and how each role signs in: the user's name and password by role, as they are printed once, or
    are ``known`` of an agency that was started before.
    """
    process = subprocess.Popen(
        command(folder, "--port", str(port)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    reader: Thread | None = None
    try:
        said, roles = "", dict(known or {})
        while not said.startswith("Open "):
            said = process.stdout.readline()
            assert said, "it ended before it served"
            roles |= told(said)
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

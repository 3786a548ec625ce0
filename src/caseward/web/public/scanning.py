"""The virus scanner: a file's bytes are sent to clamd, which says what it finds in them.

clamd's own protocol (clamd(8), INSTREAM) over a socket of this machine or of another; the file is never opened here.
"""

from __future__ import annotations

import socket
from typing import Final

PATIENCE: Final = 20.0
"""Seconds until a scanner that says nothing counts as not there (assumed)."""
_PIECE: Final = 1 << 18
_LONGEST: Final = 4096
_CLEAN: Final = "stream: OK"


class NoAnswer(Exception):
    """The scanner is not there, refuses the file, or says what nobody understands: nothing is known of the file."""


def found_in(data: bytes, scanner: str) -> str:
    """The name of the signature that is found in a file; '' for none. ``scanner`` is a path or ``host:port``.

    NoAnswer when the scanner does not say either.
    """
    try:
        with _connected(scanner) as to:
            to.sendall(b"zINSTREAM\0")
            for at in range(0, len(data), _PIECE):
                piece = data[at : at + _PIECE]
                to.sendall(len(piece).to_bytes(4, "big") + piece)
            to.sendall(bytes(4))
            said = _answer(to)
    except (OSError, ValueError) as error:
        raise NoAnswer(f"{scanner}: {type(error).__name__}") from None
    return _understood(said, scanner)


def is_address(scanner: str) -> bool:
    """Whether a text says where a scanner is: an absolute path, or ``host:port``."""
    host, _, port = scanner.rpartition(":")
    return scanner.startswith("/") or (bool(host) and port.isascii() and port.isdigit() and 0 < int(port) < 65536)


def _connected(scanner: str) -> socket.socket:
    if not scanner.startswith("/"):
        host, _, port = scanner.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), PATIENCE)
    found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        found.settimeout(PATIENCE)
        found.connect(scanner)
    except OSError:
        found.close()
        raise
    return found


def _answer(to: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST:
        more = to.recv(_LONGEST)
        if not more:
            break
        said += more
    return said.rstrip(b"\0").decode("utf-8", "replace")


def _understood(said: str, scanner: str) -> str:
    if said == _CLEAN:
        return ""
    name = said.removeprefix("stream: ").removesuffix(" FOUND")
    if said.startswith("stream: ") and said.endswith(" FOUND") and name:
        return name
    raise NoAnswer(f"{scanner}: it says {said[:80]!r}")

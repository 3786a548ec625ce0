"""The witness over HTTP (C2SP tlog-witness): ``POST /add-checkpoint``; for a witness that keeps copies also
``POST /entries/ORIGIN/FIRST`` (ours: a line for each envelope). ``GET /`` gives its verifier key, for people."""

from __future__ import annotations

import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from caseward.cli.witness_folder import WitnessFolder
from caseward.ledger.note import MOST_BYTES
from caseward.ledger.witness import SIZE_TYPE, Answer
from caseward.ledger.witness_mirror import BadHandover
from caseward.ledger.witness_store import DamagedHead

MOST_HANDOVER = 64 * 1024 * 1024
"""Bytes of entries in one request."""
LONGEST_WAIT = 30.0
"""Seconds without a byte after which a connection is closed."""
_NOWHERE = Answer(404, "there is no such place here\n")


class WitnessServer(ThreadingHTTPServer):
    """A server that listens, ready for ``serve_forever``. Port 0: any free one."""

    def __init__(self, folder: WitnessFolder, host: str, port: int) -> None:
        self.folder, self.witness, self.mirror = folder, folder.witness(), folder.mirror
        super().__init__((host, port), _Handler)

    def answer(self, path: str, data: bytes) -> Answer:
        """What is said to a body posted at a path."""
        try:
            if path == "/add-checkpoint":
                return self.witness.answer(data, int(time.time()))
            if path.startswith("/entries/"):
                origin, _, first = path.removeprefix("/entries/").rpartition("/")
                return self._taken(unquote(origin), first, data)
        except (DamagedHead, OSError) as error:
            # Nothing is cosigned when what was sworn to cannot be read or kept.
            print(f"not cosigned: {error}", file=sys.stderr, flush=True)
            return Answer(500, "the witness cannot read or keep its heads\n")
        return _NOWHERE

    def _taken(self, origin: str, first: str, data: bytes) -> Answer:
        if self.mirror is None or origin not in self.folder.logs:
            return Answer(404, "no copies are kept here of such a log\n")
        if not (first.isascii() and first.isdigit()):
            return Answer(400, "the first index is no number\n")
        with self.folder.store(origin) as slot:
            try:
                here = self.mirror.take(origin, int(first), data.splitlines(), slot.read().size)
            except BadHandover as error:
                return Answer(409, f"{self.mirror.size(origin)}\n{error}\n", SIZE_TYPE)
        return Answer(200, f"{here}\n", SIZE_TYPE)


class _Handler(BaseHTTPRequestHandler):
    protocol_version, server_version, sys_version, timeout = "HTTP/1.1", "caseward-witness", "", LONGEST_WAIT
    server: WitnessServer

    def do_POST(self) -> None:
        """A checkpoint, or entries."""
        length = self.headers.get("Content-Length", "")
        most = MOST_HANDOVER if self.path.startswith("/entries/") else MOST_BYTES
        if not (length.isascii() and length.isdigit()):
            self._refuse(Answer(411, "say how long the body is\n"))
        elif int(length) > most:
            self._refuse(Answer(413, f"at most {most:,} bytes\n"))
        else:
            self._say(self.server.answer(self.path, self.rfile.read(int(length))))

    def do_GET(self) -> None:
        """The verifier key of the witness."""
        self._say(Answer(200, f"{self.server.folder.signer.public}\n") if self.path == "/" else _NOWHERE)

    def _refuse(self, answer: Answer) -> None:
        self.close_connection = True  # the body stays unread
        self._say(answer)

    def _say(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """One line for each request on standard error, without addresses."""
        print(format % args, file=sys.stderr, flush=True)

"""Between a client and a server: what is said passes through, until a commit does and the line is cut."""

from __future__ import annotations

import select
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

SOCKET = ".s.PGSQL.5432"


class Relay:
    """``cut``: "" lets everything pass; "before" ends both connections instead of passing the next commit on; "after"
    passes it on, waits until the server has answered, and ends both without the answer. ``cuts`` counts them.
    """

    def __init__(self, server: Path) -> None:
        self.folder, self.cut, self.cuts = Path(tempfile.mkdtemp(prefix="cwr-")), "", 0
        self._server = server / SOCKET
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.folder / SOCKET))
        self._listening.listen()
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listening.close()
        shutil.rmtree(self.folder)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(str(self._server))
            while True:
                for said in select.select([client, server], [], [])[0]:
                    data = said.recv(1 << 16)
                    if not data or (said is client and b"COMMIT\0" in data and self._is_cut(server, data)):
                        return
                    (server if said is client else client).sendall(data)

    def _is_cut(self, server: socket.socket, data: bytes) -> bool:
        cut, self.cut = self.cut, ""
        if cut == "after":
            server.sendall(data)
            server.recv(1 << 16)
        self.cuts += bool(cut)
        return bool(cut)


@contextmanager
def relay(server: Path) -> Iterator[Relay]:
    """A relay to the server whose socket is in a folder."""
    made = Relay(server)
    try:
        yield made
    finally:
        made.close()

"""Real receivers on this machine: an HTTP server that keeps what it is sent, and an SMTP server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from aiosmtpd.controller import Controller

HERE = "localhost"


@dataclass
class Heard:
    """What arrived, in order, and the answers that are given: the first ones as listed, then 204."""

    url: str = ""
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def bodies(self) -> list[dict[str, object]]:
        return [json.loads(body) for _, body in self.posts]


@contextmanager
def http_server(port: int = 0) -> Iterator[Heard]:
    """An HTTP server that takes what is posted."""
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(heard.answers.pop(0) if heard.answers else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((HERE, port), Handler)
    heard.url = f"http://{HERE}:{server.server_port}/"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Inbox:
    """An SMTP server's handler that keeps emails; ``refusing`` says no to each."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.refusing = False

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        """As aiosmtpd calls it."""
        if self.refusing:
            return "451 not now"
        self.letters.append(message_from_bytes(envelope.content))
        return "250 taken"


@contextmanager
def smtp_server(port: int) -> Iterator[Inbox]:
    """An SMTP server that takes letters."""
    inbox = Inbox()
    controller = Controller(inbox, hostname=HERE, port=port)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()

"""The application server of ``caseward serve``: gunicorn in this process, for one machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

THREADS = 8


class Serving(BaseApplication):  # type: ignore[misc]  # ships no types
    """Gunicorn with our settings, and not those of a command line."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """What differs from gunicorn's own."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """The application, once Django is set up."""
        from caseward.web.wsgi import application

        return application


def run(address: str, listening: Callable[[], None]) -> None:
    """Serve on an address of this machine until it is told to end; ``listening`` is called once it listens, so that
    whoever reads what that says can connect at once."""
    settings = {"bind": address, "threads": THREADS, "loglevel": "warning", "control_socket_disable": True}
    Serving({**settings, "when_ready": lambda _server: listening()}).run()

"""How a program says who it is: by a token that somebody made, or as a machine that asks for access tokens."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import httpx

Flow = Generator[httpx.Request, httpx.Response, None]


@dataclass(slots=True)
class TokenAuth(httpx.Auth):
    """A token made on the page *Tokens*."""

    token: str = field(repr=False)

    def auth_flow(self, request: httpx.Request) -> Flow:
        """Send the token with the request."""
        request.headers["Authorization"] = f"Bearer {self.token}"
        yield request


@dataclass(slots=True)
class MachineAuth(httpx.Auth):
    """A machine's client and secret. An access token is asked for, and another when it has ended."""

    server: str
    client: str
    secret: str = field(repr=False)
    scope: str = "read record"
    _access: str = field(default="", repr=False)

    requires_response_body = True

    def auth_flow(self, request: httpx.Request) -> Flow:
        """Send an access token with the request; ask for one first, or again when it opens nothing any more."""
        for _ in range(2):
            if not self._access:
                answer = yield self._asking()
                self._access = "" if answer.is_error else str(answer.json()["access_token"])
            if self._access:
                request.headers["Authorization"] = f"Bearer {self._access}"
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return
            self._access = ""

    def _asking(self) -> httpx.Request:
        said = {"grant_type": "client_credentials", "scope": self.scope}
        said |= {"client_id": self.client, "client_secret": self.secret}
        return httpx.Request("POST", f"{self.server.rstrip('/')}/api/token", data=said)

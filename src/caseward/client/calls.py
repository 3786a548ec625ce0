"""The calls of a program: lists that go on by themselves, and entries sent once however often the network fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import quote
from uuid import uuid4

import httpx

from caseward.client.failures import NotReached, Refused
from caseward.client.proving import prove
from caseward.client.shapes import Checkpoint, Entry, Obligation, Person, Recorded, Warned
from caseward.verify.trust import Trust

AGAIN = frozenset({429, 500, 502, 503, 504})
"""Statuses after which the same is sent again."""
TRIES = 5
LONGEST_WAIT = 60.0
TIMEOUT = 30.0


@dataclass(slots=True)
class Caseward:
    """A server of Caseward, for one program. ``trust`` (a trust policy's bytes) has every receipt checked.

    ``wait`` is called with seconds before something is sent again; ``transport`` is for tests.
    """

    server: str
    auth: httpx.Auth
    trust: bytes = b""
    wait: Callable[[float], None] = time.sleep
    transport: httpx.BaseTransport | None = None
    _http: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        base = f"{self.server.rstrip('/')}/api/v1"
        self._http = httpx.Client(base_url=base, auth=self.auth, timeout=TIMEOUT, transport=self.transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def people(self, *, officer: str = "", office: str = "", show: str = "") -> Iterator[Person]:
        """The people within reach, all of them, narrowed as a caseload is."""
        return cast(Iterator[Person], self._list("/people", {"officer": officer, "office": office, "show": show}))

    def person(self, id_: str) -> Person:
        """One person with their terms."""
        return cast(Person, self._call("GET", f"/people/{_safe(id_)}"))

    def entries(self, id_: str, *, known_at: str = "", kind: str = "") -> Iterator[Entry]:
        """A person's entries in the order of the log, as known at an instant ('' for now)."""
        asked = {"known_at": known_at, "kind": kind}
        return cast(Iterator[Entry], self._list(f"/people/{_safe(id_)}/entries", asked))

    def obligations(self, id_: str, *, known_at: str = "", still_open: bool = False) -> list[Obligation]:
        """What is and was owed of a person's terms, with explanations."""
        asked = {"known_at": known_at, "open": "true" if still_open else ""}
        return cast(list[Obligation], self._call("GET", f"/people/{_safe(id_)}/obligations", asked))

    def warnings(self, *, closed: bool = False) -> Iterator[Warned]:
        """Warnings within reach, without callers and words."""
        return cast(Iterator[Warned], self._list("/warnings", {"closed": "true" if closed else ""}))

    def checkpoint(self) -> Checkpoint:
        """The signed state of the log."""
        return cast(Checkpoint, self._call("GET", "/checkpoint"))

    def append(self, entries: Sequence[Mapping[str, Any]], key: str = "") -> list[Recorded]:
        """Record entries, all or none, once however often the network fails. Refused with every fault, NotReached.

        With a trust policy, NotProven unless the receipts prove that what was sent is in the log.
        """
        said = self._call("POST", "/entries", body={"entries": [dict(one) for one in entries]}, key=key or str(uuid4()))
        recorded = cast(list[Recorded], said["entries"])
        if self.trust:
            prove(entries, recorded, Trust.parse(self.trust))
        return recorded

    def correct(
        self, id_: str, place: int, reason: str, sets: Mapping[str, str] | None, key: str = ""
    ) -> list[Recorded]:
        """Put an entry of a person right, or withdraw it (``sets`` None), and say why."""
        body = {"reason": reason} | ({} if sets is None else {"sets": dict(sets)})
        where = f"/people/{_safe(id_)}/entries/{place}/correction"
        said = self._call("POST", where, body=body, key=key or str(uuid4()))
        return cast(list[Recorded], said["entries"])

    def _list(self, where: str, asked: Mapping[str, str]) -> Iterator[Any]:
        cursor: str | None = ""
        while cursor is not None:
            part = self._call("GET", where, {**asked, "cursor": cursor})
            yield from part["items"]
            cursor = part["next_cursor"]

    def _call(
        self, method: str, where: str, asked: Mapping[str, str] | None = None, *, body: object = None, key: str = ""
    ) -> Any:
        said = {name: value for name, value in (asked or {}).items() if value}
        headers = {"Idempotency-Key": key} if key else {}
        why, pause = "", 0.0
        for turn in range(TRIES):
            if turn:
                self.wait(pause)
            pause = min(2.0**turn, LONGEST_WAIT)
            try:
                answer = self._http.request(method, where, params=said, json=body, headers=headers)
            except httpx.TransportError as error:
                why = f"{type(error).__name__}: {error}"
                continue
            if answer.status_code not in AGAIN:
                return _told(answer)
            why = f"It answered {answer.status_code}."
            told = answer.headers.get("Retry-After", "")
            pause = min(float(told), LONGEST_WAIT) if told.isdigit() else pause
        raise NotReached(f"{TRIES} times: {why}")


def _told(answer: httpx.Response) -> Any:
    if answer.status_code < HTTPStatus.BAD_REQUEST:
        return answer.json()
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    raise Refused(answer.status_code, problem if isinstance(problem, dict) else {})


def _safe(id_: str) -> str:
    dots = {".": "~2E", "..": "~2E~2E"}
    return dots.get(id_) or quote(id_.replace("~", "~7E").replace("/", "~2F"), safe="~")

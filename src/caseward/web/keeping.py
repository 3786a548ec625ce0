"""The door to the kept record: one writer for the process, and a reader for each thread."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock, local
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings

from caseward.interchange.kept.adding import Added, acknowledged, add, again, ready, taking_time
from caseward.interchange.kept.correcting import Change, rows_of
from caseward.interchange.kept.lines import read_lines
from caseward.interchange.kept.opening import KeptRecord, opened_record
from caseward.interchange.rows import CheckedRow
from caseward.ledger.store.store import Store
from caseward.policy.load import load_policies
from caseward.web.moment import now

if TYPE_CHECKING:
    import caseward.web.settings.everywhere  # noqa: F401  # where the type of settings.AGENCY is said
    from caseward.policy.model import PolicyDocument
    from caseward.policy.policy import Policy

T = TypeVar("T")


@dataclass(slots=True)
class Keeping:
    """The kept record of an agency's folder, as this process holds it open."""

    folder: Path
    _own: local = field(default_factory=local)
    _lock: Lock = field(default_factory=Lock)
    _open: ExitStack = field(default_factory=ExitStack)
    _writing: KeptRecord | None = None

    @property
    def zone(self) -> str:
        """The agency's zone: in which days are told."""
        return self.reading().settings.zone

    def reading(self) -> KeptRecord:
        """The record open for reading, in this thread alone."""
        found: KeptRecord | None = getattr(self._own, "kept", None)
        if found is None:
            stack = ExitStack()
            found = stack.enter_context(opened_record(self.folder))
            self._own.kept, self._own.stack = found, stack
        return found

    def append(self, lines: bytes, request: str, source: str = "the form") -> Added:
        """Record entries (JSON Lines) in one commit; on disk when this returns. NotTaken with every fault.

        ``request`` names the saving: the same one sent again is acknowledged again and recorded once.
        """
        return self._recorded(request, lambda _, at: read_lines(source, lines, request, at))

    def correct(self, change: Change, request: str) -> Added:
        """Record a correction, as ``append`` does; what was wrong stays visible. NotFound, BadRequest, NotTaken."""
        return self._recorded(request, lambda store, at: rows_of(change, store, request, at))

    def _recorded(self, request: str, rows: Callable[[Store, datetime], list[CheckedRow]]) -> Added:
        with self._lock:
            kept = self._writer()
            before = again(kept.store, request)
            if before is not None:
                return before
            found = ready(rows(kept.store, taking_time(kept.store, now())), kept.store, kept.settings.zone, request)
            return add(found, kept.store, kept.settings.zone, request)

    def with_writer(self, work: Callable[[KeptRecord], T]) -> T:
        """Do something with the record open for writing, alone in this process."""
        with self._lock:
            return work(self._writer())

    def acknowledged(self, request: str) -> bool:
        """Whether a saving was acknowledged before."""
        with self._lock:
            return acknowledged(self._writer().store, request)

    def close(self) -> None:
        """Close what this thread and the process hold open."""
        stack = getattr(self._own, "stack", None)
        if stack is not None:
            stack.close()
            self._own = local()
        self._open.close()
        self._writing = None

    def _writer(self) -> KeptRecord:
        if self._writing is None:
            self._writing = self._open.enter_context(
                opened_record(self.folder, writing=True, now=now, entropy=secrets.token_bytes)
            )
        return self._writing


@cache
def keeping() -> Keeping:
    """The kept record of the agency that the settings name."""
    return Keeping(settings.AGENCY.folder)


@cache
def policies() -> Sequence[PolicyDocument]:
    """The policies under which the agency works. BadPolicy with every fault."""
    return tuple(policy.document for policy in policies_read())


@cache
def policies_read() -> tuple[Policy, ...]:
    """The same, with their files. BadPolicy with every fault."""
    agency = settings.AGENCY
    return load_policies(tuple(agency.path(name) for name in agency.policies))

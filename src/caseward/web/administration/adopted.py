"""The policies that the settings name, beside what the record says of their adoption; their calendars; what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from caseward.interchange.kept.reading import gathered
from caseward.ledger.orders.exports import exports_out
from caseward.web.keeping import Keeping, policies_read

ADOPTED = "policy_adopted"


@dataclass(frozen=True, slots=True)
class Adoption:
    """An entry that says that a policy version was adopted."""

    place: int
    policy: str
    version: str
    sha256: str
    by: str
    day: str
    recorded: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a policy in force or to come, and its newest adoption. ``changed``: the file is another since."""

    policy: str
    title: str
    file: str
    sha256: str
    version: str
    starts: date
    adopted: Adoption | None

    @property
    def changed(self) -> bool:
        """Whether the file was changed after it was adopted."""
        return self.adopted is not None and self.adopted.sha256 not in ("", self.sha256)

    @property
    def key(self) -> str:
        """What a form names it by."""
        return f"{self.policy} {self.version}"


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar of a policy: the days off that it knows, from when until when (exclusive; None: for all time)."""

    policy: str
    name: str
    weekend: tuple[str, ...]
    holidays: tuple[date, ...]
    known_from: date | None
    known_until: date | None


def versions(keeping: Keeping) -> list[VersionRow]:
    """Every version of every policy that the settings name, with whether the record says that it was adopted."""
    said = {(one.policy, one.version): one for one in adoptions(keeping)}
    return [
        VersionRow(
            policy.document.policy, policy.document.title, policy.name, policy.sha256, version.version, version.from_,
            said.get((policy.document.policy, version.version)),
        )
        for policy in policies_read()
        for version in policy.document.versions
    ]  # fmt: skip


def adoptions(keeping: Keeping) -> list[Adoption]:
    """Everything that the record says was adopted and that still stands, in order."""
    reader = keeping.reading().store.reader
    found = gathered(reader.of_kind(ADOPTED)).taken
    standing = ((one, one.entry) for one in found if reader.superseded_by(one.index) is None)
    return [
        Adoption(
            one.index, e.text("policy"), e.text("version"), e.text("sha256"), e.text("adopted_by"), e.occurred.text,
            one.taken, e.recorded_by,
        )
        for one, e in standing
        if e is not None
    ]  # fmt: skip


def calendars() -> list[CalendarRow]:
    """Every calendar of every policy."""
    return [
        CalendarRow(
            policy.document.title, name, tuple(data.weekend), tuple(sorted(data.holidays)), data.covers_from,
            data.covers_until,
        )
        for policy in policies_read()
        for name, data in sorted(policy.document.calendars.items())
    ]  # fmt: skip


def exports_still_out(keeping: Keeping, day: date) -> int:
    """How many exports of everybody the log knows that have not expired."""
    return len(exports_out(keeping.reading().store, "", day))

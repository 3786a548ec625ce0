"""Contacts by mode: as the agency coded them, and as the policy's words define a contact, with the range the record
leaves open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caseward.obligations.truth import Truth
from caseward.oversight.definition import Definition
from caseward.oversight.evidence import fewest_distinct
from caseward.oversight.model import ContactCount
from caseward.oversight.vocabulary import vocabulary
from caseward.oversight.wording import counted, range_words, spaced
from caseward.record.entry import Entry
from caseward.record.kinds_supervision import MODES
from caseward.record.subjects import Facts, Subject

ALL = "all"
NOT_RECORDED = "not recorded"
NOT_IN_PERSON = "not_in_person"
"""The mode of a contact of which no more is known than that it was not in person."""


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A contact, its mode as coded, and what the policy's definition says of it."""

    entry: Entry
    coded: str
    truth: Truth


def contact_counts(subject: Subject, definition: Definition | None) -> tuple[ContactCount, ...]:
    """One row for all modes, one for each mode coded, one for contacts whose mode nobody recorded.

    As coded: every contact entry under the mode its code states (``coded_as`` where its words state one, else the
    mode field). As defined: those that the policy's definition accepts (least), and those it does not refuse (most);
    a contact without a recorded mode may belong to any mode. Without a definition the two are the same.
    """
    contacts = [e for e in subject.entries if e.kind == "contact"]
    facts = Facts.of(subject)
    ruled = [_Ruled(e, coded_mode(e), definition.of(e, facts).truth if definition else Truth.YES) for e in contacts]
    rows = [_row(subject.id, mode, ruled, definition) for mode in (ALL, *MODES, NOT_RECORDED)]
    return tuple(row for row in rows if row.coded)


def coded_mode(entry: Entry) -> str:
    """The mode as coded: what the code's words state, else the mode field, else ``not recorded``."""
    return vocabulary().mode_of(entry.text("coded_as")) or entry.text("mode") or NOT_RECORDED


def _row(subject: str, mode: str, ruled: Sequence[_Ruled], definition: Definition | None) -> ContactCount:
    coded = [r.entry for r in ruled if mode in (ALL, r.coded)]
    able = [r.entry for r in ruled if r.truth is not Truth.NO and _may_have(r.entry, mode)]
    surely = [r.entry for r in ruled if r.truth is Truth.YES and _has(r.entry, mode)]
    least, most = fewest_distinct(able, surely), len(able)
    fewest = fewest_distinct(coded, coded)
    explained = _explained(mode, len(coded), fewest, least, most, definition)
    return ContactCount(subject, mode, len(coded), least, most, fewest, tuple(e.id for e in coded), explained)


def _has(entry: Entry, mode: str) -> bool:
    return mode in (ALL, entry.text("mode") or NOT_RECORDED)


def _may_have(entry: Entry, mode: str) -> bool:
    """Whether the entry's own mode is this one, is not recorded, or is only known not to be in person."""
    by_another = entry.text("mode") == NOT_IN_PERSON and mode not in ("in_person", NOT_RECORDED)
    return _has(entry, mode) or not entry.text("mode") or by_another


def _explained(mode: str, coded: int, fewest: int, least: int, most: int, definition: Definition | None) -> str:
    which = {ALL: "recorded", NOT_RECORDED: "recorded without a mode"}.get(mode, f"coded as {spaced(mode)}")
    said = f"{counted(coded, 'contact is', 'contacts are')} {which}"
    if fewest < coded:
        said += f" ({fewest} to {coded} distinct ones, because some entries may state the same event)"
    if definition is None:
        return f"{said}; no policy given here defines a contact."
    meets = (
        f"{range_words(least, most, 'contact')} {'meets' if least == most == 1 else 'meet'}" if most else "none meets"
    )
    said += f"; {meets} the policy's definition ({definition.says})"
    return said + ("." if least == most else ", because facts or the distinctness of some entries are not recorded.")

"""The independent check of a kept record's store, with what the record itself brings to it: keys, heads, a database."""

from __future__ import annotations

from collections.abc import Sequence

from caseward.interchange.kept.opened_for_checking import RingKeys, by_library
from caseward.interchange.kept.opening import KeptRecord
from caseward.interchange.kept.witnessed import witnessed
from caseward.ledger.keyring import KeyRing
from caseward.ledger.store.opening import connect
from caseward.verify.note import Key, Note
from caseward.verify.report import Report
from caseward.verify.seen import Told
from caseward.verify.store import Brought, verify_store
from caseward.verify.trust import Trust


def looked_at(
    where: str, trust: Trust, authorities: Sequence[str], seen: Sequence[Note], ring: KeyRing | None, told: Told
) -> Report:
    """What the check of a store finds. Refused when it is none, or an authority's key is; DatabaseFailed."""
    rows = connect(where, write=False)
    try:
        opens = RingKeys(ring) if ring else None
        brought = Brought(trust, tuple(map(Key.parse, authorities)), seen, by_library, opens, rows.dialect)
        rows.execute("BEGIN" if rows.dialect == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return verify_store(rows, brought, told)
    finally:
        rows.close()


def trust_beside(kept: KeptRecord) -> Trust:
    """Whom the record's own file says to believe. Refused; OSError where it cannot be read."""
    return Trust.parse(kept.settings.path(kept.settings.trust).read_bytes())


def look_at(kept: KeptRecord) -> Report:
    """What the check of an open kept record finds, with what lies beside it. Whoever does not trust its keeper brings
    trust, heads and authorities of their own to ``caseward verify``.
    """
    head = witnessed(kept.settings)
    seen = () if head is None else (Note.parse(str(head).encode()),)
    authorities = kept.settings.backup_authorities
    return looked_at(kept.settings.where, trust_beside(kept), authorities, seen, kept.ring, lambda _done, _of: None)

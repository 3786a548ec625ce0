"""Byte scans: after a destruction, whatever stopped it in between, no byte of it is in any file of the record."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseward.ledger.keyring import KeyGone
from caseward.ledger.note import sign
from caseward.ledger.orders.destruction import destroy, finish_destruction, unfinished
from caseward.ledger.orders.sealing import finish_sealing, seal
from tests.unit.ledger_orders.kept import COUNSEL, closed, draft, made, opened, order, reasons, requested

CANARY = "CANARY-{}-of-what-is-to-go"
DESTROY = order("destroy", subject="CANARY-subject", matters=("CANARY-term",))
LATER = datetime(2023, 7, 1, tzinfo=UTC)


def filled(folder, size=12, keep=3):
    """A store with a case to be destroyed, entries of others before, between and after, some of them long."""
    store = made(folder)
    for turn in range(size):
        mine = [
            draft("CANARY-subject", "CANARY-term", CANARY.format(turn) * (1 + turn % 7 * 40), id=f"CANARY-id-{turn}")
        ]
        others = [draft(f"P-{turn}", "T", f"other {turn}.{n} " * (1 + n * 30), id=f"C-{turn}-{n}") for n in range(keep)]
        store.append(others[:1] + mine + others[1:], request=f"request {turn}")
    return store


def secrets_of(store):
    """What must not be found: boxes (in pieces), wrapped key, name, blind marks."""
    rows = store.reader.rows
    token = store.reader.token_of("CANARY-subject", "CANARY-term")
    ((key_id, subject, matter, name),) = rows(
        "SELECT key_id, subject, matter, name FROM matters WHERE token = ?", (token,)
    )
    mine = "WHERE idx IN (SELECT idx FROM entries WHERE case_token = ?)"
    boxes = [row[0] for row in rows(f"SELECT box FROM parts {mine}", (token,))]
    marks = [row[0] for row in rows(f"SELECT mark FROM ids {mine}", (token,))]
    digests = [row[0] for row in rows("SELECT digest FROM requests")]
    wrapped = store.pen.ring._stored(key_id)[1]
    openings = [
        part.opening for i in range(store.size) for part in store.parts(i).values() if reasons_of(store, i, token)
    ]
    found = [*boxes, *marks, *digests, name, subject, matter, wrapped, store.pen.ring.key(key_id), *openings]
    return [secret[at : at + 16] for secret in found for at in range(0, len(secret) - 15, 16)], key_id


def reasons_of(store, index, token):
    return next(store.stored(index, index + 1)).envelope.case == token


def bytes_of(folder: Path):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def left_of(folder, pieces):
    found = bytes_of(folder)
    return [piece for piece in [*pieces, b"CANARY"] if piece in found]


def test_nothing_is_left_in_any_file(tmp_path):
    store = filled(tmp_path)
    pieces, key_id = secrets_of(store)
    assert len(pieces) > 300
    assert len(left_of(tmp_path, pieces)) > len(pieces) * 0.9, "a scan that finds nothing before finds nothing after"
    note = sign(requested(store, DESTROY).text(), [COUNSEL])
    destroy(store, DESTROY, note, [COUNSEL.public])
    assert left_of(tmp_path, pieces) == []
    assert all(set(reasons(store, i).values()) == {""} for i in range(store.size) if i % 4 != 2 or i > 48)
    closed(store)
    assert left_of(tmp_path, pieces) == []
    with pytest.raises(KeyGone):
        opened(tmp_path).pen.ring.key(key_id)


def test_not_even_while_others_have_the_store_open(tmp_path):
    store = filled(tmp_path, size=8)
    readers = [opened(tmp_path, seed=f"reader {n}") for n in range(2)]
    first = [next(reader.of_subject("CANARY-subject")) for reader in readers]
    pieces, _ = secrets_of(store)
    destroy(store, DESTROY, sign(requested(store, DESTROY).text(), [COUNSEL]), [COUNSEL.public])
    assert left_of(tmp_path, pieces) == []
    for reader, entry in zip(readers, first, strict=True):
        assert set(reasons(reader, entry.index).values()) == {"destroyed"}


def dying(store, after):
    """Have the process killed at its n-th touch of the store or the ring from now on."""
    left = [after]

    def counted(method):
        def touched(*args, **kwargs):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return method(*args, **kwargs)

        return touched

    class Watched:
        def __init__(self, inner):
            self._inner = inner

        def __getattr__(self, name):
            found = getattr(self._inner, name)
            return counted(found) if callable(found) else found

    connect = store.connect
    store.connect = lambda: Watched(connect())
    store._give_up()
    ring = store.pen.ring
    for name in ("seal", "unseal", "destroy", "new_many"):
        setattr(ring, name, counted(getattr(ring, name)))
    inner = ring._db
    ring._db = Watched(inner)


def killed_at(folder, work, after):
    """Run work on the folder's store in a process that dies at its n-th step; whether it lived to the end."""
    child = os.fork()
    if child == 0:
        code = 3
        try:
            store = opened(folder, seed=f"child {after}")
            dying(store, after)
            work(store)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work itself failed"
    return not os.WIFSIGNALED(status)


def copied(folder, to):
    to.mkdir()
    for path in folder.iterdir():
        (to / path.name).write_bytes(path.read_bytes())
    return to


@pytest.fixture(scope="module")
def filled_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filled")
    store = filled(folder, size=4)
    pieces, _ = secrets_of(store)
    note = sign(requested(store, DESTROY).text(), [COUNSEL])
    closed(store)
    return folder, pieces, note


def every_step(folder, work, stride):
    """Copies of the folder after the work was killed at its first step, and every so many steps on, to its end."""
    for step in range(1, 1000, stride):
        here = copied(folder, folder.with_name(f"{folder.name}-{work.__name__}-{step}"))
        lived = killed_at(here, work, step)
        yield here, lived
        if lived:
            assert step > 5 * stride
            return


def test_a_destruction_killed_anywhere_is_nothing_or_is_finished(filled_folder):
    folder, pieces, note = filled_folder

    def destruction(store):
        destroy(store, DESTROY, note, [COUNSEL.public])

    seen = set()
    for here, lived in every_step(folder, destruction, 4):
        store = opened(here, start=LATER)
        begun = store.size > 17
        seen.add((begun, bool(unfinished(store))))
        if begun:
            assert set(reasons(store, 2).values()) == {"destroyed"}, "from the commit on nobody can read it"
            finish_destruction(store)
        else:
            assert not lived
            assert set(reasons(store, 2).values()) == {""}
            destruction(store)
        assert unfinished(store) == ()
        assert [e.envelope.kind for e in store.stored(17)] == ["destruction_order", "tombstone"]
        assert left_of(here, pieces) == []
        for index, leaf in enumerate(store.leaves(0, store.size)):
            store.receipt(index).check(leaf)
        closed(store)
    assert seen == {(False, False), (True, True), (True, False)}


def test_a_sealing_killed_anywhere_is_nothing_or_is_finished(filled_folder):
    def sealing(store):
        seal(store, order(subject="CANARY-subject", matters=("CANARY-term",)))

    for here, lived in every_step(filled_folder[0], sealing, 2):
        store = opened(here, start=LATER)
        begun = store.size > 17
        assert begun or not lived
        finish_sealing(store)
        assert set(reasons(store, 2).values()) == ({"sealed"} if begun else {""})
        closed(store)

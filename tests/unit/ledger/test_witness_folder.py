"""A witness's folder: heads that survive, copies that never change once cosigned, and the log's side of it."""

from datetime import UTC, datetime, timedelta

import pytest

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.exposure import exposure
from caseward.ledger.keys import COSIGN_ED25519, new_signer
from caseward.ledger.note import Note, cosign, sign
from caseward.ledger.tree import Frontier, leaf_hash, root_of
from caseward.ledger.witness import Answer, Witness
from caseward.ledger.witness_client import NotWitnessed, accepted, ask, request_for
from caseward.ledger.witness_mirror import BadHandover, Difference, Mirror
from caseward.ledger.witness_store import DamagedHead, FolderStore, name_of

ORIGIN = "agency.example/record"
LOG, SIGNER = new_signer(ORIGIN), new_signer("inspector.example/w", COSIGN_ED25519)


class Log:
    def __init__(self, size=0, word="entry"):
        self.leaves, self.kept, self.frontier = [], {}, Frontier()
        for n in range(size):
            self.append(f"{word} {n}".encode())

    def append(self, leaf):
        self.leaves.append(leaf)
        self.frontier, made = self.frontier.appended(leaf_hash(leaf))
        self.kept |= {(level, i): found for level, i, found in made}

    def at(self, level, index):
        return self.kept[level, index]

    def head(self, size=None):
        size = len(self.leaves) if size is None else size
        return sign(str(Checkpoint(ORIGIN, size, root_of(size, self.at))), [LOG])


@pytest.fixture
def store(tmp_path):
    (tmp_path / "heads").mkdir()
    return FolderStore(tmp_path / "heads")


@pytest.fixture
def mirror(tmp_path):
    (tmp_path / "copies").mkdir()
    return Mirror(tmp_path / "copies")


def witness(store, mirror=None):
    return Witness((SIGNER,), {ORIGIN: LOG.public}, store, mirror)


def post_to(own, at=1_800_000_000):
    return lambda data: own.answer(data, at)


def test_a_head_is_there_for_the_next_process(store):
    log = Log(5)
    found = ask(log.head(), log.at, [SIGNER.public], 0, post_to(witness(store)))
    assert found.requests == 1
    assert [s.name for s in found.note.signatures] == [ORIGIN, "inspector.example/w"]
    again = FolderStore(store.folder).last(ORIGIN)
    assert (again.size, again.root) == (5, log.frontier.root())


def test_the_size_seen_last_is_learned_from_the_refusal(store):
    log = Log(9)
    ask(log.head(4), log.at, [SIGNER.public], 0, post_to(witness(store)))
    assert ask(log.head(), log.at, [SIGNER.public], 0, post_to(witness(store))).requests == 2


def test_a_head_whose_cosignature_was_lost_on_the_way_is_cosigned_once_more(store):
    """Found by killing servers: the answer came, and could not be kept before the next request for the same head."""
    log = Log(9)
    ask(log.head(), log.at, [SIGNER.public], 0, post_to(witness(store)))
    again = ask(log.head(), log.at, [SIGNER.public], 4, post_to(witness(store)))
    assert again.requests == 2
    assert [s.name for s in again.note.signatures] == [ORIGIN, "inspector.example/w"]


def test_an_older_copy_is_told_apart_from_a_fork(store):
    log, fork = Log(9), Log(9, "other")
    ask(log.head(), log.at, [SIGNER.public], 0, post_to(witness(store)))
    with pytest.raises(NotWitnessed, match="has seen 9 entries of this log, and there are 4: this is an older copy"):
        ask(log.head(4), log.at, [SIGNER.public], 0, post_to(witness(store)))
    with pytest.raises(NotWitnessed, match="another log of 9 entries under this name"):
        ask(fork.head(), fork.at, [SIGNER.public], 9, post_to(witness(store)))
    fork.append(b"more")
    with pytest.raises(NotWitnessed, match="answered 422"):
        ask(fork.head(), fork.at, [SIGNER.public], 9, post_to(witness(store)))


def test_a_damaged_head_stops_the_witness(store):
    (store.folder / f"{name_of(ORIGIN)}.head").write_bytes(b"nothing like it")
    log = Log(3)
    with pytest.raises(DamagedHead):
        witness(store).answer(bytes(request_for(log.head(), 0, log.at)), 1)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, ""),
        Answer(200, "nonsense\n"),
        Answer(200, str(cosign("another text\n", SIGNER, 5))),
        Answer(409, "what\n"),
        Answer(500, "no\n"),
    ],
)
def test_an_answer_that_proves_nothing_is_refused(answer):
    log = Log(3)
    with pytest.raises(NotWitnessed):
        ask(log.head(), log.at, [SIGNER.public], 0, lambda _: answer)


def test_cosignatures_of_strangers_are_dropped(store):
    log, stranger = Log(3), new_signer("stranger.example/w", COSIGN_ED25519)
    head = log.head()

    def post(data):
        own = witness(store).answer(data, 7)
        return Answer(200, own.body + str(cosign(head.text, stranger, 7)))

    found = ask(head, log.at, [SIGNER.public], 0, post)
    assert [s.name for s in found.note.signatures] == [ORIGIN, "inspector.example/w"]


def test_a_file_that_comes_back_has_to_be_ours(store):
    log, fork = Log(6), Log(6, "other")
    body = witness(store).answer(bytes(request_for(log.head(4), 0, log.at)), 7).body
    came = Note.parse(f"{log.head(4)}{body}".encode())
    keys = [LOG.public], [SIGNER.public]
    assert accepted(came, *keys, log.at, 6).signatures[-1].time == 7
    with pytest.raises(NotWitnessed, match="older copy"):
        accepted(came, *keys, log.at, 3)
    with pytest.raises(NotWitnessed, match="not that of the first 4"):
        accepted(came, *keys, fork.at, 6)
    with pytest.raises(NotWitnessed, match="no witness"):
        accepted(log.head(4), *keys, log.at, 6)
    with pytest.raises(NotWitnessed, match="did not sign"):
        accepted(came, [new_signer(ORIGIN).public], [SIGNER.public], log.at, 6)


def test_only_what_was_copied_is_cosigned(store, mirror):
    log, own = Log(5), witness(store, mirror)
    with pytest.raises(NotWitnessed, match="entries from 0 on have not been handed over"):
        ask(log.head(), log.at, [SIGNER.public], 0, post_to(own))
    assert mirror.take(ORIGIN, 0, log.leaves[:3], 0) == 3
    with pytest.raises(NotWitnessed, match="entries from 3 on"):
        ask(log.head(), log.at, [SIGNER.public], 0, post_to(own))
    assert mirror.take(ORIGIN, 3, [b"another", b"tail"], 0) == 5
    with pytest.raises(NotWitnessed, match="not those of the checkpoint"):
        ask(log.head(), log.at, [SIGNER.public], 0, post_to(own))
    assert mirror.take(ORIGIN, 3, log.leaves[3:], 0) == 5  # nothing was cosigned: handed over anew
    ask(log.head(), log.at, [SIGNER.public], 0, post_to(own))
    with pytest.raises(BadHandover, match="entry 2 is not the one that was cosigned"):
        mirror.take(ORIGIN, 2, [b"another"], 5)
    with pytest.raises(BadHandover, match="entries from 5 on are missing here; these begin at 7"):
        mirror.take(ORIGIN, 7, [b"x"], 5)
    assert mirror.take(ORIGIN, 1, log.leaves[1:3], 5) == 5
    assert list(Mirror(mirror.folder).leaves(ORIGIN)) == log.leaves


@pytest.mark.parametrize("leaf", [b"", b"two\nlines", b"x" * (64 * 1024 + 1)])
def test_what_is_no_envelope_is_not_copied(mirror, leaf):
    with pytest.raises(BadHandover, match="entry 4"):
        mirror.take(ORIGIN, 3, [b"fine", leaf], 0)


def test_a_line_cut_off_by_a_crash_is_handed_over_again(mirror):
    log = Log(3)
    mirror.take(ORIGIN, 0, log.leaves, 0)
    place = mirror.folder / f"{name_of(ORIGIN)}.leaves"
    place.write_bytes(place.read_bytes()[:-4])
    again = Mirror(mirror.folder)
    assert again.size(ORIGIN) == 2
    assert again.take(ORIGIN, 2, log.leaves[2:], 2) == 3
    assert again.covers(ORIGIN, Checkpoint(ORIGIN, 3, log.frontier.root())) == ""


def test_what_vanished_or_changed_is_named(mirror):
    log = Log(6)
    mirror.take(ORIGIN, 0, log.leaves, 0)
    theirs = [*log.leaves[:2], b"rewritten", *log.leaves[3:5]]
    assert list(mirror.compared(ORIGIN, theirs, 6)) == [Difference(2, "altered"), Difference(5, "missing")]
    assert list(mirror.compared(ORIGIN, [*log.leaves, b"new"], 6)) == []


def test_the_window_is_what_no_witness_has_seen():
    log, now = Log(9), datetime(2026, 11, 22, 12, tzinfo=UTC)
    text = log.head(6).text
    note = log.head(6).signed(cosign(text, SIGNER, int((now - timedelta(hours=2)).timestamp())))
    day, hour = timedelta(days=1), timedelta(hours=1)
    found = exposure(9, note, (SIGNER.public,), now, day)
    assert (found.entries, found.window, found.over) == (3, timedelta(hours=2), False)
    assert exposure(9, note, (SIGNER.public,), now, hour).over
    assert not exposure(6, note, (SIGNER.public,), now, hour).over  # every entry was seen
    assert exposure(9, log.head(6), (SIGNER.public,), now, day).over  # nobody cosigned it
    assert exposure(9, None, (), now, day).entries == 9

"""The store against a plain list: whatever is done to it, in whatever order, it is the list that it should be."""

import json
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.store.draft import Opened
from caseward.ledger.store.refusals import ClockWentBack, NotKept, RequestReused
from caseward.ledger.tree import check_consistency, consistency_proof, leaf_hash
from caseward.testing.stores import Place, visit

#: Where syncing costs nothing, on machines that have it: what is tried here is not the disk.
MEMORY = Path("/dev/shm")
IDS = st.integers(0, 14)
KEYS = st.sampled_from(["", "one", "two", "three"])
VISITS = st.builds(visit, IDS, subject=st.sampled_from(["P-1", "P-2", "P-é"]), matter=st.sampled_from(["", "T-1"]))
CORRECTIONS = st.builds(
    lambda n, of: visit(n, kind="correction", corrects=[f"V-{m}" for m in of]),
    IDS,
    st.lists(IDS, min_size=1, max_size=2),
)


class Model(RuleBasedStateMachine):
    """``kept`` are the drafts that must be there; ``requests`` what each key was told; ``roots`` every head seen."""

    @initialize()
    def make(self):
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.place = Place(str(self.folder / "record.sqlite"), self.folder, secrets.token_bytes)
        self.store = self.place.create()
        self.kept, self.times, self.requests, self.superseded = [], [], {}, {}
        self.roots = {1: Checkpoint.parse(self.store.head().text).root}

    def teardown(self):
        if hasattr(self, "folder"):
            self.store.close()
            self.place.ring.close()
            shutil.rmtree(self.folder)

    @rule(drafts=st.lists(VISITS | CORRECTIONS, min_size=1, max_size=4), request=KEYS)
    def append(self, drafts, request):
        if request in self.requests:
            self.repeat(drafts, request)
            return
        wanted = self.superseded_by(drafts)
        if wanted is None:
            with pytest.raises(NotKept):
                self.store.append(drafts, request=request)
            return
        answers = self.store.append(drafts, request=request)
        assert [k.index for k in answers] == list(range(len(self.kept) + 1, len(self.kept) + 1 + len(drafts)))
        for kept in answers:
            kept.receipt.check(kept.leaf)
        self.kept += drafts
        self.times += [self.place.clock()] * len(drafts)
        self.superseded |= wanted
        if request:
            self.requests[request] = drafts, [(k.index, k.leaf) for k in answers]

    def repeat(self, drafts, request):
        before, told = self.requests[request]
        if before == drafts:
            assert [(k.index, k.leaf) for k in self.store.append(drafts, request=request)] == told
        else:
            with pytest.raises((RequestReused, NotKept)):
                self.store.append(drafts, request=request)

    def superseded_by(self, drafts):
        """What the drafts would newly supersede, or None when they may not be kept."""
        places = {draft.id: n for n, draft in enumerate(self.kept, start=1)}
        found = {}
        for n, draft in enumerate(drafts, start=len(self.kept) + 1):
            for target in draft.corrects:
                if target not in places or places[target] in self.superseded or places[target] in found:
                    return None
                found[places[target]] = n
            if draft.id in places:
                return None
            places[draft.id] = n
        return found

    @precondition(lambda self: self.requests)
    @rule(choice=st.randoms(use_true_random=False))
    def send_again(self, choice):
        request = choice.choice(sorted(self.requests))
        self.repeat(self.requests[request][0], request)

    @rule()
    def open_again(self):
        self.store.close()
        self.store = self.place.open()

    @rule(seconds=st.integers(0, 1000))
    def time_passes(self, seconds):
        self.place.clock.move(seconds=seconds)

    @rule(draft=VISITS)
    def the_clock_goes_back_for_a_moment(self, draft):
        self.place.clock.move(days=-400)
        with pytest.raises(ClockWentBack):
            self.store.append([draft], request="never told")
        self.place.clock.move(days=400)

    @invariant()
    def it_is_the_list(self):
        stored = list(self.store.stored(1))
        assert [json.loads(e.parts["note"].part) for e in stored] == [d.parts["note"] for d in self.kept]
        assert all(isinstance(part, Opened) for e in stored for part in e.parts.values())
        assert [e.envelope.recorded for e in stored] == self.times
        assert [self.store.reader.matter_of(e.envelope.case) for e in stored] == [
            (d.subject, d.matter) for d in self.kept
        ]
        for n in range(1, len(self.kept) + 1):
            assert self.store.reader.superseded_by(n) == self.superseded.get(n)
        for at in {*self.times, self.place.clock()}:
            assert self.store.size_at(at) == 1 + sum(time <= at for time in self.times)

    @invariant()
    def every_subject_reads_as_at_every_size(self):
        for subject in ("P-1", "P-é"):
            for size in {len(self.kept) + 1, (len(self.kept) + 1) // 2}:
                found = [e.index for e in self.store.of_subject(subject, size=size)]
                assert found == [n for n, d in enumerate(self.kept, start=1) if d.subject == subject and n < size]

    @invariant()
    def every_head_continues_every_earlier_one(self):
        head = Checkpoint.parse(self.store.head().text)
        for size, root in self.roots.items():
            proof = consistency_proof(size, head.size, self.store.subtrees)
            check_consistency(size, head.size, proof, root, head.root)
        self.roots[head.size] = head.root
        for n, leaf in enumerate(self.store.leaves(0, head.size)):
            assert self.store.subtrees(0, n) == leaf_hash(leaf)
            self.store.receipt(n).check(leaf)


TestModel = Model.TestCase
TestModel.settings = settings(
    max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

"""The Merkle tree: every root and proof of small logs, outside vectors, and proofs that prove nothing."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.ledger.tree import (
    EMPTY_ROOT,
    BadProof,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    frontier_of,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors" / "rfc6962"
MOST = 130


class Log:
    """Every perfect subtree of a log of numbered leaves, and its root at every size."""

    def __init__(self, size):
        self.kept, self.roots, frontier = {}, [EMPTY_ROOT], Frontier()
        for n in range(size):
            frontier, made = frontier.appended(leaf_hash(b"leaf %d" % n))
            self.kept |= {(level, index): found for level, index, found in made}
            self.roots.append(frontier.root())

    def at(self, level, index):
        return self.kept[level, index]


LOG = Log(MOST)


def plain_root(leaves):
    """The root as RFC 6962 section 2.1 defines it, by recursion over the whole list."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


def test_the_root_is_the_one_that_the_definition_gives():
    for size in range(MOST + 1):
        assert LOG.roots[size] == plain_root([b"leaf %d" % n for n in range(size)])
        assert root_of(size, LOG.at) == LOG.roots[size]


def test_every_entry_of_every_size_has_a_proof_that_holds():
    for size in range(1, MOST + 1):
        for index in range(size):
            check_inclusion(LOG.at(0, index), index, size, inclusion_proof(index, size, LOG.at), LOG.roots[size])


def test_every_size_follows_every_smaller_one():
    for size in range(MOST + 1):
        for old in range(size + 1):
            check_consistency(old, size, consistency_proof(old, size, LOG.at), LOG.roots[old], LOG.roots[size])


def test_a_completed_subtree_is_written_once():
    frontier, seen = Frontier(), set()
    for n in range(MOST):
        frontier, made = frontier.appended(leaf_hash(b"%d" % n))
        places = {(level, index) for level, index, _ in made}
        assert not places & seen
        seen |= places
    assert len(seen) == 2 * MOST - MOST.bit_count()


def test_a_frontier_can_be_found_again():
    frontier = Frontier()
    for n in range(40):
        assert frontier_of(n, LOG.at) == frontier
        frontier, _ = frontier.appended(LOG.at(0, n))


def test_a_frontier_has_one_hash_for_each_bit_of_its_size():
    with pytest.raises(ValueError, match="a tree of 3 leaves has 2 subtrees, not 1"):
        Frontier(3, (EMPTY_ROOT,))


@given(st.integers(1, MOST), st.data())
def test_no_proof_holds_for_another_place_size_leaf_or_root(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof, root, leaf = inclusion_proof(index, size, LOG.at), LOG.roots[size], LOG.at(0, index)
    others = [
        (leaf_hash(b"another"), index, size, proof, root),
        (leaf, index, size, proof, leaf_hash(b"another")),
        (leaf, index, size, (*proof, root), root),
        *[(leaf, index, size, (*proof[:i], root, *proof[i + 1 :]), root) for i in range(len(proof))],
        *[(leaf, other, size, proof, root) for other in range(size) if other != index],
        (leaf, size, size, proof, root),
        (leaf, -1, size, proof, root),
        (leaf, index, size, proof[:-1], root) if proof else (leaf, index, size + 1, proof, root),
        (leaf[:-1], index, size, proof, root),
    ]
    for wrong in others:
        with pytest.raises(BadProof):
            check_inclusion(*wrong)


@given(st.integers(1, MOST - 1), st.data())
def test_no_growth_is_proven_that_did_not_happen(old, data):
    size = data.draw(st.integers(old + 1, MOST))
    proof = consistency_proof(old, size, LOG.at)
    forked = Log(old - 1).roots[-1] if old > 1 else leaf_hash(b"fork")
    wrong = [
        (old, size, proof, forked, LOG.roots[size]),
        (old, size, proof, LOG.roots[old], leaf_hash(b"another")),
        (old, size, proof[:-1], LOG.roots[old], LOG.roots[size]),
        (old, size, (*proof, proof[0]), LOG.roots[old], LOG.roots[size]),
        (size, old, proof, LOG.roots[size], LOG.roots[old]),
        (old, size, (), LOG.roots[old], LOG.roots[size]),
    ]
    for case in wrong:
        with pytest.raises(BadProof):
            check_consistency(*case)


@pytest.mark.parametrize(("size", "index"), [(0, 0), (3, 3), (3, -1)])
def test_what_is_not_there_has_no_proof(size, index):
    with pytest.raises(ValueError, match=f"there is no entry {index} in a log of {size}"):
        inclusion_proof(index, size, LOG.at)


def test_a_log_does_not_follow_a_longer_one():
    with pytest.raises(ValueError, match="a log of 3 never had 4"):
        consistency_proof(4, 3, LOG.at)


def vectors():
    return sorted(VECTORS.rglob("*.json")) if VECTORS.is_dir() else []


@pytest.mark.skipif(not vectors(), reason="the outside vectors are not beside the project")
def test_the_outside_vectors_agree():
    seen = {"good": 0, "bad": 0}
    for file in vectors():
        case = json.loads(file.read_text(encoding="utf-8"))
        seen["bad" if case["wantErr"] else "good"] += 1
        if case["wantErr"]:
            with pytest.raises(BadProof):
                holds(case)
        else:
            holds(case)
    assert min(seen.values()) >= 5, seen


def holds(case):
    proof = [raw(h) for h in case["proof"] or ()]
    if "leafIdx" in case:
        check_inclusion(raw(case["leafHash"]), case["leafIdx"], case["treeSize"], proof, raw(case["root"]))
    else:
        check_consistency(case["size1"], case["size2"], proof, raw(case["root1"]), raw(case["root2"]))


def raw(text):
    return base64.b64decode(text) if text else b""

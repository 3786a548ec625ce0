"""A connection that is lost when a commit was sent: nobody can say whether it happened. Asking again with the same key
tells, and gives the one entry there is.
"""

import secrets
from urllib.parse import quote

import pytest

from caseward.ledger.store.refusals import NotKept, StoreFailed
from caseward.ledger.store.writer import WriterQueue
from caseward.testing.stores import Place, visit
from tests.postgresql.relay import relay


@pytest.fixture
def line(cluster):
    with relay(cluster.folder) as made:
        yield made


@pytest.fixture
def store(cluster, line, tmp_path):
    place = Place(cluster.new_database(), tmp_path, secrets.token_bytes)
    place.create().close()
    place.where = place.where.replace(quote(str(cluster.folder), safe=""), quote(str(line.folder), safe=""))
    made = place.open()
    yield made
    made.close()


@pytest.mark.parametrize(("cut", "there"), [("before", 1), ("after", 2)])
def test_asking_again_gives_the_one_entry(store, line, cut, there):
    line.cut = cut
    with pytest.raises(StoreFailed):
        store.append([visit(1)], request="r-1")
    assert (line.cuts, store.size) == (1, there)
    (kept,) = store.append([visit(1)], request="r-1")
    assert (kept.index, store.size) == (1, 2)
    kept.receipt.check(kept.leaf)
    assert store.append([visit(2)])[0].index == 2


@pytest.mark.parametrize("cut", ["before", "after"])
def test_all_who_shared_the_commit_ask_again(store, line, cut):
    with WriterQueue(store) as queue:
        line.cut = cut
        asked = [queue.submit([visit(n)], request=f"r-{n}") for n in range(5)]
        failed = [n for n, answer in enumerate(asked) if isinstance(answer.exception(), StoreFailed)]
        assert failed
        again = [queue.append([visit(n)], request=f"r-{n}")[0].index for n in range(5)]
    assert sorted(again) == list(range(1, 6))
    assert store.size == 6


def test_without_a_request_key_it_is_refused_by_its_id_and_not_kept_twice(store, line):
    line.cut = "after"
    with pytest.raises(StoreFailed):
        store.append([visit(1)])
    with pytest.raises(NotKept):
        store.append([visit(1)])
    assert store.size == 2

"""Many who append, one who writes: requests that wait together go into one commit, and so share its one sync.

A failure of disk or database is told to everybody who was in that commit; the store then opens anew and checks itself
before the next one (see ``Store``). Whoever was told so repeats with the same request key.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TypeAlias

from caseward.errors import CasewardError
from caseward.ledger.store.draft import Draft, Kept
from caseward.ledger.store.prepared import Prepared
from caseward.ledger.store.refusals import NotOpenedForThat
from caseward.ledger.store.store import Store

#: Requests that one commit takes at most.
MOST = 512
#: Seconds that a commit waits for each of those who were answered just now and are likely to ask again.
PAUSE = 0.0005

Asked: TypeAlias = "tuple[Sequence[Prepared], str, Future[tuple[Kept, ...]]]"


class WriterQueue:
    """The queue of a store, written by one thread of its own. Close it to wait for what was asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: SimpleQueue[Asked | None] = SimpleQueue()
        self._lock, self._open = Lock(), True
        self._thread = Thread(target=self._serve, name="caseward-writer", daemon=True)
        self._thread.start()

    def __enter__(self) -> WriterQueue:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, drafts: Sequence[Draft], *, request: str = "") -> Future[tuple[Kept, ...]]:
        """Ask for drafts to be kept. What comes is what ``Store.append`` returns or raises."""
        answer: Future[tuple[Kept, ...]] = Future()
        try:
            ready = self._store.ready(drafts)
        except CasewardError as error:
            answer.set_exception(error)
            return answer
        with self._lock:
            if not self._open:
                raise NotOpenedForThat("Its queue is closed.")
            self._asked.put((ready, request, answer))
        return answer

    def append(self, drafts: Sequence[Draft], *, request: str = "") -> tuple[Kept, ...]:
        """Ask, and wait for the answer."""
        return self.submit(drafts, request=request).result()

    def close(self) -> None:
        """Take no more, and wait until all that was asked is answered."""
        with self._lock:
            if self._open:
                self._open = False
                self._asked.put(None)
        self._thread.join()

    def _serve(self) -> None:
        answered = 1
        while (first := self._asked.get()) is not None:
            together, last = self._waiting(first, answered)
            answered = len(together)
            self._answer([one for one in together if one[2].set_running_or_notify_cancel()])
            self._tidy()
            if last:
                return

    def _waiting(self, first: Asked, answered: int) -> tuple[list[Asked], bool]:
        """Everything that waits now, and whether the queue ends there.

        When many ask one after the other, half of them wait while the other half is written, and ask again just after
        the next commit has begun. Those who were ``answered`` last are therefore given a moment: all share one sync.
        """
        together, all_of_them = [first], 0
        while len(together) < MOST:
            try:
                following = self._asked.get_nowait()
            except Empty:
                all_of_them = all_of_them or len(together) + answered
                if answered == 1 or len(together) >= all_of_them:
                    break
                try:
                    following = self._asked.get(timeout=PAUSE)
                except Empty:
                    break
            if following is None:
                return together, True
            together.append(following)
        return together, False

    def _answer(self, together: Sequence[Asked]) -> None:
        try:
            outcomes = self._store.append_ready([(ready, request) for ready, request, _ in together])
        except BaseException as error:  # nobody is left waiting, whatever it is
            for _, _, answer in together:
                answer.set_exception(error)
            return
        for (_, _, answer), outcome in zip(together, outcomes, strict=True):
            if isinstance(outcome, CasewardError):
                answer.set_exception(outcome)
            else:
                answer.set_result(outcome)

    def _tidy(self) -> None:
        """What may wait is done after the answers, and before the next ones are looked at."""
        try:
            self._store.tidy()
        except CasewardError:
            return  # the next append opens the store anew, and says so if it cannot

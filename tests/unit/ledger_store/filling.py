"""A process that appends until its files may not grow any further, then heals when they may.

``python -m tests.unit.ledger_store.filling FOLDER``. Says ``kept N`` for each entry acknowledged, ``full`` for each
refusal and what can still be read then, and ``room`` when there is space again.
"""

import resource
import signal
import sys
from pathlib import Path

from caseward.ledger.store.refusals import StoreFailed
from tests.unit.ledger_store.appending import drafts, opened

ROOM = 400_000


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def fill(store, n):
    """Append until the disk refuses; the number of the request that was refused."""
    while True:
        try:
            kept = store.append(drafts("f", n), request=f"f-{n}")
        except StoreFailed:
            say("full", n, store.size, len(list(store.of_subject("P-1-0"))))
            return n
        say("kept", n, kept[0].index, len(kept))
        n += 1


def main(folder):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    store, n = opened(folder), 0
    for room in (ROOM, ROOM * 2):
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))
        n = fill(store, n)
        n = fill(store, n)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        say("room")
        kept = store.append(drafts("f", n), request=f"f-{n}")
        say("kept", n, kept[0].index, len(kept))
        n += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))

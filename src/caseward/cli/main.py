"""``caseward``: from the command line to an exit code, with no traceback however it ends.

Nothing is loaded at the head but what the interpreter has already: Ctrl-C is answered from the first moment on.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

CANCELLED = 130


def main() -> None:
    """Run the command given on the command line and leave with its exit code."""
    heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not where it is to run on regardless
    if heard:
        signal.signal(signal.SIGINT, _leave)
    import caseward.cli.commands  # noqa: F401  # takes a moment, in which nothing is begun that would have to be undone

    if heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    code = run(sys.argv[1:])
    if heard:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # the work is done or undone: only the interpreter is left to end
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code.

    0 clean, 1 findings (when asked), 2 bad input, 3 bad policy, 70 our own fault, 130 stopped by the person.
    """
    try:
        from caseward.cli.commands import carried_out

        left = carried_out(arguments)
    except KeyboardInterrupt:
        left = CANCELLED
    return _stopped() if left == CANCELLED else left


def _stopped() -> int:
    print("Stopped. Nothing was left half-written.", file=sys.stderr)
    return CANCELLED


def _leave(_number: int, _frame: object) -> None:
    """Not by an exception: in the middle of loading a module it might be taken for a fault, or be lost."""
    _stopped()
    sys.stderr.flush()
    os._exit(CANCELLED)


if __name__ == "__main__":
    main()

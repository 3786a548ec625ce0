"""``caseward recover``: a record that was put back from an older copy goes on, when two authorities have signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.kept_options import Kept
from caseward.cli.kept_restore import Seen

if TYPE_CHECKING:
    from caseward.interchange.kept.settings import Settings
    from caseward.ledger.recovery import Recovery

_WITH = "The signed text. Several times, when each authority signed a copy of their own."


def recover(
    store: Kept,
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="What happened, in one line.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write the text that two authorities sign.")
    ] = None,
    signed: Annotated[list[Path] | None, typer.Option("--with", metavar="FILE", help=_WITH)] = None,
    seen: Seen = None,
) -> None:
    """Let a record go on that lost its newest entries. First --because and --out, then --with what two signed.

    The text names the head from which the record goes on and the one that is given up. An entry of the log keeps it,
    so that the loss is told ever after. Two authorities of kept.toml sign with `caseward authority recover`.

    Example: caseward recover build/kept --because "disk failed; backup of 31 January" --out recovery.txt
    """
    from caseward.errors import BadRequest
    from caseward.interchange.kept.settings import read_settings

    settings = read_settings(store)
    if signed and out is None and not because:
        _recovered(settings, signed)
    elif out is not None and not signed:
        _written(settings, because, out, seen or [])
    else:
        raise BadRequest("Give --because TEXT and --out FILE; or, when two have signed it, --with FILE.")


def _written(settings: Settings, because: str, out: Path, seen: list[Path]) -> None:
    from caseward.cli.kept_restore import read_seen
    from caseward.interchange.kept.recovery import wanted
    from caseward.ledger.durable import write_durably

    found = wanted(settings, [read_seen(path) for path in seen], because)
    write_durably(out, found.text().encode())
    for line in recovery_lines(found):
        print(line)
    print(f"To be signed by two authorities: caseward authority recover {out.as_posix()} --key FILE --out SIGNED")
    print("Until that is given back with --with, nothing may be recorded; what came between would not be covered.")


def _recovered(settings: Settings, signed: list[Path]) -> None:
    from caseward.cli.kept_clock import entropy, now
    from caseward.interchange.kept.recovery import LOST, merged, read_note
    from caseward.interchange.kept.recovery import recover as recovered

    done = recovered(settings, merged([read_note(path) for path in signed]), now, entropy)
    for line in recovery_lines(done.recovery):
        print(line)
    print(f"Signed by {' and '.join(done.signed_by)}. Entry {done.index:,} of the log says so.")
    print(f"The head that was given up is kept in {settings.path(LOST).as_posix()}.")
    print("The witness goes back with the same file: caseward witness recover DIR FILE. Then: caseward witness ask")


def recovery_lines(found: Recovery) -> list[str]:
    """A recovery in words, for whoever is to sign it or has signed."""
    lost, kept = found.lost.size, found.kept.size
    if found.entries:
        last = f"entry {kept:,} is" if found.entries == 1 else f"entries {kept:,} to {lost - 1:,} are"
        said = f"{last} given up ({found.entries:,}); it goes on from {kept:,} entries."
    else:
        said = f"a past of {lost:,} entries is given up; it goes on from another one of {kept:,} entries."
    return [f"{found.origin}: {said}", f"Because: {found.because}"]

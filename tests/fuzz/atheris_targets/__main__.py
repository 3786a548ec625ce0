"""``python -m tests.fuzz.atheris_targets [NAME…] --seconds N``: each target for so long, in a process of its own.

What was found to reach new code is kept in ``build/fuzz/NAME/``, and the next run begins with it. Input that shows a
mistake is kept beside it as ``crash-…``; the command then fails.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

BUILD = Path(__file__).resolve().parents[3] / "build" / "fuzz"
LONGEST = 4096


def main() -> int:
    """Fuzz the named targets, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=int, default=120, help="for each target")
    parser.add_argument("--here", action="store_true", help="one target in this process, for ever or so long")
    asked = parser.parse_args()
    if asked.here:
        fuzzed(asked.names[0], asked.seconds)
    failed = [name for name in asked.names or names() if not ran(name, asked.seconds)]
    said(f"mistakes in: {', '.join(failed)}" if failed else "no mistake")
    return 1 if failed else 0


def names() -> list[str]:
    """Every target."""
    from tests.fuzz.atheris_targets.targets import TARGETS

    return sorted(TARGETS)


def ran(name: str, seconds: int) -> bool:
    """One target in a process of its own; whether it found no mistake."""
    said(f"{name}: {seconds} seconds")
    command = [sys.executable, "-m", "tests.fuzz.atheris_targets", name, "--here", "--seconds", str(seconds)]
    return subprocess.run(command, check=False).returncode == 0


def said(line: str) -> None:
    """A line for whoever waits."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def fuzzed(name: str, seconds: int) -> None:
    """Hand the target to the fuzzer, which ends this process."""
    import atheris

    with atheris.instrument_imports(include=["caseward"]):
        from tests.fuzz.atheris_targets.targets import TARGETS
    place = BUILD / name
    place.mkdir(parents=True, exist_ok=True)
    target = TARGETS[name]
    for seed in target.seeds():
        (place / sha256(seed).hexdigest()).write_bytes(seed)
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-artifact_prefix={place}/", "-timeout=20"]
    atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", "-verbosity=0", str(place)], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())

"""``make load``: officers at work on the agency that ``benchmarks.load.making`` made.

It is served as docs/how-to/deploy.md says. Signing in comes before, and nothing is measured until everybody is at work.
Prints how long answers took, by page, and ends with 1 where an answer is an error, or where one of the four pages held
to it takes longer than 300 ms for one in twenty.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.load.desks import signed_in
from benchmarks.load.making import TERMS, ZONE, Made
from caseward.web.agency_making import set_up
from caseward.web.moment import today
from tests.casework.serving import free_port

TOP = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
HERE = "localhost"
ARRIVING = 10
"""Officers who sit down each second."""
LIMIT = 300
"""Milliseconds within which nineteen of twenty answers are to be there."""
HELD_TO = frozenset({"Today", "Caseload", "Person", "Contact, saved"})


def main() -> int:
    """Run it; 1 where it is too slow or anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the agency lies")
    parser.add_argument("--terms", type=int, default=TERMS)
    parser.add_argument("--officers", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=180, help="how long is measured")
    asked = parser.parse_args()
    made = Made(asked.folder.resolve(), asked.terms)
    cluster = made.cluster()
    try:
        set_up(made.agency)
        _sized()
        _drawn()
        desks = made.folder / "desks.json"
        desks.write_text(json.dumps([desk.plain() for desk in signed_in(asked.officers, today(ZONE))]))
        before = _children(), cluster.processor()
        with served(made.agency) as address:
            found = worked(address, desks, asked.officers, asked.seconds)
            officers, database = _children() - before[0], cluster.processor() - before[1]
        application = _children() - before[0] - officers
        print(f"processor seconds, from starting to ending: the application {application:.0f}, the database "
              f"{database:.0f}, those who ask {officers:.0f}; load average {os.getloadavg()[0]:.1f}")  # fmt: skip
    finally:
        _let_go()
        cluster.stop()
    return told(found)


def _sized() -> None:
    from caseward.web.casework.models import Term
    from caseward.web.keeping import keeping

    people = Term.objects.values("person").distinct().count()
    print(f"{people:,} people, {keeping().reading().store.size:,} entries, {os.cpu_count()} processors", flush=True)


def _drawn() -> None:
    """On another day than it was made on, everybody is drawn anew before anything is measured."""
    from caseward.web.jobs.operations import draw_for_the_day
    from caseward.web.keeping import keeping
    from caseward.web.moment import now

    while drawn := draw_for_the_day(keeping(), now(), lambda: True):
        print(f"{drawn:,} people drawn for today", flush=True)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _let_go() -> None:
    from django.db import connections

    from caseward.web.keeping import keeping

    keeping().close()
    connections.close_all()


@contextmanager
def served(agency: Path) -> Iterator[str]:
    """Where the application answers while it is served: gunicorn and the jobs process, as an agency runs them."""
    port = free_port()
    address = f"http://{HERE}:{port}"
    own = os.environ | {"CASEWARD_AGENCY": str(agency)}
    web = [
        BIN / "gunicorn", "--bind", f"{HERE}:{port}", "--workers", "2", "--threads", "16",
        "--graceful-timeout", "30", "--log-level", "warning", "caseward.web.wsgi:application",
    ]  # fmt: skip
    jobs = [BIN / "caseward", "jobs", agency]
    with (agency.parent / "served.log").open("ab") as log:
        processes = [subprocess.Popen(command, env=own, stdout=log, stderr=log) for command in (web, jobs)]
        try:
            _wait(address)
            yield address
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(60)


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            with urlopen(f"{address}/account/login/", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("the application does not answer; served.log says why")


def worked(address: str, desks: Path, officers: int, seconds: int) -> list[dict[str, object]]:
    """Have them work; what locust counted of each page once everybody was there."""
    until = officers // ARRIVING + seconds
    command = [
        sys.executable, "-m", "locust", "-f", str(TOP / "benchmarks/load/officers.py"), "--headless", "--host", address,
        "--users", str(officers), "--spawn-rate", str(ARRIVING), "--run-time", f"{until}s", "--reset-stats", "--json",
        "--skip-log", "--stop-timeout", "0", "--exit-code-on-error", "0",
    ]  # fmt: skip
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | {"LOAD_DESKS": str(desks)}
    )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def told(found: list[dict[str, object]]) -> int:
    """Print it; 1 where it is not good."""
    good = True
    print(f"{'page':28} {'answers':>8} {'errors':>7} {'p50':>6} {'p95':>6} {'p99':>6}  ms")
    for row in sorted(found, key=lambda row: str(row["name"])):
        name, took = str(row["name"]), {int(ms): n for ms, n in row["response_times"].items()}
        half, most, nearly = (reached(took, share) for share in (0.5, 0.95, 0.99))
        errors = int(row["num_failures"])
        good = good and not errors and (name not in HELD_TO or most <= LIMIT)
        print(f"{name:28} {row['num_requests']:8,} {errors:7,} {half:6,} {most:6,} {nearly:6,}")
    missing = HELD_TO - {str(row["name"]) for row in found}
    print(
        "good"
        if good and not missing
        else f"not good: p95 above {LIMIT} ms, an error, or nobody came {sorted(missing)}"
    )
    return 0 if good and not missing else 1


def reached(took: dict[int, int], share: float) -> int:
    """The milliseconds within which so much of the answers came."""
    left = share * sum(took.values())
    for ms in sorted(took):
        left -= took[ms]
        if left <= 0:
            return ms
    return max(took, default=0)


if __name__ == "__main__":
    sys.exit(main())

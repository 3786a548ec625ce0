"""The agency of the tour, served at a fixed instant; ``make_tour`` runs it, with a folder and a port.

Its people are synthetic, from one seed; beside them stands the published case of El Monte as its systems recorded it.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from caseward.cli.serve import ADDRESS
from caseward.cli.synthesis import words_of
from caseward.interchange.kept.adding import add, ready, taking_time
from caseward.interchange.kept.bringing import bring, to_bring
from caseward.interchange.kept.lines import read_lines
from caseward.interchange.kept.making import Wanted, make_record
from caseward.interchange.kept.opening import opened_record
from caseward.interchange.kept.settings import Settings
from caseward.interchange.read import read_record
from caseward.interchange.synth.record import planned, record_of
from caseward.interchange.write import write_record
from caseward.web import moment
from caseward.web.settings.web_toml import Agency

TOP = Path(__file__).resolve().parents[1]
POLICY = TOP / "policies/us-ca-los-angeles/adult.yaml"
CASE = TOP / "examples/el-monte-2022"
ZONE = "America/Los_Angeles"
SEED, TERMS, MONTHS = 1, 300, 24
BEGAN = date(2024, 4, 1)
OFFICER = "officer-000005"
AT = datetime(2026, 3, 26, 17, 20, tzinfo=UTC)
"""Every picture is of this instant: a Thursday morning in Los Angeles."""


def now() -> datetime:
    """The instant of the tour."""
    return AT


def make(folder: Path) -> Agency:
    """The kept record of the tour and the settings beside it, in a folder that is not there yet."""
    folder.mkdir(parents=True)
    chance = random.Random(SEED).randbytes  # the same pictures each time; these are no secrets
    make_record(folder, Wanted(Settings(folder, "probation.example/tour", zone=ZONE), {}), now, chance)
    people = folder.parent / "people"
    people.mkdir()
    write_record(record_of(planned(SEED, BEGAN, MONTHS, whole=False, flaws=0, words=words_of(POLICY)), TERMS), people)
    with opened_record(folder, writing=True, now=now, entropy=chance) as kept:
        for path in (CASE, people):
            bring(to_bring(read_record(path, strict=True), path.name, kept.store), kept.store, workers=0)
        data = "".join(json.dumps(line) + "\n" for line in beside()).encode()
        add(ready(read_lines("tour", data, "tour", taking_time(kept.store, now())), kept.store, ZONE), kept.store, ZONE)
    return Agency(
        folder, name="Example County Probation", policies=(str(POLICY),), https=False, second_factor="offered"
    )


def beside() -> Iterator[dict[str, object]]:
    """What the officer of the tour has before them besides: two people who are new, appointments, a promise."""
    for id_, began in (("00000901", "2026-03-05"), ("00000902", "2026-03-23")):
        yield {"kind": "person", "id": f"person-{id_}", "occurred": began}
        yield {"kind": "term", "id": f"term-{id_}", "occurred": began, "person": f"person-{id_}",
               "office": "office-0005", "level": "high", "case_type": "general",
               "supervision_type": "formal_probation"}  # fmt: skip
        yield {"kind": "assignment", "id": f"assignment-{id_}", "occurred": began, "term": f"term-{id_}",
               "officer": OFFICER, "office": "office-0005"}  # fmt: skip
    for id_, at in (("00000902", "2026-03-26T14:00-07:00"), ("00000901", "2026-03-25T09:30-07:00")):
        yield {"kind": "appointment", "id": f"appointment-{id_}", "occurred": at, "term": f"term-{id_}",
               "mode": "in_person", "place": "office", "officer": OFFICER}  # fmt: skip
    for id_, at, facets in (("00000902", "2026-03-25T15:10-07:00", ["weapon", "violence"]),
                            ("00000901", "2026-03-12T09:00-07:00", ["drugs"])):  # fmt: skip
        yield {"kind": "warning", "id": f"warning-{id_}", "occurred": at, "term": f"term-{id_}", "channel": "phone",
               "recorded_by": "duty-1", "from_role": "neighbour", "facets": facets, "confidential": "no",
               "words": "Heard through the wall; came to the door afterwards."}  # fmt: skip
    yield {"kind": "task_promised", "id": "promise-00000901", "occurred": "2026-03-12", "term": "term-00000901",
           "owner": OFFICER, "due": "2026-03-26", "what": "Send the list of treatment places"}  # fmt: skip


def users() -> Iterator[tuple[str, str, str]]:
    """A user of each role, with the password: one officer, and everybody else for the whole agency."""
    from caseward.web.accounts.models import Role
    from caseward.web.accounts.operations import add_user

    for role in Role:
        name = OFFICER if role is Role.OFFICER else role.value
        password = f"tour-of-{role.value}-and-no-secret"
        add_user(name, OFFICER if role is Role.OFFICER else f"{role.value}-1", password, {role: ""}, BEGAN, "tour")
        yield role.value, name, password


def main(folder: str, port: str) -> None:
    """Make it, say who signs in, and serve it until told to end."""
    moment.now = now  # before any page takes its clock from there
    from caseward.web import agency_making
    from caseward.web.serving import run

    agency_making.prepare(make(Path(folder)))
    agency_making.set_up(Path(folder))
    agency_making.migrate()
    agency_making.draw()
    for one in users():
        print(*one)
    run(f"{ADDRESS}:{port}", lambda: print("Open", flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])

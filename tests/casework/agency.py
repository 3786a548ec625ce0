"""A small agency: eight made-up people, three officers in two offices, the policy of Los Angeles County."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from caseward.interchange.kept.adding import add, ready, taking_time
from caseward.interchange.kept.lines import read_lines
from caseward.interchange.kept.making import Wanted, make_record
from caseward.interchange.kept.opening import opened_record
from caseward.interchange.kept.settings import Settings
from caseward.web.agency_making import prepare
from caseward.web.settings.web_toml import Agency

TOP = Path(__file__).resolve().parents[2]
POLICY = TOP / "policies/us-ca-los-angeles/adult.yaml"
ZONE = "America/Los_Angeles"
PEOPLE = 8
CALLER = "his mother in law"
WORDS = "He keeps a pistol beneath the stairs and struck her"
"""Of a warning in confidence about ``p-3``."""

REPORT = "He came every month, and works at a bakery."
"""The text of a report about ``p-6`` that waits for a decision."""


PROOF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
"""A file that ``p-3`` sent, with a dispute of an absence."""
LOST = "A tall man called Wolverton with a dog, he said he will burn the house"
"""Of a warning in confidence about somebody whom nobody has identified; so are these words."""


def now() -> datetime:
    return datetime.now(UTC)


def lines(today: date) -> Iterator[dict[str, object]]:
    """Terms that began three months ago, each person met in person then; officer-3 has the other office."""
    began = (today - timedelta(days=100)).isoformat()
    for n in range(1, PEOPLE + 1):
        officer, office = f"officer-{1 + n % 3}", "east" if n % 3 == 2 else "west"
        yield {"kind": "person", "id": f"p-{n}", "occurred": began, "sex": "male"}
        yield {"kind": "term", "id": f"t-{n}", "occurred": began, "person": f"p-{n}", "office": office, "level": "high",
               "supervision_type": "formal_probation", "case_type": "general"}  # fmt: skip
        yield {
            "kind": "assignment",
            "id": f"a-{n}",
            "occurred": began,
            "term": f"t-{n}",
            "officer": officer,
            "office": office,
        }
        yield {"kind": "contact", "id": f"c-{n}", "occurred": began, "term": f"t-{n}", "mode": "in_person",
               "with_whom": "person", "outcome": "spoke", "officer": officer,
               **({"visit": "visit-3"} if n in (3, 6) else {})}  # fmt: skip
    yield {"kind": "transfer_request", "id": "wish-3", "occurred": (today - timedelta(days=3)).isoformat(),
           "term": "t-3", "recorded_by": "officer-1", "office": "east", "reason": "They moved to the east."}  # fmt: skip
    yield {"kind": "cover", "id": "cover-1", "occurred": (today + timedelta(days=400)).isoformat(),
           "officer": "officer-1", "covered_by": "officer-3"}  # fmt: skip
    yield {"kind": "review_sample", "id": "sample-1", "occurred": (today - timedelta(days=5)).isoformat(),
           "recorded_by": "supervisor-1", "office": "west", "seed": 7, "frame": ["t-1", "t-3"], "drawn": ["t-3"],
           "frame_sha256": sha256(b"t-1\nt-3").hexdigest()}  # fmt: skip
    yield {"kind": "warning", "id": "w-3", "occurred": (today - timedelta(days=1)).isoformat(),
           "term": "t-3", "recorded_by": "duty-1", "channel": "phone", "from_role": CALLER, "words": WORDS,
           "confidential": "yes", "facets": ["weapon", "violence"]}  # fmt: skip
    yield {"kind": "warning", "id": "w-lost", "occurred": (today - timedelta(days=2)).isoformat(), "about": LOST,
           "recorded_by": "public form", "channel": "web", "words": LOST, "confidential": "yes"}  # fmt: skip
    yesterday, digest = (today - timedelta(days=1)).isoformat(), sha256(PROOF).hexdigest()
    own = {"occurred": yesterday, "term": "t-3", "recorded_by": "person supervised"}
    yield {"kind": "document", "id": "doc-3", **own, "title": "Sent by the person: other proof", "sha256": digest,
           "location": f"uploads/{digest}"}  # fmt: skip
    yield {"kind": "dispute", "id": "d-3", **own, "entry": "ap-3-absent", "why": "I was in hospital.", "proof": "doc-3"}
    yield {"kind": "task_promised", "id": "pr-3", "occurred": (today - timedelta(days=12)).isoformat(), "term": "t-3",
           "owner": "officer-1", "due": (today - timedelta(days=5)).isoformat(),
           "what": "Send the letter about the missed appointment"}  # fmt: skip
    earlier = (today - timedelta(days=15)).isoformat()
    yield {"kind": "hearing", "id": "h-3", "occurred": earlier, "term": "t-3", "source": "the court's calendar"}
    judged = {"judgement": "substantiated", "severity": "moderate", "judged_by": "supervisor-1"}
    for id_, more in (("v-3", {}), ("v-3-judged", judged)):
        yield {"kind": "violation", "id": id_, "occurred": earlier, "term": "t-3", "type": "technical",
               "fact": "Left the county without leave", "source": "the officer", **more}  # fmt: skip
    yield {"kind": "response_proposal", "id": "rq-3", "occurred": earlier, "term": "t-3", "violation": "v-3-judged",
           "step": "proposed", "response": "flash_incarceration", "days": 3, "against_policy": "more",
           "reason": "The second time.", "condition_met": "Waiver of the grant.", "recorded_by": "officer-1"}  # fmt: skip
    report = {"kind": "report", "term": "t-6", "type": "progress", "officer": "officer-1", "recorded_by": "officer-1"}
    for id_, said in (("rp-6", {"step": "submitted", "text": REPORT}), ("rp-6-begun", {"step": "drafted"})):
        yield {**report, "id": id_, "occurred": (today - timedelta(days=2)).isoformat(), **said}
    for id_, days, said in (("ap-3-over", 9, {}), ("ap-3-absent", 20, {"outcome": "failed_to_attend"})):
        day = (today - timedelta(days=days)).isoformat()
        yield {"kind": "appointment", "id": id_, "occurred": day, "term": "t-3", "mode": "in_person",
               "officer": "officer-1", **said}  # fmt: skip


def make_agency(folder: Path, database: str = "web.sqlite") -> Agency:
    """A kept record with its people, and the settings of the application beside it; Django is not asked yet."""
    folder.mkdir(parents=True)
    (folder / "uploads").mkdir(mode=0o700)
    (folder / "uploads" / sha256(PROOF).hexdigest()).write_bytes(PROOF)
    make_record(folder, Wanted(Settings(folder, "probation.example/tests", zone=ZONE), {}), now, secrets.token_bytes)
    with opened_record(folder, writing=True, now=now, entropy=secrets.token_bytes) as kept:
        data = "".join(json.dumps(line) + "\n" for line in lines(now().date())).encode()
        rows = read_lines("people", data, "people", taking_time(kept.store, now()))
        add(ready(rows, kept.store, ZONE), kept.store, ZONE)
    agency = Agency(folder, name="Tests", policies=(str(POLICY),), https=False, second_factor="offered")
    agency = replace(agency, hosts=("testserver", "localhost"), database=database)
    prepare(agency)
    return agency

"""The timeline on a person's page: the picture that an audit draws, as known at the instant asked for."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from tests.casework.agency import ZONE, now

TERM = {"kind": "term", "supervision_type": "formal_probation", "case_type": "general", "office": "west"}
ROWS = re.compile(r"The timeline of (\S+) as a table \((\d+) rows\)")


def test_a_persons_page_shows_the_picture_and_the_same_as_a_table(agency, as_):
    page = as_("officer-1").get("/people/p-3/").content.decode()
    drawn = page[page.index("<svg") : page.index("</svg>") + len("</svg>")]
    svg = ElementTree.fromstring(drawn)
    assert svg.find("{*}title").text.startswith("Timeline of t-3: ")
    assert "Contacts" in svg.find("{*}desc").text
    assert "style" not in drawn  # the page's policy lets no style into it
    term, number = ROWS.search(page).groups()
    assert (term, page.count('data-label="Drawn as"')) == ("t-3", int(number))


def test_the_picture_is_drawn_as_known_at_the_instant_asked_for(agency, as_):
    client = as_("officer-1")
    before = (now() - timedelta(days=1)).isoformat(timespec="minutes")
    page = client.get("/people/p-3/", {"known_at": before}).content.decode()
    assert "There is nothing to draw" in page
    assert "<svg" not in page
    after = (now() + timedelta(minutes=1)).isoformat(timespec="minutes")
    assert "as known at" in client.get("/people/p-3/", {"known_at": after}).content.decode().split("</svg>")[0]


def test_the_head_of_the_page_says_nothing_that_was_recorded_later(agency, as_):
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping
    from caseward.web.moment import day_of

    def ago(days: int) -> str:
        return (day_of(now(), ZONE) - timedelta(days=days)).isoformat()

    before = now()
    said = {"term": "t-5", "occurred": ago(1)}
    record(
        [
            {"kind": "level", "id": "lv-5", "level": "medium", **said},
            {"kind": "petition", "id": "pt-5", "filed_by": "dpo", "source": "a paper", **said},
            {"kind": "assignment", "id": "as-5", "officer": "officer-later", **said},
            {"kind": "contact", "id": "co-5", "mode": "in_person", "with_whom": "person", "outcome": "spoke", **said},
            {"kind": "person", "id": "p-5b", "occurred": ago(1)},
            {"kind": "residence", "id": "re-5", "residence_type": "shelter", "place": "addr-77", **said},
            {"kind": "residence", "id": "re-5b", "place": "addr-78", "until": ago(0), **said},  # a stay that is over
            {"kind": "condition", "id": "cd-5", "condition": "electronic_monitoring", **said},
            {"kind": "condition", "id": "cd-5b", "condition": "bench_warrant", "until": ago(0), **said},
            {"kind": "document", "id": "do-5", "title": "The order of the court", "sha256": "0" * 64, **said},
            {"kind": "warning", "id": "wa-5", "facets": ["weapon", "violence"], "words": "A gun", **said},
            {**TERM, "id": "t-5b", "occurred": ago(1), "person": "p-5"},
        ],
        "what came later",
        keeping(),
    )
    later = ("t-5b", "officer-later", "still at large", "What the policy cites for a petition", "medium")
    later += ("shelter, addr-77, not confirmed by a visit", "electronic monitoring", "The order of the court")
    later += ("Open warning</a>", "weapon, violence", "Decision due: ")
    client = as_("inspector")
    head = client.get("/people/p-5/").content.decode().split('id="known_at"')[0]
    assert [said for said in later if said not in head] == []
    assert "bench warrant" not in head  # it was in force, and is not any more
    assert "A gun" not in head
    page = client.get("/people/p-5/", {"known_at": before.isoformat()}).content.decode()
    assert [said for said in later if said in page] == []
    assert 'data-label="Officer">officer-3<' in page
    assert 'data-label="Level">high<' in page
    assert f'data-label="Seen in person">{day_of(now(), ZONE) - timedelta(days=100):%-d %b %Y}<' in page
    long_ago = (before - timedelta(days=2)).isoformat()
    assert "No term of this person was known." in client.get("/people/p-5/", {"known_at": long_ago}).content.decode()


def test_an_instant_is_judged_on_the_day_that_it_was_here_however_it_is_written(agency, as_):
    from caseward.web.casework.models import Owed

    due = Owed.objects.filter(term="t-1", status="pending").earliest("due").due
    at = datetime.combine(due, time(23, 30), ZoneInfo(ZONE))  # the next day, in universal time
    for written in (at.isoformat(), at.astimezone(UTC).isoformat().replace("+00:00", "Z")):
        page = as_("inspector").get("/people/p-1/", {"known_at": written}).content.decode()
        assert f"due {due:%-d %b %Y}: pending" in page


def test_no_picture_says_who_called(agency):
    from caseward.interchange.kept.lines import read_lines
    from caseward.web.casework.queries import entries_about
    from caseward.web.casework.timeline import audit_of, timelines
    from caseward.web.keeping import keeping, policies_read

    said = {"kind": "warning", "occurred": now().date().isoformat(), "term": "t-3", "from_role": "sister"}
    (row,) = read_lines("a call", json.dumps(said | {"facets": ["drugs"]}).encode(), "call", now())
    entries = [*entries_about("p-3", keeping()), row.entry]
    (line,) = timelines(audit_of(policies_read(), entries, now().date()), {"t-3"})
    assert [row for row in line.rows if row[2] == "warning: drugs"]
    assert "sister" not in line.svg + str(line.rows)


def test_the_page_judges_each_term_once_and_says_what_the_list_of_obligations_says(agency, as_, monkeypatch):
    from caseward.obligations import evaluate
    from caseward.web.casework.bearing import judged_terms
    from caseward.web.casework.queries import entries_about
    from caseward.web.casework.timeline import audit_of, owed_in
    from caseward.web.keeping import keeping, policies, policies_read
    from caseward.web.moment import today

    judged, really = [], evaluate._standings
    monkeypatch.setattr(evaluate, "_standings", lambda *of: judged.append((of[0].policy, of[1].id)) or really(*of))
    assert as_("officer-1").get("/people/p-3/").status_code == 200
    assert judged == [(document.policy, "t-3") for document in policies()]
    entries, day = entries_about("p-3", keeping()), today(keeping().zone)
    owed = owed_in(audit_of(policies_read(), entries, day), {"t-3"})
    assert owed == judged_terms(policies(), entries, {"t-3"}, day) != []

"""The timeline on a person's page: the picture that an audit draws, as known at the instant asked for."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

from tests.casework.agency import now

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

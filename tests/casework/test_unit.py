"""The unit board: every number opens to as many rows as it says, on the page and in the files; who may see what."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import timedelta

import pytest

from tests.casework.agency import now

WARNED = {3: 5, 6: 25, 4: 70, 7: 99}
"""By person: how many days ago somebody warned of them. An answer is due after a day."""


@pytest.fixture(scope="module", autouse=True)
def something_of_everything(agency):
    """Warnings that nobody answered, of four ages; a term without an officer, never seen; custody; a petition."""
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    def ago(days: int) -> str:
        return (now().date() - timedelta(days=days)).isoformat()

    warnings = [
        {"kind": "warning", "id": f"w-u{n}", "occurred": ago(days), "term": f"t-{n}", "facets": "weapon;violence"}
        for n, days in WARNED.items()
    ]
    term = {"kind": "term", "id": "t-u", "occurred": ago(20), "person": "p-7", "office": "west", "level": "high"}
    more = [
        {**term, "supervision_type": "formal_probation", "case_type": "general"},
        {"kind": "custody_in", "id": "in-u", "occurred": ago(2), "term": "t-1"},
        {"kind": "petition", "id": "pe-u", "occurred": ago(2), "term": "t-4"},
    ]
    record([*warnings, *more], "the unit", keeping())


def csv_of(client, where: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(where).content.decode())))


def boards() -> list[tuple[str, str]]:
    return [("supervisor", ""), ("inspector", ""), ("inspector", "east")]


@pytest.mark.parametrize(("role", "office"), boards())
def test_every_number_equals_its_rows_on_the_page_and_in_the_file(agency, as_, users, role, office):
    from caseward.web.accounts.queries import grants_on
    from caseward.web.casework.access import overseen
    from caseward.web.unit.queries import COLUMNS, board

    client = as_(role)
    page = html.unescape(client.get(f"/unit/?office={office}").content.decode())
    rows = csv_of(client, f"/unit/?office={office}&format=csv")
    terms = overseen(users[role], grants_on(users[role], now().date()))
    found = board(terms.filter(office=office) if office else terms, office)
    assert [row["officer"] for row in rows] == [row.officer for row in found.rows] != []
    for row, line in zip(found.rows, rows, strict=True):
        assert [str(cell.count) for cell in row.cells] == [line[name] for _, _, name in COLUMNS]
    for row in (*found.rows, found.whole):
        for cell in row.cells:
            address = f"/caseload/?{cell.asked}"
            opened = client.get(address).content.decode()
            assert opened.count('data-label="Person"') == cell.count, address
            assert len(csv_of(client, f"{address}&format=csv")) == cell.count, address
            assert (f'href="{address}">{cell.count}<' in page) is (cell.count > 0), address


@pytest.mark.parametrize(("role", "office"), boards())
def test_open_warnings_of_a_unit_are_counted_as_the_list_and_the_file_have_them(agency, as_, role, office):
    client, of = as_(role), f"of=unit&office={office}"
    page = client.get(f"/unit/?office={office}").content.decode()
    count = int(re.search(r"Open warnings \((\d+)\)", page)[1])
    opened = client.get(f"/warnings/?{of}").content.decode()
    lines = csv_of(client, f"/warnings/?{of}&format=csv")
    assert opened.count('data-label="Warning"') == count == len(lines)
    assert (count == 0) is (office == "east")
    urgent = [line["decision_due"] for line in lines if line["weapon_with_violence"] == "yes"]
    assert [line["decision_due"] for line in lines][: len(urgent)] == sorted(urgent)


def test_something_stands_in_the_columns(agency, as_):
    lines = {line["officer"]: line for line in csv_of(as_("supervisor"), "/unit/?format=csv")}
    assert set(lines) == {"", "officer-1", "officer-2"}  # officer-3 has the other office
    assert lines[""]["never_seen_in_person"] == "1"
    assert lines["officer-2"]["in_custody"] == "1"
    assert lines["officer-2"]["petition_not_in_custody"] == "1"
    assert [lines["officer-1"][name] for name in ("overdue_1_to_7", "overdue_8_to_30", "overdue")] == ["1", "1", "2"]
    assert [lines["officer-2"][name] for name in ("overdue_31_to_90", "overdue_over_90", "overdue")] == ["1", "1", "2"]
    for line in lines.values():
        ages = [int(said) for name, said in line.items() if name.startswith("overdue_")]
        assert len(ages) == 4
        assert sum(ages) == int(line["overdue"])


def test_the_ages_of_what_is_overdue_are_told_by_the_oldest(agency):
    from caseward.web.casework.models import Owed, Term
    from caseward.web.casework.queries import AGES, day_drawn, narrowed
    from caseward.web.unit.queries import COLUMNS

    day = day_drawn()
    assert set(AGES) <= {show for show, _, _ in COLUMNS}
    for term in Term.objects.all():
        ages = [(day - row.due).days for row in Owed.objects.filter(term=term, status="overdue")]
        expected = [show for show, (least, most) in AGES.items() if ages and least <= max(ages) <= (most or max(ages))]
        found = [show for show in AGES if narrowed(Term.objects.filter(pk=term.pk), show, day).exists()]
        assert found == expected, (term.pk, ages)


def test_the_ages_meet_without_a_gap(agency):
    from caseward.web.casework.models import Owed, Term
    from caseward.web.casework.queries import AGES, narrowed

    owed = Owed.objects.filter(status="overdue").earliest("due")
    Owed.objects.filter(term=owed.term, status="overdue").exclude(pk=owed.pk).update(status="pending")
    try:
        told = [
            next(show for show in AGES if narrowed(Term.objects.all(), show, owed.due + timedelta(days)).filter(
                pk=owed.term_id))
            for days in (1, 7, 8, 30, 31, 90, 91, 4000)
        ]  # fmt: skip
    finally:
        from caseward.web.casework.operations import draw_again
        from caseward.web.keeping import keeping

        draw_again(keeping())
    assert told == ["overdue-7"] * 2 + ["overdue-30"] * 2 + ["overdue-90"] * 2 + ["overdue-more"] * 2


def test_the_board_is_put_in_order(agency, as_):
    rows = csv_of(as_("inspector"), "/unit/?order=terms&format=csv")
    counts = [int(row["terms"]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert rows != csv_of(as_("inspector"), "/unit/?format=csv")


def test_a_supervisor_arrives_at_the_board_and_sees_no_other_office(agency, as_):
    client = as_("supervisor")
    assert client.get("/")["Location"] == "/unit/"
    assert csv_of(client, "/unit/?office=east&format=csv") == []
    assert "No term is running in your unit" in client.get("/unit/?office=east").content.decode()


def test_a_door_opened_in_need_is_told_to_the_supervisor(agency, as_):
    reason = "Covering the duty desk <for> officer-2"
    as_("officer-3").post("/people/p-7/need/", {"reason": reason})
    as_("officer-1").post("/people/p-2/need/", {"reason": "A person of the other office"})
    as_("officer-3").get("/people/p-7/")
    board = as_("supervisor").get("/unit/").content.decode()
    assert html.escape(reason) in board
    assert "A person of the other office" not in board
    assert "A person of the other office" in as_("inspector").get("/unit/").content.decode()
    page = as_("supervisor").get("/unit/readings/p-7/").content.decode()
    assert html.escape(reason) in page
    assert "opened in need" in page


def test_doors_opened_long_ago_are_not_on_the_board_but_on_the_persons_page(agency, as_, users):
    from caseward.web.accounts.operations import open_in_need

    open_in_need(users["officer-3"], "p-4", "Thirty-one days ago, it was", now() - timedelta(days=31))
    assert "Thirty-one days ago" not in as_("supervisor").get("/unit/").content.decode()
    assert "Thirty-one days ago" in as_("supervisor").get("/unit/readings/p-4/").content.decode()


def test_who_read_a_record_newest_first_on_the_page_and_in_the_file(agency, as_):
    from caseward.web.accounts.queries import readings_of

    as_("duty").get("/people/p-1/")
    client = as_("supervisor")
    page = client.get("/unit/readings/p-1/").content.decode()
    count = readings_of("p-1").count()
    assert f"({count})" in page  # this reading is one of them
    assert page.count('data-label="What"') == count
    rows = csv_of(client, "/unit/readings/p-1/?format=csv")
    assert len(rows) == count + 1
    assert [row["who"] for row in rows[:3]] == ["supervisor-1", "supervisor-1", "duty-1"]
    assert rows == sorted(rows, key=lambda row: row["at"], reverse=True)
    assert re.search(r'href="/unit/readings/p-1/"', client.get("/people/p-1/").content.decode())
    assert "/unit/readings/" not in as_("duty").get("/people/p-1/").content.decode()


def test_who_opened_a_record_in_need_does_not_see_who_else_read_it(agency, as_):
    client = as_("supervisor")
    assert client.get("/unit/readings/p-5/").status_code == 403  # the east
    client.post("/people/p-5/need/", {"reason": "Covering for the supervisor of the east"})
    assert client.get("/people/p-5/").status_code == 200
    refused = client.get("/unit/readings/p-5/")
    assert refused.status_code == 403
    assert "Only who oversees" in refused.content.decode()
    assert client.get("/unit/readings/p-99/").status_code == 404


def test_an_officers_own_people_are_not_their_unit(agency, users):
    """Whoever supervises the west and is responsible for somebody of the east sees on the board the west alone."""
    from caseward.web.accounts.models import Grant, Role
    from caseward.web.casework.access import overseen, visible

    grants = [Grant(user=users["officer-3"], role=Role.OFFICER), Grant(role=Role.SUPERVISOR, office="west")]
    both = {term.office for term in visible(users["officer-3"], grants)}
    assert both == {"east", "west"}
    assert {term.office for term in overseen(users["officer-3"], grants)} == {"west"}


def test_the_words_of_columns_are_filters_of_the_caseload():
    from caseward.web.casework.queries import FILTERS
    from caseward.web.unit.queries import COLUMNS

    assert {show for show, _, _ in COLUMNS} - {""} <= set(FILTERS)
    assert json.dumps([name for _, _, name in COLUMNS]).isascii()


def test_of_many_files_and_proposals_the_board_shows_the_first(agency, as_):
    from caseward.web.casework.models import Term
    from caseward.web.proceedings.models import Proposed
    from caseward.web.public.models import Upload

    term, at = Term.objects.get(pk="t-3"), now()
    said = {"term": term, "state": "proposed", "response": "flash_incarceration", "days": 1, "day": at.date()}
    Proposed.objects.bulk_create(Proposed(id=f"x{n}", place=n, **said) for n in range(30))
    own = {"person": "p-3", "term": "t-3", "sent": at}
    Upload.objects.bulk_create(Upload(digest=f"{n:064d}", **own) for n in range(30))
    page = as_("supervisor").get("/unit/").content.decode()
    assert "Files that people sent in the last 14 days (30)" in page
    assert "Responses proposed, not given (31)" in page  # one is there from the beginning
    assert page.count("Only the first 25 are shown here.") == 2

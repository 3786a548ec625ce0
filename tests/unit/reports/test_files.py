"""The files of an audit: the PDF, the workbook, the findings, the manifest, and that they are the same each time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from caseward.errors import Fault
from caseward.interchange.reading import RejectedRow
from caseward.reports.data_files import as_json, findings_json
from caseward.reports.pdf import pdf
from caseward.reports.sheets import xlsx
from caseward.reports.workbook import MOST_LETTERS, Sheet, workbook
from caseward.reports.write import write_audit
from tests.unit.reports import made
from tests.unit.reports.test_page import empty

ALWAYS = ["findings.json", "manifest.json", "obligations.csv", "obligations.parquet", "report.html", "report.pdf", "report.xlsx",
          "timeline.png", "timeline.svg"]  # fmt: skip


@pytest.fixture(scope="module")
def audit():
    return made.audit()


@pytest.fixture(scope="module")
def written(audit, tmp_path_factory):
    out = tmp_path_factory.mktemp("audit") / "out"
    return write_audit(audit, out)


@pytest.fixture(scope="module")
def paper(written):
    (path,) = [p for p in written if p.name == "report.pdf"]
    return path.read_bytes()


def test_every_file_is_written_and_named(written):
    assert [p.name for p in written] == ALWAYS
    assert all(p.stat().st_size > 0 for p in written)
    assert sorted(p.name for p in written[0].parent.iterdir()) == ALWAYS


def test_the_manifest_has_the_hash_of_every_other_file(written):
    files = {p.name: p for p in written}
    manifest = json.loads(files["manifest.json"].read_text(encoding="utf-8"))
    assert manifest["outputs"] == {
        n: sha256(p.read_bytes()).hexdigest() for n, p in files.items() if n != "manifest.json"
    }
    assert manifest["inputs"]["as_of"] == "2022-06-14"
    assert manifest["inputs"]["policies"][0]["sha256"] == sha256((made.HERE / "policy.yaml").read_bytes()).hexdigest()
    assert manifest["made_with"]["caseward"] == "0.1.0"


def test_writing_again_gives_the_same_bytes(written, tmp_path):
    again = write_audit(made.audit(), tmp_path)
    assert [p.name for p in again if p.read_bytes() != (written[0].parent / p.name).read_bytes()] == []


def test_no_file_says_on_which_machine_it_was_made(written):
    for path in written:
        content = path.read_bytes()
        assert str(made.HERE).encode() not in content
        assert str(path.parent).encode() not in content


def test_rows_set_aside_are_left_beside_the_report(audit, tmp_path):
    fault = Fault("contact.csv", 3, 2, "CW240", "occurred", "=1+1", "there is no such day", "write another")
    row = RejectedRow("contact.csv", 3, "contact", "c", "c,=1+1", (fault,))
    bare = empty(audit)
    reading = replace(bare.reading, faults=(fault,), rejected=(row,))
    files = {p.name: p for p in write_audit(replace(bare, reading=reading), tmp_path)}
    assert set(files) == {*ALWAYS, "rejects.csv"}
    assert "there is no such day" in files["rejects.csv"].read_text(encoding="utf-8")
    assert "rejects.csv" in json.loads(files["manifest.json"].read_text(encoding="utf-8"))["outputs"]


def test_an_empty_record_still_leaves_every_file(audit, tmp_path):
    files = {p.name: p for p in write_audit(empty(audit), tmp_path)}
    assert sorted(files) == ALWAYS
    assert "The record holds no subject" in files["timeline.svg"].read_text(encoding="utf-8")


def test_the_pdf_is_tagged_titled_and_dated_by_the_audit(paper, audit):
    read = pypdf.PdfReader(BytesIO(paper))
    catalog = read.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata.title == audit.title
    assert read.metadata.creation_date.date() == made.AS_OF
    assert read.metadata.modification_date.date() == made.AS_OF


def test_the_pdf_says_what_the_page_says_and_describes_its_picture(paper):
    read = pypdf.PdfReader(BytesIO(paper))
    text = " ".join(read.pages[0].extract_text().split())
    assert "1 to 6 of 16" in text
    figures = [t for t in _tags(read.trailer["/Root"]["/StructTreeRoot"]) if t.get("/S") == "/Figure"]
    assert ["16 months met" in f["/Alt"] for f in figures] == [True]


def test_the_fonts_of_the_pdf_are_whole_so_that_no_clock_is_in_them(paper):
    """A font that is cut carries the moment of the cut; the same page must give the same bytes."""
    fonts = pypdf.PdfReader(BytesIO(paper)).pages[0]["/Resources"]["/Font"]
    files = [f["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile2"] for f in map(_got, fonts.values())]
    assert files
    assert all(int(f["/Length1"]) > 300_000 for f in files)


def _got(reference):
    return reference.get_object()


def test_the_pdf_maker_fetches_nothing():
    with_image = (
        '<html lang="en"><title>t</title><body><img src="http://example.invalid/x.png" alt="x">words</body></html>'
    )
    read = pypdf.PdfReader(BytesIO(pdf(with_image)))
    assert "words" in read.pages[0].extract_text()
    assert not read.pages[0].images


def _tags(node):
    """Every element of the tree that a screen reader walks."""
    node = node.get_object()
    yield node
    for child in node.get("/K", []) if isinstance(node.get("/K"), list) else []:
        if isinstance(child.get_object(), dict):
            yield from _tags(child)


def test_the_workbook_has_every_sheet_and_every_row(audit):
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx(audit)))
    names = [
        "Summary",
        "Findings",
        "Obligations",
        "Contacts",
        "Assertions",
        "Warnings",
        "Integrity",
        "Gaps",
        "Policy",
        "Rejects",
        "Standing",
        "Measures",
    ]
    assert book.sheet_names == names
    rows = book.get_sheet_by_name("Obligations").to_python()
    assert len(rows) == 1 + len(audit.obligations)
    assert [r[0] for r in rows[1:]] == [o.id for o in audit.obligations]
    assert rows[1][9] == date(2021, 2, 10), "a day is a day, not words"


def test_words_that_look_like_formulas_links_or_numbers_stay_words():
    hostile = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "{=A1}",
        "http://example.invalid",
        "mailto:x",
        "007",
        "a\x07b",
        "x" * (MOST_LETTERS + 9),
    ]
    content = workbook([Sheet("S", (("Head", 10),), [(h,) for h in hostile])], "t", date(2022, 6, 14))
    cells = [row[0] for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[1:]]
    assert cells[:8] == hostile[:8]
    assert cells[8] == "a\\x07b"
    assert len(cells[9]) <= MOST_LETTERS
    assert cells[9].endswith("(cut for the sheet)")
    parts = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in parts
    assert "hyperlink" not in parts


def test_the_workbook_is_dated_by_the_audit_and_can_be_filtered(audit):
    archive = ZipFile(BytesIO(xlsx(audit)))
    assert "2022-06-14T00:00:00Z" in archive.read("docProps/core.xml").decode()
    sheet = archive.read("xl/worksheets/sheet3.xml").decode()
    assert "autoFilter" in sheet
    assert 'state="frozen"' in sheet


def test_findings_are_plain_data_with_sorted_keys(audit):
    text = findings_json(audit)
    data = json.loads(text)
    assert text == as_json(data), "reading and writing again changes nothing"
    (finding,) = data["findings"]
    assert finding["id"] == "F-0123456789ab"
    assert finding["first_day"] == "2021-07-30"
    assert data["assertions"][0]["verdict"] == "no record"
    assert [t["most"] for t in data["tallies"]] == [6, 1]

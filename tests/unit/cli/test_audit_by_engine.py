"""Above a size the engine works an audit out; nothing that a person can see differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseward.cli import pipeline
from caseward.engine import explained
from caseward.interchange.synth import synthesise
from caseward.interchange.write import write_record
from caseward.obligations.evaluate import evaluate
from caseward.policy.load import load_policies
from caseward.record.view import view_of

ROOT = Path(__file__).parents[3]
LA, HALLS, ND = (ROOT / "policies" / p for p in (
    "us-ca-los-angeles/adult.yaml", "us-ca-los-angeles/juvenile-halls.yaml", "us-nd/standards.yaml",
))  # fmt: skip
ASK = ("-p", LA, "-p", HALLS, "-p", ND, "--as-of", "2022-06-14")


@pytest.fixture
def by_engine(monkeypatch):
    monkeypatch.setattr(pipeline, "ENGINE_FROM", 0)


def audited(folder, terms):
    """A record with a row that cannot be read, so that gaps count too."""
    write_record(synthesise(terms, 5), folder)
    table = folder / "contact.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    cells = lines[3].split(",")
    cells[1] = "2022-13-01"
    table.write_text("\n".join([*lines[:3], ",".join(cells), *lines[4:], ""]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return audited(tmp_path_factory.mktemp("audited") / "record", 24)


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_summary_and_the_data_are_the_same(record, caseward, by_engine, monkeypatch):
    engine = [caseward("audit", record, *ASK), caseward("audit", record, *ASK, "--json")]
    monkeypatch.setattr(pipeline, "ENGINE_FROM", 10**9)
    reference = [caseward("audit", record, *ASK), caseward("audit", record, *ASK, "--json")]
    assert [e.out for e in engine] == [r.out for r in reference]
    assert "1 set aside" in engine[0].out


def test_the_files_are_the_same(caseward, monkeypatch, tmp_path):
    record = audited(tmp_path / "record", 4)  # of more, all that takes longer is laying out the pages
    for name, size in (("engine", 0), ("reference", 10**9)):
        monkeypatch.setattr(pipeline, "ENGINE_FROM", size)
        assert caseward("audit", record, "-p", LA, "--as-of", "2022-06-14", "--out", tmp_path / name / "out").code == 0
    assert files(tmp_path / "engine") == files(tmp_path / "reference")


def test_one_obligation_is_put_in_words_when_it_is_asked_for(record, caseward, by_engine, monkeypatch):
    met = next(
        line.split()[0] for line in caseward("explain", record, *ASK).out.splitlines() if line.rstrip().endswith(" met")
    )
    engine = [caseward("explain", record, *ASK, met, "--json"), caseward("audit", record, *ASK, "--explain", met)]
    engine.append(caseward("explain", record, *ASK, "--json"))
    monkeypatch.setattr(pipeline, "ENGINE_FROM", 10**9)
    reference = [caseward("explain", record, *ASK, met, "--json"), caseward("audit", record, *ASK, "--explain", met)]
    reference.append(caseward("explain", record, *ASK, "--json"))
    assert [e.out for e in engine] == [r.out for r in reference]
    assert engine[0].data["needs"]


@pytest.mark.parametrize("everything", [False, True])
def test_processes_change_nothing(everything, monkeypatch):
    from datetime import date

    monkeypatch.setattr(explained, "PER_TASK", 5)
    view, day = view_of(synthesise(24, 5)), date(2022, 6, 14)
    document = load_policies([LA])[0].document
    wanted = evaluate(document, view, day)
    found = explained.explained(document, view, day, everything=everything, workers=2)
    assert found.tallies == wanted.tallies
    assert [o.key for o in found.obligations] == [o.key for o in wanted.obligations]
    blank = [(a, b) for a, b in zip(found.obligations, wanted.obligations, strict=True) if a != b]
    assert bool(blank) is not everything
    for a, b in blank:
        assert a == b.but(needs="", reason="", settles="", considered=(), interruptions=())
        assert a.status not in explained.FAILED or not a.scored


def test_a_small_record_needs_no_engine(record, caseward, monkeypatch):
    monkeypatch.setattr(explained, "explained", None)
    assert caseward("audit", record, *ASK).code == 0

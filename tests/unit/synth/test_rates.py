"""The generated caseload has the rates of the table, and the table has the rates of the file it names."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from math import sqrt
from statistics import mean, quantiles

import pytest

from caseward.dates import Period, covered_days
from caseward.interchange.synth import synthesise
from caseward.interchange.synth.rates import ASSUMED, DAYS_PER_TEST, GEORGIA, RATES, SCHEMES, SHARES, rate
from caseward.record.facts import subjects_of
from caseward.record.subjects import Reading, Subject
from caseward.record.view import view_of
from tests.house.tree import TOP

FILE = TOP.parent / "shared" / "data" / "georgia_parole_2013_2015.csv"
STRETCH = Period(date(2021, 1, 1), date(2023, 1, 1))


@pytest.fixture(scope="module")
def record():
    return synthesise(1500, 20)


@pytest.fixture(scope="module")
def subjects(record):
    return subjects_of(view_of(record), "term")


@pytest.fixture(scope="module")
def georgia():
    if not FILE.exists():
        pytest.skip("the Georgia file is not beside the project")
    with FILE.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def days_of(subject: Subject, *facts: str, value: str = "") -> tuple[int, int]:
    """Days of the term within the stretch, and on how many of them one of the facts held."""
    whole = subject.period().intersect(STRETCH)
    spans = [s.period(Reading.WIDE) for s in subject.spans if s.fact in facts and value in ("", s.value)]
    return whole.days, covered_days(whole, [s for s in spans if s])


def near(found: float, wanted: float, number: int) -> None:
    """Within four standard deviations of what chance alone would give."""
    assert abs(found - wanted) <= 4 * sqrt(wanted * (1 - wanted) / number) + 0.002, (found, wanted, number)


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("failed to report", "failed to report"),
        ("moved without permission", "moved without permission"),
        ("monitoring violation", "monitor uncharged or cut"),
        ("instruction violation", "instruction not followed"),
    ],
)
def test_violations(record, name, fact):
    terms = {v.text("term") for v in record.of_kind("violation") if v.text("fact") == fact}
    near(len(terms) / 1500, rate(name), 1500)


def test_sex_and_conditions(record):
    near(sum(p.text("sex") == "female" for p in record.of_kind("person")) / 1500, rate("female"), 1500)
    treated = sum("treatment" in t.many("conditions") for t in record.of_kind("term"))
    near(treated / 1500, rate("treatment condition"), 1500)


def test_first_risk_scores_and_their_levels(record):
    first: dict[str, str] = {}
    for assessment in record.of_kind("assessment"):
        first.setdefault(assessment.text("term"), assessment.text("result").split()[1])
    found = Counter(first.values())
    for risk in SHARES["risk"].weights:
        near(found[risk] / len(first), SHARES["risk"].share(risk), len(first))
    allowed = {level for scheme in SCHEMES.values() for _, level in scheme}
    assert {e.text("level") for e in record.of_kind("level")} == allowed


def test_changes_of_residence(record):
    homes = Counter(e.text("term") for e in record.of_kind("residence"))
    near(sum(n == 1 for n in homes.values()) / 1500, SHARES["residence changes"].share("0"), 1500)
    assert max(homes.values()) == 4


def test_reports_of_delinquency(record):
    reported = {r.text("term") for r in record.of_kind("report") if r.text("type") == "violation"}
    near(1 - len(reported) / 1500, SHARES["delinquency reports"].share("0"), 1500)


def test_days_employed(subjects):
    shares = [at_work / days for days, at_work in (days_of(s, "employment", value="employed") for s in subjects)]
    assert abs(mean(shares) - rate("days employed")) < 0.04
    near(sum(s == 0 for s in shares) / 1500, rate("never employed"), 1500)
    near(sum(s == 1 for s in shares) / 1500, rate("always employed"), 1500)


def test_drug_tests(record):
    tests = record.of_kind("drug_test")
    for drug in ("thc", "cocaine", "methamphetamine", "other"):
        near(sum(drug in t.many("substances") for t in tests) / len(tests), rate(f"positive {drug}"), len(tests))
    assert {t.text("result") for t in tests if t.many("substances")} == {"positive"}
    untested = 1 - len({t.text("term") for t in tests}) / 1500
    # Besides those never tested, some terms end before a long interval does.
    assert rate("never tested") - 0.03 < untested < rate("never tested") + 0.15


def test_contacts_a_month(record, subjects):
    free = sum(days - kept for days, kept in (days_of(s, "custody", "absence") for s in subjects))
    corrected = len(record.of_kind("correction"))
    assert abs((len(record.of_kind("contact")) - corrected) / free * 30 - rate("contacts a month")) < 0.06


def test_rare_things(record):
    lost = {a.text("term") for a in record.of_kind("absence") if a.text("reason") == "whereabouts_unknown"}
    # Left out where it would touch a stay in custody or the end, so somewhat below the rate.
    assert rate("absconded") * 0.6 < len(lost) / 1500 < rate("absconded") * 1.2
    near(len({w.text("term") for w in record.of_kind("warning")}) / 1500, rate("warning"), 1500)
    contacts = record.of_kind("contact")
    near(sum(not c.occurred.precise for c in contacts) / len(contacts), rate("imprecise"), len(contacts))
    near(len(record.of_kind("correction")) / len(contacts), rate("corrected"), len(contacts))
    late = sum((e.recorded.date() - e.occurred.last).days >= 6 for e in record.of_kind("drug_test"))
    near(late / len(record.of_kind("drug_test")), rate("recorded late"), len(record.of_kind("drug_test")))


def test_every_number_says_where_it_comes_from():
    assert all(r.source and r.says and r.value >= 0 for r in RATES.values())
    assert all(s.source and s.says and sum(s.weights.values()) > 0 for s in SHARES.values())
    assert {r.source for r in (*RATES.values(), *SHARES.values())} > {ASSUMED, GEORGIA}
    assert all(list(scheme)[-1][0] == 10 for scheme in SCHEMES.values())


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("female", "gender_male", 0),
        ("failed to report", "violations_failtoreport", 1),
        ("moved without permission", "violations_movewithoutpermission", 1),
        ("monitoring violation", "violations_electronicmonitoring", 1),
        ("instruction violation", "violations_instruction", 1),
        ("treatment condition", "condition_mh_sa", 1),
        ("never tested", "avg_days_per_drugtest", 0),
        ("never employed", "percent_days_employed", 0),
        ("always employed", "percent_days_employed", 1),
        ("arrest in three years", "recidivism_within_3years", 1),
    ],
)
def test_a_rate_is_that_of_the_file(georgia, name, column, value):
    assert RATES[name].source == GEORGIA
    found = sum(float(row[column]) == value for row in georgia) / len(georgia)
    assert round(found, 4) == pytest.approx(rate(name), abs=6e-5)


def test_the_other_rates_are_those_of_the_file(georgia):
    assert len(georgia) == 24_426
    assert mean(float(r["percent_days_employed"]) for r in georgia) == pytest.approx(rate("days employed"), abs=6e-5)
    assert sum(float(r["program_attendances"]) > 0 for r in georgia) / len(georgia) == pytest.approx(
        rate("programme"), abs=6e-5
    )
    tested = [r for r in georgia if float(r["avg_days_per_drugtest"]) > 0]
    often = [1 / float(r["avg_days_per_drugtest"]) for r in tested]
    for drug, column in (("thc", "thc"), ("cocaine", "cocaine"), ("methamphetamine", "meth"), ("other", "other")):
        shares = [float(r[f"drugtests_{column}_positive"]) for r in tested]
        found = sum(a * b for a, b in zip(shares, often, strict=True)) / sum(often)
        assert found == pytest.approx(rate(f"positive {drug}"), abs=6e-5)
    deciles = quantiles([float(r["avg_days_per_drugtest"]) for r in tested], n=10)
    assert [round(d) for d in deciles] == list(DAYS_PER_TEST[1:-1])


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("risk", "supervision_risk_score_first"),
        ("delinquency reports", "delinquency_reports"),
        ("residence changes", "residence_changes"),
    ],
)
def test_shares_are_those_of_the_file(georgia, name, column):
    found = Counter(str(int(float(r[column]))) for r in georgia)
    assert {k: round(1000 * n / len(georgia), 1) for k, n in found.items()} == pytest.approx(
        SHARES[name].weights, abs=0.06
    )

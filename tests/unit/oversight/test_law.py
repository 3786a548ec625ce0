"""The law beside a petition: what the policy's version of that day cites, and no other's."""

from __future__ import annotations

from datetime import date

import pytest

from caseward.dates import parse_when
from caseward.oversight.law import law_on
from caseward.policy.model import PolicyDocument
from tests.unit.oversight.made import policy

FIRST = 'A decision on custody after a petition (1203.2(a), the penal code: "may rearrest without warrant")'
LATER = "A decision on custody within a day (1203.99, the penal code)"


def in_two_versions() -> PolicyDocument:
    written = policy().model_dump(by_alias=True)
    (ordinary,) = written["versions"]
    decision = next(r for r in ordinary["requirements"] if r["id"] == "custody-decision")
    stricter = decision | {"title": "A decision on custody within a day", "cite": {"source": "code", "at": "1203.99"}}
    later = {"version": "stricter", "from": date(2022, 7, 1), "based_on": "ordinary", "requirements": (stricter,)}
    return PolicyDocument.model_validate(written | {"versions": (ordinary, later)})


@pytest.mark.parametrize(
    ("filed", "cited"),
    [
        ("2017-12-31", ""),
        ("2022-06-30", FIRST),
        ("2022-07-01", LATER),
        ("2022", f"{FIRST}; {LATER}"),  # the record does not say under which
    ],
)
def test_the_version_in_force_when_it_was_filed_is_cited_and_no_other(filed, cited):
    assert law_on([in_two_versions()], "petition", parse_when(filed)) == cited
    assert law_on([in_two_versions()], "visit", parse_when(filed)) == ""

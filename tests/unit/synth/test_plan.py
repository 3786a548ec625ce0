"""What may be asked of the generator: no flaws, the whole stretch, the words of a policy; and that policies find it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from caseward.cli.synthesis import words_of
from caseward.errors import BadRequest
from caseward.interchange.synth.draws import Draws, lookup
from caseward.interchange.synth.record import planned, record_of
from caseward.interchange.synth.vocabulary import GENERAL, vocabulary_of
from caseward.obligations.match import match
from caseward.obligations.truth import Truth
from caseward.policy.load import load_policies, load_policy
from caseward.policy.named_values import named_values
from caseward.record.facts import subjects_of
from caseward.record.subjects import Facts
from caseward.record.view import view_of
from tests.house.tree import TOP

POLICIES = TOP / "policies"
START = date(2021, 1, 1)


@pytest.fixture(scope="module")
def whole():
    return record_of(planned(2, START, 24, whole=True, flaws=0), 400)


def test_without_flaws_there_is_none(whole):
    contacts = whole.of_kind("contact")
    assert all(c.occurred.precise and c.text("outcome") and not c.text("may_be_same_as") for c in contacts)
    assert whole.of_kind("correction") == ()


def test_whole_terms_run_the_stretch_with_about_thirty_contacts(whole):
    subjects = [s for s in subjects_of(view_of(whole), "term") if s.closed is None and s.previous_end is None]
    assert len(subjects) > 320
    assert all(s.opened.first < date(2021, 1, 29) for s in subjects)
    contacts = sum(e.kind == "contact" for s in subjects for e in s.entries)
    assert 28 < contacts / len(subjects) < 33


def test_more_flaws_are_more():
    many = record_of(planned(2, START, 24, flaws=10), 200)
    few = record_of(planned(2, START, 24), 200)
    assert len(many.of_kind("correction")) > 4 * len(few.of_kind("correction"))


@pytest.mark.parametrize("flaws", [-1, 11])
def test_flaws_have_bounds(flaws):
    with pytest.raises(BadRequest, match="Flaws are from 0"):
        planned(1, START, 24, flaws=flaws)


def test_every_matcher_of_every_shipped_policy_finds_an_entry():
    """But for those of the halls, of which there is one and for one week."""
    record = record_of(planned(9, START, 24, whole=True), 700)
    facts = Facts.of(subjects_of(view_of(record), "term")[0])
    by_kind = {}
    for entry in record:
        by_kind.setdefault(entry.kind, []).append(entry)
    for policy in load_policies([POLICIES]):
        if policy.document.subject == "term":
            named = policy.document.matchers
            unmet = [n for n, m in named.items() if not _found(by_kind, m, named, facts)]
            assert unmet == [], policy.document.policy


def _found(by_kind, matcher, named, facts):
    if matcher.use:
        return _found(by_kind, named[matcher.use], named, facts)
    if matcher.any:
        return any(_found(by_kind, one, named, facts) for one in matcher.any)
    return any(match(entry, matcher, named, facts).truth is Truth.YES for entry in by_kind.get(matcher.kind, ()))


@pytest.mark.parametrize(
    ("path", "levels", "schemes"),
    [
        ("us-nd/standards.yaml", {"minimum", "medium", "maximum"}, {"policy"}),
        (
            "us-id/general-and-sex-offense.yaml",
            {"minimum", "medium", "high", "maximum"},
            {"four-levels", "three-levels"},
        ),
        ("us-dc/csosa.yaml", {"initial", "minimum", "medium", "maximum", "intensive"}, {"policy"}),
    ],
)
def test_a_policy_gives_its_words(path, levels, schemes):
    record = record_of(planned(1, START, 24, words=words_of(POLICIES / path)), 300)
    assert {e.text("level") for e in record.of_kind("level")} == levels
    assert {e.text("scheme") for e in record.of_kind("level")} == schemes


def test_a_policy_for_all_but_some_keeps_the_general_mix():
    policy = load_policy(POLICIES / "us-ca-los-angeles" / "adult.yaml")
    assert named_values(policy, "level") == ()
    assert words_of(POLICIES / "us-ca-los-angeles" / "adult.yaml") == GENERAL


def test_words_that_the_general_mix_lacks_are_rare():
    words = vocabulary_of({"case_type": ("general", "juvenile")})
    assert words.case_types == {"general": 73, "juvenile": 2.0}
    assert words.schemes == GENERAL.schemes


def test_a_draw_hangs_on_seed_number_and_name_alone():
    alone = Draws.of(1, np.array([5])).bits("name")
    among = Draws.of(1, np.arange(10)).bits("name")
    assert alone[0] == among[5]
    # The very numbers, so that a change of library or of platform cannot pass unseen.
    assert Draws.of(1, np.array([1, 2])).bits("name").tolist() == KNOWN
    shares = Draws.of(3, np.arange(100_000)).share("x")
    assert abs(shares.mean() - 0.5) < 0.005
    assert 0 <= shares.min() < shares.max() < 1


KNOWN = [18195833813041981124, 10563171631513769552]


def test_shares_are_drawn_as_weighed():
    table = lookup(("a", "b"), (("a", 3.0), ("", 1.0)))
    assert (len(table), (table == 0).sum(), (table == -1).sum()) == (65_536, 49_152, 16_384)

"""The page of the policy language: its examples are sound, and it leaves nothing out."""

from __future__ import annotations

import re

import pytest

from caseward.policy.known_facts import KNOWN_FACTS
from caseward.policy.language_page import policy_language_markdown
from caseward.policy.sentences import requirement_words
from caseward.policy.shape import keys_of, parts
from tests.unit.policy.policies import HEAD, policy, refused, text

PAGE = policy_language_markdown()
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
FRAGMENTS = [e for e in EXAMPLES if e.startswith("- id: ")]
WORKLOADS = [e for e in EXAMPLES if e.startswith("workload:\n")]
GRIDS = [e for e in EXAMPLES if e.startswith("graduated_responses:\n")]
WHOLE = [e for e in EXAMPLES if e not in FRAGMENTS and e not in WORKLOADS and e not in GRIDS]
FRAME = HEAD.replace("S1", "MANUAL")


def test_there_is_one_whole_policy_and_a_fragment_of_every_kind():
    assert len(WHOLE) == len(WORKLOADS) == len(GRIDS) == 1
    bodies = {
        key for e in FRAGMENTS for key in ("every", "apart", "when", "before", "never", "keep") if f"\n  {key}:" in e
    }
    assert bodies == {"every", "apart", "when", "before", "never", "keep"}


def test_the_whole_policy_is_sound():
    assert refused(WHOLE[0]) == []


def test_the_workload_fits_the_whole_policy():
    assert refused(WHOLE[0] + WORKLOADS[0]) == []


def test_the_grid_of_graduated_responses_fits_the_whole_policy():
    assert refused(WHOLE[0] + GRIDS[0]) == []


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda f: f.split("\n", 1)[0].removeprefix("- id: "))
def test_every_fragment_is_sound_and_can_be_said(fragment):
    document = policy(text(fragment, head=FRAME)).document
    assert requirement_words(document.versions[0].requirements[0]).endswith(".")


def test_every_key_and_every_fact_has_its_row():
    for part in parts():
        for key in keys_of(part):
            assert f"\n| `{key}`" in PAGE, f"{part.__name__}.{key}"
    for name in KNOWN_FACTS:
        assert f"\n| `{name}` |" in PAGE, name


def test_every_link_inside_the_page_has_its_heading():
    headings = {h.lower().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings

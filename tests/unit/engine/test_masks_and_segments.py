"""Verdicts on entries, and what is owed on each day, as the reference has them."""

from __future__ import annotations

import json
from datetime import timedelta

import numpy as np
import pytest

from caseward.engine.columns import columns_of, day_number
from caseward.engine.evaluator import Evaluator
from caseward.engine.looks import Looks
from caseward.engine.masks import Masks
from caseward.engine.patterns import Patterns
from caseward.engine.workspace import Workspace
from caseward.obligations.match import match
from caseward.obligations.regime import IN_FORCE, regimes_of
from caseward.obligations.scope import Missing, Owed, Scope
from caseward.obligations.standing import Standing
from caseward.obligations.truth import Truth
from caseward.policy.values import Matcher
from caseward.record.facts import subjects_of
from caseward.record.subjects import Facts
from caseward.record.view import view_of
from caseward.testing.choices import Choices
from caseward.testing.trials import Trial
from caseward.testing.whole_parts import matcher as drawn
from caseward.testing.whole_records import whole_record
from caseward.testing.worlds import TERM

CODES = {Truth.NO: 0, Truth.YES: 1, Truth.UNKNOWN: 2}
NAMED = {"spoke": Matcher.model_validate({"kind": "contact", "where": {"outcome": "spoke"}})}


@pytest.mark.parametrize("seed", range(60))
def test_a_mask_says_what_the_matcher_says(seed):
    c = Choices.seeded(seed)
    subjects = subjects_of(view_of(whole_record(c, "term", 2)), "term")
    matcher = Matcher.model_validate_json(json.dumps(drawn(c, TERM)))
    columns = columns_of(subjects)
    wanted = [CODES[match(e, matcher, NAMED, Facts.of(s)).truth] for s in subjects for e in s.entries]
    patterns = Patterns.of([matcher], NAMED)
    looks = Looks.of(patterns, columns)
    codes = looks.codes(columns, Workspace())
    assert Masks(patterns, NAMED, np.arange(patterns.size)).of(matcher)[codes].tolist() == wanted


def _firm(subject):
    """Of the others the reference tries every reading."""
    dated = subject.opened.precise and (subject.closed is None or subject.closed.precise)
    return dated and not subject.has_imprecise_spans


@pytest.mark.parametrize("seed", range(60))
def test_segments_say_what_is_owed_on_every_day(seed):
    trial = Trial.seeded(seed, 2)
    document, view = trial.document(), trial.view()
    subjects = [s for s in subjects_of(view, document.subject) if _firm(s)]
    compiled = Evaluator(document, trial.as_of).compiled(columns_of(subjects))
    regimes = {place[1:]: found.regime for place, found in compiled.items() if place[0] == IN_FORCE}
    for i, subject in enumerate(subjects):
        standing = Standing(subject, Facts.of(subject), document)
        reference = regimes_of(standing, IN_FORCE)
        for key, regime in regimes.items():
            own = next((r for r in reference if (r.id, r.rulings[0].requirement.body_key) == key), None)
            for n in range(0, 800, 5):
                day = subject.opened.first + timedelta(days=n)
                scope = Scope(standing, own, reference, day, IN_FORCE) if own else None
                assert _said(regime, i, day) == _wanted(scope.owed_on(day) if scope else None), (key, day)


def _said(regime, i, day):
    segments = regime.segments
    own = range(segments.offset[i], segments.offset[i + 1])
    k = max(k for k in own if segments.start[k] <= day_number(day))
    t = regime.force[segments.signature[k]]
    s = regime.state[t, segments.signature[k]] if t >= 0 else -1
    if s < 0:
        return None
    state, template = regime.states[s], regime.templates[t]
    return template.version, template.overlay, state.missing or state.row


def _wanted(owed):
    if isinstance(owed, Missing):
        return owed.ruling.version, owed.ruling.overlay, owed.facts
    return (owed.ruling.version, owed.ruling.overlay, owed.row) if isinstance(owed, Owed) else None

"""Made-up records and policies for tests: Hypothesis strategies that draw what a real extract may hold, and worse.

Two families, each for its purpose:

- ``policies()`` and ``records()`` draw policies whose floors a *good contact* always meets, so that properties can be
  stated of them: one contact more never makes anything worse, moving everything by a cycle of the calendar changes
  nothing.
- ``trials()`` draws a policy, a record and a day from the whole language: every key and word of it, all six kinds of
  requirement, terms, facilities and officers, imprecise dates and blank fields. They are what two ways of working an
  answer out are compared on. ``Trial.seeded(seed, subjects)`` makes large ones fast; ``Choices`` is where both take
  their choices from.

Every policy of either passes ``caseward policy check``. The same seed draws the same examples. They need Hypothesis,
which comes with the extra ``dev``.
"""

from __future__ import annotations

from caseward.testing.choices import Choices, choices
from caseward.testing.policies import policies, raw_policies
from caseward.testing.records import records
from caseward.testing.shifting import shifted_document, shifted_record
from caseward.testing.trials import Trial, trials

__all__ = [
    "Choices",
    "Trial",
    "choices",
    "policies",
    "raw_policies",
    "records",
    "shifted_document",
    "shifted_record",
    "trials",
]

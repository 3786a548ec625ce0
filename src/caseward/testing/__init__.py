"""Made-up records and policies for tests: Hypothesis strategies that draw what a real extract may hold, and worse.

``records()`` draws people, terms and entries; ``policies()`` draws policies that pass ``caseward policy check``. The
same seed draws the same examples. They need Hypothesis, which comes with the extra ``dev``.
"""

from __future__ import annotations

from caseward.testing.policies import policies, raw_policies
from caseward.testing.records import records
from caseward.testing.shifting import shifted_document, shifted_record

__all__ = ["policies", "raw_policies", "records", "shifted_document", "shifted_record"]

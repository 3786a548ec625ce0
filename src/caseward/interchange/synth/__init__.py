"""A synthetic nation or caseload: seeded, the same bytes on every machine, tokens only. ``rates`` holds its rates.

Term *n* of a seed is the same however many terms are asked for, in whatever blocks and on however many processes they
are made. Some offices change status during the stretch, so that overlays have something to look at; one juvenile hall
has a week of entries. ``synthesise`` gives a small record; ``data_set`` writes any number of terms as Parquet.
"""

from __future__ import annotations

from caseward.interchange.synth.record import synthesise

__all__ = ["synthesise"]

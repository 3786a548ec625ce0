"""A data set that was parted by the hash of the person: each bucket a data set of its own, in subject order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from caseward.engine.columns import Columns
from caseward.engine.output.data_set import FromDataSet
from caseward.engine.output.inputs import Slice
from caseward.record.view import SetAside


@dataclass(frozen=True)
class FromBuckets:
    """The terms of every bucket, in the order of the buckets; other subjects from the data set as it was."""

    buckets: tuple[FromDataSet, ...]
    whole: FromDataSet
    travels: ClassVar[bool] = True

    @property
    def gaps(self) -> tuple[SetAside, ...]:
        """Nothing is set aside: a data set with faults is refused."""
        return ()

    def slices(self, kind: str) -> Sequence[Slice]:
        """The slices of each bucket, numbered on from one bucket to the next."""
        if kind != "term":
            return self.whole.slices(kind)
        found = [(b, one) for b, bucket in enumerate(self.buckets) for one in bucket.slices(kind)]
        return [Slice(kind, number, one.subjects, (b, one)) for number, (b, one) in enumerate(found)]

    def columns(self, one: Slice) -> Columns:
        """What kernels read of a slice; BadDataSet with every fault of its rows."""
        if one.kind != "term":
            return self.whole.columns(one)
        bucket, own = self._of(one)
        return bucket.columns(own)

    def fingerprint(self, one: Slice) -> str:
        """As the bucket has it."""
        if one.kind != "term":
            return self.whole.fingerprint(one)
        bucket, own = self._of(one)
        return bucket.fingerprint(own)

    def _of(self, one: Slice) -> tuple[FromDataSet, Slice]:
        number, own = one.ref
        return self.buckets[number], own

"""The ids of entries by place, taken from the tables they stand in only as far as they are asked for: of the entries of
a slice few are ever counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Ints, Longs


@dataclass(frozen=True, slots=True)
class Ids:
    """``texts`` are ids in the order in which they were read (a pyarrow array of strings), ``at`` says where among them
    that of each place stands."""

    texts: Any
    at: Longs

    def __len__(self) -> int:
        return len(self.at)

    def take(self, places: Any) -> Any:
        """The ids of some places (a pyarrow array of whole numbers, nulls stay nulls), as an array of strings."""
        if not places.null_count:
            return self.texts.take(pa.array(self.at[places.to_numpy()]))
        filled = places.is_valid().to_numpy(zero_copy_only=False)
        at = np.where(filled, self.at[places.fill_null(0).to_numpy()], 0)
        return self.texts.take(pa.array(at, mask=~filled))

    def to_pylist(self) -> list[str]:
        """Every id, for a look at small ones."""
        found: list[str] = self.texts.take(pa.array(self.at)).to_pylist()
        return found


def among(ids: Any, few: Any) -> Ints:
    """For each place the place of its id among ``few`` texts (a pyarrow array), -1 where it is none of them. ``ids``:
    ``Ids``, or an array of strings."""
    texts = ids.texts if isinstance(ids, Ids) else ids
    found: Ints = pc.index_in(texts, value_set=few).fill_null(-1).to_numpy(zero_copy_only=False)
    return found[ids.at] if isinstance(ids, Ids) else found

"""Rows that share a number are put in order by the others, however many share it; rows alike stay as they stand."""

import numpy as np
import pytest

from caseward.engine.intake.by_numbers import ordered


@pytest.mark.parametrize("owners", [1, 40, 4000])  # all in one group, groups on both sides of the bound, small ones
def test_ordered_sorts_as_a_sort_by_all_columns_does(owners: int) -> None:
    rng = np.random.default_rng(owners)
    owner = rng.integers(0, owners, 4000)
    early, late = rng.integers(-3, 3, 4000).astype(np.int32), rng.integers(-(2**62), 2**62, 4000)
    late[rng.random(4000) < 0.5] = np.iinfo(np.int64).min  # as where no time of day is stated
    by_day = ordered(owner, [early, late], lambda rows, _: np.arange(len(rows)))
    assert by_day.tolist() == np.lexsort((late, early, owner)).tolist()

"""The door to Spark: the cluster that ``spark-submit`` names, or Spark on this machine."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from caseward.errors import BadRequest

if TYPE_CHECKING:
    from caseward.engine.intake import DataSet
    from caseward.engine.spark import Cluster

_SUBMITTED = "PYSPARK_GATEWAY_PORT"  # spark-submit sets it for the program it starts


def cluster(workers: int) -> Cluster:
    """Where the tasks run. BadRequest when Spark is not installed."""
    if find_spec("pyspark") is None:
        raise BadRequest('Spark is not installed; install the extra: pip install "caseward[engine,spark]".')
    from caseward.engine.spark import Cluster, session

    # Spark's own Python processes are those of this program, not whatever `python3` is on the path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return Cluster(session("" if _SUBMITTED in os.environ else f"local[{workers}]"))


def spread_out(found: Cluster, data: DataSet, into: Path, per_slice: int) -> tuple[Path, ...]:
    """A data set in any order parted by person, each part in order: as many parts as there are slices."""
    from caseward.engine.spark import spread

    return spread(found.session, data, into, max(1, -(-data.terms // per_slice)))

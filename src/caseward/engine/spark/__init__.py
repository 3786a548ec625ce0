"""The one distributed runner, on Spark: nothing else imports PySpark."""

from caseward.engine.spark.batches import ClusterFailed, WrongBatch, cast_batch, plain
from caseward.engine.spark.runner import Cluster, obligations_frame, session
from caseward.engine.spark.spread import spread

__all__ = ["Cluster", "ClusterFailed", "WrongBatch", "cast_batch", "obligations_frame", "plain", "session", "spread"]

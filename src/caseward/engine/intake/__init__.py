"""Parquet data sets into columns, a slice of terms at a time."""

from caseward.engine.intake.by_footers import RowsElsewhere
from caseward.engine.intake.dataset import TERMS_PER_SLICE, DataSet, open_data_set
from caseward.engine.intake.faults import BadDataSet, NotInOrder
from caseward.engine.intake.needs import EVERYTHING, Needs, needed_columns
from caseward.engine.intake.reading import read_slice
from caseward.engine.intake.slices import SliceRef
from caseward.engine.intake.tables import is_data_set

__all__ = [
    "EVERYTHING", "TERMS_PER_SLICE", "BadDataSet", "DataSet", "Needs", "NotInOrder", "RowsElsewhere", "SliceRef",
    "is_data_set", "needed_columns", "open_data_set", "read_slice",
]  # fmt: skip

"""Caseward: the record of community supervision and the check on that record."""

__version__ = "0.1.0"

"""What every store must do, whatever database it is in: a class of tests to inherit.

A subclass gives the fixtures ``where`` (a fresh place each time: a path, a URL), ``entropy`` (that many random bytes)
and ``tamper``, which runs a statement on a store as somebody would who has the database and takes its guards away.
"""

from caseward.testing.store_conformance.whole import StoreConformance

__all__ = ["StoreConformance"]

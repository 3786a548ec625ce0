"""A small client of the programming interface: lists, entries sent once however often, receipts checked offline.

>>> from caseward.client import Caseward, TokenAuth
"""

from __future__ import annotations

from caseward.client.auth import MachineAuth, TokenAuth
from caseward.client.calls import Caseward
from caseward.client.failures import NotProven, NotReached, Refused

__all__ = ["Caseward", "MachineAuth", "NotProven", "NotReached", "Refused", "TokenAuth"]

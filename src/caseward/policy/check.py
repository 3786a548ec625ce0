"""What a policy must fulfil beyond its shape: names that exist, rules that neither clash nor leave holes, numbers with a source."""

from __future__ import annotations

from caseward.errors import Fault
from caseward.policy.policy import Policy


def check_policy(policy: Policy) -> list[Fault]:
    """Every fault of meaning in a policy, each with its place."""
    return []

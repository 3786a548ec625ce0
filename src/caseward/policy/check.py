"""What a policy must fulfil beyond its shape: names that exist, rules that do not clash, no holes, numbers with a
source.
"""

from __future__ import annotations

from caseward.errors import Fault
from caseward.policy.check_clash import clash_faults
from caseward.policy.check_dates import date_faults, date_warnings
from caseward.policy.check_facts import fact_faults
from caseward.policy.check_graded import graded_faults
from caseward.policy.check_names import name_faults
from caseward.policy.check_numbers import number_faults
from caseward.policy.check_record import record_faults
from caseward.policy.check_units import unit_faults
from caseward.policy.check_workload import workload_faults
from caseward.policy.policy import Policy

_CHECKS = (
    name_faults,
    record_faults,
    fact_faults,
    date_faults,
    number_faults,
    unit_faults,
    clash_faults,
    workload_faults,
    graded_faults,
)


def check_policy(policy: Policy) -> list[Fault]:
    """Every fault of meaning in a policy, each with its place, sorted."""
    return sorted({fault for check in _CHECKS for fault in check(policy)})


def policy_warnings(policy: Policy) -> list[str]:
    """What is no fault and still worth knowing, each line with its place."""
    return date_warnings(policy)

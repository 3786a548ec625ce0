"""Whatever the description of the programming interface allows, and much that it does not, is sent to it (Schemathesis).

Nothing fails unforeseen, every answer is as described, and what is not as described is refused. The seed stands still.
``make fuzz-api`` sends two hundred times as much.
"""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from tests.casework.agency import now
from tests.casework.test_api import READS, WRITES

EXAMPLES = int(os.environ.get("CASEWARD_API_EXAMPLES", "6"))


@pytest.fixture(scope="module")
def described(agency):
    import schemathesis

    from caseward.web.wsgi import application

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture(scope="module")
def token(agency, users):
    from caseward.web.api.models import Scope
    from caseward.web.api.operations import make_token

    return make_token(users["supervisor"], "fuzz", Scope.RECORD, (now() + timedelta(days=2)).date(), now())


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_every_answer_is_as_described(described, token, name):
    from django.test import override_settings
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis import GenerationMode
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    (operation,) = (
        found.ok() for found in described.get_all_operations() if found.ok().definition.raw["operationId"] == name
    )
    statuses: list[int] = []
    for mode in GenerationMode:

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def sent(case):
            headers = {"Authorization": f"Bearer {token}"}
            # What is well-formed may still be refused: a cursor that was not given out, an entry with faults.
            answer = case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])
            statuses.append(answer.status_code)

        with override_settings(API_RATE=10**9):
            sent()
    assert statuses
    assert 500 not in statuses

"""The interface put together, and its description (OpenAPI 3.1) with what failing looks like and an example of each
answer."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from caseward.web.api.access import Pace
from caseward.web.api.examples import ANSWERS
from caseward.web.api.problems import MEDIA_TYPE, tell_problems
from caseward.web.api.schemas import Problem
from caseward.web.api.views import router

FAILURES = {
    "400": "The request itself is not well-formed.",
    "401": "No token, or one that opens nothing (any more).",
    "403": "The token or the role does not open this.",
    "404": "There is no such address, or nothing of that id.",
    "422": "The request is refused, with every fault.",
    "429": "Too many requests; `Retry-After` says how many seconds to wait.",
    "500": "Something failed that nobody foresaw; what was acknowledged before is safe.",
}


class PlainJson(Parser):
    """Bodies that are JSON in plain text, and nothing that only Python takes for it."""

    def parse_body(self, request: HttpRequest) -> Any:
        """What the body says. HttpError 400 for anything else."""
        try:
            said = json.loads(request.body.decode("utf-8"), parse_constant=_refused)
            json.dumps(said, ensure_ascii=False).encode("utf-8")  # half a letter is none
        except (ValueError, RecursionError):
            raise HttpError(400, "The body is no JSON in UTF-8.") from None
        return said


def _refused(word: str) -> Any:
    raise ValueError(word)


class Interface(NinjaAPI):
    """The interface, whose description also says what its failures look like."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function that answers."""
        return operation.view_func.__name__

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The description, with the one shape of failures and an example of each answer."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        found = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= found.pop("$defs") | {"Problem": found}
        for path in schema["paths"].values():
            for operation in path.values():
                _say_answers(operation)
        return schema


def _say_answers(operation: dict[str, Any]) -> None:
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, words in FAILURES.items():
        if "security" in operation or status in ("400", "500"):
            answers[status] = {"description": words, "content": content}
    if "requestBody" in operation:
        answers["415"] = {"description": "The body is not JSON.", "content": content}
    for status in ("200", "201"):
        if status in answers:
            answers[status]["content"]["application/json"]["example"] = ANSWERS[operation["operationId"]]
    operation["responses"] = dict(sorted(answers.items()))


def interface() -> Interface:
    """The interface of this version, at ``/api/v1/``."""
    api = Interface(
        title="Caseward",
        version="1",
        description="The record of community supervision for other programs: the same doors as on the pages, one "
        "shape for failures, and a receipt for everything recorded. In an address a slash of an id is written "
        "`~2F`, and a `~` itself `~7E`; the ids `.` and `..` are written `~2E` and `~2E~2E`.",
        docs_url=None,
        parser=PlainJson(),
        throttle=[Pace()],
        urls_namespace="api",
    )
    tell_problems(api)
    api.add_router("", router)
    return api


def as_text(api: NinjaAPI) -> str:
    """The description as ``docs/api/openapi.json`` has it."""
    return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False) + "\n"


api = interface()

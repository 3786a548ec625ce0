"""The page on the programming interface names every operation and every status there is, and no other."""

from __future__ import annotations

import json
import re

from tests.docs.pages import code_words, read, sections


def test_every_operation_and_status_is_on_the_page():
    paths = json.loads(read("docs/api/openapi.json"))["paths"]
    page = sections(read("docs/how-to/use-the-api.md"))
    told = {word for word in code_words(page["What there is"]) if word.startswith(("GET ", "POST "))}
    assert told == {f"{m.upper()} {path.removeprefix('/api/v1')}" for path, of in paths.items() for m in of}
    statuses = {status for of in paths.values() for one in of.values() for status in one["responses"] if status > "299"}
    assert set(re.findall(r"^\| (\d{3}) \|", page["When it fails"], re.MULTILINE)) == statuses | {"405"}

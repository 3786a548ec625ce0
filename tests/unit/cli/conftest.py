"""A small record and a small policy on disk, and the command line run as a person would, without leaving the process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from caseward.cli.main import run
from tests.unit.policy.policies import HEAD, requirement, text

TABLES = {
    "person": "id,occurred,sex\nperson-1,2020-01-01,male\n",
    "term": "id,occurred,person,level\nterm-1,2021-01-01,person-1,high\n",
    "contact": (
        "id,occurred,recorded,term,mode,with_whom,outcome\n"
        "contact-1,2021-01-15,2021-01-16T09:00-08:00,term-1,in_person,person,spoke\n"
        "contact-2,2021-03-10,2021-05-01T09:00-07:00,term-1,phone,person,left_message\n"
    ),
}
MATCHERS = HEAD + "matchers:\n  live: {kind: contact, where: {outcome: spoke}, says: a live exchange}\n"
MONTHLY = requirement("every: {period: month, count: 1}", counts="live").replace("id: it", "id: monthly")


@dataclass
class Answer:
    """What a run printed and how it left."""

    code: int
    out: str
    err: str

    @property
    def data(self):
        return json.loads(self.out)


@pytest.fixture
def record(tmp_path) -> Path:
    folder = tmp_path / "record"
    folder.mkdir()
    for name, rows in TABLES.items():
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    return folder


@pytest.fixture
def policy(tmp_path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(text(MONTHLY, head=MATCHERS), encoding="utf-8")
    return path


@pytest.fixture
def caseward(capsys):
    """Run a command; what was printed before does not count."""

    def command(*arguments: object) -> Answer:
        capsys.readouterr()
        code = run([str(a) for a in arguments])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return command

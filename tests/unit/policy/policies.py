"""Small policies written as they would be in a file, for tests that need one."""

from __future__ import annotations

from textwrap import dedent, indent

from caseward.policy.load import parse_policy
from caseward.policy.policy import Policy

HEAD = """\
policy: example
title: An example
jurisdiction: Nowhere
sources: {S1: The rule book}
"""
MONTHLY = """\
- id: monthly
  title: A contact each month
  cite: {source: S1}
  basis: published
  every: {period: month, count: 1}
  counts: {kind: contact}
"""


def text(requirements: str = MONTHLY, *, head: str = HEAD, rest: str = "", start: str = "2020-01-01") -> str:
    """A policy of one version with these requirements; ``rest`` comes after the versions."""
    body = indent(dedent(requirements), " " * 6)
    return f"{head}versions:\n  - version: first\n    from: {start}\n    requirements:\n{body}{dedent(rest)}"


def policy(written: str) -> Policy:
    """The policy in a text that has no faults."""
    loaded = parse_policy(written.encode(), "example.yaml")
    assert loaded.policy is not None, "\n".join(map(str, loaded.faults))
    return loaded.policy


def refused(written: str) -> list[str]:
    """The faults of a text, as a person reads them, without the file's name."""
    return [str(f).removeprefix("example.yaml:") for f in parse_policy(written.encode(), "example.yaml").faults]


def requirement(body: str, **more: str) -> str:
    """One requirement with a body and further lines."""
    lines = [
        "- id: it",
        "  title: It",
        "  cite: {source: S1}",
        f"  basis: {more.pop('basis', 'published')}",
        f"  {body}",
    ]
    return "\n".join([*lines, *(f"  {key}: {value}" for key, value in more.items())]) + "\n"

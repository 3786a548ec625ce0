"""A policy as read: the document, its file and hash, and where each part of it stands in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from caseward.errors import Fault
from caseward.policy.model import PolicyDocument
from caseward.policy.source import Path, Source, Spot, shortened


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that was read. ``file`` is the path as given; ``sha256`` is of the file's bytes."""

    document: PolicyDocument
    file: str
    sha256: str
    source: Source = field(repr=False)

    @property
    def name(self) -> str:
        """The file's name without its folders."""
        return PurePath(self.file).name

    @property
    def positions(self) -> Mapping[Path, Spot]:
        """Line and column (from 1) of each key and list item, by its path, such as ``("versions", 0, "requirements",
        2)``.
        """
        return self.source.keys

    def place(self, path: Path) -> str:
        """``file:line:column`` of a part."""
        line, column = self.source.at_key(path)
        return f"{self.file}:{line}:{column}"

    def spot(self, path: Path) -> str:
        """``line:column`` of a part, for naming a second place in the same file."""
        line, column = self.source.at_key(path)
        return f"{line}:{column}"

    def fault(self, path: Path, code: str, rule: str, hint: str = "", *, value: str = "") -> Fault:
        """A fault at a part of this policy. ``value`` is shown as it stands in the file; an item of a list has no
        name of its own.
        """
        name = next((p for p in reversed(path) if isinstance(p, str)), "")
        if not value and (name == "" or path[-1] != name):
            name = ""
        found = shortened(self.source.texts.get(path, value)) if value and value != name else ""
        return Fault(self.file, *self.source.at_value(path), code, name, found, rule, hint)

"""What is compiled once is compiled again when anything it was compiled from changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseward.engine.jit import sources

SOURCES = {
    "rows": "from caseward.engine.days import (\n    month,\n)\n",
    "days": "from caseward.engine.numbers import NONE\nfrom caseward.engine.rows import back\n",
    "numbers": "NONE = -1\n",
    "beside": "NONE = -2\n",
}


def laid_out(folder: Path, **changed: str) -> Path:
    folder.mkdir()
    for name, text in {**SOURCES, **changed}.items():
        (folder / f"{name}.py").write_text(text)
    return folder


@pytest.mark.parametrize("name", ["rows", "days", "numbers"])
def test_a_change_in_what_is_imported_shows(tmp_path: Path, name: str) -> None:
    before, after = laid_out(tmp_path / "a"), laid_out(tmp_path / "b", **{name: SOURCES[name] + "MORE = 1\n"})
    assert sources(before / "rows.py", before) != sources(after / "rows.py", after)


def test_a_change_elsewhere_does_not(tmp_path: Path) -> None:
    before, after = laid_out(tmp_path / "a"), laid_out(tmp_path / "b", beside="NONE = -3\n")
    assert sources(before / "rows.py", before) == sources(after / "rows.py", after)

"""The few marks of Markdown that the drawn pages need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

DRAWN = "<!-- Drawn from the code by `make docs`. Change the code, not this page. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table as lines; a bar inside a cell is escaped."""
    lines = [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return lines if len(lines) > 2 else []


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ").strip() for cell in cells) + " |"


def plain(text: str) -> str:
    """Help text without the terminal's marks, its paragraphs kept and each on one line."""
    bare = re.sub(r"\[/?(?:bold|italic|dim|cyan|green|red|yellow)[^\]]*\]", "", text.replace("\b", ""))
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", bare) if part.strip())


def page(title: str, lines: Iterable[str]) -> str:
    """A whole page, ending in one line break."""
    return "\n".join([f"# {title}", "", DRAWN, "", *lines]).rstrip() + "\n"

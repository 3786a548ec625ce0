"""Reading our own pages: sections, code words, links and marked snippets."""

from __future__ import annotations

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
DOCS = TOP / "docs"


def read(path: str) -> str:
    """A page of the project by its path from the top."""
    return (TOP / path).read_text(encoding="utf-8")


def pages() -> list[Path]:
    """Every Markdown page that belongs to the project, in order."""
    folders = [
        TOP.glob("*.md"),
        DOCS.rglob("*.md"),
        (TOP / "src").rglob("*.md"),
        *(TOP.glob(f"{f}/**/*.md") for f in ("examples", "policies")),
    ]
    return sorted(path for folder in folders for path in folder)


def sections(text: str) -> dict[str, str]:
    """The text under each heading, by the heading's words without marks; a heading that comes twice keeps both texts."""
    found: dict[str, str] = {}
    parts = re.split(r"^#{1,6} +(.+)$", outside_code(text), flags=re.MULTILINE)
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        key = title.replace("`", "").strip()
        found[key] = found.get(key, "") + body
    return found


def outside_code(text: str) -> str:
    """The page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def code_words(text: str) -> set[str]:
    """What stands between single backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def anchors(text: str) -> set[str]:
    """The anchors a Markdown reader makes of the headings."""
    titles = re.findall(r"^#{1,6} +(.+)$", outside_code(text), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.replace("`", "").lower()).strip().replace(" ", "-") for title in titles}


def links(text: str) -> list[str]:
    """The targets of links and pictures."""
    return re.findall(r"\]\(([^)\s]+)\)", outside_code(text))


def snippets(text: str) -> list[str]:
    """The shell blocks that are marked to be run."""
    return re.findall(r"<!-- run -->\n```sh\n(.*?)```", text, flags=re.DOTALL)

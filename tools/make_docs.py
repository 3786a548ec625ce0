"""Writes the pages that are drawn from the code. ``make docs`` runs it.

A test draws them again and compares, so a command, option or error code cannot arrive without its page.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from caseward.interchange.format_page import record_format_markdown
from caseward.policy.language_page import policy_language_markdown
from tools.description_of_api import description_of_api
from tools.page_of_commands import commands_page
from tools.page_of_errors import errors_page
from tools.page_of_insiders import insiders_page
from tools.reference_pages import pages as reference_pages

DOCS = Path(__file__).resolve().parents[1] / "docs"

#: Each page with what draws it.
PAGES: dict[str, Callable[[], str]] = {
    "api/openapi.json": description_of_api,
    "cli.md": commands_page,
    "errors.md": errors_page,
    "insider-attacks.md": insiders_page,
    "policy-language.md": policy_language_markdown,
    "record-format.md": record_format_markdown,
    **reference_pages(),
}


def main(names: Iterable[str]) -> None:
    """Write the named pages, or all of them."""
    for name in list(names) or sorted(PAGES):
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8", newline="\n")
        print(f"wrote docs/{name}")


if __name__ == "__main__":
    main(sys.argv[1:])

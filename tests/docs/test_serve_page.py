"""The page on the web application says every setting, with its meaning."""

from __future__ import annotations

from caseward.web.settings.web_toml import SETTINGS
from tests.docs.pages import DOCS, TOP


def test_every_setting_is_on_the_page_with_its_meaning():
    page = (DOCS / "how-to" / "serve.md").read_text(encoding="utf-8")
    for name, (_, meaning) in SETTINGS.items():
        assert f"| `{name}` | {meaning} |" in page


def test_refusals_of_the_web_application_are_where_the_page_of_errors_finds_them():
    for path in (TOP / "src/caseward/web").rglob("*.py"):
        assert 'code = "CW' not in path.read_text(encoding="utf-8") or path.name == "web_toml.py", path

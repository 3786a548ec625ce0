"""Draws ``docs/api/openapi.json``: the description of the programming interface, as the application gives it."""

from __future__ import annotations

import os
import subprocess
import sys

SAY = """
import django
django.setup()
from caseward.web.api.description import api, as_text
print(as_text(api), end="")
"""
SETTINGS = {"DJANGO_SETTINGS_MODULE": "caseward.web.settings.everywhere", "PYTHONIOENCODING": "utf-8"}


def description_of_api() -> str:
    """The description, from a process of its own: Django's settings are read once in each."""
    environment = {**os.environ, **SETTINGS}
    command = [sys.executable, "-c", SAY]
    return subprocess.run(command, env=environment, check=True, capture_output=True, encoding="utf-8").stdout

"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class Accounts(AppConfig):
    """Users, roles, and the record of reading."""

    name = "caseward.web.accounts"
    label = "accounts"

"""Nobody signs up by themselves: an administrator adds users."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Closed(DefaultAccountAdapter):  # type: ignore[misc]  # ships no types
    """Sign-in without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # as allauth calls it
        """Never."""
        return False

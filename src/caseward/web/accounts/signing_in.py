"""What happens as somebody signs in, or is refused: where they are signed in, since when, and who was not let in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from caseward.web.accounts.models import Refusal, User
from caseward.web.accounts.operations import note_refusal, note_sign_in
from caseward.web.accounts.typed import keep_forms_good
from caseward.web.moment import now

BEGAN: Final = "began"
BY_PROVIDER: Final = "second-factor-by-provider"
"""Said in a session whose second factor was the identity provider's."""
BROWSERS: Final = ("Edg", "Firefox", "Chrome", "Safari")
SYSTEMS: Final = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


def watch() -> None:
    """Have every way to sign in told here."""
    user_logged_in.connect(_signed_in, dispatch_uid="caseward")
    user_login_failed.connect(_refused, dispatch_uid="caseward")
    authentication_failed.connect(_wrong_factor, dispatch_uid="caseward")


def began(session: SessionBase) -> datetime:
    """When the sign-in of a session began; now for one from before that was kept."""
    return datetime.fromtimestamp(session.setdefault(BEGAN, now().timestamp()), UTC)


def browser_of(agent: str) -> str:
    """A browser in a few words, so that somebody knows which of theirs it is."""
    found = [next((one for one in names if one in agent), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(one.replace("Edg", "Edge") for one in found if one) or re.sub(r"[^ -~]", "", agent)[:40]


def _signed_in(sender: object, request: HttpRequest, user: User, **_: Any) -> None:  # noqa: ARG001  # a signal's
    request.session[BEGAN] = now().timestamp()
    keep_forms_good(request, user)
    note_sign_in(user, str(request.session.session_key), browser_of(request.headers.get("User-Agent", "")), now())


def _refused(sender: object, credentials: dict[str, Any], **_: Any) -> None:  # noqa: ARG001  # a signal's
    name = str(credentials.get("username") or credentials.get("login") or "")
    known = User.objects.filter(username=name).first()
    note_refusal(Refusal.What.SIGN_IN, known, "", "wrong password" if known else "unknown user name", now())


def _wrong_factor(sender: object, user: User, **_: Any) -> None:  # noqa: ARG001  # a signal's
    note_refusal(Refusal.What.SIGN_IN, user, "", "wrong second factor", now())

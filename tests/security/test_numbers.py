"""The numbers that the policies ask for are the ones that are set, and what only https can do is on with https."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from caseward.web.settings import protection
from tests.casework.agency import make_agency

NAMES = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "DEBUG")
NAMES += ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
SAY = f"import json; from django.conf import settings; print(json.dumps({{n: getattr(settings, n) for n in {NAMES}}}))"


def test_lockout_session_and_passwords_are_as_asked():
    assert protection.AXES_FAILURE_LIMIT == 5
    assert protection.AXES_COOLOFF_TIME * 60 >= 10
    assert protection.SESSION_COOKIE_AGE == 30 * 60
    assert protection.SESSION_EXPIRE_AT_BROWSER_CLOSE
    options = [one.get("OPTIONS", {}) for one in protection.AUTH_PASSWORD_VALIDATORS]
    assert {"min_length": 15} in options
    assert "scrypt" in protection.PASSWORD_HASHERS[0].lower()
    assert protection.IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN <= 15 * 60


@pytest.mark.parametrize("https", [True, False])
def test_over_https_cookies_stay_there_and_browsers_come_back_by_it(tmp_path, https):
    agency = replace(make_agency(tmp_path / "agency"), https=https)
    (agency.folder / "web.toml").write_text(agency.toml(), encoding="utf-8")
    environment = {**os.environ, "CASEWARD_AGENCY": str(agency.folder)}
    environment["DJANGO_SETTINGS_MODULE"] = "caseward.web.settings.agency"
    done = subprocess.run([sys.executable, "-c", SAY], env=environment, check=True, capture_output=True, text=True)
    year = 365 * 24 * 3600 if https else 0
    names = [f"{'__Host-' if https else ''}{name}" for name in ("sessionid", "csrftoken")]
    said = json.loads(done.stdout)
    assert [said.pop("SESSION_COOKIE_NAME"), said.pop("CSRF_COOKIE_NAME")] == names
    assert said == {
        "SECURE_SSL_REDIRECT": https, "SESSION_COOKIE_SECURE": https, "CSRF_COOKIE_SECURE": https,
        "SECURE_HSTS_SECONDS": year, "DEBUG": False,
    }  # fmt: skip

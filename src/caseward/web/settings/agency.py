"""The settings of one agency, read from the folder that ``CASEWARD_AGENCY`` names."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from caseward.interchange.kept.settings import read_settings
from caseward.web.settings.everywhere import *  # noqa: F403
from caseward.web.settings.web_toml import Agency, read_agency

AGENCY = read_agency(Path(os.environ["CASEWARD_AGENCY"]))

DEBUG = False
TIME_ZONE = read_settings(AGENCY.folder).zone
SECRET_KEY = AGENCY.path(AGENCY.secret).read_text(encoding="ascii").strip()
SECOND_FACTOR_KEY = bytes.fromhex(AGENCY.path(AGENCY.second_factor_key).read_text(encoding="ascii").strip())
ALLOWED_HOSTS = list(AGENCY.hosts)
SECOND_FACTOR_REQUIRED = AGENCY.second_factor == "required"
MFA_TOTP_ISSUER = AGENCY.name
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not AGENCY.https  # passkeys can be tried on one machine

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = AGENCY.https
if AGENCY.https:  # no other host, and no page reached without https, can set a cookie of such a name
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if AGENCY.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if AGENCY.https else None


def database(agency: Agency) -> dict[str, object]:
    """Django's description of the database of the application's own tables."""
    if "://" not in agency.database:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": agency.path(agency.database),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    url = urlsplit(agency.database)
    socket = parse_qs(url.query).get("host", [""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "HOST": url.hostname or socket,
        "PORT": url.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database(AGENCY)}

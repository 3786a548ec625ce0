"""What is the same for every agency: the apps, what each request passes through, templates, languages, static files."""

from __future__ import annotations

from pathlib import Path

from caseward.web.settings.protection import *  # noqa: F403  # Django reads the names of one module
from caseward.web.settings.web_toml import Agency

#: Which agency it is, and whether a second factor is asked of everybody: ``agency`` says.
AGENCY: Agency = Agency(Path())
SECOND_FACTOR_REQUIRED = True
SECOND_FACTOR_KEY = b""

WEB = Path(__file__).resolve().parents[1]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "axes",
    "caseward.web.accounts",
    "caseward.web.casework",
    "caseward.web.appointments",
    "caseward.web.intake",
    "caseward.web.reporting",
    "caseward.web.public",
    "caseward.web.disputes",
    "caseward.web.proceedings",
    "caseward.web.tasks",
    "caseward.web.transfers",
    "caseward.web.reviewing",
    "caseward.web.unit",
    "caseward.web.inspection",
    "caseward.web.recordroom",
    "caseward.web.api",
    "caseward.web.administration",
    "caseward.web.notices",
    "caseward.web.jobs",
]

MIDDLEWARE = [
    "caseward.web.jobs.middleware.counted",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "caseward.web.api.problems.told",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "caseward.web.languages.in_their_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "caseward.web.accounts.middleware.never_kept_by_browsers",
    "caseward.web.accounts.middleware.signed_in_only",
    "caseward.web.accounts.middleware.exports_recorded",
    "caseward.web.accounts.middleware.ToldPlainly",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "caseward.web.urls"
WSGI_APPLICATION = "caseward.web.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "caseward.web.accounts.context.page",
                "caseward.web.jobs.context.drawing",
            ],
        },
    }
]

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", "English"), ("es", "Español")]  # which pages are in which: ``languages.COMPLETE``
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
STATICFILES_DIRS = [WEB / "static"]

DATABASES: dict[str, dict[str, object]] = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}

# Whatever is told is told as one line of JSON where the server writes: by name of the page, without what a person typed
# or who they are.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "caseward.web.jobs.logs.JsonLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {
        name: {"handlers": ["console"], "level": level, "propagate": False}
        for name, level in (("django", "WARNING"), ("axes", "WARNING"), ("allauth", "WARNING"), ("caseward", "INFO"))
    },
}

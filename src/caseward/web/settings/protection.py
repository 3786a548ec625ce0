"""What guards the door: sign-in, second factor, lockout, sessions, and what a page may load.

Numbers follow the CJIS Security Policy 5.9.5 (5.5.3 lockout after five, 5.5.5 session lock after 30 minutes, 5.6.2.1
passwords) and OWASP ASVS 5 level 2.
"""

from __future__ import annotations

from csp.constants import NONE, SELF

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

ACCOUNT_ADAPTER = "caseward.web.accounts.adapter.Closed"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
SOCIALACCOUNT_ADAPTER = "caseward.web.accounts.provider.Bound"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
MFA_ADAPTER = "caseward.web.accounts.second_factor.Encrypted"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds, for clocks that differ (RFC 6238, 5.2)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key"}  # wrong second factors of a user; of passwords see below
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # a whole office shares one address: five slips there must not shut it out
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "locked.html"
AXES_VERBOSE = False
# Of a failed sign-in is not kept what was typed as a name (it may be the password), nor whose page was asked for.
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address", "next"]

# Codes that were used and limits on how often something may be tried hold in every process: they are in the database.
# It drops entries only when there are more than anybody can make within the longest limit.
CACHES = {
    "default": {
        "BACKEND": "caseward.web.accounts.shared_cache.SharedCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "caseward.web.accounts.middleware.stale"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# What people send is never written to a disk as it came: it is locked first.
FILE_UPLOAD_HANDLERS = ["caseward.web.public.uploads.InMemory"]

# The programming interface: how many requests of a user in a minute, how many askings for access from one place or of
# one program, and how long access tokens last.
API_RATE = 600
API_TOKEN_RATE = 30
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 15 * 60
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

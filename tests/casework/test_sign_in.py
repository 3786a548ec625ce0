"""Signing in, as far as no browser is needed to look at it: pages, closed addresses, second factors as they are kept."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.mark.parametrize("where", ["/account/second-factor/", "/account/logout/", "/account/reauthenticate/"])
def test_a_page_is_in_one_language_and_says_which(agency, as_, where):
    client = as_("officer-1")
    english, spanish, another = (
        TOKEN.sub("", client.get(where, headers={"accept-language": wanted}).content.decode())
        for wanted in ("en-us", "es-MX,es;q=0.9", "fr")
    )
    assert '<html lang="en-us">' in english
    assert "Skip to the content" in english
    assert '<html lang="es">' in spanish
    assert "Skip to the content" not in spanish
    assert another == english


CLOSED = (
    "signup/",
    "email/",
    "confirm-email/",
    "confirm-email/a-key/",
    "password/set/",
    "password/reset/",
    "login/code/confirm/",
)
CLOSED += ("password/reset/key/1-set-password/", "password/reset/key/done/", "password/reset/done/")


@pytest.mark.parametrize("where", CLOSED)
@pytest.mark.parametrize("who", ["officer-1", "administrator", ""])
def test_what_is_not_used_of_signing_in_is_closed(agency, as_, who, where):
    client = as_(who)
    for answer in (client.get(f"/account/{where}"), client.post(f"/account/{where}", {"email": "a@b.example"})):
        gone = answer.status_code == 404
        assert gone or (not who and answer["Location"].startswith("/account/login/")), answer.status_code


def test_every_address_of_signing_in_is_used_or_closed(agency):
    from allauth.account import urls

    from caseward.web.accounts.sign_in_urls import USED, closed, urlpatterns

    assert {one.name for one in urls.urlpatterns} <= {one.name for one in urlpatterns}
    assert {one.name for one in urlpatterns if one.callback is not closed} == {one.name for one in USED}


@pytest.fixture
def factor(agency, users):
    """An authenticator app of officer 2, and its secret."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    made = TOTP.activate(users["officer-2"], secret)
    yield made, secret
    made.instance.delete()


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, [*yield_hotp_counters_from_time()][1]))


def test_second_factors_are_encrypted_where_they_lie(agency, users, factor):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    from caseward.web.settings.web_toml import BadWebSettings

    made, secret = factor
    kept = Authenticator.objects.get(pk=made.instance.pk).data["secret"]
    assert secret not in kept
    assert made.validate_code(code_of(secret))
    codes = RecoveryCodes.activate(users["officer-2"])
    assert len(set(codes.generate_codes())) == 10
    assert len(codes.instance.data["seed"]) > 80
    codes.instance.delete()
    for forged in (secret, kept[:-4] + "AAAA", ""):  # whoever can write to the database alone cannot put one of theirs
        made.instance.data["secret"] = forged
        with pytest.raises(BadWebSettings):
            made.validate_code(code_of(secret))


def test_what_lay_there_in_clear_is_encrypted_by_the_migration(agency, users):
    from importlib import import_module

    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP
    from django.apps import apps

    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    row = Authenticator.objects.create(user=users["officer-3"], type="totp", data={"secret": secret})
    import_module("caseward.web.accounts.migrations.0002_second_factors_encrypted_and_cache").encrypt_what_is_there(
        apps, None
    )
    row.refresh_from_db()
    assert secret not in row.data["secret"]
    assert TOTP(row).validate_code(code_of(secret))
    row.delete()


IN_ANOTHER_PROCESS = """
import django, sys
django.setup()
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
print(TOTP(Authenticator.objects.get(pk=int(sys.argv[1]))).validate_code(sys.argv[2]))
"""


def test_a_code_serves_once_in_all_processes(agency, factor):
    made, secret = factor
    code = code_of(secret)
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(made.instance.pk), code]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout == "True\n"
    assert not made.validate_code(code)


def test_a_code_stays_used_for_as_long_as_it_is_good(agency, factor):
    """It is good for a step before and a step after its own, not for one step alone."""
    from django.db import connection

    made, secret = factor
    assert made.validate_code(code_of(secret))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT expires FROM shared_cache WHERE cache_key LIKE %s", [f"%totp.used?user={made.instance.user_id}&%"]
        )
        (expires,) = cursor.fetchone()
    left = datetime.fromisoformat(str(expires)).replace(tzinfo=UTC) - datetime.now(UTC)
    assert left > timedelta(seconds=60)


def test_a_wrong_code_is_recorded_and_a_right_one_opens(agency, users, factor):
    from django.test import Client

    from caseward.web.accounts.models import Refusal

    password, client = "seven lamps under a slow river", Client()
    users["officer-2"].set_password(password)
    users["officer-2"].save()
    client.post("/account/login/", {"login": "officer-2", "password": password})
    right = code_of(factor[1])
    wrong = "000000" if right != "000000" else "111111"
    assert client.post("/account/second-factor/authenticate/", {"code": wrong}).status_code == 200
    found = Refusal.objects.get(user=users["officer-2"])
    assert found.why == "wrong second factor"
    assert wrong not in str(found.__dict__)
    assert client.post("/account/second-factor/authenticate/", {"code": right}).status_code == 302
    assert client.get("/today/").status_code == 200


def test_after_five_wrong_codes_the_right_one_does_not_open_either(agency, users, factor):
    from django.core.cache import cache
    from django.test import Client

    password, client = "seven lamps under a slow river", Client()
    users["officer-2"].set_password(password)
    users["officer-2"].save()
    client.post("/account/login/", {"login": "officer-2", "password": password})
    where, right = "/account/second-factor/authenticate/", code_of(factor[1])
    wrong = "000000" if right != "000000" else "111111"
    assert [client.post(where, {"code": code}).status_code for code in [wrong] * 5 + [right]] == [200] * 6
    assert client.get("/today/").status_code == 302
    cache.clear()  # as when a quarter of an hour has gone by
    assert client.post(where, {"code": code_of(factor[1])}).status_code == 302
    assert client.get("/today/").status_code == 200

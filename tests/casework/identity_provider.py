"""An identity provider in a process of its own, as an agency has one: OpenID Connect as a kept library speaks it.

What it says of whoever signs in can be bent by a file, as a provider would that is broken or not ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from tests.casework.serving import free_port

HOST, CLIENT, SECRET = "localhost", "caseward", "a secret for tests"
BACK = "http://testserver/account/provider/agency/callback/"
APPS = ("auth", "contenttypes", "sessions", "messages")


@contextmanager
def providing(folder: Path) -> Iterator[str]:
    """The issuer, while it answers; ``bend.json`` in its folder changes what it says next."""
    folder.mkdir()
    port = free_port()
    command = [sys.executable, "-m", "tests.casework.identity_provider", str(folder), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()


def _configure(folder: Path) -> None:
    import django
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    settings.configure(
        SECRET_KEY="of the tests' provider",
        ALLOWED_HOSTS=[HOST],
        ROOT_URLCONF="tests.casework.identity_provider_urls",
        INSTALLED_APPS=[*(f"django.contrib.{one}" for one in APPS), "allauth", "allauth.account", "allauth.idp.oidc"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        IDP_OIDC_PRIVATE_KEY=pem,
        IDP_OIDC_ADAPTER="tests.casework.identity_provider_urls.Bent",
        BEND=folder / "bend.json",
    )
    django.setup()


def _fill() -> None:
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name in ("anna", "ben"):
        User.objects.create_user(name, email=f"{name}@county.example")
    client = Client(id=CLIENT, name=CLIENT, skip_consent=True)
    client.set_redirect_uris([BACK])
    client.set_secret(SECRET)
    client.save()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: what it says would fill the pipe."""


def main(folder: Path, port: int) -> None:
    """Serve until it is told to end."""
    (folder / "bend.json").write_text(json.dumps({}), encoding="utf-8")
    _configure(folder)
    _fill()
    from django.core.wsgi import get_wsgi_application

    with make_server(HOST, port, get_wsgi_application(), handler_class=_Quiet) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

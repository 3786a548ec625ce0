"""Encrypts what second factors are checked with, and makes the table of the cache that all processes share."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def encrypt_what_is_there(apps: Any, _editor: object) -> None:
    from caseward.web.accounts.second_factor import Encrypted

    adapter = Encrypted()
    for row in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn"):
        for name in ("secret", "seed"):
            if name in row.data:
                row.data[name] = adapter.encrypt(row.data[name])
        if "migrated_codes" in row.data:
            row.data["migrated_codes"] = [adapter.encrypt(code) for code in row.data["migrated_codes"]]
        row.save()


def make_the_table_of_the_cache(_apps: object, editor: Any) -> None:
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.RunPython(encrypt_what_is_there, migrations.RunPython.noop),
        migrations.RunPython(make_the_table_of_the_cache, migrations.RunPython.noop),
    ]

from typing import Any

from django.db import migrations, models


def draw_all_again(apps: Any, _editor: object) -> None:
    """What is drawn so far does not say who was whose: the next page draws everything anew."""
    apps.get_model("casework", "Mark").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0005_how_it_is_settled"),
    ]

    operations = [
        migrations.CreateModel(
            name="Whose",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(db_index=True, max_length=200)),
                ("term", models.CharField(max_length=200)),
                ("office", models.CharField(blank=True, max_length=200)),
                ("officer", models.CharField(blank=True, max_length=200)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["office", "since"], name="whose_by_office"),
                    models.Index(fields=["officer", "since"], name="whose_by_officer"),
                ],
            },
        ),
        migrations.RunPython(draw_all_again, migrations.RunPython.noop),
    ]

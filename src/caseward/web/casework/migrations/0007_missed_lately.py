from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def draw_all_again(apps: Any, _editor: object) -> None:
    """What is drawn so far does not say what was missed: the next page draws everything anew."""
    apps.get_model("casework", "Mark").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_whose_it_was"),
    ]

    operations = [
        migrations.AddField(
            model_name="term",
            name="last_in_person_written",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="term",
            name="last_spoke_written",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="term",
            name="missed",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="term",
            name="unknown",
            field=models.IntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Past",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=500)),
                ("needs", models.TextField()),
                ("due", models.DateField()),
                ("status", models.CharField(max_length=20)),
                ("reason", models.TextField(blank=True)),
                ("citation", models.TextField(blank=True)),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="past", to="casework.term"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["term", "due"], name="past_of_a_term")]},
        ),
        migrations.RunPython(draw_all_again, migrations.RunPython.noop),
    ]

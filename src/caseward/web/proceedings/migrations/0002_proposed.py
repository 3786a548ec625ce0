import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_initial"),
        ("proceedings", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposed",
            fields=[
                ("id", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("place", models.BigIntegerField()),
                ("state", models.CharField(max_length=20)),
                ("response", models.CharField(max_length=40)),
                ("days", models.BigIntegerField()),
                ("day", models.DateField()),
                ("by", models.CharField(blank=True, max_length=200)),
                ("proposers", models.JSONField(default=list)),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proposed", to="casework.term"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["term", "day"], name="proposed_of_a_term")],
            },
        ),
    ]

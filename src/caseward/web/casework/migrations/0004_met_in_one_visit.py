import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="Met",
            fields=[
                ("id", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("visit", models.CharField(db_index=True, max_length=200)),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="met", to="casework.term"
                    ),
                ),
            ],
        ),
    ]

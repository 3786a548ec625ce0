from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0004_met_in_one_visit"),
    ]

    operations = [
        migrations.AddField(
            model_name="owed",
            name="about",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="owed",
            name="settled_by",
            field=models.CharField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="reach",
            name="language",
            field=models.CharField(default="en-us", max_length=10),
        ),
    ]

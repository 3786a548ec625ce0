from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_reach_language")]

    operations = [migrations.AddField("watch", "second", models.BooleanField(default=False))]

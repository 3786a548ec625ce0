from typing import Any

from django.db import migrations, models


def draw_all_again(apps: Any, _editor: object) -> None:
    """What is drawn so far has no clock while a decision waits for its second person: everything is drawn anew."""
    apps.get_model("casework", "Mark").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_caller"), ("casework", "0006_whose_it_was")]

    operations = [
        migrations.AddField("thirdpartywarning", "decided_on", models.DateField(null=True)),
        migrations.RunPython(draw_all_again, migrations.RunPython.noop),
    ]

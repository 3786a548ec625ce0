from typing import Any

from django.db import migrations, models


def draw_all_again(apps: Any, _editor: object) -> None:
    """What is drawn so far does not say when it ends: everybody is put in line."""
    apps.get_model("casework", "Mark").objects.update(listing=True)


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0002_who_booked_it"),
        ("casework", "0002_drawn_in_slices"),
    ]

    operations = [
        migrations.AddField(model_name="booked", name="ends", field=models.DateTimeField(null=True)),
        migrations.RunPython(draw_all_again, migrations.RunPython.noop),
    ]

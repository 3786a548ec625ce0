from typing import Any

from django.db import migrations, models


def draw_all_again(apps: Any, _editor: object) -> None:
    """What is drawn so far does not say who booked it, nor where it is: everybody is put in line."""
    apps.get_model("casework", "Mark").objects.update(listing=True)


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0001_initial"),
        ("casework", "0002_drawn_in_slices"),
    ]

    operations = [
        migrations.AddField(
            model_name="booked",
            name="by",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(model_name="booked", name="recorded", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="booked", name="index", field=models.BigIntegerField(default=0)),
        migrations.RunPython(draw_all_again, migrations.RunPython.noop),
    ]

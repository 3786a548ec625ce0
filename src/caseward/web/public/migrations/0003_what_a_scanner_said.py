from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("public", "0002_upload")]

    operations = [
        migrations.AddField("upload", "sent", models.DateTimeField(null=True)),
        migrations.AddField("upload", "state", models.CharField(blank=True, default="", max_length=10)),
        migrations.AddField("upload", "signature", models.CharField(blank=True, max_length=200)),
        migrations.AddField("upload", "looked", models.DateTimeField(null=True)),
        migrations.AddIndex("upload", models.Index(fields=["state"], name="uploads_by_state")),
    ]

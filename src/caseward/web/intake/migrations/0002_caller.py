from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="thirdpartywarning",
            name="caller",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="thirdpartywarning",
            index=models.Index(fields=["caller"], name="warnings_by_caller"),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_corrected_edition")]

    operations = [
        migrations.AddField(
            model_name="reportsection",
            name="is_hidden",
            field=models.BooleanField(default=False, verbose_name="dolt"),
        ),
    ]

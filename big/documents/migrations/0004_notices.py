from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_uploads"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[("report", "Rapport"), ("minutes", "Protokoll"), ("notice", "Kallelse")],
                max_length=12,
                verbose_name="slag",
            ),
        ),
    ]

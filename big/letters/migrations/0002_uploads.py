from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_notices"),
        ("letters", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="uploads",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="documents.upload", verbose_name="bifogade filer"
            ),
        ),
    ]

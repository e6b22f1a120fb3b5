from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("minutes", "0011_search_outcomes_fill"),
        ("people", "0011_exported"),
    ]

    operations = [
        migrations.AddField(
            model_name="news",
            name="taken_in_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="hämtat in i protokollet"),
        ),
        migrations.AddField(
            model_name="notice",
            name="contents",
            field=models.JSONField(default=dict, editable=False, verbose_name="innehåll"),
        ),
        migrations.AddField(
            model_name="notice",
            name="receivers",
            field=models.ManyToManyField(related_name="notices", to="people.person", verbose_name="mottagare"),
        ),
    ]

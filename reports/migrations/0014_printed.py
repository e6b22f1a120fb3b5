from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def mark_printed(apps, schema_editor):
    """What a published report has printed was reported when that was published, the first time."""
    activities = apps.get_model("reports", "Activity")._base_manager
    items = apps.get_model("reports", "ReportItem")._base_manager
    printed = items.filter(is_hidden=False, section__report__state="published").exclude(activity=None)
    first = printed.filter(activity=OuterRef("pk")).order_by("section__report__published_at")
    activities.filter(pk__in=printed.values("activity")).update(
        printed_at=Subquery(first.values("section__report__published_at")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0013_caution_answers")]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="printed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="tryckt"),
        ),
        migrations.RunPython(mark_printed, migrations.RunPython.noop),
    ]

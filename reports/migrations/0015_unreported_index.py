from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0014_printed")]

    operations = [
        migrations.RemoveConstraint(model_name="activity", name="activity_has_one_follow_on"),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(
                condition=models.Q(("continues__isnull", False), ("deleted_at", None)),
                fields=("continues",),
                name="activity_has_one_follow_on",
                violation_error_message="Insatsen är redan uppföljd.",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("printed_at", None), ("reported_elsewhere_at", None)),
                fields=["-listed_on", "-id"],
                name="activity_unreported_index",
            ),
        ),
    ]

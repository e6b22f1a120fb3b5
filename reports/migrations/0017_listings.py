import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def heading(to: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    """The rows are made when all migrations are done (reports/listings.py)."""

    dependencies = [
        ("people", "0018_delivery"),
        ("reports", "0016_period_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="listings",
                        to="reports.activity",
                    ),
                ),
                ("area", heading("reports.area")),
                ("partner", heading("people.organisation")),
                ("target_group", heading("reports.targetgroup")),
                ("listed_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("status", models.CharField(max_length=10)),
                ("kind_id", models.BigIntegerField(null=True)),
                ("created_by_id", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "rad i listan",
                "verbose_name_plural": "rader i listan",
                "ordering": ["-listed_on", "-activity_id"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q((f"{heading}__isnull", False)),
                        fields=[heading, "-listed_on", "-activity", "ends_on", "status", "kind_id", "created_by_id"],
                        name=f"listing_{heading}_index",
                    )
                    for heading in ("area", "partner", "target_group")
                ],
            },
        ),
        migrations.RemoveIndex(model_name="activity", name="reports_act_area_id_ca6a92_idx"),
        migrations.RemoveIndex(model_name="activity", name="reports_act_listed__25ab4e_idx"),
        migrations.RemoveIndex(model_name="activity", name="reports_act_status_78e451_idx"),
        migrations.RemoveIndex(model_name="activity", name="reports_act_created_3e7bfc_idx"),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["-listed_on", "-id", "ends_on", "status", "kind", "created_by", "deleted_at"],
                name="reports_act_listed__4aa4bd_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["status", "-listed_on", "-id", "ends_on", "kind", "created_by", "deleted_at"],
                name="reports_act_status_069db6_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["kind", "-listed_on", "-id", "ends_on", "status", "created_by", "deleted_at"],
                name="reports_act_kind_id_4bc424_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["created_by", "-listed_on", "-id", "ends_on", "status", "kind", "deleted_at"],
                name="reports_act_created_4b587e_idx",
            ),
        ),
    ]

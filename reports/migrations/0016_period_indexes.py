from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0016_trail"),
        ("reports", "0015_unreported_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="activity",
            name="reports_act_listed__e7054c_idx",
        ),
        migrations.RemoveIndex(
            model_name="activity",
            name="reports_act_area_id_3698af_idx",
        ),
        migrations.RemoveIndex(
            model_name="activity",
            name="reports_act_status_833696_idx",
        ),
        migrations.RemoveIndex(
            model_name="activity",
            name="reports_act_created_5e8ecb_idx",
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["-listed_on", "-id", "ends_on", "deleted_at"], name="reports_act_listed__25ab4e_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["area", "-listed_on", "-id", "ends_on", "deleted_at"], name="reports_act_area_id_ca6a92_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["status", "-listed_on", "-id", "ends_on", "deleted_at"], name="reports_act_status_78e451_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["created_by", "-listed_on", "-id", "ends_on", "deleted_at"],
                name="reports_act_created_3e7bfc_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["-ends_on", "-id", "status", "created_by", "deleted_at"], name="activity_passed_index"
            ),
        ),
    ]

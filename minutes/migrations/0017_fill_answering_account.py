from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Those who are asked now may go on; of answers that are given, `answered_by` says who gave them."""
    accounts = apps.get_model("people", "User").objects.filter(person=OuterRef("person"))
    waiting = apps.get_model("minutes", "Attestation").objects.filter(verdict="", round__ended_at=None)
    waiting.update(account=Subquery(accounts.values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("minutes", "0016_answering_account"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

import unicodedata

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is searched of the decisions and assignments that are there already, folded as big/search.py folds it."""
    for model, fields in (("Decision", ["text"]), ("Assignment", ["text", "name"])):
        rows = apps.get_model("minutes", model).objects.all()
        for row in rows.iterator():
            text = unicodedata.normalize("NFKC", " ".join(getattr(row, field) for field in fields))
            rows.filter(pk=row.pk).update(search_text=" ".join(text.casefold().split()))


class Migration(migrations.Migration):
    dependencies = [("minutes", "0011_search_outcomes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

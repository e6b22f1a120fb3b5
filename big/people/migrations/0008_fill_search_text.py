import unicodedata

from django.db import migrations


def fill(apps, schema_editor):
    """As big/search.py folds it."""
    for model, names in (("Organisation", ("name", "short_name")), ("Person", ("name", "title"))):
        rows = list(apps.get_model("people", model).objects.all())
        for row in rows:
            text = " ".join(getattr(row, name) for name in names)
            row.search_text = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
        apps.get_model("people", model).objects.bulk_update(rows, ["search_text"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("people", "0007_search_text")]

    # The column itself goes when the migration before this one is undone.
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]

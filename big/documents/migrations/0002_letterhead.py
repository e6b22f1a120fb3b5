"""The sender that every document prints until an administrator has written another."""

from django.db import migrations


def create_letterhead(apps, schema_editor):
    apps.get_model("documents", "Letterhead").objects.create(
        pk=1, name="BIG – Brottsförebyggarna i Gävle", short_name="BIG"
    )


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunPython(create_letterhead, migrations.RunPython.noop)]

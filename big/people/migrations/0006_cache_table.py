"""The table of the database cache, in which the limits on guessing are counted: `migrate` is all that an installation runs."""

from django.core.management import call_command
from django.db import migrations


def create_table(apps, schema_editor):
    call_command("createcachetable", "cache", database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps, schema_editor):
    schema_editor.execute("DROP TABLE cache")


class Migration(migrations.Migration):
    dependencies = [("people", "0005_small_letters")]

    operations = [migrations.RunPython(create_table, drop_table)]

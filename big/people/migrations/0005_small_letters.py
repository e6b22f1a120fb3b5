from django.db import migrations
from django.db.models.functions import Lower


def write_addresses_in_small_letters(apps, schema_editor):
    apps.get_model("people", "User").objects.update(email=Lower("email"))


class Migration(migrations.Migration):
    dependencies = [("people", "0004_invitation")]

    # Nobody needs the capitals back.
    operations = [migrations.RunPython(write_addresses_in_small_letters, migrations.RunPython.noop, elidable=True)]

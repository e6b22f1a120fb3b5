import uuid

from django.db import migrations


def fill(apps, schema_editor):
    """Each meeting its own: a default in the schema would give them all the same."""
    for meeting in apps.get_model("minutes", "Meeting").objects.filter(calendar_uid=None).only("pk"):
        meeting.calendar_uid = uuid.uuid4()
        meeting.save(update_fields=["calendar_uid"])


class Migration(migrations.Migration):
    dependencies = [("minutes", "0003_bodies_agendas_outcomes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

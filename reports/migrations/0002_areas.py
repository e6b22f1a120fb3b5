"""The five areas of BIG's report. They are data: an administrator renames, adds and orders them."""

from django.db import migrations

AREAS = [
    ("Trygghetsarbetet i skolan", ["Gävlemodellen"]),
    ("Föreningslivet och fritidsgårdarna", []),
    ("Hedersvåld och våldsbejakande extremism", []),
    ("Övrigt", []),
]


def create_areas(apps, schema_editor):
    Area = apps.get_model("reports", "Area")
    for position, (name, subareas) in enumerate(AREAS, start=1):
        area = Area.objects.create(name=name, position=position)
        for sub_position, sub_name in enumerate(subareas, start=1):
            Area.objects.create(name=sub_name, parent=area, position=sub_position)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(create_areas, migrations.RunPython.noop)]

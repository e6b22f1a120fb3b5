"""The five roles. What each may do is decided in big/access.py."""

from django.db import migrations

ROLES = ["medarbetare", "redaktör", "sekreterare", "ledningsgrupp", "administratör"]


def create_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name in ROLES:
        Group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]

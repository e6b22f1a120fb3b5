"""What earlier activities get in the new columns, and what the lists to choose from begin with."""

import unicodedata

from django.db import migrations
from django.utils import formats, timezone

# After the customer's own report. They are data: whoever keeps the lists renames, adds and orders them.
KINDS = ["utbildning", "föreläsning", "stöd och handledning", "coachning", "information", "nätverk och samverkan"]
KINDS += ["möte", "evenemang", "projekt och utveckling", "konferens", "egen fortbildning", "omvärldsbevakning"]
TARGET_GROUPS = ["förskola", "lågstadiet", "mellanstadiet", "högstadiet", "gymnasiet", "vuxenutbildning och SFI"]
TARGET_GROUPS += ["skolledare", "elevhälsa", "fritidsgårdar", "föreningar och idrott", "vuxenvandrare", "föräldrar"]
TARGET_GROUPS += ["barn och unga", "socialtjänst", "polis", "politiker", "studenter", "allmänheten", "egen personal"]


def fill(apps, schema_editor):
    for model, names in (("ActivityKind", KINDS), ("TargetGroup", TARGET_GROUPS)):
        rows = apps.get_model("reports", model).objects
        rows.bulk_create(rows.model(name=name, position=number) for number, name in enumerate(names, start=1))
    activities = list(apps.get_model("reports", "Activity").objects.all())
    for activity in activities:
        activity.search_text = " ".join(unicodedata.normalize("NFKC", activity.text).casefold().split())
        activity.listed_on = activity.starts_on or timezone.localdate(activity.created_at)
        if activity.starts_on:
            activity.ends_on = activity.starts_on
            activity.when = formats.date_format(activity.starts_on, "j F Y")
    fields = ["search_text", "listed_on", "ends_on", "when"]
    apps.get_model("reports", "Activity").objects.bulk_update(activities, fields, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_activity_details")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

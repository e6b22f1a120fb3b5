"""Activities taken out to work on in a spreadsheet (big/exporting.py)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import batched
from typing import IO

from big.exporting import MAX_SHEET_ROWS, Value, csv_lines, moment, workbook
from big.refusals import Refused
from big.swedish import sort_key
from reports.models import Activity, ActivityQuerySet
from reports.recording import LISTS

AT_A_TIME = 1000

COLUMNS: list[tuple[str, str | Callable[[Activity], Value]]] = [
    ("Nummer", lambda one: one.pk),
    ("Område", lambda one: one.area.name),
    ("Rör också området", lambda one: one.also_area and one.also_area.name),
    ("Text", lambda one: one.text),
    ("Status", lambda one: one.get_status_display()),
    ("Slag", lambda one: one.kind and one.kind.name),
    ("När", lambda one: one.when),
    ("Från och med", lambda one: one.starts_on),
    ("Till och med", lambda one: one.ends_on),
    ("Målgrupper", "target_groups"),
    ("Samarbetspartner", "partners"),
    ("Platser", "places"),
    ("Antal deltagare", lambda one: one.participants),
    ("Hur säkert", lambda one: one.get_participants_qualifier_display()),
    ("Intern anteckning", lambda one: one.note),
    ("Fortsätter nummer", lambda one: one.continues_id),
    ("Redan rapporterad", lambda one: moment(one.reported_elsewhere_at)),
    ("Markerad av", lambda one: one.reported_elsewhere_by and one.reported_elsewhere_by.name),
    ("Antecknad", lambda one: moment(one.created_at)),
    ("Antecknad av", lambda one: one.created_by.name),
]
"""Heading, and what makes the value or which of the activity's lists it is."""
HEADINGS = [heading for heading, _ in COLUMNS]


def as_csv(activities: ActivityQuerySet) -> Iterator[str]:
    """The lines of a CSV file."""
    return csv_lines(HEADINGS, _rows(activities))


def as_xlsx(activities: ActivityQuerySet) -> IO[bytes]:
    """An Excel file, open at its beginning. Raises Refused when there are more rows than a sheet holds."""
    if activities.order_by()[: MAX_SHEET_ROWS + 1].count() > MAX_SHEET_ROWS:
        raise Refused("Insatserna är fler än ett Excelblad rymmer. Välj ut en del av dem, eller hämta dem som CSV.")
    return workbook("Insatser", HEADINGS, _rows(activities), wide="Text")


def _rows(activities: ActivityQuerySet) -> Iterator[list[Value]]:
    """The cells of each activity."""
    joined = activities.select_related("area", "also_area", "kind", "created_by", "reported_elsewhere_by")
    for batch in batched(joined.newest_first().iterator(chunk_size=AT_A_TIME), AT_A_TIME):
        lists = {name: _names_in(name, batch) for name in LISTS}
        for activity in batch:
            yield [lists[of].get(activity.pk) if isinstance(of, str) else of(activity) for _, of in COLUMNS]


def _names_in(name: str, batch: Sequence[Activity]) -> dict[int, str]:
    """What each activity has in one of its lists. Django's own way keeps a QuerySet for every list of every row."""
    found: dict[int, list[str]] = defaultdict(list)
    having = Activity.objects.filter(pk__in=[one.pk for one in batch], **{f"{name}__isnull": False})
    for pk, text in having.order_by().values_list("pk", f"{name}__name"):
        found[pk].append(text)
    return {pk: ", ".join(sorted(names, key=sort_key)) for pk, names in found.items()}

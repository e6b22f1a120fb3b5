"""Activities taken out to work on in a spreadsheet: as CSV and as an Excel file.

A spreadsheet runs what looks like a formula in whatever it opens. In CSV a cell that begins like one gets an apostrophe
before it (defusedcsv); in an Excel file every text is stored as text. Neither format ever holds all rows in memory.
"""

import datetime
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import batched
from typing import IO

import xlsxwriter
from defusedcsv import csv
from django.utils import timezone

from big.refusals import Refused
from big.swedish import sort_key
from reports.models import Activity, ActivityQuerySet
from reports.recording import LISTS

Value = str | int | datetime.date | datetime.datetime | None

MAX_SHEET_ROWS = 1_048_575
"""What an Excel sheet holds besides its heading."""
MAX_CELL = 32_767
"""The characters that an Excel cell holds."""
CUT = " … (avkortad: hela texten finns i CSV-filen)"
AT_A_TIME = 1000


def _moment(at: datetime.datetime | None) -> datetime.datetime | None:
    """Local time to the minute, as spreadsheets know no zones."""
    return at and timezone.localtime(at).replace(second=0, microsecond=0, tzinfo=None)


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
    ("Redan rapporterad", lambda one: _moment(one.reported_elsewhere_at)),
    ("Markerad av", lambda one: one.reported_elsewhere_by and one.reported_elsewhere_by.name),
    ("Antecknad", lambda one: _moment(one.created_at)),
    ("Antecknad av", lambda one: one.created_by.name),
]
"""Heading, and what makes the value or which of the activity's lists it is."""
HEADINGS = [heading for heading, _ in COLUMNS]


def as_csv(activities: ActivityQuerySet) -> Iterator[str]:
    """The lines of a file for a Swedish Excel: semicolons, and the mark by which it knows UTF-8."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow(HEADINGS)
    for row in _rows(activities):
        yield writer.writerow(row)


def as_xlsx(activities: ActivityQuerySet) -> IO[bytes]:
    """An Excel file, open at its beginning. Raises Refused when there are more rows than a sheet holds."""
    if activities.order_by()[: MAX_SHEET_ROWS + 1].count() > MAX_SHEET_ROWS:
        raise Refused("Insatserna är fler än ett Excelblad rymmer. Välj ut en del av dem, eller hämta dem som CSV.")
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer that sends it closes it)
    # Rows go to the disk as they come.
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Insatser")
        day, moment = (book.add_format({"num_format": shape}) for shape in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(0, column, heading, book.add_format({"bold": True}))
            sheet.set_column(column, column, 60 if heading == "Text" else 18)
        for number, row in enumerate(_rows(activities), start=1):
            for column, value in enumerate(row):
                match value:
                    case datetime.datetime():
                        sheet.write_datetime(number, column, value, moment)
                    case datetime.date():
                        sheet.write_datetime(number, column, value, day)
                    case int():
                        sheet.write_number(number, column, value)
                    case str() if len(value) > MAX_CELL:
                        sheet.write_string(number, column, value[: MAX_CELL - len(CUT)] + CUT)
                    case str() if value:
                        sheet.write_string(number, column, value)
    file.seek(0)
    return file


def _rows(activities: ActivityQuerySet) -> Iterator[list[Value]]:
    """The cells of each activity. Space around a text goes: behind it a formula could hide."""
    joined = activities.select_related("area", "also_area", "kind", "created_by", "reported_elsewhere_by")
    for batch in batched(joined.newest_first().iterator(chunk_size=AT_A_TIME), AT_A_TIME):
        lists = {name: _names_in(name, batch) for name in LISTS}
        for activity in batch:
            values = [lists[of].get(activity.pk) if isinstance(of, str) else of(activity) for _, of in COLUMNS]
            yield [value.strip() if isinstance(value, str) else value for value in values]


def _names_in(name: str, batch: Sequence[Activity]) -> dict[int, str]:
    """What each activity has in one of its lists. Django's own way keeps a QuerySet for every list of every row."""
    found: dict[int, list[str]] = defaultdict(list)
    having = Activity.objects.filter(pk__in=[one.pk for one in batch], **{f"{name}__isnull": False})
    for pk, text in having.order_by().values_list("pk", f"{name}__name"):
        found[pk].append(text)
    return {pk: ", ".join(sorted(names, key=sort_key)) for pk, names in found.items()}


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text

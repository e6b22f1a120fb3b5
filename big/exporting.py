"""Rows taken out to work on in a spreadsheet: as CSV and as an Excel file.

A spreadsheet runs what looks like a formula in whatever it opens. In CSV a cell that begins like one gets an apostrophe
before it (defusedcsv); in an Excel file every text is stored as text. Neither format ever holds all rows in memory.
"""

import datetime
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import xlsxwriter
from defusedcsv import csv
from django.utils import timezone

Value = str | int | datetime.date | datetime.datetime | None

MAX_SHEET_ROWS = 1_048_575
"""What an Excel sheet holds besides its heading."""
MAX_CELL = 32_767
"""The characters that an Excel cell holds."""
CUT = " … (avkortad: hela texten finns i CSV-filen)"


def moment(at: datetime.datetime | None) -> datetime.datetime | None:
    """Local time to the minute, as spreadsheets know no zones."""
    return at and timezone.localtime(at).replace(second=0, microsecond=0, tzinfo=None)


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The lines of a file for a Swedish Excel: semicolons, and the mark by which it knows UTF-8."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow(headings)
    for row in rows:
        yield writer.writerow(_stripped(row))


def workbook(sheet_name: str, headings: Sequence[str], rows: Iterable[Sequence[Value]], *, wide: str) -> IO[bytes]:
    """An Excel file, open at its beginning, of at most MAX_SHEET_ROWS. The column `wide` is for long texts."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer that sends it closes it)
    # Rows go to the disk as they come.
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name)
        day, at = (book.add_format({"num_format": shape}) for shape in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, book.add_format({"bold": True}))
            sheet.set_column(column, column, 60 if heading == wide else 18)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(_stripped(row)):
                match value:
                    case datetime.datetime():
                        sheet.write_datetime(number, column, value, at)
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


def _stripped(row: Sequence[Value]) -> list[Value]:
    """Space around a text goes: behind it a formula could hide."""
    return [value.strip() if isinstance(value, str) else value for value in row]


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text

"""Dates and times of day as Swedish papers print them."""

import re
from dataclasses import dataclass
from datetime import date

MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "okt": 10, "nov": 11, "dec": 12,
}  # fmt: skip

_WEEKDAY = r"(?:(?:mån|tis|ons|tors|fre|lör|sön)(?:dag(?:en)?|\.)?,?\s+)?(?:den\s+|d\.\s*)?"
_MONTH = (
    r"(?P<month>jan(?:uari)?|feb(?:r(?:uari)?)?|mar(?:s)?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_FORMS = (
    re.compile(
        _WEEKDAY + r"(?<!\d)(?P<year>\d{4})(?P<mark>[-./–‑])(?P<number>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)", re.I
    ),
    re.compile(_WEEKDAY + r"(?<!\d)(?P<year>20\d\d)(?P<number>[01]\d)(?P<day>[0-3]\d)(?!\d)", re.I),
    re.compile(r"(?<![\d-])(?P<short>\d{2})(?P<number>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\d-])"),
    re.compile(
        _WEEKDAY
        + r"(?<!\d)(?P<day>\d{1,2})(?::?[ea])?(?:\s*[-–]\s*\d{1,2})?\s+"
        + _MONTH
        + r",?\s+(?P<year>\d{4})(?!\d)",
        re.I,
    ),
    re.compile(_WEEKDAY + r"(?<!\d)(?P<day>\d{1,2})/(?P<number>\d{1,2})[\s\-–/]+(?P<year>\d{4})(?!\d)", re.I),
    re.compile(_WEEKDAY + r"(?<!\d)(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{4})(?!\d)", re.I),
    re.compile(_WEEKDAY + r"(?<!\d)(?P<day>\d{1,2})/(?P<number>\d{1,2})\s*[-–]\s*(?P<short>\d{2})(?!\d)", re.I),
)
MONTH_AND_YEAR = re.compile(
    rf"\b{_MONTH}(?:\s*[-–]\s*{_MONTH.replace('P<month>', ':')})?,?\s+(?P<year>\d{{4}})(?!\d)", re.I
)
"""A month, or one month to another, without a day: "mars 2019", "januari–mars 2019"."""

_HOUR = r"\d{1,2}(?:[.:]\d{2})?"
TIME_OF_DAY = re.compile(
    rf"(?:(?:kl\.?|klockan)\s*{_HOUR}(?:\s*(?:[-–—]|till)\s*(?:kl\.?\s*)?(?:ca\s+)?{_HOUR})?"
    rf"|(?<![\d.])\d{{1,2}}[.:]\d{{2}}\s*[-–—]\s*\d{{1,2}}[.:]\d{{2}}(?![\d.]))",
    re.I,
)


@dataclass(frozen=True)
class PrintedDate:
    """A date found in a text, with the span and the words that say it."""

    day: date
    start: int
    end: int
    words: str

    @property
    def is_first_of_several(self) -> bool:
        """Whether the words give more days than one ("26–27 oktober 2018")."""
        return bool(re.search(r"\d\s*[-–]\s*\d{1,2}\s+[^\W\d]", self.words))


def _as_date(match: re.Match) -> date | None:
    parts = match.groupdict()
    month = MONTHS[parts["month"][:3].lower()] if parts.get("month") else int(parts["number"])
    year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["short"])
    try:
        return date(year, month, int(parts["day"]))
    except ValueError:
        return None


def find_dates(text: str) -> list[PrintedDate]:
    """Return the complete dates of a text in order; a day without a year is none. The spans never overlap."""
    found: list[PrintedDate] = []
    for form in _FORMS:
        for match in form.finditer(text):
            day = _as_date(match)
            free = all(match.end() <= other.start or match.start() >= other.end for other in found)
            if day and free:
                found.append(PrintedDate(day, match.start(), match.end(), match.group()))
    return sorted(found, key=lambda one: one.start)


def without_dates(text: str) -> str:
    """Return the text with every complete date taken out."""
    for found in reversed(find_dates(text)):
        text = text[: found.start] + " " + text[found.end :]
    return text

"""The day of a report: which lines are dates and nothing else, and which of them gives the day."""

import re
from collections.abc import Sequence
from datetime import date

from big.documents.dates import MONTH_AND_YEAR, PrintedDate, find_dates, without_dates
from big.documents.papers import Remark
from reports.reading.pieces import Piece
from reports.reading.shapes import TITLE_WORD

PERIOD = re.compile(
    rf"{MONTH_AND_YEAR.pattern}|\b(?:(?:vår|höst|sommar|vinter)(?:en)?|[vh]t|(?:kvartal|kv|vecka|v\.?)\s*[\d–-]+)[\s-]*\d{{4}}\b",
    re.IGNORECASE,
)
"""A time without a day: "mars 2019", "hösten 2019", "kvartal 2 2019"."""
_AROUND_DATE = re.compile(
    r"\b(?:den|datum|(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?)\b|[\s:,.()*_|/–-]", re.IGNORECASE
)
_LABELS = re.compile(
    r"\b(?:(?:publicer|uppdater|granska|ändra|revider|dater|upprätta|anta|besluta|godkän|fastställ|utgiv)\w*|sidan|senast|version|av"
    r"|nr|nummer|utgåva|årgång|perioden|period|avser|tiden|\d{1,3})\b",
    re.IGNORECASE,
)
"""What may stand beside a date in any number; of other words, such as a place, only one."""
_NUMBERED = re.compile(r"\b(?:nr|nummer|vecka|v)\b\.?\s*\d{1,3}[\s,–-]+(?=\d)", re.IGNORECASE)
NO_DATE = "Papperet har inget fullständigt datum (dag, månad och år). Ange rapportens datum själv."
MANY_DATES = "Här står flera datum. Ange själv vilket som är rapportens datum."
NOT_THE_DATE = "Raden är inte med i rapporten: rapportens datum står på en annan rad."
BESIDE_DATE = "Av raden är bara datumet med i rapporten."


def dates_in(text: str) -> list[PrintedDate]:
    """Return the dates of a text; the number of an issue before a date ("Nr 4 – 12 maj 2021") is not the first day."""
    return find_dates(_NUMBERED.sub("", text))


def plain(text: str) -> str:
    """Return the words of a line in small letters, without signs and weekday, to compare it with others."""
    return " ".join(_AROUND_DATE.sub(" ", text).casefold().split())


def beside_date(piece: Piece) -> str | None:
    """Return the words beside the date on a line that is a date with its label, its place or an issue number.

    A date in a column of its own may have more words beside it.

    "" means a date alone, None a line of another kind.
    """
    rest = PERIOD.sub(" ", without_dates(piece.text))
    if piece.bulleted or rest.split() == piece.text.split() or TITLE_WORD.search(piece.text):
        return None
    words = plain(rest)
    cells = re.split(r"\t|\s{3,}", piece.printed.strip())
    own_cell = len(cells) > 1 and any(find_dates(cell) and not plain(without_dates(cell)) for cell in cells)
    return words if own_cell or len(_LABELS.sub(" ", words).split()) <= 1 else None


def is_date_line(piece: Piece) -> bool:
    return beside_date(piece) is not None


def find_day(title: Piece, lines: Sequence[Piece]) -> tuple[date | None, list[Remark]]:
    """Return the day that the title or else the first of the date lines gives, and a remark for each line not used up.

    A line with several days gives none.
    """
    days = [(piece, {one.day for one in dates_in(piece.text)}, _is_span(piece)) for piece in (title, *lines)]
    source = next((piece for piece, found, span in days if len(found) == 1 and not span), None)
    remarks = [piece.remark(NOT_THE_DATE) for piece in lines if piece is not source]
    if source is None:
        several = next((piece for piece, found, _ in days if found), None)
        vague = next((piece for piece in (title, *lines) if PERIOD.search(piece.text)), title)
        remark = several.remark(MANY_DATES) if several else vague.remark(NO_DATE)
        return None, [remark, *(other for other in remarks if other.line != remark.line)]
    if source is not title and beside_date(source):
        remarks.append(source.remark(BESIDE_DATE))
    return dates_in(source.text)[0].day, remarks


def _is_span(piece: Piece) -> bool:
    return any(one.is_first_of_several for one in dates_in(piece.text))

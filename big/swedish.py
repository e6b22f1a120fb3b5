"""Dates, times, sizes, lists and order as Swedish writes them, on pages and in PDFs (Myndigheternas skrivregler)."""

import datetime
import math
import unicodedata
from collections.abc import Sequence

from django.utils import formats

NBSP = "\N{NO-BREAK SPACE}"
AFTER_Z = str.maketrans("åäæöø", "{||}}")  # the three signs that follow z in Unicode


def long_date(date: datetime.date) -> str:
    """26 oktober 2018, without a break between day and month."""
    return formats.date_format(date, "j F Y").replace(" ", NBSP, 1)


def time_range(start: datetime.time | None, end: datetime.time | None) -> str:
    """kl. 9.00–11.30; empty without a start."""
    if start is None:
        return ""
    text = f"kl.{NBSP}{start.hour}.{start.minute:02}"
    return f"{text}–{end.hour}.{end.minute:02}" if end else text


def sentence_list(names: Sequence[str]) -> str:
    """a, b samt c."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} samt {names[-1]}"


def sort_key(text: str) -> str:
    """Sorts as a Swedish register: å, ä, ö after z; other accents and capitals make no difference."""
    letters = unicodedata.normalize("NFC", text).casefold().translate(AFTER_Z)
    return "".join(sign for sign in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(sign))


def megabytes(size: int) -> str:
    """31 MB, 0,3 MB: rounded up, so that nothing too large seems to be within a limit."""
    tenths = math.ceil(size / 100_000)
    return f"{tenths / 10:g}{NBSP}MB".replace(".", ",")

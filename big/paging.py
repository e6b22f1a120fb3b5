"""Long lists, fifty rows at a time, where every page costs what the first one costs.

A page is found by the row that it follows and not by its number: rows that are added meanwhile move nothing, and no
database has to count the rows before it. For the same reason the total is counted only so far.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from big.swedish import NBSP

PER_PAGE = 50
COUNTED = 1000
"""Lists that are longer are "more than" this."""
OLDER, NEWER = "older_than", "newer_than"
"""What the address says: the row that the page begins after, or ends before."""


@dataclass(frozen=True)
class Page:
    """The rows, the newest first, and the addresses' words for the pages beside this one."""

    rows: list[Any]
    older_than: str | None
    newer_than: str | None


def keyset_page(
    rows: models.QuerySet,
    asked: Mapping[str, str],
    *,
    by: str,
    place: tuple[str, str] | None = None,
    per_page: int = PER_PAGE,
) -> Page:
    """The page that the address asks for; the first one when it makes no sense, or leads to no rows.

    The rows are ordered by the date field `by` and among those of one day by their number, the newest first. `place`
    names both where the query finds them, when that is in a table that it joins.
    """
    ascending = place or (by, "pk")
    descending = [f"-{name}" for name in ascending]
    if row := _row(asked.get(OLDER, "")):
        found, has_more = _take(rows.filter(_after(row, ascending, "lt")).order_by(*descending), per_page)
        if found:
            return _page(found, by, has_older=has_more, has_newer=True)
    elif row := _row(asked.get(NEWER, "")):
        found, has_more = _take(rows.filter(_after(row, ascending, "gt")).order_by(*ascending), per_page)
        if has_more:  # otherwise these are among the first, and the first page has them all
            return _page(found[::-1], by, has_older=True, has_newer=True)
    found, has_more = _take(rows.order_by(*descending), per_page)
    return _page(found, by, has_older=has_more, has_newer=False)


def counted(rows: models.QuerySet, one: str, many: str, *, none: str = "") -> str:
    """How many there are, in words: 180 insatser, fler än 1 000 insatser; `none` when there are none."""
    count = rows.order_by()[: COUNTED + 1].count()
    if count > COUNTED:
        return f"fler än {COUNTED:,} {many}".replace(",", NBSP)
    return f"{count} {one if count == 1 else many}" if count else none


def _take(rows: models.QuerySet, per_page: int) -> tuple[list[Any], bool]:
    """A page of rows, and whether there are more."""
    found = list(rows[: per_page + 1])
    return found[:per_page], len(found) > per_page


def _page(rows: list[Any], by: str, *, has_older: bool, has_newer: bool) -> Page:
    def name(row: Any) -> str:
        return f"{getattr(row, by)}.{row.pk}"

    return Page(rows, name(rows[-1]) if has_older else None, name(rows[0]) if has_newer else None)


def _row(text: str) -> tuple[datetime.date, int] | None:
    """What an address says of a row; None when it is none of ours."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.(\d{1,18})", text, re.ASCII)
    try:
        return (datetime.date.fromisoformat(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def _after(row: tuple[datetime.date, int], place: tuple[str, str], side: str) -> Q:
    """Those on one side of the row.

    The first condition follows from the others, but without it neither database finds the place in its index.
    """
    (day, pk), (by_day, by_pk) = row, place
    return Q(**{f"{by_day}__{side}e": day}) & (Q(**{f"{by_day}__{side}": day}) | Q(**{f"{by_pk}__{side}": pk}))

"""Rows in an order of their own: the places 1, 2, 3 …, which no two may share, not even for a moment."""

from collections.abc import Sequence
from typing import Any

from big.refusals import Refused

BEYOND = 1_000_000
"""Past every place in use: there a row waits for its own."""

GONE = "Raden är redan borttagen."


def number(rows: Sequence[Any], name: str = "position") -> None:
    """Give the rows the places 1, 2, 3 … in this order. They step aside first, past those that wait: no two meet."""
    for start in (BEYOND * 3, 1):
        for place, row in enumerate(rows, start=start):
            setattr(row, name, place)
        if rows:
            type(rows[0]).objects.bulk_update(rows, [name])


def move(rows: list[Any], row: Any, *, steps: int, name: str = "position") -> None:
    """Move the row among those in order: so many places down, or up if negative, as far as they go.

    Raises Refused when it is no longer among them.
    """
    if row not in rows:
        raise Refused(GONE)
    place = rows.index(row)
    rows.insert(min(max(place + steps, 0), len(rows) - 1), rows.pop(place))
    number(rows, name)

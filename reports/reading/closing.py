"""The end of a paper: greetings, the day and the names that sign it."""

import re
from collections.abc import Sequence

from reports.reading.dating import is_date_line
from reports.reading.pieces import Piece
from reports.reading.shapes import is_sentence

CLOSING_LINES = 8
_FAREWELL = re.compile(
    r"(?:(?:med|många|med många)\s+)?(?:\w+\s+)?(?:hälsning(?:ar|en)?|häls\.)(?!\w)|mvh\b|god jul\b|gott nytt\b"
    r"|god fortsättning\b|(?:trevlig|glad|skön|härlig)\b.*\b(?:jul|påsk|sommar|midsommar|helg|advent|läsning)"
    r"|ha en\b|ha det\b|/\s?\w|vid pennan\b|väl mött\b|(?:vi )?önskar\b"
    r"|(?:ansvarig utgivare|redaktör|redaktion|sammanställt|underskrift)\b",
    re.IGNORECASE,
)
CLOSING = "Raden ser ut som avslutning eller underskrift och är inte med i rapporten."


def take_closing(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces of the report and the lines that close it.

    They begin at a farewell, or after a blank line at a date, and what follows are names and no sentences.
    """
    for at in range(max(1, len(pieces) - CLOSING_LINES), len(pieces)):
        first, *others = pieces[at:]
        begins = _FAREWELL.match(first.text) or (first.gap and is_date_line(first))
        short = all(not piece.mark and len(piece.text) <= 60 for piece in pieces[at:])
        if begins and short and not any(is_sentence(piece.text) for piece in others):
            return list(pieces[:at]), list(pieces[at:])
    return list(pieces), []

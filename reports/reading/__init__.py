"""Reading an old paper "Aktuellt från BIG-gruppen" from plain text. Text in, dataclasses out; nothing is stored.

The reader copies and never writes: no word is invented, corrected, renumbered or moved. It works in steps, and each
hands on everything it was given, so that no line can get lost on the way:

    text -> pieces       a line without its layout (a line with two bullets becomes two pieces)
         -> front        title, subtitle and date lines
         -> furniture    page numbers, running titles, letterheads, contents, web frames: set aside
         -> closing      the greeting and signature at the end: set aside, a date in it may be the report's
         -> blocks       the pieces of one paragraph: a heading, an intro, an item
         -> sections     blocks under their heading; a greeting or intro before the first one is set aside

What is set aside ends in the warnings, line by line with its text.

What the layout tells (domain.md, B2 and B4): a bullet, an indented first line, a blank line, a space at the end of a
line that was wrapped, the length of the line. Papers differ, so the reader first finds the paper's own `Habits`. Where
the signs contradict each other the text is kept as it stands and a warning tells the editor what to look at.
"""

import unicodedata

from reports.reading.blocks import find_habits, make_blocks
from reports.reading.closing import CLOSING, take_closing
from reports.reading.dating import find_day, is_date_line
from reports.reading.elements import PrintedReport, PrintedSection, as_json
from reports.reading.front import take_front
from reports.reading.furniture import set_furniture_aside
from reports.reading.pieces import split_pieces
from reports.reading.sections import make_sections

__all__ = ["PrintedReport", "PrintedSection", "as_json", "read_report"]


def read_report(text: str) -> PrintedReport:
    """Read the text of a printed report. Never raises: what is not understood is kept and mentioned in `warnings`."""
    front, pieces = take_front(list(split_pieces(unicodedata.normalize("NFC", text))))
    pieces, aside = set_furniture_aside(pieces, front)
    pieces, closing = take_closing(pieces)
    day, undated = find_day(front.title, [*front.dated, *filter(is_date_line, closing)])
    sections, doubts = make_sections(make_blocks(pieces, find_habits(pieces)))
    ending = [piece.remark(CLOSING) for piece in closing if not is_date_line(piece)]
    remarks = sorted([*front.remarks, *undated, *aside, *doubts, *ending], key=lambda remark: remark.line)
    return PrintedReport(title=front.title.text, date=day, sections=sections, warnings=tuple(remarks))

"""Reads the plain text of old Swedish minutes into structure. Pure: text in, dataclasses out.

The way of a line: `lines` cleans it, `furniture` takes away what belongs to the page, `numbering` finds the headings
that divide cover, paragraphs and signatures. `sections` divides the cover by its labels; `cover`, `attendance`,
`people`, `presence` and `titles` read it, `paragraphs` and `prose` the text, `tail` and `signatures` the end.
`assembly` compares what the parts say of each other. A ledger follows the words of every line; what no element kept
becomes a warning. Nothing is renumbered or invented.

Sources of the rules: domain.md A1-A3, A9, A14, B3, B4.
"""

from minutes.reading.assembly import assemble, signers_and_roles
from minutes.reading.attendance import read_attendance_in_text
from minutes.reading.cover import read_cover
from minutes.reading.elements import (
    PrintedAbsentee,
    PrintedAttendee,
    PrintedMinutes,
    PrintedParagraph,
    PrintedSigner,
    as_json,
    words_not_accounted_for,
)
from minutes.reading.furniture import remove_furniture
from minutes.reading.lines import Ledger, Line, mend_names, split_lines
from minutes.reading.numbering import find_contents, find_headings, find_unnumbered, split_running
from minutes.reading.paragraphs import read_paragraphs
from minutes.reading.prose import paragraph_html
from minutes.reading.sections import Cover, divide_labels, divide_sides
from minutes.reading.tail import read_tail, start_of_tail

__all__ = [
    "PrintedAbsentee",
    "PrintedAttendee",
    "PrintedMinutes",
    "PrintedParagraph",
    "PrintedSigner",
    "as_json",
    "paragraph_html",
    "read_minutes",
    "words_not_accounted_for",
]


def read_minutes(text: str) -> PrintedMinutes:
    """Read minutes as plain text (line ends ``\\n``). Never raises; what is not understood is among the warnings.

    Paragraph numbers are kept as printed, without "§" and final full stop: "94", "8A", "12/21"; a body's prefix stays
    ("FHR § 29" and "FHR 29" are both "FHR 29"), while "Ärende 3" is "3". Duplicates, gaps and lacking numbers are
    warned about, and `proposed_number` holds a number that no other paragraph of the paper has.
    """
    ledger = Ledger()
    lines = split_lines(text)
    for line in lines:
        if line.bullet and line.printed.startswith("o"):
            ledger.understand(line, "o")
    lines = remove_furniture(divide_labels(divide_sides(split_running(lines))), ledger)
    lines = _without_contents(lines, ledger)
    headings = find_headings(lines) or find_unnumbered(lines)
    start = headings[0].index if headings else start_of_tail(lines, 0, [])
    cover = Cover()
    read_cover(mend_names(lines[:start]), cover, ledger)
    people = [person.name for person in cover.attendees]
    end = start_of_tail(lines, headings[-1].index + 1, people) if headings else start
    paragraphs = read_paragraphs(lines, headings, end, people, ledger) if headings else []
    read_attendance_in_text(paragraphs, cover)
    signed = read_tail(mend_names(lines[end:]), cover, ledger)
    signers = signers_and_roles(signed, paragraphs, cover, ledger)
    return assemble(text, cover, paragraphs, signers, ledger)


def _without_contents(lines: list[Line], ledger: Ledger) -> list[Line]:
    contents = find_contents(lines)
    for index in contents:
        ledger.remark(
            lines[index], "Raden hör till en innehållsförteckning, som upprepar rubrikerna, och är utelämnad."
        )
    return [line for index, line in enumerate(lines) if index not in contents]

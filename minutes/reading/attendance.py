"""Who was at the meeting: the lists of those present and those away, and attendance told in a paragraph."""

import re
from dataclasses import replace
from itertools import pairwise

from minutes.reading.elements import PrintedAbsentee, PrintedAttendee, PrintedParagraph
from minutes.reading.lines import Ledger, Line, cells
from minutes.reading.people import Entry, join_lists, may_break_inside, read_people
from minutes.reading.presence import ABSENCE
from minutes.reading.sections import Cover, Section
from minutes.reading.vocabulary import Part, label_of


def _attendee(entry: Entry, line: Line) -> PrintedAttendee:
    return PrintedAttendee(
        name=entry.name,
        organisation=entry.organisation,
        role=entry.role,
        from_number=entry.first,
        to_number=entry.last,
        line=line.number,
    )


def _merge(person: PrintedAttendee, entry: Entry, cover: Cover) -> None:
    """Give somebody who is listed a second time, as "Sekreterare: Anna Ek", the role that is said there."""
    place = cover.attendees.index(person)
    cover.attendees[place] = replace(
        person, role=person.role or entry.role, organisation=person.organisation or entry.organisation
    )


def read_presence(section: Section, cover: Cover, ledger: Ledger) -> None:
    """Read a list of people. Whom the section or the line itself calls absent is never among those present."""
    listed = join_lists(section.lines)
    heads = [line for line in listed if all(map(label_of, cells(line.text)))]
    for line in heads:
        ledger.understand(line, line.text)
    listed = [line for line in listed if line not in heads]
    for above, line in pairwise(listed):
        if may_break_inside(above, line):
            ledger.note(line, "Raden kan börja mitt i ett namn från raden ovanför; kontrollera namnen.")
    role = section.role if section.part is Part.PRESENT else ""
    common = re.search(r"\b(?:från|för) (?!mötet|dagen)([^:]+)$", section.label)
    rows = read_people(listed, role, in_pairs=cover.in_pairs, in_columns=cover.in_columns)
    for line, entries, unread in rows:
        cover.in_columns = cover.in_columns or (len(entries) > 1 and len(cells(line.text)) > 1)
        in_pair = len(entries) == 1 and re.match(r"[^,(]+, [^,]+$", line.text) and entries[0].organisation
        cover.in_pairs = cover.in_pairs or (len(listed) > 1 and bool(in_pair))
        ledger.understand(line, *re.findall(r"\b(?:och|samt)\b", line.text))
        if not entries and not unread:
            ledger.understand(line, line.text)
        for entry in entries:
            found = entry if entry.organisation or not common else replace(entry, organisation=common[1])
            _take(found, line, cover, ledger, away=section.part is Part.ABSENT or entry.is_absent)
        if unread:
            ledger.remark(line, "Raden står bland deltagarna men går inte att läsa som en person.")


def _take(entry: Entry, line: Line, cover: Cover, ledger: Ledger, *, away: bool) -> None:
    """Put one person among those present or those away; somebody listed before only gets what is new."""
    if len(entry.name.split()) > 3 and entry.name.istitle() and not re.search(r"\b[a-z]", entry.name):
        ledger.note(line, f"”{entry.name}” är läst som en person, men kan vara två.")
    ledger.keep(line, entry.name, entry.organisation)
    ledger.understand(line, *entry.understood)
    double = next((one for one in cover.attendees if one.name == entry.name), None)
    if away:
        note = ", ".join(filter(None, [entry.role, entry.note]))
        cover.absent.append(
            PrintedAbsentee(name=entry.name, organisation=entry.organisation, note=note, line=line.number)
        )
        ledger.keep(line, note)
    elif double:
        _merge(double, entry, cover)
        ledger.understand(line, entry.name, entry.organisation)
    else:
        cover.attendees.append(_attendee(entry, line))
        ledger.keep(line, entry.role)
        if entry.limited:
            ledger.note(line, f"Uppgiften ”{entry.role}” gäller bara en del av mötet; det sparas inte.")


_ATTENDANCE = re.compile(r"^(?:närvar\w*|närvaro\w*|deltagare|upprop\b.*|mötesdeltagare)$", re.I)


def read_attendance_in_text(paragraphs: list[PrintedParagraph], cover: Cover) -> None:
    """Read those present from a paragraph headed "Närvaro" when the cover has no list. Its text stays as it is."""
    for paragraph in paragraphs if not cover.attendees else []:
        if not _ATTENDANCE.match(paragraph.heading) or ABSENCE.search(paragraph.text):
            continue
        found = paragraph.text.partition(":")[2] if ":" in paragraph.text.split("\n")[0] else paragraph.text
        lines = [Line(paragraph.line, part.removeprefix("- "), part) for part in found.split("\n") if part.strip()]
        cover.attendees += [_attendee(entry, line) for line, entries, _ in read_people(lines) for entry in entries]

"""What stands before (and after) the paragraphs: title, date, place, time, lists of people, distribution."""

import re

from big.documents.dates import TIME_OF_DAY, find_dates, without_dates
from minutes.reading.attendance import read_presence
from minutes.reading.elements import words
from minutes.reading.furniture import PAGE_NUMBER
from minutes.reading.lines import Ledger, Line, cells, join
from minutes.reading.people import join_lists, read_people, read_recipients
from minutes.reading.sections import Cover, Section, SigningBlock, divide_sections, is_title, match_label
from minutes.reading.titles import NAMED_BODY, body_of
from minutes.reading.vocabulary import SIGNING, Part, is_organisation_like, looks_like_name

NO_FIELD = "Uppgiften har inget eget fält i protokollet och är inte överförd."


_MEETING = re.compile(r"\w*(?:möte|mötet|sammanträde|sammanträdet)\b", re.I)


def _read_stacked(section: Section, cover: Cover, ledger: Ledger) -> None:
    for line in section.lines:
        ledger.remark(
            line, "Etiketterna står för sig och uppgifterna för sig; det går inte att veta vad raden hör till."
        )


_CLOCK = re.compile(rf"{TIME_OF_DAY.pattern}|(?<![\d.:/-])\d{{1,2}}[:.][0-5]\d(?![\d.:])", re.I)


_WEEKDAY = re.compile(r"\b(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?\b", re.I)


def _read_when(section: Section, cover: Cover, ledger: Ledger) -> None:
    """Read date, time of day and place; what remains of a line that names a date is the place."""
    places = []
    for line in section.lines:
        text = line.text
        for found in find_dates(text):
            cover.dates.append((section.label, found.day, line))
            ledger.understand(line, found.words)
        text = without_dates(text)
        ledger.understand(line, *_WEEKDAY.findall(text))
        text = _WEEKDAY.sub("", text)
        if section.part is Part.TIME:
            _add_time(re.sub(r"\s+", " ", text).strip(" ,;"), line, cover, ledger)
            continue
        for clock in _CLOCK.findall(text):
            _add_time(clock, line, cover, ledger)
        text = _CLOCK.sub(" ", text)
        place = re.sub(r"\s+", " ", re.sub(r"(?:\s*,)+", ",", text)).strip(" ,.;–—-")
        if re.search(r"[^\W\d_]", place):
            ledger.understand(line, *re.findall(r"^i(?= [A-ZÅÄÖ])", place))
            place = re.sub(r"^i (?=[A-ZÅÄÖ])", "", place)
            ledger.keep(line, place)
            places.append(place)
    if places and section.part is not Part.DATE:
        cover.place = ", ".join(filter(None, [cover.place, *places]))
    elif places:
        for line in section.lines:
            ledger.remark(line, NO_FIELD if find_dates(line.text) else "Datumet går inte att läsa.")


def _add_time(text: str, line: Line, cover: Cover, ledger: Ledger) -> None:
    if text in cover.time:
        ledger.understand(line, text)
    else:
        cover.time = ", ".join(filter(None, [cover.time, text]))
        ledger.keep(line, text)


def _read_recipients(section: Section, cover: Cover, ledger: Ledger) -> None:
    for line in join_lists(section.lines):
        pieces = [line.text] if len(section.lines) > 1 and _is_described(line.text) else read_recipients(line.text)
        for recipient in pieces:
            cover.recipients.append(recipient)
        ledger.keep(line, *pieces)
        ledger.understand(line, *re.findall(r"\b(?:samt|och|till)\b", line.text))


def _is_described(text: str) -> bool:
    """Whether a line is one person with an organisation, "Anna Ek, Polisen"."""
    parts = text.split(", ")
    return (
        len(parts) == 2
        and looks_like_name(parts[0])
        and not looks_like_name(parts[1])
        and is_organisation_like(parts[1])
    )


def _read_elected(section: Section, cover: Cover, ledger: Ledger) -> None:
    for line, entries, _ in read_people(section.lines):
        for entry in entries:
            cover.elected.append((entry.name, line))
            ledger.understand(line, entry.name, entry.organisation, *entry.understood)


def _read_range(section: Section, cover: Cover, ledger: Ledger) -> None:
    for line in section.lines[:1]:
        match = re.match(r"^§*\s*(\d+\w*)\s*[-–—]\s*(?:§\s*)?(\d+\w*)$", line.text)
        if match:
            cover.range = (match[1], match[2], line)
            ledger.understand(line, line.text)


def _read_other(section: Section, cover: Cover, ledger: Ledger) -> None:
    for line in section.lines:
        ledger.remark(line, NO_FIELD)


def _read_body(section: Section, cover: Cover, ledger: Ledger) -> None:
    for line in section.lines[:1]:
        cover.body = cover.body or line.text
        ledger.understand(line, line.text)


def _read_signing(section: Section, cover: Cover, ledger: Ledger) -> None:
    """Leave signature labels and what follows them to the reader of signatures, one block at a time."""
    if section.part is Part.SIGNATURES or not cover.signing or cover.signing[-1].closed:
        cover.signing.append(SigningBlock(signed=section.part is Part.SIGNATURES))
    block = cover.signing[-1]
    block.with_attester = block.with_attester or section.part is Part.ATTESTER
    if section.part is Part.SIGNATURES or section.label_line is None:
        block.lines += section.lines
    else:
        block.lines.append(section.label_line)
        block.lines += [line for line in section.lines if line.number != section.label_line.number]


def _read_loose(section: Section, cover: Cover, ledger: Ledger) -> None:
    """Read lines under no label: title, date, body; the rest become remarks."""
    lines = [part for line in section.lines for part in _columns(line, ledger)]
    for place, line in enumerate(lines):
        above = lines[place - 1] if place else None
        bare = without_dates(line.text)
        if not cover.title and is_title(line):
            _take_title(line, cover, ledger)
        elif above is not None and above is cover.title_line and not line.fresh and _runs_on(line, cover.title):
            cover.title = join(cover.title, re.sub(r"\s+", " ", line.text))
            cover.title_line = line
            _take_dates("rubriken", line, cover)
            _take_place(line, cover)
            _take_time(line, cover)
            ledger.keep(line, line.text)
        elif (find_dates(line.text) and not re.search(r"[^\W\d_]", _CLOCK.sub("", bare))) or (
            find_dates(line.text)
            and find_dates(line.text)[0].start < 2
            and len(bare.split()) <= 14
            and not line.text.endswith(".")
        ):
            _read_when(Section(Part.PLACE_AND_TIME, "", "datumraden", [line]), cover, ledger)
        elif NAMED_BODY.search(bare) and len(bare.split()) <= 9 and not line.text.endswith("."):
            _take_body_line(line, cover, ledger)
        elif len(bare.split()) <= 12 and (
            (_MEETING.search(bare) and find_dates(line.text)) or (_MEETING.match(bare) and line.text[-1] not in ".:!")
        ):
            _take_dates("rubriken", line, cover)
            _take_title(line, cover, ledger)
        elif is_title(line) and len(cover.title.split()) == 1 and len(line.text.split()) > 2:
            ledger.understand(cover.title_line, cover.title)
            cover.title = ""
            _take_title(line, cover, ledger)
        else:
            cover.loose_dates += [(found.day, line) for found in find_dates(line.text)]
            ledger.remark(line, "Raden står före paragraferna och hör inte till någon känd uppgift.")


def _columns(line: Line, ledger: Ledger) -> list[Line]:
    """Return the columns of a loose line as lines of their own; a page number among them is furniture."""
    columns = cells(_PAGE_BEHIND.sub(r"  \1", line.text))
    if len(columns) < 2 or (find_dates(" ".join(columns)) and not any(map(find_dates, columns))):
        return [line]
    parts = [line.cut(cell, fresh=line.fresh) for cell in columns]
    for part in parts:
        if PAGE_NUMBER.match(part.text):
            ledger.remark(part, "Raden är sidhuvud, sidfot eller sidnummer och är utelämnad.")
    return [part for part in parts if not PAGE_NUMBER.match(part.text)]


_PAGE_BEHIND = re.compile(
    r"\s+((?:sid(?:a|an)?\s+)?\d{1,3}\s?\(\d{1,3}\)|sid(?:a|an)?\s+\d{1,3}(?:\s+av\s+\d{1,3})?)(?=\s|$)", re.I
)


def _runs_on(line: Line, title: str) -> bool:
    """Whether a line right below the title is the rest of it."""
    unfinished = re.search(r"\b(?:för|vid|med|i|av|på|från|och|om)$", title) or (
        find_dates(line.text) and not find_dates(title) and len(title.split()) > 3 and not match_label(line.text)
    )
    return bool(
        unfinished
        or re.match(r"(?:fört|förda|från|vid|den)\b", line.text, re.I) is not None
        or line.text[0].islower()
        or line.text[0].isdigit()
    )


def _take_dates(where: str, line: Line, cover: Cover) -> None:
    cover.dates += [(where, found.day, line) for found in find_dates(line.text)]


def _take_time(line: Line, cover: Cover) -> None:
    """Note the time of day of the title, which keeps it too; a time with a label of its own comes before it."""
    clock = TIME_OF_DAY.search(without_dates(line.text))
    cover.title_time = cover.title_time or (clock.group() if clock else "")


def _take_title(line: Line, cover: Cover, ledger: Ledger) -> None:
    if not cover.title:
        cover.title, cover.title_line = re.sub(r"\s+", " ", line.text), line
        _take_dates("rubriken", line, cover)
        _take_place(line, cover)
        _take_time(line, cover)
        ledger.keep(line, line.text)
    else:
        ledger.remark(line, "Raden ser ut som en rubrik, men protokollet har redan en.")


def _take_place(line: Line, cover: Cover) -> None:
    """Read "… den 7 mars 2017 i Folkets hus": what a title adds after its date is the place."""
    dates = find_dates(line.text)
    rest = TIME_OF_DAY.sub("", line.text[dates[-1].end :]).strip(" .,") if dates else ""
    match = re.match(r"^(?:i|på|hos)\s+(\S.*)$", rest)
    if match and not cover.place and len(rest.split()) <= 6:
        cover.place = match[1]


def _take_body_line(line: Line, cover: Cover, ledger: Ledger) -> None:
    _take_dates("rubriken", line, cover)
    clock = TIME_OF_DAY.search(without_dates(line.text))
    if clock:
        _add_time(clock.group(), line, cover, ledger)
    if not cover.body:
        named = body_of(line.text) or line.text
        cover.body = named
        left = " ".join(word for word in words(line.text) if word not in words(named))
        ledger.keep(line, named)
        ledger.understand(line, left)
    else:
        ledger.remark(line, "Raden ser ut att namnge ett organ, men ett annat är redan läst.")


_READERS = {
    None: _read_loose,
    Part.DATE: _read_when,
    Part.TIME: _read_when,
    Part.PLACE: _read_when,
    Part.PLACE_AND_TIME: _read_when,
    Part.BODY: _read_body,
    Part.PRESENT: read_presence,
    Part.ABSENT: read_presence,
    Part.RECIPIENTS: _read_recipients,
    Part.ELECTED: _read_elected,
    Part.RANGE: _read_range,
    Part.SECRETARY: _read_signing,
    Part.CHAIR: _read_signing,
    Part.ATTESTER: _read_signing,
    Part.SIGNATURES: _read_signing,
    Part.CONTENTS: _read_other,
    Part.OTHER: _read_other,
    Part.STACKED: _read_stacked,
}


def read_cover(lines: list[Line], cover: Cover, ledger: Ledger) -> None:
    """Read the lines before the paragraphs (or after the signatures) into `cover`."""
    for section in divide_sections(lines, ledger):
        if section.part not in SIGNING and cover.signing:
            cover.signing[-1].closed = True
        _READERS[section.part](section, cover, ledger)

"""What stands before (and after) the paragraphs: title, date, place, lists of people, distribution."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from minutes.reading.dates import TIME_OF_DAY, find_dates, without_dates
from minutes.reading.elements import PrintedAbsentee, PrintedAttendee, words
from minutes.reading.furniture import PAGE_NUMBER
from minutes.reading.lines import Ledger, Line, cells, join
from minutes.reading.people import Entry, read_people, read_recipients
from minutes.reading.vocabulary import (
    ABSENCE,
    LABEL,
    LABELS,
    SIGNING,
    SPACED_LABEL,
    Part,
    is_organisation_like,
    looks_like_name,
)

NO_FIELD = "Uppgiften har inget eget fält i protokollet och är inte överförd."


@dataclass
class Section:
    """A label and the lines under it. `role` is given to people listed there."""

    part: Part | None
    role: str
    label: str
    lines: list[Line] = field(default_factory=list)
    label_line: Line | None = None


@dataclass
class SigningBlock:
    """Lines of signature labels and names before the paragraphs; `signed` when the paper calls them signatures."""

    lines: list[Line] = field(default_factory=list)
    signed: bool = False
    with_attester: bool = False
    closed: bool = False


@dataclass
class Cover:
    """What has been gathered so far; filled by one reader for each kind of section."""

    title: str = ""
    title_line: Line | None = None
    body: str = ""
    place: str = ""
    dates: list[tuple[str, date, Line]] = field(default_factory=list)  # where it stood, the date
    attendees: list[PrintedAttendee] = field(default_factory=list)
    absent: list[PrintedAbsentee] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    signing: list["SigningBlock"] = field(default_factory=list)
    elected: list[tuple[str, Line]] = field(default_factory=list)
    in_pairs: bool = False  # a list of this paper has "Name, Organisation" on its lines
    range: tuple[str, str, Line] | None = None


_TITLE = re.compile(
    r"^(?:[\w-]+\s+){0,2}?(?:\w*protokoll\b|\w*protokollet\b|minnesanteckning\w*|mötesanteckning\w*|anteckningar\b)",
    re.I,
)
_MEETING = re.compile(r"\w*(?:möte|mötet|sammanträde|sammanträdet)\b", re.I)


def match_label(text: str) -> tuple[str, Part, str, str] | None:
    """Return (label, what it announces, role, the rest) when a line begins with a label, else None.

    A heading that is not in the table but speaks of absence is one of absence: nobody may be taken for present by
    mistake.
    """
    for form in (LABEL, SPACED_LABEL):
        match = form.match(text)
        if match:
            part, role = LABELS[re.sub(r"\s+", " ", match["label"].lower())]
            return match["label"], part, role, text[match.end() :].strip()
    head, colon, rest = text.partition(":")
    if len(head.split()) > 6 or not (colon or len(text.split()) <= 4):
        return None
    if ABSENCE.match(head) or (colon and ABSENCE.search(head) and not re.search(r"[A-ZÅÄÖ]", head[1:])):
        return (head, Part.ABSENT, "", rest.strip()) if colon or not _leaves_name(head) else None
    if colon and re.search(r"\b(?:närvarande|deltagare|ledamöter|ersättare|närvaro)\b", head, re.I):
        return head, Part.PRESENT, "", rest.strip()
    return None


def _leaves_name(head: str) -> bool:
    return re.search(r"[A-ZÅÄÖ]", ABSENCE.sub("", head, count=1)) is not None


_INLINE = re.compile(
    r"(?<=[.;)\w])\s+(?=(?:Närvarande|Frånvarande|Ej närvarande|Förhindrade?|Anmält förhinder|Adjungerade"
    r"|Plats|Tid|Datum|Delges"
    r"|Sekreterare|Ordförande|Justerare|Justeras|Vid protokollet|Övriga|Ersättare|Kopia till)\s*:\s)"
)
_INLINE_SIGNING = re.compile(
    r"(?<=[.!?)\w])\s+(?=(?:Vid protokollet|Vid pennan|Justeras|Justerat|Justerare)\b:?\s+[A-ZÅÄÖ])"
)


def _labelled_columns(line: Line) -> list[Line]:
    """Return the columns of a line as lines when each is a label with its value ("Datum 2021-01-02   Plats Salen")."""
    columns = cells(line.text)
    forms = [_LABEL_AND_VALUE.match(column) for column in columns]
    if len(columns) < 2 or not all(forms):
        return [line]
    return [line.cut(f"{form[1]}: {form[2]}", fresh=line.fresh and not at) for at, form in enumerate(forms)]


_LABEL_AND_VALUE = re.compile(
    r"^(Datum|Tid|Plats|Lokal|Sammanträdesdatum|Mötesdatum|Tid och plats)\s*:?\s+(\S.*)$", re.I
)


def divide_labels(lines: list[Line]) -> list[Line]:
    """Divide lines on which a second label begins after a sentence, as in running text."""
    result: list[Line] = []
    for line in [part for whole in lines for part in _labelled_columns(whole)]:
        pieces = [part for piece in _INLINE.split(line.text) for part in _INLINE_SIGNING.split(piece)]
        result += (
            [line]
            if len(pieces) == 1
            else [line.cut(piece, fresh=line.fresh and not at) for at, piece in enumerate(pieces)]
        )
    return result


def _is_title(line: Line) -> bool:
    if match_label(line.text) or (line.text.endswith(".") and len(line.text.split()) > 14):
        return False
    return bool(_TITLE.match(line.text))


_LISTS = {
    Part.PRESENT,
    Part.ABSENT,
    Part.RECIPIENTS,
    Part.SECRETARY,
    Part.CHAIR,
    Part.ATTESTER,
    Part.SIGNATURES,
    Part.ELECTED,
}


def divide_sections(lines: list[Line], ledger: Ledger) -> list[Section]:
    """Divide the cover into sections: each label opens one. Lines before it, or after a full value, are loose."""
    sections = [Section(None, "", "")]
    for line in lines:
        found = match_label(line.text)
        current = sections[-1]
        if found and not _is_recipient(found, line, current) and not _is_entry(found, line, current):
            label, part, role, rest = found
            if part not in SIGNING:
                ledger.understand(line, label)
            sections.append(Section(part, role, label, [], line))
            if rest:
                sections[-1].lines.append(line.cut(rest, fresh=line.fresh))
        elif (_is_title(line) and current.part is not Part.OTHER and current.part not in _LISTS) or (
            current.part and not _belongs(line, current)
        ):
            sections.append(Section(None, "", "", [line]))
        else:
            current.lines.append(line)
    return _without_stacks(sections)


def _without_stacks(sections: list[Section]) -> list[Section]:
    """Undo labels printed in a stack of their own, above all their values: which value is whose cannot be known.

    The values then become warnings, rather than absent people being taken for present.
    """
    for place, section in enumerate(sections):
        stack = sections[max(0, place - 2) : place]
        stacked = len(stack) == 2 and all(one.part and one.part not in SIGNING and not one.lines for one in stack)
        beside = section.label_line and section.lines and section.lines[0].number == section.label_line.number
        if stacked and section.part and section.part not in SIGNING and section.lines and not beside:
            sections[place] = replace(section, part=Part.STACKED)
    return sections


def _read_stacked(section: Section, cover: Cover, ledger: Ledger) -> None:
    for line in section.lines:
        ledger.remark(
            line, "Etiketterna står för sig och uppgifterna för sig; det går inte att veta vad raden hör till."
        )


def _is_recipient(found: tuple[str, Part, str, str], line: Line, current: Section) -> bool:
    """Whether "närvarande" stands in a distribution list rather than heading a list of its own."""
    _, part, _, rest = found
    alone = part is Part.PRESENT and not rest and ":" not in line.text
    return alone and current.part is Part.RECIPIENTS and (not current.lines or not line.fresh)


def _is_entry(found: tuple[str, Part, str, str], line: Line, current: Section) -> bool:
    """Whether a label is rather the role before a person in a list ("Ordförande: Anna Ek" among those present)."""
    _, part, _, rest = found
    if part not in (Part.CHAIR, Part.SECRETARY) or current.part is not Part.PRESENT or not rest or line.fresh:
        return False
    beside = bool(current.lines and current.label_line and current.lines[0].number == current.label_line.number)
    return not beside and looks_like_name(cells(rest)[0].split(",")[0])


def _belongs(line: Line, section: Section) -> bool:
    began_beside = bool(section.lines and section.label_line and section.lines[0].number == section.label_line.number)
    if began_beside and line.fresh and line.indent < 4 and section.part not in SIGNING:
        return False
    if section.part in _LISTS or section.part is Part.CONTENTS:
        return True
    return not section.lines or not line.fresh


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
        for clock in TIME_OF_DAY.finditer(text):
            ledger.understand(line, clock.group())
        text = TIME_OF_DAY.sub(" ", text)
        if section.part is Part.TIME:
            ledger.understand(line, text)
            continue
        ledger.understand(line, *_WEEKDAY.findall(text))
        text = _WEEKDAY.sub("", text)
        place = re.sub(r"\s+", " ", re.sub(r"(?:\s*,)+", ",", text)).strip(" ,.;–—-")
        if place and words(place):
            ledger.keep(line, place)
            places.append(place)
    if places and section.part is not Part.DATE:
        cover.place = ", ".join(filter(None, [cover.place, *places]))
    elif places:
        for line in section.lines:
            ledger.remark(line, NO_FIELD if find_dates(line.text) else "Datumet går inte att läsa.")


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
    cover.attendees[place] = replace(person, role=person.role or entry.role)


def _read_presence(section: Section, cover: Cover, ledger: Ledger) -> None:
    role = section.role
    listed = _joined(section.lines)
    headers = [line for line in listed if line.text.lower().strip(" :") in LABELS]
    listed = [line for line in listed if line not in headers]
    for line in headers:
        ledger.understand(line, line.text)
    given = role if section.part is Part.PRESENT else ""
    for line, entries, unread in read_people(listed, given, in_pairs=cover.in_pairs):
        ledger.understand(line, *re.findall(r"\b(?:och|samt)\b", line.text))
        in_pair = len(entries) == 1 and re.match(r"[^,(]+, [^,]+$", line.text) and entries[0].organisation
        cover.in_pairs = cover.in_pairs or (len(listed) > 1 and bool(in_pair))
        if not entries and not unread:
            ledger.understand(line, line.text)
        for entry in entries:
            ledger.keep(line, entry.name, entry.organisation)
            ledger.understand(line, *entry.understood)
            double = next((one for one in cover.attendees if one.name == entry.name), None)
            if double and not entry.is_absent and section.part is Part.PRESENT and not entry.organisation:
                _merge(double, entry, cover)
                ledger.understand(line, entry.name)
            elif section.part is Part.ABSENT or entry.is_absent:
                cover.absent.append(
                    PrintedAbsentee(name=entry.name, organisation=entry.organisation, note=entry.note, line=line.number)
                )
                ledger.keep(line, entry.note)
            else:
                cover.attendees.append(_attendee(entry, line))
                ledger.keep(line, entry.role)
                if entry.limited:
                    ledger.note(line, f"Uppgiften ”{entry.role}” gäller bara en del av mötet; det sparas inte.")
        if unread:
            ledger.remark(line, "Raden står bland deltagarna men går inte att läsa som en person.")


def _joined(lines: list[Line]) -> list[Line]:
    """Join lines that a comma, a hyphen or a small letter shows to be one running list."""
    result: list[Line] = []
    for line in lines:
        last = result[-1] if result else None
        running = (
            last
            and not line.fresh
            and not line.bullet
            and (
                re.search(r"(?:[,;]|\b(?:och|samt))$", last.text)
                or (line.text[0].islower() and not looks_like_name(line.text) and "\t" not in line.text)
            )
        )
        if running:
            result[-1] = replace(
                last,
                text=f"{last.text} {line.text}",
                printed=f"{last.printed} {line.printed}",
                also=(*last.also, line.number),
            )
        else:
            result.append(line)
    return result


def _read_recipients(section: Section, cover: Cover, ledger: Ledger) -> None:
    for line in _joined(section.lines):
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


_NAMED_BODY = re.compile(
    r"(?:(?<!om)(?<!sam)(?:råd|rådet)|grupp|gruppen|nämnd|nämnden|styrelse|styrelsen|utskott|utskottet|förening|föreningen|kommitté|kommittén|presidiet"
    r"|byalag|byalaget|team|teamet|forum|forumet|beredning|beredningen|BRÅ|Brå|brå)\b",
)
_NAMED_BODY_IC = re.compile(_NAMED_BODY.pattern, re.I)


def _read_loose(section: Section, cover: Cover, ledger: Ledger) -> None:
    """Read lines under no label: title, date, body; the rest become remarks."""
    lines = [part for line in section.lines for part in _columns(line, ledger)]
    for place, line in enumerate(lines):
        above = lines[place - 1] if place else None
        bare = without_dates(line.text)
        if not cover.title and _is_title(line):
            _take_title(line, cover, ledger)
        elif above is not None and above is cover.title_line and not line.fresh and _runs_on(line):
            cover.title = join(cover.title, re.sub(r"\s+", " ", line.text))
            cover.title_line = line
            _take_dates("rubriken", line, cover)
            _take_place(line, cover)
            ledger.keep(line, line.text)
        elif find_dates(line.text) and not re.search(r"[^\W\d_]", TIME_OF_DAY.sub("", bare)):
            _take_dates("datumraden", line, cover)
            ledger.understand(line, line.text)
        elif (
            find_dates(line.text)
            and find_dates(line.text)[0].start < 2
            and len(bare.split()) <= 14
            and not line.text.endswith(".")
        ):
            _read_when(Section(Part.PLACE_AND_TIME, "", "datumraden", [line]), cover, ledger)
        elif _NAMED_BODY_IC.search(bare) and len(bare.split()) <= 9 and not line.text.endswith("."):
            _take_body_line(line, cover, ledger)
        elif _MEETING.search(bare) and find_dates(line.text) and len(bare.split()) <= 12:
            _take_dates("rubriken", line, cover)
            _take_title(line, cover, ledger)
        else:
            ledger.remark(line, "Raden står före paragraferna och hör inte till någon känd uppgift.")


def _columns(line: Line, ledger: Ledger) -> list[Line]:
    """Return the columns of a loose line as lines of their own; a page number among them is furniture."""
    columns = cells(_PAGE_BEHIND.sub(r"  \1", line.text))
    if len(columns) < 2:
        return [line]
    parts = [line.cut(cell, fresh=line.fresh) for cell in columns]
    for part in parts:
        if PAGE_NUMBER.match(part.text):
            ledger.remark(part, "Raden är sidhuvud, sidfot eller sidnummer och är utelämnad.")
    return [part for part in parts if not PAGE_NUMBER.match(part.text)]


_PAGE_BEHIND = re.compile(
    r"\s+((?:sid(?:a|an)?\s+)?\d{1,3}\s?\(\d{1,3}\)|sid(?:a|an)?\s+\d{1,3}(?:\s+av\s+\d{1,3})?)(?=\s|$)", re.I
)


def _runs_on(line: Line) -> bool:
    return (
        re.match(r"(?:fört|förda|från|vid|den)\b", line.text, re.I) is not None
        or line.text[0].islower()
        or line.text[0].isdigit()
    )


def _take_dates(where: str, line: Line, cover: Cover) -> None:
    cover.dates += [(where, found.day, line) for found in find_dates(line.text)]


def _take_title(line: Line, cover: Cover, ledger: Ledger) -> None:
    if not cover.title:
        cover.title, cover.title_line = re.sub(r"\s+", " ", line.text), line
        _take_dates("rubriken", line, cover)
        _take_place(line, cover)
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
    if not cover.body:
        named = body_of(line.text) or line.text
        cover.body = named
        left = " ".join(word for word in words(line.text) if word not in words(named))
        ledger.keep(line, named)
        ledger.understand(line, left)
    else:
        ledger.remark(line, "Raden ser ut att namnge ett organ, men ett annat är redan läst.")


_LEAD = re.compile(
    r"^(?:\w*protokoll(?:et)?|minnesanteckning\w*|mötesanteckning\w*|anteckningar)\b(?:\s+och\s+(?:protokoll|minnesanteckningar))?"
    r"(?:\s+(?:nr\.?\s*)?\d+(?:[/:-]\d+)*)?[\s,:–-]*"
    r"(?:\s*\b(?:fört|förda|från|för|vid|över|av|hållet|hållna|ordinarie|extra|digitalt|konstituerande|rörande|med)\b)*[\s,]*",
    re.I,
)
_MEETING_WITH = re.compile(
    r"^(?:\w*(?:möte|mötet|sammanträde|sammanträdet))\s+(?:med\s+|(?:i|för|hos|av)\s+(?=\S*(?:råd|grupp|nämnd|styrelse|utskott|förening|BRÅ|Brå|team|presid|lokal)))",
    re.I,
)
_GROUP = (
    r"(?:(?<!om)(?<!sam)(?:råd|rådet)|grupp|gruppen|nämnd|nämnden|styrelse|styrelsen|utskott|utskottet"
    r"|förening|föreningen|team|teamet|beredning|beredningen|kommitté|kommittén)"
)
_SUFFIX = re.compile(rf"(\w*{_GROUP})s?(?:möte|sammanträde)t?\b", re.I)
_GENITIVE = re.compile(rf"^(.*?{_GROUP})s\s+(?:\w*möte|\w*sammanträde|\w*dag(?:ar)?)\b.*$", re.I)


def body_of(title: str) -> str:
    """Return the words of a title that name the body that met; "" when none do.

    "Protokoll fört vid ledningsgruppsmöte X 2021-09-20" -> "ledningsgrupp X": only the ending that makes a group's name
    the name of its meeting is dropped, and nothing is added.
    """
    dates = find_dates(title)
    if dates and _NAMED_BODY_IC.search(title[: dates[0].start]):
        title = title[: dates[0].start]
    text = TIME_OF_DAY.sub("", without_dates(title))
    text = re.sub(r"\s+", " ", _LEAD.sub("", text, count=1)).strip(" ,.:;–-")
    text = re.sub(r"\s+(?:den|i|på|kl)$|\s*\bnr\.?\s*\d+(?:[/:-]\d+)*", "", text).strip(" ,.:;–-")
    text = _MEETING_WITH.sub("", text)
    text = _GENITIVE.sub(r"\1", text)
    text = _SUFFIX.sub(r"\1", text, count=1)
    text = re.split(r",?\s+(?:i|på)\s+(?:Folkets|kommunhuset|stadshuset|rådhuset)", text)[0]
    return text if _NAMED_BODY_IC.search(text) or _SUFFIX.search(title) else ""


_READERS = {
    None: _read_loose,
    Part.DATE: _read_when,
    Part.TIME: _read_when,
    Part.PLACE: _read_when,
    Part.PLACE_AND_TIME: _read_when,
    Part.BODY: _read_body,
    Part.PRESENT: _read_presence,
    Part.ABSENT: _read_presence,
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

"""The labels of a cover, and the sections and lines they divide it into."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from minutes.reading.elements import PrintedAbsentee, PrintedAttendee
from minutes.reading.lines import Ledger, Line, cells
from minutes.reading.people import is_person
from minutes.reading.presence import ABSENCE
from minutes.reading.vocabulary import (
    LABEL,
    SIGNING,
    SPACED_LABEL,
    SPACED_LIST_LABEL,
    Part,
    is_list_label,
    is_state_of_its_own,
    is_table_head,
    label_of,
    looks_like_name,
    role_of,
)


@dataclass
class Section:
    """A label and the lines under it. `role` is given to people listed there."""

    part: Part | None
    role: str
    label: str
    lines: list[Line] = field(default_factory=list)
    label_line: Line | None = None
    is_part: bool = False  # a group within the list above it, whose state it has


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
    time: str = ""
    title_time: str = ""
    dates: list[tuple[str, date, Line]] = field(default_factory=list)  # where it stood, the date
    loose_dates: list[tuple[date, Line]] = field(default_factory=list)  # in lines that are nothing else
    attendees: list[PrintedAttendee] = field(default_factory=list)
    absent: list[PrintedAbsentee] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    signing: list[SigningBlock] = field(default_factory=list)
    elected: list[tuple[str, Line]] = field(default_factory=list)
    in_pairs: bool = False  # a list of this paper has "Name, Organisation" on its lines
    in_columns: bool = False  # a list of this paper has several names beside each other
    range: tuple[str, str, Line] | None = None

    def offices(self) -> dict[str, str]:
        """Return those present, with "chair" or "secretary" for whom their list calls so, else ""."""
        known = {"ordförande": "chair", "sekreterare": "secretary"}
        return {person.name: known.get(person.role, "") for person in self.attendees}


def match_label(text: str) -> tuple[str, Part, str, str] | None:
    """Return (label, what it announces, role, the rest) when a line begins with a label, else None.

    A heading that is not in the table but speaks of absence is one of absence: nobody may be taken for present by
    mistake.
    """
    for form in (LABEL, SPACED_LABEL):
        match = form.match(text)
        found = match and label_of(match["label"])
        if found:
            return match["label"], *found, text[match.end() :].strip()
    match = SPACED_LIST_LABEL.match(text)
    found = match and label_of(match["label"])
    if found and is_person(re.split("[,;]", text[match.end() :])[0]):
        return match["label"], *found, text[match.end() :].strip()
    columns = cells(text)
    if is_table_head(columns):
        away = any(label_of(column) and label_of(column)[0] is Part.ABSENT for column in columns)
        return text, Part.STACKED if away else Part.PRESENT, "", ""
    head, colon, rest = text.partition(":")
    if len(head.split()) > 6 or not (colon or len(text.split()) <= 4):
        return None
    if ABSENCE.match(head) or (colon and ABSENCE.search(head) and not re.search(r"[A-ZÅÄÖ]", head[1:])):
        return (head, Part.ABSENT, "", rest.strip()) if colon or not _leaves_name(head) else None
    if colon and (is_list_label(head) or _TOOK_PART.search(head)) and not is_person(head):
        return head, Part.PRESENT, "", rest.strip()
    return None


_TOOK_PART = re.compile(r"\b(?:var|är) (?:med|här|där)\b|\bmed (?:på|vid) \w+$|\bpå plats\b", re.I)


def _leaves_name(head: str) -> bool:
    return re.search(r"[A-ZÅÄÖ]", ABSENCE.sub("", head, count=1)) is not None


_TITLE = re.compile(
    r"^(?:[\w-]+\s+){0,2}?(?:\w*protokoll\b|protokollet\b(?=\s+(?:från|fört))|minnesanteckning\w*|mötesanteckning\w*|anteckningar\b)",
    re.I,
)


def is_title(line: Line) -> bool:
    """Whether a line begins with a word for minutes and is no label."""
    if match_label(line.text) or (line.text.endswith(".") and len(line.text.split()) > 14):
        return False
    return bool(_TITLE.match(line.text))


def divide_sides(lines: list[Line]) -> list[Line]:
    """Set two lists that stand beside each other, those present and those away, one below the other.

    A name belongs to the heading that begins nearest to it. The lists end at a line that is no name, or a label.
    """
    for place, line in enumerate(lines):
        heads = cells(line.text)
        parts = {label[0] for label in map(label_of, heads) if label}
        if len(heads) != 2 or parts != {Part.PRESENT, Part.ABSENT}:
            continue
        starts = [start for _, start in _places(line)]
        sides: list[list[Line]] = [[line.cut(head, fresh=True)] for head in heads]
        end = place + 1
        while end < len(lines) and _stands_in_columns(lines[end]):
            for cell, start in _places(lines[end]):
                side = min((0, 1), key=lambda one: abs(starts[one] - start))
                sides[side].append(lines[end].cut(cell))
            end += 1
        return [*lines[:place], *sides[0], *sides[1], *divide_sides(lines[end:])]
    return lines


def _stands_in_columns(line: Line) -> bool:
    return not match_label(line.text) and all(is_person(re.split("[,(]", cell)[0]) for cell in cells(line.text))


def _places(line: Line) -> list[tuple[str, int]]:
    """Return the columns of a line with where each begins on the page."""
    shown = line.text.expandtabs(8)
    return [(found.group(), line.indent + found.start()) for found in re.finditer(r"\S+(?: \S+)*", shown)]


_INLINE = re.compile(
    r"(?<=[.;)\w])\s+(?=(?:Närvarande|Frånvarande|Ej närvarande|Förhindrade?|Anmält förhinder|Adjungerade"
    r"|Plats|Tid|Datum|Delges"
    r"|Sekreterare|Ordförande|Justerare|Justeras|Vid protokollet|Övriga|Ersättare|Kopia till)\s*:\s)"
)


_INLINE_SIGNING = re.compile(
    r"(?<=[.!?)\w])\s+(?=(?:Vid protokollet|Vid pennan|Justeras|Justerat|Justerare)\b:?\s+[A-ZÅÄÖ])"
)


_LABEL_AND_VALUE = re.compile(
    r"^(Datum|Tid|Plats|Lokal|Sammanträdesdatum|Mötesdatum|Tid och plats)\s*:?\s+(\S.*)$", re.I
)


def _labelled_columns(line: Line) -> list[Line]:
    """Return the columns of a line as lines when each is a label with its value ("Datum 2021-01-02   Plats Salen")."""
    columns = cells(line.text)
    forms = [_LABEL_AND_VALUE.match(column) for column in columns]
    if len(columns) < 2 or not all(forms):
        return [line]
    return [line.cut(f"{form[1]}: {form[2]}", fresh=line.fresh and not at) for at, form in enumerate(forms)]


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
            group = part is Part.PRESENT and not is_state_of_its_own(label)
            is_part = group and current.part is Part.ABSENT and (current.is_part or not current.lines)
            if current.part is Part.OTHER and current.label.lower() == "justeringens" and not line.fresh:
                part = Part.OTHER  # "plats och tid" on the line below, or the next
            if role == "kallad" and not any(section.part is Part.PRESENT for section in sections):
                part = Part.OTHER  # who was summoned; who came is told elsewhere
            if part not in SIGNING:
                ledger.understand(line, label)
            part = Part.ABSENT if is_part else part
            sections.append(Section(part, role, label, [], line, is_part))
            if rest:
                sections[-1].lines.append(line.cut(rest, fresh=line.fresh))
        elif (is_title(line) and current.part is not Part.OTHER and current.part not in _LISTS) or (
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
        first = re.split(r"[,;\t]|  ", line.text)[0]
        unfinished = section.lines[-1].text.endswith(",")
        return section.part in (Part.PRESENT, Part.ABSENT) and (unfinished or is_person(first) or bool(role_of(first)))
    if (
        section.part in SIGNING
        and began_beside
        and line.fresh
        and is_person(cells(section.lines[0].text)[0].split(",")[0])
    ):
        return False  # an office with its name beside it is complete
    if section.part in _LISTS or section.part is Part.CONTENTS:
        return True
    return not section.lines or not line.fresh

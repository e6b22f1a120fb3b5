"""Signature blocks: which name belongs to which label, in rows, columns or columns read one after the other."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from big.documents.dates import find_dates, without_dates
from minutes.reading.elements import PrintedSigner, words
from minutes.reading.lines import Ledger, Line, cells
from minutes.reading.vocabulary import (
    LABEL,
    SIGNATURE_WORDS,
    SIGNING,
    SPACED_LABEL,
    Part,
    label_of,
    looks_like_name,
    name_in,
    role_of,
)

_RANGE = re.compile(r"\(?,?\s*§+\s*\d+\w*(?:\s*[-–—,]\s*(?:§\s*)?\d+\w*)*\)?")


@dataclass(frozen=True)
class Mark:
    """A label or a name of a signature block, as it stands in a line."""

    line: Line
    printed: str
    role: str  # of a label
    name: str  # of a name
    own: str = ""  # role printed beside a name, "Bo Berg, sekreterare", or below it
    below: "Mark | None" = None  # the label below that says so


def _label_in(text: str) -> tuple[str, str, str] | None:
    """Return (label as printed, role, what follows) when a cell begins with a signature label."""
    for form in (LABEL, SPACED_LABEL):
        match = form.match(text)
        if match:
            known = re.sub(r"\s+", " ", match["label"].lower())
            if known in SIGNATURE_WORDS:
                return match["label"], SIGNING[label_of(known)[0]], text[match.end() :]
    match = re.match(r"^(?P<label>[^\W\d_][\w ]+?)\s*(?P<rest>" + _RANGE.pattern + r".*|\d{4}-.*|den \d.*)$", text)
    if match and match["label"].lower() in SIGNATURE_WORDS:
        return match["label"], SIGNING[label_of(match["label"])[0]], match["rest"]
    return None


def is_signature_label(text: str) -> bool:
    """Whether a line is a signature label, or columns of them, alone or with a name, a date or a dotted line."""
    columns = cells(re.sub(r"[_.…]{3,}", "\t", text))
    if not columns:
        return False
    found = _label_in(columns[0])
    if not found:
        named = all(_name_and_role(column) for column in columns)
        return named or (any(map(_label_in, columns)) and _are_names_or_labels(columns))
    if len(columns) > 1 and not found[2].strip(" :") and _are_names_or_labels(columns[1:]):
        return True
    rest = re.sub(r"[_.…]{2,}", " ", _RANGE.sub("", without_dates(found[2]))).strip(" :,.()/-")
    rest = rest or (columns[1] if len(columns) > 1 else "")
    role_after = re.split(r",\s*|\s+\(", rest)[0].strip(" ()/")
    place = find_dates(found[2]) and len(rest.split()) <= 3
    first_name = re.match(r"vid |anteckna", found[0], re.I) and looks_like_name(rest, single=True)
    return bool(
        not rest
        or first_name
        or _label_in(rest)
        or place
        or _is_names(role_after)
        or _is_names(rest)
        or LABEL.match(rest)
    )


def _are_names_or_labels(columns: list[str]) -> bool:
    return all(_label_in(column) or _is_names(column) or _name_and_role(column) for column in columns)


def _is_names(text: str) -> bool:
    return all(looks_like_name(_bare(name)) for name in _divide(text)) if text else False


def _bare(name: str) -> str:
    return re.sub(r"\s*\([^)]*\)?$", "", name.strip(" ()/,.;:")).strip(" ()/,.;:")


def _divide(text: str) -> list[str]:
    return [
        piece
        for piece in re.split(r",\s+|(?<=\))\s+(?=[A-ZÅÄÖ])|\s+och\s+|\s+samt\s+|\s*/\s*|\s*&\s*|;\s*", text.strip())
        if piece.strip()
    ]


def _name_and_role(cell: str) -> tuple[str, str] | None:
    """Return (name, role) of "Bo Berg, sekreterare", "Bo Berg (sekreterare)" or "Bo Berg sekr."."""
    beside = name_in(cell.strip(" ./_"), single=True)
    if beside and role_of(beside[2]) in _ROLE_MARKS:
        return beside[1], beside[2]
    match = re.match(r"^([^,()]+?)\s*[,(]\s*([^,()]+?)\)?$", cell.strip(" ./_"))
    found = match and looks_like_name(_bare(match[1])) and role_of(match[2]) in _ROLE_MARKS
    return (_bare(match[1]), match[2]) if found else None


def is_name_with_role(text: str) -> bool:
    """Whether a text is nothing but a name and an office."""
    return _name_and_role(text) is not None


def _marks_of_cell(line: Line, cell: str, ledger: Ledger, *, labelled: bool = False) -> list[Mark]:
    """Return the labels and names of one column. What is neither stays for the ledger to remark on."""
    found = _label_in(cell)
    if found:
        label, role, rest = found
        marks = [Mark(line, label, role, "")]
        ranged = _RANGE.match(rest.strip())
        if ranged:
            ledger.understand(line, ranged.group())
            rest = rest.strip()[ranged.end() :]
        rest = rest.strip(" :,.–-")
        return marks + (_marks_of_cell(line, rest, ledger, labelled=True) if rest else [])
    if role_of(cell.strip(" ()/.,")) in {"ordförande", "sekreterare", "justerare", "vice ordförande"}:
        return [Mark(line, cell, _ROLE_MARKS[role_of(cell.strip(" ()/.,"))], "")]
    beside = _name_and_role(cell)
    if beside:
        return [Mark(line, cell, "", beside[0], _ROLE_MARKS[role_of(beside[1])])]
    marks = []
    for piece in _divide(cell):
        if piece != cell and _label_in(piece):
            marks += _marks_of_cell(line, piece, ledger)
        elif looks_like_name(_bare(piece), single=labelled):
            name = _bare(piece)
            marks.append(Mark(line, piece, "", name))
            party = re.search(r"\(([^)]*)\)\s*$", piece)
            if party and len(party[1]) <= 3:
                ledger.understand(line, party[1])
        elif role_of(piece):
            marks.append(Mark(line, piece, _ROLE_MARKS.get(role_of(piece), ""), ""))
    return [mark for mark in marks if mark.role or mark.name]


_ROLE_MARKS = {"ordförande": "chair", "vice ordförande": "chair", "sekreterare": "secretary", "justerare": "attester"}
_DESCRIBES = {("secretary", "secretary"), ("attester", "chair"), ("attester", "attester"), ("chair", "chair")}


def _marks(lines: list[Line], ledger: Ledger) -> list[Mark]:
    result: list[Mark] = []
    for line in lines:
        if label_of(line.text) == (Part.SIGNATURES, ""):
            ledger.understand(line, line.text)
        if find_dates(line.text):
            ledger.remark(line, "Underskriftens datum och plats har inget eget fält och är inte överförda.")
        for cell in cells(re.sub(r"[_.…]{3,}", "\t", line.text)):
            result += _marks_of_cell(line, cell, ledger)
    return result


def _with_roles_below(marks: list[Mark]) -> list[Mark]:
    """Give names the roles printed right below them, column by column: "Bo Berg   Anna Ek" over "Sekr.   Ordf."."""
    rows: list[list[Mark]] = []
    for mark in marks:
        if rows and rows[-1][0].line.number == mark.line.number:
            rows[-1].append(mark)
        else:
            rows.append([mark])
    result: list[Mark] = []
    while rows:
        row = rows.pop(0)
        below = rows[0] if rows else []
        apart = len(rows) < 2 or rows[1][0].line.fresh or rows[1][0].role
        named = all(mark.name and not mark.own for mark in row)
        told = len(below) == len(row) and all(role_of(mark.printed) for mark in below) and not below[0].line.fresh
        if named and told and apart and (len(row) > 1 or marks[0].name):
            result += [replace(name, own=label.role, below=label) for name, label in zip(row, rows.pop(0), strict=True)]
        else:
            result += row
    return result


def set_apart(line: Line, people: Iterable[str]) -> Line:
    """Set names of those present apart where only one space divides them: "Anna Ek Bo Berg"."""
    text = line.text
    for name in people:
        if " " in name:
            text = re.sub(rf"(?<=\w )(?={re.escape(name)}\b)|(?<={re.escape(name)}) (?=[A-ZÅÄÖ])", "  ", text)
    return replace(line, text=text)


def _names_stand_first(marks: list[Mark]) -> bool:
    """Whether each name is printed above its label (a line to sign on, the name, then "Sekreterare")."""
    return bool(marks and marks[0].name and marks[-1].role and sum(1 for mark in marks if mark.role))


def read_signers(lines: list[Line], ledger: Ledger, roles: dict[str, str]) -> list[PrintedSigner]:
    """Read a signature block. Labels wait for names in the order printed, so rows and columns both come out right.

    A second name after "Justeras" is one more attester. A label after the name it describes ("Bo Berg / Ordförande"
    under "Justeras") is no signer of its own. A label without a name is a remark. `roles` has those present, with the
    office that their list gives them, for a name without any label.
    """
    marks = _with_roles_below(_marks([set_apart(line, roles) for line in lines], ledger))
    if _names_stand_first(marks):
        marks = marks[::-1]
        return _paired(marks, ledger, roles)[::-1]
    return _paired(marks, ledger, roles)


def _paired(marks: list[Mark], ledger: Ledger, roles: dict[str, str]) -> list[PrintedSigner]:
    waiting: list[Mark] = []
    signers: list[PrintedSigner] = []
    role = ""
    below: Mark | None = None  # a label already taken by the name above it
    for place, mark in enumerate(marks):
        following, third = (marks[at] if at < len(marks) else None for at in (place + 1, place + 2))
        if mark is below:
            continue
        if mark.own:
            ledger.understand(mark.line, *(word for word in words(mark.printed) if word not in words(mark.name)))
            if mark.below:
                ledger.understand(mark.below.line, mark.below.printed)
        elif mark.name and not waiting and following and following.role and (third is None or third.role):
            below, role = following, following.role
            ledger.understand(below.line, below.printed)
        if mark.role:
            spoken_low = mark.printed.strip("(")[:1].islower()
            described = signers and not waiting and (following is None or following.role or spoken_low)
            if described and any((signer.role, mark.role) in _DESCRIBES for signer in signers):
                ledger.understand(mark.line, mark.printed)
            else:
                waiting.append(mark)
            continue
        if waiting:
            label = waiting.pop(0)
            role = label.role
            ledger.understand(label.line, label.printed)
        here = role or mark.own or roles.get(mark.name, "")
        if mark.own and role != "attester":
            here = mark.own
        if here:
            ledger.keep(mark.line, mark.name)
            signers.append(PrintedSigner(role=here, name=mark.name, line=mark.line.number))
    for label in waiting:
        ledger.remark(label.line, f"Det står inget namn vid ”{label.printed}”.")
    return signers

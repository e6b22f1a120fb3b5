"""Lists of people: who was there, who was not, who gets the minutes."""

import re
from dataclasses import dataclass, field, replace

from minutes.reading.elements import words
from minutes.reading.lines import Line, cells
from minutes.reading.vocabulary import (
    ABSENCE,
    NOBODY,
    REASONS,
    is_job_title,
    is_organisation_like,
    looks_like_name,
    role_of,
)


@dataclass(frozen=True)
class Entry:
    """One person of a list. `understood` holds printed words whose meaning is in another field."""

    name: str
    organisation: str = ""
    role: str = ""
    first: str = ""
    last: str = ""
    note: str = ""
    is_absent: bool = False
    limited: bool = False  # the role, not the presence, is limited to some §
    understood: tuple[str, ...] = field(default=())


_FROM = (
    r"(?:(?:deltog|deltar|närvarande|anlände|anslöt|kom|tillträdde|inträdde)\s+)?"
    r"(?:fr\.?\s?o\.?\s?m\.?|från\s+och\s+med|från)"
)
_LEFT = r"(?:lämnade|gick|avvek|slutade|utgick)(?:\s+mötet|\s+sammanträdet)?\s+(?:efter|t\.?o\.?m\.?)"
_CAME = r"anlände(?:\s+till|\s+vid|\s+under)?|anslöt(?:\s+vid|\s+till|\s+under)?|kom\s+(?:till|vid)"
_UPTO = r"(?:(?:deltog|deltar|närvarande)\s+)?(?:t\.?\s?o\.?\s?m\.?|till\s+och\s+med)"
_AT = r"(?:deltog|deltar|närvarande|del\s+av|delar\s+av|under|vid|endast|för|föredragande)"
_PLACE = r"(?:§+\s*|punkt(?:en|erna)?\s+|paragraf(?:en|erna)?\s+|ärende\s+|p\.\s?)(?:nr\s*)?"
_N = r"(\d{1,4}[A-Z]?(?:/\d{2,4})?)"
# Each form, and which of its two groups is the first and the last § of the presence.
_PRESENCE = (
    (re.compile(rf"{_FROM}\s+{_PLACE}{_N}\s*,?\s*(?:och\s+)?{_UPTO}\s+(?:{_PLACE})?{_N}", re.I), 1, 2),
    (re.compile(rf"(?:{_AT}\s+)*{_PLACE}{_N}\s*(?:[-–—]|till|t\.?o\.?m\.?)\s*(?:{_PLACE})?{_N}", re.I), 1, 2),
    (re.compile(rf"{_UPTO}\s+{_PLACE}{_N}", re.I), 0, 1),
    (re.compile(rf"{_LEFT}\s+{_PLACE}{_N}", re.I), 0, 1),
    (re.compile(rf"till\s+{_PLACE}{_N}", re.I), 0, 1),
    (re.compile(rf"(?:{_FROM}|{_CAME})\s+{_PLACE}{_N}", re.I), 1, 0),
    (re.compile(rf"(?:{_AT}\s+)*{_PLACE}{_N}(?!\s*(?:,|och)\s*§?\s*\d)", re.I), 1, 1),
)  # fmt: skip
_STANDS_IN = re.compile(
    r"\b(?:tjg\.?|tj\.?|tjänstgörande|tjänstg\.?|som)?\s*(?:ers(?:ättare)?|suppleant)?\.?\s*\b(?:för"
    r"|i stället för|istället för)\s+"
    r"(?P<whom>(?-i:[A-ZÅÄÖÉ])[\w'.-]*(?:\s+(?-i:[A-ZÅÄÖÉ])[\w'.-]*){0,3}(?:\s+\([^)]*\))?)",
    re.I,
)
_JOINERS = r"(?:\s+(?:och|samt|&)\s+)"


def presence(text: str) -> tuple[str, str, str, str]:
    """Return (text without it, first §, last §, the printed words) of a partial presence; "" where none is said."""
    if re.search(r"\b(?:ej|inte|utom|förutom|jäv)\b[^,;]*§", text, re.I):
        return text, "", "", ""
    for form, first, last in _PRESENCE:
        match = form.search(text)
        if match:
            rest = text[: match.start()] + text[match.end() :]
            return rest, match[first] if first else "", match[last] if last else "", match.group()
    return text, "", "", ""


def _tidy(text: str) -> str:
    text = re.sub(r"\(\s*\)", "", text)
    return re.sub(r"\s+", " ", text).strip(" \t,;:–—-")


def _parts(text: str) -> list[str]:
    """Return the columns of an entry: by tabs or wide spaces, else by parentheses, dashes, colon and commas."""
    columns = cells(text)
    result: list[str] = []
    for place, column in enumerate(columns):
        if place > 0 and not re.match(r"^x\b", column, re.I) and not _ends_with_role(column):
            inner = re.match(r"^(.*?)\s*\(([^()]*)\)$", column)
            known = inner and (role_of(inner[2]) or REASONS.match(inner[2]) or ABSENCE.search(inner[2]))
            result += [inner[1], inner[2]] if inner and known else [column]
            continue
        opened = re.sub(r"\s*\(([^()]*)\)\s*", r"\t\1\t", column)
        for piece in re.split(r"\t|\s+[-–—]\s*|\s*[–—]\s+|:\s+|,\s*", opened):
            if piece.strip():
                result.append(piece.strip())
    return result


def _ends_with_role(column: str) -> bool:
    last = re.split(r"[,(]", column)[-1]
    return bool(role_of(last) and "," in column)


def _organisation(parts: list[str], text: str) -> str:
    """Return the parts of an organisation as printed: neighbours in the source keep the comma between them."""
    found = ""
    for part in parts:
        together = f"{found}, {part}"
        found = (
            together
            if found and together in text
            else f"{found} ({part})"
            if found and f"({part})" in text
            else (f"{found}, {part}" if found else part)
        )
    return found


_LIMITED_ROLE = re.compile(
    r"(?:ordförande|sekreterare|ordf\.?|sekr\.?)\s+(?:för\s+|under\s+|t\.?o\.?m\.?\s+|fr\.?o\.?m\.?\s+)?§", re.I
)
_GIVEN_ROLES = frozenset({"", "ersättare", "adjungerad", "kallad"})


def read_entry(text: str, *, role: str = "", organisation: str = "", single: bool = False) -> Entry | None:
    """Read one person: name, organisation, role, presence, reason of absence. None when it is not a person.

    `role` and `organisation` are what the list gives to everybody in it; `single` allows a name of one word.
    """
    understood: list[str] = []
    text = re.sub(r"^\d{1,2}[.)]\s+", lambda match: understood.append(match.group()) or "", text.strip())
    source = text
    stands_in = _STANDS_IN.search(text)
    if stands_in:
        understood.append(stands_in.group())
        text, role = text[: stands_in.start()] + text[stands_in.end() :], role or "ersättare"
    limited = _LIMITED_ROLE.search(text) is not None
    text, first, last, printed = presence(text)
    reason = ABSENCE.search(text)
    if reason:
        text = re.sub(r"\(\s*\)", "", text[: reason.start()] + text[reason.end() :])
    entry = _sort_parts(
        _parts(text.rstrip(". ")), Entry("", role=role, note=reason.group() if reason else ""), source, single
    )
    if not entry.name:
        return None
    own, role = _with_party_last(entry.organisation), entry.role
    if own and is_job_title(own) and not role:
        own, role = "", own.lower()
    return replace(
        entry,
        organisation=own or organisation,
        role=role,
        first="" if limited else first,
        last="" if limited else last,
        is_absent=bool(reason),
        limited=limited,
        understood=tuple(filter(None, [*understood, printed, *entry.understood])),
    )


def _sort_parts(parts: list[str], entry: Entry, source: str, single: bool) -> Entry:
    """Return the entry with each part where it belongs: role, reason, name, or organisation."""
    rest: list[str] = []
    for part in filter(None, map(_tidy, parts)):
        if role_of(part) or part.lower() == "x":  # "X" marks presence in a table
            role = role_of(part) if role_of(part) and entry.role in _GIVEN_ROLES else entry.role
            entry = replace(entry, role=role, understood=(*entry.understood, part))
        elif REASONS.match(part):
            entry = replace(entry, note=", ".join(filter(None, [entry.note, part])))
        elif not entry.name and looks_like_name(part, single=single):
            entry = replace(entry, name=part)
        else:
            rest.append(part)
    return replace(entry, organisation=_organisation(rest, source))


def _with_party_last(organisation: str) -> str:
    """Return "S, Norrby kommun" as "Norrby kommun (S)": a party is not what the organisation is called."""
    match = re.match(r"^([A-ZÅÄÖ]{1,3}|[A-ZÅÄÖ][a-zåäö]{1,2}),\s+(.+)$", organisation)
    return f"{match[2]} ({match[1]})" if match else organisation


def _is_plain_list(lines: list[str]) -> bool:
    """Whether commas divide people ("Anna Ek, Bo Berg") rather than a name from its organisation."""
    pairs = people = 0
    for text in lines:
        parts = [part.strip() for part in re.split(r",|" + _JOINERS, text) if part.strip()]
        names = sum(looks_like_name(re.sub(r"\s*\(.*", "", part)) for part in parts)
        if len(parts) > 1 and names == len(parts) and (len(parts) > 2 or len(lines) == 1):
            people += 1
        elif len(parts) > 1:
            pairs += 1
    return people > pairs


def _split_people(text: str) -> list[str]:
    """Divide a line that names several people. Commas stay with whoever they describe."""
    if ";" in text:
        return [piece for half in text.split(";") for piece in [half.strip()] if piece]
    inside = re.sub(r"\([^)]*\)", lambda match: match.group().replace(",", "\0"), text)
    pieces = [piece.strip().replace("\0", ",") for piece in re.split(r",\s+", inside)]
    divided: list[str] = []
    for piece in pieces:
        piece = re.sub(r"^(?:och|samt)\s+", "", piece)
        halves = re.split(_JOINERS, piece)
        both = len(halves) > 1 and all(_is_person(half) for half in halves)
        ends = len(halves) == 2 and _is_person(halves[1]) and not is_organisation_like(halves[1])
        divided += halves if both or ends else [piece]
    people: list[str] = []
    for piece in divided:
        if people and not _is_person(piece):
            people[-1] += f", {piece}"
        else:
            people.append(piece)
    return people


def _is_person(text: str) -> bool:
    bare = presence(re.sub(r"\s*\([^)]*\)", "", text))[0]
    bare = re.split(r"\s+[-–—]\s+|:\s", bare)[0]
    return looks_like_name(_tidy(bare).rstrip("."))


def _group(text: str) -> tuple[str, str] | None:
    """Return (organisation, names) of a line such as "Polisen: Anna Ek, Bo Berg"."""
    match = re.match(r"^([^:\t]{2,60}):\s+(\S.*)$", text) or re.match(r"^([^:\t]{2,60}?)(?:\t+|\s{2,})(\S.*,.*)$", text)
    if not match or (looks_like_name(match[1]) and not _is_person(re.split(r",", match[2])[0])):
        return None
    names = _split_people(match[2])
    if (all(_is_person(name) for name in names) and not looks_like_name(match[1])) or (
        is_organisation_like(match[1]) and _is_person(names[0])
    ):
        return match[1].strip(), match[2].strip()
    return None


def read_people(lines: list[Line], role: str = "", *, in_pairs: bool = False) -> list[tuple[Line, list[Entry], str]]:
    """Read a list of people. Return for each line its entries and what could not be read as a person ("" normally).

    `in_pairs` says that other lists of the paper have "Name, Organisation", which settles a lone "Eva Ek, Norra Ängen".
    """
    texts = [line.text for line in lines]
    plain = not in_pairs and _is_plain_list([text for text in texts if not _group(text)])
    result: list[tuple[Line, list[Entry], str]] = []
    for line in lines:
        if NOBODY.match(line.text.strip()):
            result.append((line, [], ""))
            continue
        group = _group(line.text)
        role_first = group and role_of(group[0])
        text, organisation = (group[1], "" if role_first else group[0]) if group else (line.text, "")
        several = bool(group) or plain or ";" in text or _names_in(text) > 1
        pieces = _split_people(text.rstrip(".")) if several else [text]
        single = all(len(piece.split()) == 1 for piece in pieces) or (len(pieces) == 1 and len(cells(text)) > 1)
        entries, unread = [], []
        for piece in pieces:
            entry = read_entry(
                piece, role=role_of(group[0]) if role_first else role, organisation=organisation, single=single
            )
            if entry and role_first:
                entry = replace(entry, understood=(*entry.understood, group[0]))
            entries.append(entry) if entry else unread.append(piece)
        result.append((line, [entry for entry in entries if entry], "; ".join(unread)))
    return result


def _names_in(text: str) -> int:
    """Count the people a line plainly names: names divided by commas, each but the first followed by more."""
    if len(cells(text)) > 1:
        return 0
    parts = [re.sub(r"^(?:och|samt)\s+", "", part.strip()) for part in re.split(r",", re.sub(r"\([^)]*\)", "", text))]
    names = [part for part in parts if _is_person(part)]
    if len(names) == len(parts) > 1 and "(" in text:
        return len(names)
    return len(names) if len(parts) > 2 and (len(names) > 2 or (len(names) > 1 and len(parts) > 3)) else 0


_WHOLE = re.compile(
    r"(?:närvarande|deltagarna|deltagare|ledamöterna|frånvarande|polisen|kommunstyrelsen|kommunfullmäktige|[^\W\d_]{3,}(?:en|et|an|na|rna))$",
    re.I,
)


def _divide_last(text: str) -> list[str]:
    """Divide "A och B" when both are whole recipients; "Kultur- och fritidsnämnden" is one."""
    match = re.match(r"^(.*[^-\s])\s+(?:och|&)\s+(.+)$", text)
    if not match or re.search(r"-$", match[1]):
        return [text]
    left, right = match[1].strip(), match[2].strip()
    names = looks_like_name(left) or looks_like_name(right)
    whole = _WHOLE.search(left) and _WHOLE.search(right)
    return [*_divide_last(left), right] if names or whole else [text]


def read_recipients(text: str) -> list[str]:
    """Read a distribution list in running text: commas and semicolons divide, "samt" and "och" before the last."""
    text = re.sub(r"\s+", " ", text).strip().rstrip(".")
    found: list[str] = []
    for piece in re.split(r"[,;]\s*|\s+samt\s+", re.sub(r"[,;]\s*(?:samt|och)\s+", ", ", text)):
        piece = re.sub(r"^(?:samt|och|till)\s+", "", piece.strip())
        found += [part for part in _divide_last(piece) if words(part)]
    return found

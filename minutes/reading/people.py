"""Lists of people: who was there, who was not, who gets the minutes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from minutes.reading.elements import words
from minutes.reading.lines import Line, cells
from minutes.reading.presence import ABSENCE, REASONS, presence
from minutes.reading.vocabulary import (
    NOBODY,
    ends_in_particle,
    has_verb,
    is_job_title,
    is_list_label,
    is_organisation_like,
    looks_like_name,
    name_in,
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
    mark: str = ""  # in a table with a column to tick: "x" or "-"
    is_absent: bool = False
    limited: bool = False  # the role, not the presence, is limited to some §
    understood: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """How the lines of one list are built; what a single line leaves open is settled by the others."""

    paired: bool = False  # "Name, Organisation": one person to a line
    many_columns: bool = False  # several names beside each other
    singles: bool = False  # names of one word
    below: bool = False  # the organisation stands on the line below the name


_STANDS_IN = re.compile(
    r"\b(?P<how>ersätter|(?:(?:tjg\.?|tj\.?|tjänstgörande|tjänstg\.?|som)?\s*(?:ers(?:ättare)?|suppleant)?\.?\s*)?\b(?:för"
    r"|i stället för|istället för))\s+"
    r"(?P<whom>(?-i:[A-ZÅÄÖÉ])[\w'.-]*(?:\s+(?-i:[A-ZÅÄÖÉ])[\w'.-]*){0,3}(?:\s+\([^)]*\))?)",
    re.I,
)
_LIMITED_ROLE = re.compile(
    r"(?:ordförande|sekreterare|ordf\.?|sekr\.?)\s+(?:för\s+|under\s+|t\.?o\.?m\.?\s+|fr\.?o\.?m\.?\s+)?§", re.I
)
_MANNER = re.compile(
    r"^(?:(?:deltog|deltar|deltagande|via|på (?:distans|länk|plats|teams)|digitalt?|utan|med"
    r"|anlände|anländer|anslöt|lämnade|kom|gick|ersätter|del av|endast|under|ej röst\w+|punkt\w*|mötes\w+)\b"
    r"|(?:från|t\.?o\.?m\.?|till) (?:kl|\d)|(?:(?:ej|inte|utom|förutom) )?§)",
    re.I,
)
"""What a list adds about how somebody took part; it has no field of its own and stays with the role."""

_TICK = re.compile(r"^[xX×✓✔☒]$")
_NO_TICK = re.compile(r"^(?:[-–—]|0)$")
_NOT_DESCRIBING = re.compile(r"^(?:m\.?\s?fl\b|med flera|\d|samtliga|hela|ytterligare|ca\b)", re.I)


def _tidy(text: str) -> str:
    text = re.sub(r"\(\s*\)", "", text)
    return re.sub(r"\s+", " ", text).strip(" \t,;:–—-")


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of one entry: columns, and in them what parentheses, dashes, colons and commas divide."""
    for place, column in enumerate(cells(text)):
        opened = re.sub(r"\s*\(([^()]*)\)\s*", r"\t\1\t", column)
        pieces = [piece.strip() for piece in re.split(r"\t|\s+[-–—]\s*|\s*[–—]\s+|:\s+|,\s*", opened) if piece.strip()]
        tells = any(map(_is_known, pieces))
        # A later column is an organisation as it stands, unless it holds a role, a reason or a tick as well.
        yield from pieces if place == 0 or tells else [column]


def _is_known(text: str) -> bool:
    return bool(role_of(text) or REASONS.match(text) or ABSENCE.search(text) or _TICK.match(text))


def _organisation(parts: list[str], source: str) -> str:
    """Return the parts of an organisation as printed: neighbours in the source keep the comma between them."""
    found = ""
    for part in parts:
        if found and f"{found}, {part}" not in source and f"({part})" in source:
            found = f"{found} ({part})"
        else:
            found = ", ".join(filter(None, [found, part]))
    # A party is not what the organisation is called.
    party = re.match(r"^([A-ZÅÄÖ]{1,3}|[A-ZÅÄÖ][a-zåäö]{1,2}),\s+(.+)$", found)
    return f"{party[2]} ({party[1]})" if party else found


def read_entry(text: str, *, role: str = "", organisation: str = "", single: bool = False) -> Entry | None:
    """Read one person: name, organisation, role, presence, reason of absence. None when it is not a person.

    `role` and `organisation` are what the list gives to everybody in it; `single` allows a name of one word.
    """
    understood: list[str] = []
    text = re.sub(r"^\d{1,2}[.)]\s+", lambda match: understood.append(match.group()) or "", text.strip())
    source, roles = text, []
    stands_in = _STANDS_IN.search(text)
    if stands_in:
        how = "ersätter" if stands_in["how"].lower() == "ersätter" else "ersättare för"
        roles.append(f"{how} {stands_in['whom']}")
        understood.append(stands_in["how"])
        text = text[: stands_in.start()] + text[stands_in.end() :]
    limited = _LIMITED_ROLE.search(text) is not None
    text, first, last, printed = presence(text)
    reason = ABSENCE.search(text)
    if reason:
        text = text[: reason.start()] + text[reason.end() :]
    entry = Entry("", note=reason.group() if reason else "", understood=(*understood, printed))
    entry, own, said = _sort_parts(map(_tidy, _parts(text.rstrip(". "))), entry, source, single)
    if not entry.name:
        return None
    roles += said
    if is_job_title(own) and not roles and not role:
        own, roles = "", [own.lower()]
    return replace(
        entry,
        organisation=_with_group(own, organisation),
        role=", ".join(dict.fromkeys(roles)) or role,
        first="" if limited else first,
        last="" if limited else last,
        is_absent=bool(reason) or entry.mark == "-",
        limited=limited,
    )


def _with_group(own: str, group: str) -> str:
    """Join what stands beside a name with what is common to its group: "Polisen, område Norr", "Nämnden (S)"."""
    if not own or not group or own == group:
        return own or group
    return f"{group} ({own})" if re.fullmatch(r"[A-ZÅÄÖ]{1,3}|[A-ZÅÄÖ][a-zåäö]{1,2}", own) else f"{group}, {own}"


def _sort_parts(parts: Iterator[str], entry: Entry, source: str, single: bool) -> tuple[Entry, str, list[str]]:
    """Return the entry with name, note and tick, the organisation, and the roles in the order printed."""
    rest: list[str] = []
    roles: list[str] = []
    waiting = list(filter(None, parts)) if not _NO_TICK.match(cells(source)[-1]) else [*filter(None, parts), "-"]
    while waiting:
        part = waiting.pop(0)
        person = None if entry.name else name_in(part, single=single)
        if _TICK.match(part) or _NO_TICK.match(part):
            entry = replace(entry, mark=part.lower(), understood=(*entry.understood, part))
        elif role_of(part):
            roles.append(role_of(part))
            entry = replace(entry, understood=(*entry.understood, part))
        elif REASONS.match(part):
            entry = replace(entry, note=", ".join(filter(None, [entry.note, part])))
        elif person:
            title, name, after = person
            entry = replace(entry, name=name)
            roles += [title.lower()] if title and not role_of(title) else []
            waiting = [*filter(None, [role_of(title) and title, *_offices(_without_from(after))]), *waiting]
            entry = replace(entry, understood=(*entry.understood, title, *re.findall(r"^från\b", after)))
        elif _MANNER.match(part):
            roles.append(part)
        else:
            rest.append(part)
    return entry, _organisation(rest, source), roles


def _offices(text: str) -> list[str]:
    """Divide "ordf. Kommunstyrelsen" behind a name into the office and the rest."""
    tokens = text.split()
    for length in (3, 2, 1):
        if role_of(" ".join(tokens[:length])):
            return [" ".join(tokens[:length]), " ".join(tokens[length:])]
    return [text]


def _without_from(text: str) -> str:
    return re.sub(r"^från\s+(?!kl|\d)", "", text)


def is_person(text: str, *, single: bool = False) -> bool:
    """Whether a text begins with a person's name, or a title and a name."""
    bare = presence(re.sub(r"\s*\([^)]*\)", "", text))[0]
    bare = ABSENCE.sub("", _STANDS_IN.sub("", bare))
    bare = re.split(r"\s+[-–—]\s+|:\s|[,;]\s", bare)[0]
    return name_in(_tidy(bare).rstrip("."), single=single) is not None


_COMMAS = re.compile(r"[,;]\s*(?!\d)|(?<=\))\.\s+(?=[A-ZÅÄÖ])")
_JOINER = re.compile(r"\s+((?:och|samt|&))\s+")


def _sentences(text: str) -> list[str]:
    """Return the list that a line begins with, and the sentences behind it that name nobody in the list's way."""
    first, *later = re.split(r"(?<=[^\W\d_]{3})\.\s+(?=[A-ZÅÄÖ])", text)
    while later and role_of(first.split()[-1]):
        first = f"{first}. {later.pop(0)}"
    for place, sentence in enumerate(later):
        bare = ABSENCE.sub("", sentence).strip(" .")
        if not is_person(sentence) and not (bare != sentence.strip(" .") and looks_like_name(bare, single=True)):
            return [first, *later[place:]]
        first = f"{first}; {sentence}"
    return [first]


def _pieces(text: str) -> list[str]:
    """Return what commas, semicolons and full stops divide, outside parentheses."""
    hidden = re.sub(
        r"\([^)]*\)", lambda found: re.sub("[,;.]", lambda mark: chr(0xE100 + ord(mark[0])), found[0]), text
    )
    shown = (
        re.sub("[\ue100-\ue1ff]", lambda mark: chr(ord(mark[0]) - 0xE100), piece) for piece in _COMMAS.split(hidden)
    )
    return [piece for part in shown for piece in [re.sub(r"^(?:och|samt)\s+", "", part.strip())] if piece]


def _joined_people(piece: str, *, single: bool) -> list[str]:
    """Divide "Anna Ek och Bo Berg", but not "Anna Ek, kultur och fritid"."""
    result: list[str] = []
    halves = _JOINER.split(piece)
    for half, joiner in zip(halves[::2], ["", *halves[1::2]], strict=True):
        if not result or is_person(half, single=single) or half[:1].isdigit():
            result.append(half)
        else:
            result[-1] += f" {joiner} {half}"
    return result


def _singles_are_names(pieces: list[str]) -> bool:
    """Whether words alone in a comma list are first names ("Alva, Noel") rather than what follows a name ("Ek, Ystad").

    The first piece tells; else words alone are names when they are too many, or too few, to describe the others.
    """
    bare = [re.sub(r"\s*\(.*", "", piece) for piece in pieces]
    alone = [bool(looks_like_name(one, single=True) and len(one.split()) == 1) for one in bare]
    full = sum(map(is_person, bare))
    return len(pieces) > 1 and any(alone) and (alone[0] or sum(alone) > full or 2 * sum(alone) < full)


def split_people(text: str, *, paired: bool = False, singles: bool = False) -> list[str]:
    """Divide a line that names several people. What describes somebody stays with him; what nobody owns comes first."""
    pieces = _pieces(text)
    single = singles or _singles_are_names([half for one in pieces for half in _joined_people(one, single=True)])
    if paired and len(pieces) == 2 and is_person(pieces[0]):
        return [text]
    people: list[str] = []
    owner = office = False  # whether the last one is a person, or an office that waits for its person
    for piece in (half for one in pieces for half in _joined_people(one, single=single)):
        person = is_person(piece, single=single)
        if people and (person and office):
            people[-1] += f" {piece}"
        elif people and owner and not person and not _NOT_DESCRIBING.match(piece):
            people[-1] += f", {piece}"
        else:
            people.append(piece)
        owner, office = person or (owner and people[-1] != piece), bool(role_of(piece)) and people[-1] == piece
    return people


def _split_columns(columns: list[str]) -> list[str]:
    """Divide a row with several names; a column that is no name belongs to the name before it."""
    people: list[str] = []
    for column in columns:
        if people and not looks_like_name(column):
            people[-1] += f"\t{column}"
        else:
            people.append(column)
    return people


def _run_together(person: str) -> list[str]:
    """Divide two names that only one space divides, in a list with names beside each other."""
    named = person.split()
    if len(named) == 4 and looks_like_name(person) and looks_like_name(" ".join(named[2:])):
        return [" ".join(named[:2]), " ".join(named[2:])]
    return [person]


def _group(text: str) -> tuple[str, str] | None:
    """Return (what is common, names) of a line such as "Polisen: Anna Ek, Bo Berg"."""
    match = re.match(r"^([^:\t]{2,60}):\s+(\S.*)$", text) or re.match(r"^([^:\t]{2,60}?)(?:\t+|\s{2,})(\S.*)$", text)
    if not match or is_person(match[1]):
        return None
    names = split_people(match[2])
    single = ":" in text[: match.start(2)] or bool(role_of(match[1]))
    named = bool(names) and all(is_person(name, single=single) for name in names)
    if named and not is_organisation_like(names[0].split(",")[0]):
        return match[1].strip(), match[2].strip()
    return None


def form_of(texts: list[str], *, in_pairs: bool = False, in_columns: bool = False) -> Form:
    """Return how a list is built, judged from all its lines together."""
    pieces = [_pieces(text) for text in texts if len(cells(text)) == 1 and not _group(text)]
    twos = [one for one in pieces if len(one) == 2 and is_person(one[0])]
    rows = [cells(text) for text in texts if len(cells(text)) > 1]
    later = [cell for row in rows if is_person(row[0]) for cell in row[1:]]
    telling = [cell for cell in later if not _is_known(cell) and not _NO_TICK.match(cell)]
    lines = [is_person(text) for text in texts]
    others = [place for place, person in enumerate(lines) if not person and not re.search(r"[:.]$|\d", texts[place])]
    return Form(
        paired=(len(texts) > 1 and bool(twos)) or in_pairs,
        many_columns=2 * sum(map(looks_like_name, telling)) > len(telling) if telling else in_columns,
        singles=len(texts) > 1 and not any(lines),
        below=bool(others) and lines[0] and all(lines[place - 1] for place in others) and 2 * len(others) >= sum(lines),
    )


def _breaks_inside(above: Line, line: Line) -> bool:
    """Whether the line end stands inside a parenthesis, before one, or inside a name of a list that names several."""
    if line.fresh or len(cells(above.text)) > 1 or len(cells(line.text)) > 1:
        return False
    if above.text.count("(") > above.text.count(")"):
        return ")" in line.text.split("(")[0]
    if line.text.startswith("("):
        return not re.match(r"\([^)]*:", line.text)
    pieces, later = _pieces(above.text), _pieces(line.text)
    if len(pieces) < 2 or not later or not _is_half(later[0]) or not _is_half(pieces[-1]) or ")" in pieces[-1]:
        return False
    return is_person(pieces[0]) and (")" in pieces[-2] or sum(map(is_person, [*pieces, *later])) > 1)


def _is_half(piece: str) -> bool:
    """Whether one capitalised word, that is no organisation or office, is all the name that a piece of a list has."""
    word = _tidy(ABSENCE.sub("", presence(re.sub(r"\s*\(.*", "", piece))[0]))
    known = is_organisation_like(word) or role_of(word) or NOBODY.match(word)
    return len(word.split()) == 1 and looks_like_name(word, single=True) and not known


def may_break_inside(above: Line, line: Line) -> bool:
    """Whether a line of several people may begin with the last word of the name above it, or with somebody else."""
    if line.fresh or line.bullet or len(cells(above.text)) > 1 or len(cells(line.text)) > 1:
        return False
    pieces, later = _pieces(above.text), _pieces(line.text)
    names = len(pieces) > 1 and is_person(pieces[0]) and looks_like_name(pieces[-1])
    return names and len(later) > 1 and _is_half(later[0]) and any(map(is_person, later))


def join_lists(lines: list[Line]) -> list[Line]:
    """Join lines that a comma, a hyphen or a small letter shows to be one running list."""
    result: list[Line] = []
    for line in lines:
        last = result[-1] if result else None
        running = (
            last
            and not line.bullet
            and (
                re.search(r"(?:[,;]|\b(?:och|samt))$", last.text)
                or ends_in_particle(last.text)
                or _breaks_inside(last, line)
                or (
                    not line.fresh
                    and line.text[0].islower()
                    and not looks_like_name(line.text)
                    and "\t" not in line.text
                )
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


def read_people(
    lines: list[Line], role: str = "", *, in_pairs: bool = False, in_columns: bool = False
) -> list[tuple[Line, list[Entry], str]]:
    """Read a list of people. Return for each line its entries and what could not be read as a person ("" normally).

    `in_pairs` says that other lists of the paper have "Name, Organisation", which settles a lone "Eva Ek, Norra Ängen",
    and `in_columns` that they have names beside each other.
    """
    lines = [line for line in lines if words(line.text) or NOBODY.match(line.text)]
    form = form_of(
        [line.text for line in lines if not _is_heading(line.text)], in_pairs=in_pairs, in_columns=in_columns
    )
    result: list[tuple[Line, list[Entry], str]] = []
    heading = ""
    for line in lines:
        text = line.text.strip()
        if NOBODY.match(text):
            result.append((line, [], ""))
            continue
        entries, unread = _read_line(text, form, role, heading)
        last = result[-1][1] if result else []
        alone = not entries and not re.search(r"\d|\.$", text) and len(text.split()) <= 8
        if alone and form.below and last and not last[-1].organisation and not _is_heading(text):
            last[-1] = replace(last[-1], organisation=text)
            unread = ""
        elif alone and (text.endswith(":") or is_organisation_like(text)):
            heading, unread = "" if is_list_label(text) else text.rstrip(": "), ""
        result.append((line, entries, unread))
    return _without_unticked(result)


def _is_heading(text: str) -> bool:
    return text.endswith(":")


def _read_line(text: str, form: Form, role: str, heading: str) -> tuple[list[Entry], str]:
    """Return the entries of one line and what of it is not a person."""
    if _is_heading(text):
        return [], text
    group = _group(text)
    given, organisation = role, heading
    if group:
        text, common = group[1], group[0]
        given, organisation = (role_of(common), "") if role_of(common) else (role, common)
    columns = cells(text)
    unread: list[str] = []
    if len(columns) == 1:
        text, *unread = _sentences(text)
        people = split_people(text.rstrip("."), paired=form.paired and not group, singles=form.singles or bool(group))
        if form.many_columns:
            people = [half for person in people for half in _run_together(person)]
        single = form.singles or bool(group) or len(people) > 1
    else:
        people = _split_columns(columns) if form.many_columns else [text]
        single = not any(map(is_person, columns))
    entries = []
    for person in people:
        entry = read_entry(person, role=given, organisation=organisation, single=single)
        own = entry.organisation if entry and entry.organisation != organisation else ""
        if not entry or not _may_describe(own):
            unread.append(person)
        else:
            used = (group[0],) if group and given != role else ()
            entries.append(replace(entry, understood=(*entry.understood, *used)))
    return entries, "; ".join(unread)


def _may_describe(organisation: str) -> bool:
    """Whether what follows a name can be an organisation at all, and no sentence or count of others."""
    bare = re.sub(r"\([^)]*\)", "", organisation)
    return not (_NOT_DESCRIBING.match(bare) or has_verb(bare) or re.search(r"[^\W\d_]{3}\. [A-ZÅÄÖ]", bare))


def _without_unticked(rows: list[tuple[Line, list[Entry], str]]) -> list[tuple[Line, list[Entry], str]]:
    """Where those present are ticked, leave a line without a tick to the secretary rather than call him present.

    Without any tick a dash is only an empty column.
    """
    if not any(entry.mark not in ("", "-") for _, entries, _ in rows for entry in entries):
        return [
            (line, [replace(entry, is_absent=entry.is_absent and bool(entry.note)) for entry in entries], unread)
            for line, entries, unread in rows
        ]
    result = []
    for line, entries, unread in rows:
        sure = [entry for entry in entries if entry.mark or entry.is_absent]
        result.append((line, sure, unread or ("" if len(sure) == len(entries) else line.text)))
    return result


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
    names = (
        looks_like_name(left)
        or looks_like_name(right)
        or (left[0].isupper() and len(right.split()) > 1 and right[0].isupper())
    )
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

"""What stands after the last paragraph: signatures, distribution, notices."""

import re
from dataclasses import dataclass, field

from minutes.reading.cover import read_cover
from minutes.reading.elements import PrintedSigner
from minutes.reading.lines import Ledger, Line, cells
from minutes.reading.sections import Cover, match_label
from minutes.reading.signatures import is_name_with_role, is_signature_label, read_signers, set_apart
from minutes.reading.vocabulary import Part, looks_like_name, role_of

_AFTER_TEXT = {Part.RECIPIENTS, Part.SIGNATURES, Part.ABSENT, Part.PRESENT, Part.OTHER}
_NOTICES = ("anslag", "bevis", "utdrag", "rätt utdraget", "datum för", "bilagor", "bilaga")


def _ends_text(line: Line) -> bool:
    """Whether a line under the last heading begins something that is no longer its text."""
    if is_signature_label(line.text):
        return True
    found = match_label(line.text)
    if not found or line.bullet:
        return False
    label, part, _, rest = found
    if part is Part.OTHER:
        return label.lower().startswith(_NOTICES) and (not rest or line.fresh)
    labelled = not rest or line.text[len(label) :].lstrip().startswith(":") or part is Part.RECIPIENTS
    return (part in _AFTER_TEXT and line.fresh and labelled and len(label) > 6) or (
        part is Part.RECIPIENTS and labelled and len(label) > 5
    )


def _is_name_only(line: Line) -> bool:
    columns = cells(line.text.strip("()/ "))
    return bool(columns) and not line.bullet and all(looks_like_name(column.strip("()/ ")) for column in columns)


def _are_present(line: Line, people: list[str]) -> bool:
    return all(column.strip(" ()/") in people for column in cells(set_apart(line, people).text))


def _only_signs(line: Line, people: list[str]) -> bool:
    """Whether a line has nothing but names of those present and signature labels."""
    columns = cells(re.sub(r"[_.…]{3,}", "\t", set_apart(line, people).text))
    return not line.bullet and all(
        column.strip(" ()/") in people or is_signature_label(column) or role_of(column) for column in columns
    )


def start_of_tail(lines: list[Line], first: int, people: list[str]) -> int:
    """Return where, from `first` on, the text ends and signatures or distribution begin.

    `people` are the names of those present: a last block of nothing but such names is signatures without labels.
    """
    start = _labelled_tail(lines, first, people)
    if start == len(lines):
        while start > first and _only_signs(lines[start - 1], people):
            start -= 1
        offices = any(is_signature_label(line.text) for line in lines[start:])
        while start < len(lines) and not lines[start].fresh and not offices:
            start += 1
    dated = start > first and re.match(r"^(?:\w+ ){1,3}som ovan\.?$", lines[start - 1].text, re.I)
    return start - 1 if dated else start


def _labelled_tail(lines: list[Line], first: int, people: list[str]) -> int:
    for index in range(first, len(lines)):
        quoted = index > first and re.search(r"[\"”“»«]\.?$", lines[index - 1].text)
        alone = is_name_with_role(lines[index].text)
        if alone and any(
            not is_signature_label(line.text) and not _is_name_only(line) and not match_label(line.text)
            for line in lines[index:]
        ):
            continue  # somebody elected, and the text goes on
        if not _ends_text(lines[index]) or (quoted and alone):
            continue  # the source of a quotation signs nothing
        above = index - 1
        below = lines[index + 1] if index + 1 < len(lines) else None
        labels_last = below is None or is_signature_label(below.text) or is_signature_label(lines[-1].text)
        named = above >= first and (
            (_is_name_only(lines[above]) and lines[above].fresh) or _are_present(lines[above], people)
        )
        if named and labels_last:
            return above
        return index
    return len(lines)


@dataclass
class _Stretch:
    signing: bool
    lines: list[Line] = field(default_factory=list)


def read_tail(lines: list[Line], cover: Cover, ledger: Ledger) -> list[PrintedSigner]:
    """Read the lines after the text. Distribution and the like go to `cover`; the signers are returned."""
    stretches = [_Stretch(signing=True)]
    for line in lines:
        found = match_label(line.text)
        signing = stretches[-1].signing
        if is_signature_label(line.text):
            signing = True
        elif found and found[1] is not Part.SIGNATURES and found[1] not in {Part.SECRETARY, Part.CHAIR, Part.ATTESTER}:
            signing = False
        if signing is not stretches[-1].signing:
            stretches.append(_Stretch(signing))
        stretches[-1].lines.append(line)
    signers: list[PrintedSigner] = []
    for stretch in stretches:
        if stretch.signing:
            signers += read_signers(stretch.lines, ledger, cover.offices())
        else:
            read_cover(stretch.lines, cover, ledger)
    return signers

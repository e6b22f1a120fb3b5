"""What stands after the last paragraph: signatures, distribution, notices."""

import re
from dataclasses import dataclass, field

from minutes.reading.cover import Cover, match_label, read_cover
from minutes.reading.elements import PrintedSigner
from minutes.reading.lines import Ledger, Line, cells
from minutes.reading.signatures import is_name_with_role, is_signature_label, read_signers
from minutes.reading.vocabulary import Part, looks_like_name

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


def start_of_tail(lines: list[Line], first: int) -> int:
    """Return where, from `first` on, the text ends and signatures or distribution begin."""
    for index in range(first, len(lines)):
        quoted = index > first and re.search(r"[\"”“»«]\.?$", lines[index - 1].text)
        if not _ends_text(lines[index]) or (quoted and is_name_with_role(lines[index].text)):
            continue  # the source of a quotation signs nothing
        above = index - 1
        below = lines[index + 1] if index + 1 < len(lines) else None
        labels_last = below is None or is_signature_label(below.text) or is_signature_label(lines[-1].text)
        if above >= first and _is_name_only(lines[above]) and lines[above].fresh and labels_last:
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
            signers += read_signers(stretch.lines, ledger)
        else:
            read_cover(stretch.lines, cover, ledger)
    return signers

"""The front of a paper: title, subtitle and date lines, and what stands above them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from big.documents.dates import find_dates
from big.documents.papers import Remark
from reports.reading.dating import PERIOD, is_date_line
from reports.reading.pieces import Piece, joined
from reports.reading.shapes import (
    NUMBER,
    PAGE,
    TITLE_WORD,
    UNFINISHED,
    is_greeting,
    is_letterhead,
    is_name,
    is_sentence,
    unbold,
)

FRONT_LINES = 12
DATE_LINES = 4
"""How many lines below the title may be date lines."""
_BESIDE_TITLE = re.compile(rf"^(?:ämne|subject|rubrik|titel):\s*|[\s|,–-]*(?:{PAGE.pattern})$", re.IGNORECASE)
BESIDE_TITLE = "Av raden är bara titeln med i rapporten."
NO_TITLE = "Ingen titel hittades överst i papperet. Skriv titeln själv."
SUBTITLE = "Raden ser ut som en underrubrik till titeln och är inte med i rapporten."
ABOVE_TITLE = "Raden står ovanför titeln och är inte med i rapporten."


@dataclass(frozen=True, kw_only=True)
class Front:
    """The title (empty when there is none), the date lines, the lines above the title, and what to say about them."""

    title: Piece
    dated: tuple[Piece, ...] = ()
    above: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def take_front(pieces: list[Piece]) -> tuple[Front, list[Piece]]:
    """Take the title with its subtitle, the date lines and the lines above; return them and the pieces left."""
    at = _title_index(pieces)
    if at is None:
        first = replace(pieces[0], text="") if pieces else Piece(line=1, printed="", text="")
        dated = tuple(takewhile(is_date_line, pieces))
        return Front(title=first, dated=dated, remarks=(first.remark(NO_TITLE),)), pieces[len(dated) :]
    end = at + 1
    while end < len(pieces) and _continues_title(pieces[end - 1], pieces[end]):
        end += 1
    printed = unbold(joined(piece.text for piece in pieces[at:end]))
    title = replace(pieces[at], text=(end == at + 1 and _BESIDE_TITLE.sub("", printed).strip()) or printed)
    above, below = pieces[:at], pieces[end:]
    subtitles = _subtitles(below)
    top = takewhile(lambda piece: not (piece.bulleted or is_sentence(piece.text)), below[: len(subtitles) + DATE_LINES])
    dated = [piece for piece in [*top, *above] if is_date_line(piece)]
    remarks = [title.remark(BESIDE_TITLE)] if title.text != printed else []
    remarks += [piece.remark(SUBTITLE) for piece in subtitles]
    remarks += [piece.remark(ABOVE_TITLE) for piece in above if piece not in dated]
    front = Front(title=title, dated=tuple(dated), above=tuple(p.text for p in above), remarks=tuple(remarks))
    return front, _without(below, [*subtitles, *dated])


def _without(pieces: Sequence[Piece], taken: Sequence[Piece]) -> list[Piece]:
    """Return the pieces that were not taken; one that stood below a taken piece still begins something new."""
    left, gap = [], 0
    for piece in pieces:
        if piece in taken:
            gap += piece.gap + 1
        else:
            left.append(replace(piece, gap=piece.gap + gap))
            gap = 0
    return left


def _title_index(pieces: Sequence[Piece]) -> int | None:
    """Return where the title stands.

    It is the only heading with the fewest hashes, or a line that names a kind of paper ("Aktuellt", "Nyhetsbrev"), or
    has a date, or else the first line when it stands over another name or a date.
    """
    top = pieces[:FRONT_LINES]
    stop = next((i for i, piece in enumerate(top) if piece.bulleted), len(top))
    names = [i for i in range(stop) if not is_date_line(top[i]) and _may_be_title(top[i].text)]
    hashes = [len(piece.mark) for piece in pieces if piece.mark.startswith("#")]
    alone = {"#" * min(hashes)} if hashes and hashes.count(min(hashes)) == 1 else set()
    signs: tuple[Callable[[Piece], object], ...] = (
        lambda piece: piece.mark in alone,
        lambda piece: "aktuellt" in piece.text.casefold(),
        lambda piece: TITLE_WORD.search(piece.text),
        lambda piece: find_dates(piece.text) or PERIOD.search(piece.text),
    )
    for sign in signs:
        if found := [i for i in names if sign(top[i])]:
            return found[0]
    if not names or not all(map(is_date_line, top[: names[0]])):
        return None
    below = next(iter(pieces[names[0] + 1 : names[0] + 2]), None)
    return names[0] if below and not below.bulleted and (is_name(below.text) or is_date_line(below)) else None


def _may_be_title(text: str) -> bool:
    furniture = PAGE.fullmatch(text) or is_letterhead(text) or is_greeting(text)
    return text.casefold().startswith("aktuellt") or not (furniture or (is_sentence(text) and not is_name(text)))


def _continues_title(last: Piece, piece: Piece) -> bool:
    another = piece.gap or piece.mark or piece.is_explicit or is_date_line(piece) or PAGE.fullmatch(piece.text)
    return not another and bool(last.wraps or piece.text[0].islower() or UNFINISHED.search(last.text))


def _subtitles(below: Sequence[Piece]) -> list[Piece]:
    """Return the lines directly under the title that are its subtitle: names that have nothing under them.

    Under them comes a date line, or a blank line and then another name or a greeting.
    """
    block = list(takewhile(lambda piece: not piece.gap and (_is_subtitle(piece) or is_date_line(piece)), below))
    after = next(iter(below[len(block) :]), None)
    if not (after and after.gap and not after.bulleted and (is_name(after.text) or is_greeting(after.text))):
        block = block[: max((i for i, piece in enumerate(block, start=1) if is_date_line(piece)), default=0)]
    return [piece for piece in block if not is_date_line(piece)]


def _is_subtitle(piece: Piece) -> bool:
    return is_name(piece.text) and not piece.mark and not NUMBER.match(piece.text)

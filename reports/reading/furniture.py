"""Set aside what belongs to the page and not to the report: page numbers, running titles, letterheads."""

import re
from collections.abc import Sequence
from dataclasses import replace

from big.documents.dates import without_dates
from big.documents.papers import Remark
from reports.reading.dating import is_date_line, plain
from reports.reading.front import Front
from reports.reading.pieces import Piece
from reports.reading.shapes import PAGE, UNFINISHED, has_page_cell, is_letterhead, is_name, page_shape

_PAGE_BESIDE = re.compile(rf"[\s|,–-]*(?:{PAGE.pattern}|\b\d{{1,2}})$", re.IGNORECASE)
_LONE_NUMBER = re.compile(r"[-–—]?\s*\d{1,3}\s*[-–—]?")
LETTERHEAD = "Raden ser ut som brevhuvud, sidfot eller webbsidans ram och är inte med i rapporten."
_CONTENTS = re.compile(
    r"innehåll(?:sförteckning)?:?|i (?:detta|det här|månadens) (?:nummer|numret|brev|blad)\w*:?", re.IGNORECASE
)
_LEADER = re.compile(r"[\s.…_]*(?:\.{3,}|…|\t|\s)[\s.…]*(?:s(?:id)?\.?\s*)?\d{1,3}$", re.IGNORECASE)
CONTENTS = "Raden hör till innehållsförteckningen och är inte med i rapporten."
PAGE_MARK = "Raden ser ut som sidnumrering och är inte med i rapporten."
RUNNING_TITLE = "Raden upprepar titeln eller sidhuvudet och är inte med i rapporten."


def set_furniture_aside(pieces: Sequence[Piece], front: Front) -> tuple[list[Piece], list[Remark]]:
    """Separate page numbers, letterheads and repeated titles, and count the indents from the paper's own margin."""
    heads = {plain(head) for head in (front.title.text, without_dates(front.title.text), *front.above)} - {""}
    listed = _contents(pieces)
    problems = [CONTENTS if index in listed else _furniture(pieces, index) for index in range(len(pieces))]
    kept, aside, gap = [], [], 0
    for index, piece in enumerate(pieces):
        beside = any(problems[max(index - 1, 0) : index + 2])
        problem = problems[index] or (RUNNING_TITLE if _repeats(piece, heads, beside=beside) else "")
        if problem:
            aside.append(piece.remark(problem))
            gap += piece.gap + 1
        else:
            kept.append(replace(piece, gap=piece.gap + gap))
            gap = 0
    margin = min((piece.indent for piece in kept), default=0)
    return [replace(piece, indent=piece.indent - margin) for piece in kept], aside


def _contents(pieces: Sequence[Piece]) -> range:
    """Return where the list of contents stands: its heading, and below it lines that all come again in the paper."""
    for at, piece in enumerate(pieces):
        if _CONTENTS.fullmatch(piece.text) and not piece.bulleted:
            end = at + 1
            while end < len(pieces) and _comes_again(pieces[end], pieces[end + 1 :]):
                end += 1
            return range(at, end) if end > at + 1 else range(0)
    return range(0)


def _comes_again(piece: Piece, later: Sequence[Piece]) -> bool:
    words = {plain(piece.text), plain(_LEADER.sub("", piece.text))} - {""}
    return any(plain(other.text) in words for other in later)


def _furniture(pieces: Sequence[Piece], index: int) -> str:
    """Return why a piece belongs to the page, or ""."""
    piece, before, after = pieces[index], pieces[max(index - 1, 0) : index], pieces[index + 1 : index + 2]
    words = " ".join(piece.printed.split())
    flows = not piece.gap and any(UNFINISHED.search(other.text) for other in before)
    apart = (piece.gap or not before or not after or after[0].gap) and not flows
    footer = not piece.mark and (has_page_cell(piece.printed) or _is_numbered_again(piece, pieces))
    if footer or PAGE.fullmatch(words) or (apart and _LONE_NUMBER.fullmatch(words)):
        return PAGE_MARK
    if piece.mark or flows:
        return ""
    over_address = bool(
        after and not after[0].gap and not is_date_line(piece) and is_letterhead(after[0].text) and is_name(piece.text)
    )
    under_address = bool(not piece.gap and before and is_letterhead(before[0].text))
    return LETTERHEAD if over_address or ((apart or under_address) and is_letterhead(words)) else ""


def _is_numbered_again(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Say whether a line that ends in a page number comes again with another number."""
    shape = page_shape(piece.printed)
    return bool(shape) and any(page_shape(other.printed) == shape and other.text != piece.text for other in pieces)


def _repeats(piece: Piece, heads: set[str], *, beside: bool) -> bool:
    """Say whether a line repeats the title or a line above it, or, beside a page number, a part of one of them."""
    forms = {plain(piece.text), plain(_PAGE_BESIDE.sub("", piece.text))} - {""}
    cells = {plain(cell) for cell in re.split(r"\t|\s{2,}|\s\|\s", _PAGE_BESIDE.sub("", piece.printed.strip()))} - {""}
    part = beside and any(f" {form} " in f" {head} " for form in forms for head in heads if " " in form)
    return not piece.bulleted and (bool(forms & heads) or part or bool(cells and cells <= heads))

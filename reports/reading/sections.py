"""Sections: blocks under their heading, areas and sub-areas."""

from collections.abc import Sequence
from itertools import pairwise

from big.documents.papers import Remark
from reports.reading.blocks import Block
from reports.reading.elements import PrintedSection
from reports.reading.shapes import NUMBER, depth, is_closed, is_greeting, is_name, is_phrase, is_sentence, unbold

SECOND_BULLETS = {"o", "◦", "○"}
OPENING = "Raden ser ut som en hälsning eller inledning och är inte med i rapporten."
BEFORE_HEADINGS = "Texten står före första rubriken. Välj själv vilket område den hör till."
GUESSED_HEADING = "Raden är läst som rubrik. Kontrollera att den är en."
NOTHING_BELOW = "Rubriken har ingen text under sig. Kontrollera att det är en rubrik."
UNMARKED = "Stycket har ingen punktmarkering, till skillnad från de andra. Det är läst som en egen punkt."
LIKE_HEADING = "Raden kan vara en rubrik. Den är läst som text."
NESTED = "Punkten har en egen lista. Listan är läst som en del av punkten, med en rad för varje led."
OTHER_BULLET = "Punkten har en annan markering än de andra. Kontrollera vilket område den hör till."
GUESSED_LEVEL = "Rubriken är läst som delområde, eftersom punkterna under den är markerade på ett annat sätt."


def make_sections(blocks: Sequence[Block]) -> tuple[tuple[PrintedSection, ...], list[Remark]]:
    """Divide the blocks at the headings. Each becomes a heading, an intro, an item, a part of one or an opening."""
    hashed = any(block.mark.startswith("#") for block in blocks)
    heads = [i for i in range(len(blocks)) if _is_heading(blocks, i, hashed=hashed)]
    bodies = [blocks[i + 1 : end] for i, end in pairwise([*heads, len(blocks)])]
    levels, doubts = _levels([blocks[i] for i in heads], bodies)
    chapters = list(zip([blocks[i] for i in heads], levels, bodies, strict=True))
    before = blocks[: heads[0] if heads else len(blocks)]
    if heads and all(_is_opening(block) for block in before):
        doubts += [piece.remark(OPENING) for block in before for piece in block.pieces]
    elif before:
        chapters.insert(0, (None, 1, before))
        doubts.append(before[0].first.remark(BEFORE_HEADINGS))
    bulleted = sum(_stands_out(block) for block in blocks) * 2 > len(blocks) - len(heads)
    sections, area = [], None
    for index, (head, level, body) in enumerate(chapters):
        heading = _heading_text(head) if head else ""
        area = heading if level == 1 else area
        over = index + 1 < len(chapters) and chapters[index + 1][1] > level
        if head and not (is_name(head.text) or head.first.is_explicit):
            doubts.append(head.first.remark(GUESSED_HEADING))
        if head and not body and not over:
            doubts.append(head.first.remark(NOTHING_BELOW))
        lead = _intro_length(body, level=level, over=over and bulleted)
        items, remarks = _items(body[lead:], head, bulleted=bulleted)
        doubts += [b.first.remark(LIKE_HEADING) for b in body[:lead] if not is_closed(b.text)] + remarks
        intro = "\n\n".join(block.text for block in body[:lead])
        parent = area if level == 2 else None
        sections.append(PrintedSection(heading=heading, level=level, parent=parent, intro=intro, items=items))
    return tuple(sections), doubts


def _is_opening(block: Block) -> bool:
    """Say whether a block before the first heading greets or introduces: text that is no item and maybe no heading."""
    return not _stands_out(block) and (is_greeting(block.text) or is_closed(block.text))


def _is_heading(blocks: Sequence[Block], index: int, *, hashed: bool) -> bool:
    """Say whether a block is a heading. `hashed`: the paper has Markdown headings, and then nothing less is one."""
    block = blocks[index]
    above, below = blocks[index - 1] if index else None, blocks[index + 1] if index + 1 < len(blocks) else None
    if block.first.is_explicit and (below or block.mark):
        return True
    if below is None or hashed or not (is_name(block.text) or _is_set_apart(above, block, below)):
        return False
    if block.mark:  # a bullet is a sub-heading when what is under it are sentences
        sentences = is_sentence(below.text) and len(below.text.split()) > 3
        colon = block.text.endswith(":") and (not below.mark or below.is_under(block))
        return sentences and (colon or (bool(below.mark) and _is_second(below, block)))
    if NUMBER.match(block.text):  # next to another number of its kind it is an item of a numbered list
        return not any(other and depth(other.text) == depth(block.text) for other in (above, below))
    if above and _is_plain_name(above) and _is_plain_name(block) and _is_plain_name(below):  # a list of names
        return False
    among_items = block.indent and block.indent == below.indent and not block.text.endswith(":")
    return bool(below.mark or not among_items)


def _is_set_apart(above: Block | None, block: Block, below: Block) -> bool:
    """Say whether a phrase with a verb is a heading: alone, without a full stop, between whole sentences or bullets."""
    alone = is_phrase(block.text) and block.first.gap and not _stands_out(block)
    return bool(alone) and all(other is None or other.mark or is_closed(other.text) for other in (above, below))


def _is_plain_name(block: Block) -> bool:
    return not (block.mark or block.first.is_explicit or block.text.endswith(":")) and is_name(block.text)


def _heading_text(head: Block) -> str:
    """Return a heading without number, Markdown marks and colon. A number on a line of its own is text."""
    text = unbold(head.text)
    numbered = NUMBER.match(head.first.text.lstrip("*_"))
    return (NUMBER.sub("", text, count=1) if numbered else text).removesuffix(":").rstrip() or text


def _levels(heads: Sequence[Block], bodies: Sequence[Sequence[Block]]) -> tuple[list[int], list[Remark]]:
    """Return the level of each heading. A sub-area looks less like a heading than the first one in the paper does."""
    looks = [_look(head) for head in heads]
    bullets = [next((block for block in body if block.mark), None) for body in bodies]
    usual = next(iter(bullets), None) or min(filter(None, bullets), key=lambda block: block.indent, default=None)
    levels, doubts = [], []
    for head, look, bullet in zip(heads, looks, bullets, strict=True):
        lesser = any(mine > first for mine, first in zip(look, looks[0], strict=True))
        guessed = bool(not lesser and levels and bullet and usual and _is_second(bullet, usual))
        levels.append(2 if lesser or guessed else 1)
        if guessed:
            doubts.append(head.first.remark(GUESSED_LEVEL))
    return levels, doubts


def _look(head: Block) -> tuple[int, ...]:
    """Return how much a heading lacks of what makes one, sign by sign; 0 is a full heading."""
    text, explicit = unbold(head.text), head.first.is_explicit
    hashes = len(head.mark) if head.mark.startswith("#") else 9
    inside = not explicit and (head.indent > 0 or bool(head.mark))
    return hashes, depth(text), not text.isupper(), not explicit, inside, text.endswith(":")


def _is_second(bullet: Block, first: Block) -> bool:
    return bullet.indent >= first.indent + 2 or (bullet.mark in SECOND_BULLETS and first.mark not in SECOND_BULLETS)


def _stands_out(block: Block) -> bool:
    return bool(block.mark or block.indent)


def _intro_length(body: Sequence[Block], *, level: int, over: bool) -> int:
    """Return how many paragraphs come before the first bullet (or indented item). `over`: a sub-area follows."""
    first = next((i for i, block in enumerate(body) if block.mark), None)
    if first is None:
        first = next((i for i, block in enumerate(body) if block.indent), None)
    if first is None:
        purpose = level == 2 and len(body) > 1 and body[0].text.startswith("Syfte")
        return len(body) if over else int(purpose)
    return first if not body[0].indent else 0


def _items(body: Sequence[Block], head: Block | None, *, bulleted: bool) -> tuple[tuple[str, ...], list[Remark]]:
    """Return the items of a section; a list under an item becomes lines of that item."""
    items: list[str] = []
    doubts: list[Remark] = []
    parent: Block | None = None
    for block in body:
        if parent and block.is_under(parent):
            if "\n" not in items[-1]:
                doubts.append(parent.first.remark(NESTED))
            items[-1] += f"\n{block.mark} {block.text}"
            continue
        if problem := _doubt(block, body[0], head, bulleted=bulleted):
            doubts.append(block.first.remark(problem))
        items.append(block.text)
        parent = block
    return tuple(items), doubts


def _doubt(block: Block, first: Block, head: Block | None, *, bulleted: bool) -> str:
    """Return what is uncertain about an item, or ""."""
    if is_name(block.text) and (block.text.endswith(":") or not (block.mark or block.text.endswith((".", ")")))):
        return LIKE_HEADING
    if (bulleted and not _stands_out(block)) or (first.mark and not block.mark):
        return UNMARKED
    above = head is not None and head.mark == block.mark != first.mark
    return OTHER_BULLET if block.mark and (above or _is_second(block, first)) else ""

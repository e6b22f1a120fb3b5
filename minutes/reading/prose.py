"""The text of a paragraph: wrapped lines made whole, and its HTML."""

import re
from html import escape

from minutes.reading.lines import Line, join

_POINT = re.compile(r"^(?:\(?\d{1,2}[.)]|\(?[a-zåäö][.)/])\s+\S")
_CLAUSE = re.compile(r"^(?:att|ATT)\s")
_ENDED = re.compile(r"[.!?:;”\"»)]$")


def is_point(line: Line) -> bool:
    """Whether a line is a point of a list."""
    return line.bullet or bool(_POINT.match(line.text))


def _printed(line: Line) -> str:
    text = re.sub(r"\s+", " ", line.text)
    return f"- {text}" if line.bullet else text


def _continues(line: Line, above: Line, block: str, in_list: bool) -> bool:
    """Whether a line is the rest of the sentence above it."""
    if line.torn and not is_point(line) and line.text[:1].islower() and not _ENDED.search(block):
        return True
    if line.fresh or is_point(line) or line.level:
        return False
    if _CLAUSE.match(line.text) and (_CLAUSE.match(block) or re.match(r"att {2,}", line.text)):
        return False
    if not in_list and _is_label_line(block) and line.text[:1].isupper():
        return False
    if in_list and line.indent <= above.indent and line.text[:1].isupper():
        complete = _ENDED.search(block) or len(above.text) < 50
        return not complete or (not is_point(above) and above.indent > 0)
    return True


def _is_label_line(block: str) -> bool:
    """Whether a block so far is one short line such as "Beslut" or "Bakgrund"."""
    return len(block.split()) <= 3 and len(block) < 32 and not re.search(r"[.!?,;–-]$", block)


def paragraph_text(lines: list[Line]) -> str:
    """Return the text of a paragraph: blocks divided by a blank line, points of a list one to a line.

    A word divided by a hyphen at a line end becomes one; suspended hyphens ("drog- och") and abbreviations keep theirs.
    """
    blocks: list[tuple[str, bool]] = []  # text, whether a list item
    for place, line in enumerate(lines):
        if blocks and _continues(line, lines[place - 1], blocks[-1][0], blocks[-1][1]):
            blocks[-1] = (join(blocks[-1][0], _printed(line)), blocks[-1][1])
        else:
            blocks.append((_printed(line), is_point(line)))
    text = ""
    for place, (block, is_item) in enumerate(blocks):
        between = "\n" if place and is_item and blocks[place - 1][1] else "\n\n"
        text += (between if place else "") + block
    return text


_QUOTED = re.compile(r'^(?:"[^"]+"|”[^”]+”|“[^“”]+[”“]|»[^»«]+[«»]|«[^»«]+»|\'[^\']+\'|’[^’]+’)\.?$', re.S)
_SOURCE = re.compile(r"^[A-ZÅÄÖÉ][^.!?:]{2,80},\s*[^.!?:]{2,60}$")
_UNORDERED = re.compile(r"^- +")
_ORDERED = re.compile(r"^(\d{1,2})[.)] +")


def _list_html(lines: list[str]) -> str:
    items = "".join(f"<li>{escape(_UNORDERED.sub('', line))}</li>" for line in lines)
    return f"<ul>{items}</ul>"


def _ordered_html(lines: list[str]) -> str | None:
    """Return an ordered list when its own counting says what is printed; else None."""
    numbers = [int(match[1]) for line in lines if (match := _ORDERED.match(line))]
    if len(numbers) != len(lines) or numbers != list(range(1, len(lines) + 1)):
        return None
    return "<ol>" + "".join(f"<li>{escape(_ORDERED.sub('', line))}</li>" for line in lines) + "</ol>"


def _block_html(block: str) -> str:
    """Return the HTML of one block: runs of points become lists, other lines paragraphs."""
    parts: list[str] = []
    lines = [line for line in block.split("\n") if line.strip()]
    while lines:
        marked = _UNORDERED if _UNORDERED.match(lines[0]) else _ORDERED if _ORDERED.match(lines[0]) else None
        length = 1
        while length < len(lines) and bool(marked) and marked.match(lines[length]):
            length += 1
        run, lines = lines[:length], lines[length:]
        if marked is _UNORDERED:
            parts.append(_list_html(run))
        elif marked is _ORDERED and (ordered := _ordered_html(run)):
            parts.append(ordered)
        else:
            parts += [f"<p>{escape(line)}</p>" for line in run]
    return "".join(parts)


def paragraph_html(text: str) -> str:
    """Return the text of a paragraph (as `paragraph_text` makes it) as HTML, escaped, with every word kept.

    Uses only p, ul, ol, li, blockquote and cite. A block wholly in quotation marks becomes a blockquote, and a short
    line "Name, title" after it the cite. The numbers of an ordered list that counts from 1 are left to the list itself.
    """
    blocks = [block.strip() for block in re.split(r"\n[^\S\n]*\n", text) if block.strip()]
    parts: list[str] = []
    place = 0
    while place < len(blocks):
        block = blocks[place]
        following = blocks[place + 1] if place + 1 < len(blocks) else ""
        if _QUOTED.match(block) and "\n" not in block and len(block) > 2:
            cite = f"<p><cite>{escape(following)}</cite></p>" if _SOURCE.match(following) else ""
            parts.append(f"<blockquote><p>{escape(block)}</p>{cite}</blockquote>")
            place += 2 if cite else 1
        else:
            parts.append(_block_html(block))
            place += 1
    return "".join(parts)

"""Blocks: the pieces of one paragraph put together – a heading, an intro, an item."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from reports.reading.pieces import DASHES, Piece, joined
from reports.reading.shapes import NUMBER, UNFINISHED, follows_in_number, is_closed, is_name, is_phrase


@dataclass(frozen=True, kw_only=True)
class Habits:
    """How a paper sets its lines."""

    spaced: bool
    """A wrapped line ends in a space, the last line of a paragraph does not."""
    stepped: bool
    """The first line of a paragraph is indented, the others are not."""
    width: int
    """The longest line that surely was wrapped; 0 when the paper has a paragraph to a line."""

    def meant(self, above: Piece, piece: Piece) -> bool:
        """Say whether someone broke the line here on purpose: the next word would have fitted."""
        if self.spaced:
            return not above.wraps
        return len(above.printed.rstrip()) + 1 + len(piece.text.split()[0]) <= 0.8 * self.width or not self.width

    def starts(self, piece: Piece) -> bool:
        return bool(piece.gap or piece.mark or (self.stepped and piece.indent))


def find_habits(pieces: Sequence[Piece]) -> Habits:
    inside = [(above, piece) for above, piece in pairwise(pieces) if not piece.gap and not piece.mark]
    wrapped = [(above, piece) for above, piece in inside if piece.text[0].islower() and not is_closed(above.text)]
    ends = [above.wraps for above, piece in pairwise(pieces) if piece.gap]
    spaces = [above.wraps for above, _ in wrapped]
    return Habits(
        spaced=sum(spaces) > 0.7 * len(spaces) and sum(ends) <= 0.5 * len(ends),
        stepped=any(above.indent > piece.indent and not above.mark for above, piece in wrapped),
        width=max((len(above.printed.rstrip()) for above, _ in wrapped), default=0),
    )


@dataclass(frozen=True, kw_only=True)
class Block:
    """One paragraph: its first piece, the mark and indent of that piece, and the words of all its pieces, joined."""

    pieces: tuple[Piece, ...]
    mark: str
    indent: int
    text: str

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> "Block":
        """Join pieces. A dash that began a later line was not a bullet but text."""
        first, *others = pieces
        text = joined([first.text, *(f"{piece.mark} {piece.text}".lstrip() for piece in others)])
        return cls(pieces=tuple(pieces), mark=first.mark, indent=first.indent, text=text)

    @property
    def first(self) -> Piece:
        return self.pieces[0]

    def is_under(self, other: "Block") -> bool:
        """Say whether this is a bullet within another one's list: further in, or after a colon with another bullet."""
        further = self.indent >= other.indent + 2
        return bool(self.mark) and (further or (other.text.endswith(":") and self.mark != other.mark))


def make_blocks(pieces: Sequence[Piece], habits: Habits) -> list[Block]:
    """Put the pieces together to paragraphs. Every piece is in exactly one block, in the order of the paper."""
    groups: list[list[Piece]] = []
    for piece, after in zip_longest(pieces, pieces[1:]):
        if groups and _belongs(piece, groups[-1], habits, last=after is None or habits.starts(after)):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [Block.of(group) for group in groups]


def _belongs(piece: Piece, group: Sequence[Piece], habits: Habits, *, last: bool) -> bool:
    """Say whether a piece goes on with the paragraph before it. `last`: the line after it surely begins a new one."""
    first, above = group[0], group[-1]
    lower = piece.text[0].islower() and not NUMBER.match(piece.text)
    wrapped = habits.spaced and above.wraps
    unfinished = bool(UNFINISHED.search(above.text))
    if first.mark.startswith("#") or follows_in_number(piece.text, first.text):
        return False
    if piece.mark:
        return _is_inner_dash(piece, above, habits)
    alone = len(group) == 1 and not first.mark
    if alone and (above.is_explicit or (is_name(above.text) and (piece.gap or habits.meant(above, piece)))):
        return unfinished or (lower and (not piece.gap or above.indent > 0))
    if alone and above.gap and is_phrase(above.text) and habits.meant(above, piece) and not (lower or unfinished):
        return False
    if piece.gap:
        return not is_closed(above.text) and (wrapped or lower or unfinished)
    if habits.starts(piece) and not first.mark and not lower:
        return False
    if last and is_closed(above.text) and not wrapped and (is_name(piece.text) or piece.is_explicit):
        return False
    return not habits.meant(above, piece) or lower or unfinished or not _begins(piece, group)


def _begins(piece: Piece, group: Sequence[Piece]) -> bool:
    """Say whether a line that was broken on purpose begins something new (no blank line, no bullet)."""
    first, above = group[0], group[-1]
    out_again = len(group) > 1 and piece.indent < above.indent
    if out_again or piece.is_explicit or (above.text.endswith(":") and is_name(above.text)):
        return True
    return is_name(piece.text) if first.mark else is_closed(above.text)


def _is_inner_dash(piece: Piece, last: Piece, habits: Habits) -> bool:
    """Say whether a mark first in a line is a dash of the running sentence and no bullet."""
    flowing = not piece.gap and piece.text[0].islower() and not is_closed(last.text) and habits.width
    return bool(piece.mark in {*DASHES} and flowing and not habits.meant(last, piece))

"""Word by word, what one text has that another has not."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

TOO_MANY = 250_000  # pairs of words: two texts of 250 words; repetitive ones take a second from there


@dataclass(frozen=True)
class Piece:
    """A run of text that both have (`same`), only the old one (`gone`) or only the new one (`new`)."""

    kind: Literal["same", "gone", "new"]
    text: str


def word_difference(old: str, new: str) -> list[Piece]:
    """The pieces in reading order; all that are not `gone` make up the new text, all that are not `new` the old one."""
    before, after = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (old, new))
    if len(before) * len(after) > TOO_MANY:
        return [piece for piece in (Piece("gone", old), Piece("new", new)) if piece.text]
    pieces = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        pieces.append(Piece("gone", "".join(before[start:end])))
        pieces.append(Piece("new", "".join(after[new_start:new_end])))
    return [piece for piece in pieces if piece.text]

"""Pieces: lines without their layout, and how their words are put together again."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from big.documents.papers import Remark
from reports.reading.shapes import is_bold, is_capitals, is_letterhead

GLYPHS = "•●▪■◦○‣∙➢►▶▸➤❖◆✓✔✅★⁃\uf0b7\uf0a7\uf0d8\uf076"  # never text: may stand in the middle of a line
DASHES = "-–—*+·o>→"  # also text: a bullet only first in a line, and between sentences of a line that began with it
_BULLET = re.compile(rf"([{GLYPHS}])(?:\s+|$|(?=\S))|([{DASHES}])(?:\s+|$)|([-–—·]|\*(?!.*\*$))(?=[A-ZÅÄÖ”\"])")
_RULE = re.compile(r"[\s=_*~–—-]{3,}")  # drawn under a heading or across the page
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")


_SUSPENDED = {"och", "eller", "samt", "respektive", "resp.", "men", "till", "som"}


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A line of text, or the part of it from one bullet to the next."""

    line: int
    printed: str
    text: str
    """The words with single spaces, without the mark."""
    mark: str = ""
    """The bullet or the Markdown hashes that stood before the text."""
    indent: int = 0
    gap: int = 0
    """Blank lines and page breaks before it."""
    wraps: bool = False
    """A space ends the line: most word processors leave one where they broke a line."""

    @property
    def bulleted(self) -> bool:
        return bool(self.mark) and not self.mark.startswith("#")

    @property
    def is_explicit(self) -> bool:
        """Whether the line calls itself a heading: Markdown hashes, all bold, or all capitals."""
        return self.mark.startswith("#") or (not self.mark and (is_bold(self.text) or is_capitals(self.text)))

    def remark(self, problem: str) -> Remark:
        return Remark(line=self.line, text=self.printed.strip(), problem=problem)


def split_pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text. A bullet alone on its line belongs to the line after it, or else to nothing."""
    gap, waiting = 0, ""
    for number, printed in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        gap += printed.count("\f")
        body = printed.lstrip()
        indent = len(printed[: len(printed) - len(body)].replace("\f", "").expandtabs(4))
        layout = {"line": number, "printed": printed, "indent": indent, "wraps": printed != printed.rstrip()}
        for segment in [""] if _RULE.fullmatch(body) else _segments(body):
            mark, words = _marked(segment)
            if words:
                yield Piece(text=words, mark=mark or waiting, gap=gap, **layout)
                gap, waiting = 0, ""
            else:
                gap, waiting = (gap, mark) if mark else (gap + 1, "")


def _segments(body: str) -> list[str]:
    """Split a line before each further bullet in it: "• A. • B." is two pieces. Letterheads use bullets as commas."""
    if is_letterhead(" ".join(body.split())):
        return [body]
    first = re.escape(body[:1]) if body[:1] and body[0] in DASHES and _BULLET.match(body) else "(?!)"
    return re.split(rf"\s+(?=[{GLYPHS}]\s)|(?<=[.!?])\s+(?={first}\s+[A-ZÅÄÖ])", body)


def _marked(segment: str) -> tuple[str, str]:
    """Return the mark of a segment ("" for none) and its words with single spaces and no invisible hyphens inside."""
    match = _HASHES.match(segment) or _BULLET.match(segment)
    words = " ".join(segment[match.end() if match else 0 :].split())
    return (match[0].strip() if match else ""), re.sub("\u00ad(?!$)|^\u00ad+$|\u200b|\ufeff", "", words)


def joined(texts: Iterable[str]) -> str:
    """Join lines with a space, and the halves of a word that was divided at the end of a line without one."""
    result = ""
    for text in texts:
        result = _glued(result, text) if result else text
    return result.rstrip("\u00ad")


def _glued(left: str, right: str) -> str:
    """ "vålds-" + "bejakande" is one word; "MVP-" + "mentorer" keeps its hyphen; "drog-" + "och" is two words."""
    if left.endswith("\u00ad"):
        return left[:-1] + right
    stem = re.search(r"(\w+)[-‐]$", left)
    if not stem or right.split()[0].casefold() in _SUSPENDED or not right[0].isalnum():
        return f"{left} {right}"
    keeps = right[0].isupper() or right[0].isdigit() or len(stem[1]) == 1 or not stem[1][-1].islower()
    return left + right if keeps else left[:-1] + right

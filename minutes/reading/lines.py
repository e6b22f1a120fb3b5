"""From text to lines: cleaned of what only the typesetting needed, each with the number it has in the paper."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from big.documents.papers import Remark
from minutes.reading.elements import visible, words

_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BULLET = re.compile(r"^(?:[•\uf0b7\uf0a7\uf02d·▪●◦‣∙■□⁃*o–—-]|\uf0d8)(?:\s+|$)")
_GLYPH = re.compile(r"^[•\uf0b7\uf0a7\uf0d8▪●◦‣■]\s*(?=\S)")
_RULE = re.compile(r"^[\s_.…=*\-–—~|:/+]+$")


_LONG_RUN = re.compile(r"([._…=*\s-] ?)\1{40,}")


@dataclass(frozen=True)
class Line:
    """One printed line. `text` is cleaned, `printed` as in the paper; `fresh` when a blank line stands before."""

    number: int
    text: str
    printed: str
    indent: int = 0
    fresh: bool = False
    new_page: bool = False
    level: int = 0  # of a Markdown heading
    bullet: bool = False
    torn: bool = False  # by page furniture, now taken away, above it
    also: tuple[int, ...] = ()  # numbers of lines that were mended into this one
    halves: tuple[tuple[str, str], ...] = ()  # the words that were whole only after mending

    def cut(self, text: str, *, fresh: bool = False) -> "Line":
        """Return a part of this line as a line of its own."""
        return replace(self, text=text.strip(), printed=text.strip(), fresh=fresh, level=0, bullet=False)

    def after_furniture(self, *, fresh: bool) -> "Line":
        """Return this line as one that page furniture stood above; `fresh` when a blank line did too."""
        return replace(self, fresh=self.fresh or fresh, torn=True)


@dataclass
class Ledger:
    """Where the words of every line went. What nobody kept becomes a remark, so nothing can be lost by forgetting."""

    kept: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    remarks: list[Remark] = field(default_factory=list)
    understood: list[tuple[int, str]] = field(default_factory=list)

    def keep(self, line: Line, *texts: str) -> None:
        """Note that these words of the line live on in an element."""
        for number in (line.number, *line.also):
            for text in texts:
                found = words(text)
                self.kept[number].extend(found)
                for first, second in line.halves:
                    self.kept[number].extend((first, second) if first + second in found else ())

    def understand(self, line: Line, *texts: str) -> None:
        """Note words whose meaning is kept in another form: labels, dates, roles."""
        self.keep(line, *texts)
        self.understood.extend((line.number, text) for text in texts if words(text))

    def remark(self, line: Line, problem: str) -> None:
        """Keep the whole line in a warning."""
        self.keep(line, line.printed)
        self.remarks.append(Remark(line=line.number, text=line.printed, problem=problem))

    def note(self, line: Line, problem: str) -> None:
        """Warn about a line that is kept elsewhere."""
        self.remarks.append(Remark(line=line.number, text=line.printed, problem=problem))

    def settle(self, text: str) -> list[Remark]:
        """Return all remarks in order of lines, with one more for every source line that has words left over."""
        for number, printed in enumerate(text.split("\n"), start=1):
            left = list(self.kept[number])
            forgotten = []
            for word in words(printed):
                if word in left:
                    left.remove(word)
                else:
                    forgotten.append(word)
            if forgotten:
                problem = "Raden, eller en del av den, passar inte in i protokollet och är inte överförd."
                self.remarks.append(Remark(line=number, text=printed.strip(), problem=problem))
        return sorted(self.remarks, key=lambda remark: remark.line)


def _unmarked(text: str) -> tuple[str, int]:
    """Return the text without Markdown marks, and the level of a Markdown heading (0: none)."""
    heading = re.match(r"^(#{1,6})\s+(.*?)\s*#*$", text)
    level = len(heading[1]) if heading else 0
    text = heading[2] if heading else text
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"^\*(?=\S)(.+?)(?<=\S)\*$", r"\1", text)
    if re.match(r"^\|.*\|$", text):
        text = "\t".join(cell.strip() for cell in text.strip("|").split("|"))
    return re.sub(r"^(\d+[A-Za-z]?)\\\.", r"\1.", text), level


def split_lines(text: str) -> list[Line]:
    """Return the lines that say something. Numbers count line feeds from 1; a form feed ends a line and a page."""
    result: list[Line] = []
    fresh, new_page = True, False
    for number, source in enumerate(text.split("\n"), start=1):
        for place, piece in enumerate(_BREAKS.split(source)):
            new_page = new_page or place > 0
            printed = _SPACES.sub(" ", visible(piece)).replace("\r", " ")
            cleaned, level = _unmarked(_LONG_RUN.sub(lambda run: run[1] * 40, printed.strip()))
            if not words(cleaned) and (not cleaned or _RULE.match(cleaned)):
                fresh = True
                continue
            bullet = bool(_BULLET.match(cleaned) or _GLYPH.match(cleaned))
            if bullet:
                cleaned = _GLYPH.sub("", _BULLET.sub("", cleaned, count=1)).strip()
            indent = len(printed.expandtabs(8)) - len(printed.expandtabs(8).lstrip())
            result.append(Line(number, cleaned, printed.strip(), indent, fresh or place > 0, new_page, level, bullet))
            fresh, new_page = level > 0, False
    return result


def cells(text: str) -> list[str]:
    """Return the columns of a line, divided by tabs or by two or more spaces; empty columns are left out."""
    return [cell.strip() for cell in re.split(r"\t+|\s{2,}", text) if cell.strip()]


_SUSPENDED = re.compile(r"^(?:och|eller|samt|som|till|resp|respektive|alternativt|men|inte|utan)\b", re.I)


def join(first: str, second: str) -> str:
    """Join two halves of a wrapped text. A word divided at a small letter becomes one; other hyphens are kept."""
    divided = re.search(r"(\w+)-$", first)
    if not first or not second or not divided or _SUSPENDED.match(second):
        return f"{first} {second}".strip()
    before = divided[1]
    if second[0].islower() and before[-1].islower() and len(before) > 1 and not re.search(r"\d", before):
        return first[:-1] + second
    return first + second if second[0].isalnum() else f"{first} {second}"


def mend_names(lines: Iterable[Line]) -> list[Line]:
    """Join lines that a hyphen at the line end divides, as "Anna-" and "Karin Ek"."""
    result: list[Line] = []
    for line in lines:
        last = result[-1] if result else None
        runs_on = not line.fresh or line.text[:1].islower()
        if last and runs_on and re.search(r"[^\W\d_]-$", last.text) and not _SUSPENDED.match(line.text):
            merged = join(last.text, line.text)
            halves = (*last.halves, (words(last.text)[-1], "".join(words(line.text)[:1])))
            also = (*last.also, line.number)
            result[-1] = replace(last, text=merged, printed=f"{last.printed} {line.printed}", also=also, halves=halves)
        else:
            result.append(line)
    return result

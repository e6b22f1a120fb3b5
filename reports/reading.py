"""Reading an old paper "Aktuellt från BIG-gruppen" from plain text. Text in, dataclasses out; nothing is stored.

The reader copies and never writes: no word is invented, corrected, renumbered or moved. It works in steps, and each
hands on everything it was given, so that no line can get lost on the way:

    text -> pieces       a line without its layout (a line with two bullets becomes two pieces)
         -> front        title and date
         -> set aside    page numbers, running titles, letterheads: into the warnings, with line and text
         -> blocks       the pieces of one paragraph: a heading, an intro, an item
         -> sections     blocks under their heading

What the layout tells (domain.md, B2 and B4): a bullet, an indented first line, a blank line, a space at the end of a
line that was wrapped, the length of the line. Papers differ, so the reader first finds the paper's own `Habits`. Where
the signs contradict each other the text is kept as it stands and a warning tells the editor what to look at.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import pairwise, zip_longest

from big.documents.papers import Remark


@dataclass(frozen=True, kw_only=True)
class PrintedSection:
    """An area (level 1) or sub-area (level 2, `parent` is the heading of its area) with its items as printed."""

    heading: str
    level: int = 1
    parent: str | None = None
    intro: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PrintedReport:
    """A report as printed. `date` is None when the paper does not give one day; `warnings` are in the paper's order."""

    title: str
    date: date | None
    sections: tuple[PrintedSection, ...]
    warnings: tuple[Remark, ...]


def read_report(text: str) -> PrintedReport:
    """Read the text of a printed report. Never raises: what is not understood is kept and mentioned in `warnings`."""
    front, pieces = _front(list(_pieces(unicodedata.normalize("NFC", text))))
    pieces, aside = _without_furniture(pieces, front)
    sections, doubts = _sections(_blocks(pieces, _habits(pieces)))
    warnings = sorted([*front.remarks, *aside, *doubts], key=lambda remark: remark.line)
    return PrintedReport(title=front.title, date=front.day, sections=sections, warnings=tuple(warnings))


def as_json(report: PrintedReport) -> dict:
    """Return the report as plain lists and dicts: title, date (ISO or None), sections and warnings."""
    return {
        "title": report.title,
        "date": report.date.isoformat() if report.date else None,
        "sections": [{**asdict(section), "items": list(section.items)} for section in report.sections],
        "warnings": [asdict(remark) for remark in report.warnings],
    }


# --- Pieces: lines without their layout ------------------------------------------------------------------------------

GLYPHS = "•●▪■◦○‣∙➢►\uf0b7\uf0a7\uf0d8\uf076"  # never text: may stand in the middle of a line
DASHES = "-–—*+·o"  # also text: a bullet only first in a line, and between sentences of a line that began with it
_BULLET = re.compile(rf"([{GLYPHS}])(?:\s+|$|(?=\S))|([{DASHES}])(?:\s+|$)|([-–—*·])(?=[A-ZÅÄÖ”\"])")
_RULE = re.compile(r"[\s=_*~–—-]{3,}")  # drawn under a heading or across the page
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_NUMBER = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+|\d)\s+(?=[A-ZÅÄÖ])|([A-HIVX]{1,4})[.)]\s+(?=[A-ZÅÄÖ])"
)


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

    def remark(self, problem: str) -> Remark:
        return Remark(line=self.line, text=self.printed.strip(), problem=problem)


def _pieces(text: str) -> Iterator[Piece]:
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
    if _is_letterhead(" ".join(body.split())):
        return [body]
    first = re.escape(body[:1]) if body[:1] and body[0] in DASHES and _BULLET.match(body) else "(?!)"
    return re.split(rf"\s+(?=[{GLYPHS}]\s)|(?<=[.!?])\s+(?={first}\s+[A-ZÅÄÖ])", body)


def _marked(segment: str) -> tuple[str, str]:
    """Return the mark of a segment ("" for none) and its words with single spaces and no invisible hyphens inside."""
    match = _HASHES.match(segment) or _BULLET.match(segment)
    words = " ".join(segment[match.end() if match else 0 :].split())
    return (match[0].strip() if match else ""), re.sub("\u00ad(?!$)|^\u00ad+$|\u200b|\ufeff", "", words)


# --- Front: title and date -------------------------------------------------------------------------------------------

_MONTHS = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
_MONTH = "(?:jan|febr?|apr|aug|okt|nov|dec|sept?)\\b\\.?|januari|februari|mars|april|maj|juni|juli|augusti"
_MONTH += "|september|oktober|november|december"
_DATES = (
    re.compile(rf"\b(?P<d>\d{{1,2}})(?::[ae])?\s+(?P<month>{_MONTH})\s+(?P<y>\d{{4}})\b", re.IGNORECASE),
    re.compile(r"\b(?P<y>\d{4})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})\b"),
    re.compile(r"\b(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[\s./-]+(?P<y>\d{4})\b"),
)
_MONTH_ONLY = re.compile(rf"\b(?:{_MONTH})\s+\d{{4}}\b", re.IGNORECASE)
_TITLE_SIGNS = (re.compile("aktuellt", re.IGNORECASE), *_DATES, _MONTH_ONLY)
_AROUND_DATE = re.compile(r"\b(?:den|datum|(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?)\b|[\s:,.()*_–-]", re.IGNORECASE)
FRONT_LINES = 12
NO_TITLE = "Ingen titel hittades överst i papperet. Skriv titeln själv."
NO_DATE = "Papperet har inget fullständigt datum (dag, månad och år). Ange rapportens datum själv."
MANY_DATES = "Här står flera datum. Ange själv vilket som är rapportens datum."
NOT_THE_DATE = "Raden är inte med i rapporten: rapportens datum står på en annan rad."
BESIDE_DATE = "Av raden är bara datumet med i rapporten."


@dataclass(frozen=True, kw_only=True)
class Front:
    """Title and date, the lines above the title, and what to say about them."""

    title: str = ""
    day: date | None = None
    above: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def _front(pieces: list[Piece]) -> tuple[Front, list[Piece]]:
    """Take the title, the date line beside it and the lines above; return them and the pieces that are left."""
    at = _title_index(pieces)
    if at is None:
        first = pieces[0] if pieces else Piece(line=1, printed="", text="")
        return Front(remarks=(first.remark(NO_TITLE), first.remark(NO_DATE))), pieces
    end = at + 1
    while end < len(pieces) and _continues_title(pieces[end - 1], pieces[end]):
        end += 1
    title = replace(pieces[at], text=_unbold(_joined(piece.text for piece in pieces[at:end])))
    below = [i for i in range(end, min(end + 3, len(pieces))) if _rest_of_date_line(pieces[i]) is not None][:1]
    above = pieces[:at]
    dated = [title, *(pieces[i] for i in below), *(p for p in above if _rest_of_date_line(p) is not None)]
    day, source, remarks = _day(dated)
    remarks += [piece.remark(NOT_THE_DATE) for piece in dated[1:] if piece is not source]
    remarks += [piece.remark(LETTERHEAD) for piece in above if piece not in dated]
    front = Front(title=title.text, day=day, above=tuple(p.text for p in above), remarks=tuple(remarks))
    return front, [piece for i, piece in enumerate(pieces) if i >= end and i not in below]


def _title_index(pieces: Sequence[Piece]) -> int | None:
    """Return where the title stands: a line that says "aktuellt", or has a date, or else stands over another name."""
    top = pieces[:FRONT_LINES]
    stop = next((i for i, piece in enumerate(top) if piece.bulleted), len(top))
    names = [i for i in range(stop) if _rest_of_date_line(top[i]) is None and _may_be_title(top[i].text)]
    for sign in _TITLE_SIGNS:
        if found := [i for i in names if sign.search(top[i].text)]:
            return found[0]
    if not names or any(_rest_of_date_line(piece) is None for piece in top[: names[0]]):
        return None
    below = pieces[names[0] + 1 : names[0] + 2]
    named = all(_is_name(piece.text) or _rest_of_date_line(piece) is not None for piece in below)
    return names[0] if top[names[0]].mark == "#" or (named and below and not below[0].bulleted) else None


def _may_be_title(text: str) -> bool:
    return text.casefold().startswith("aktuellt") or not (_is_sentence(text) or _PAGE.fullmatch(text))


def _continues_title(last: Piece, piece: Piece) -> bool:
    return last.wraps and not piece.gap and not piece.mark and not _is_explicit(piece)


def _rest_of_date_line(piece: Piece) -> str | None:
    """Return what stands beside the date on a line with nothing more than a date and one word; None for other lines."""
    for pattern in (*_DATES, _MONTH_ONLY):
        if not piece.bulleted and pattern.search(piece.text):
            rest = _AROUND_DATE.sub(" ", pattern.sub("", piece.text)).split()
            return "".join(rest) if len(rest) <= 1 else None
    return None


def _day(pieces: Sequence[Piece]) -> tuple[date | None, Piece | None, list[Remark]]:
    """Return the day that the first dated piece gives, that piece, and remarks. The first piece is the title."""
    for piece in pieces:
        days = {day for pattern in _DATES for match in pattern.finditer(piece.text) if (day := _as_date(match))}
        if len(days) > 1:
            return None, piece, [piece.remark(MANY_DATES)]
        if days:
            beside = piece is not pieces[0] and _rest_of_date_line(piece)
            return days.pop(), piece, [piece.remark(BESIDE_DATE)] if beside else []
    vague = next((piece for piece in pieces if _MONTH_ONLY.search(piece.text)), pieces[0])
    return None, vague, [vague.remark(NO_DATE)]


def _as_date(match: re.Match) -> date | None:
    parts = match.groupdict()
    try:
        month = parts.get("m") or _MONTHS.index(parts["month"][:3].lower()) + 1
        return date(int(parts["y"]), int(month), int(parts["d"]))
    except ValueError:
        return None


# --- Set aside: what belongs to the page and not to the report ------------------------------------------------------

_OF = r"\s*(?:\(\s*\d{1,3}\s*\)|/\s*\d{1,3}|av\s+\d{1,3})"
_PAGE = re.compile(rf"(?:sid(?:a|an|\.)?|page)\s*\d{{1,3}}(?:{_OF})?|\d{{1,3}}{_OF}", re.IGNORECASE)
_PAGE_BESIDE = re.compile(rf"[\s|,–-]*(?:{_PAGE.pattern}|\b\d{{1,2}})$", re.IGNORECASE)
_LONE_NUMBER = re.compile(r"[-–—]?\s*\d{1,3}\s*[-–—]?")
# A label with a number or an address; a bare web or e-mail address; a postal code with its town.
_LETTERHEAD = re.compile(
    r"(?:(?:post|besöks|leverans)adress|telefon|tel|tfn|växel|fax|org\.?\s?nr|organisationsnummer)\b[.:]?.*\d.*"
    r"|(?:e-?post|hemsida|webb|webbplats|mail)\b[.:].*|(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+\.\w+"
    r"|[^.!?]*\b\d{3}\s\d{2}\s+[^\W\d]\w+(?:[^.!?\w].*)?",
    re.IGNORECASE,
)
PAGE_MARK = "Raden ser ut som sidnumrering och är inte med i rapporten."
LETTERHEAD = "Raden ser ut som brevhuvud eller sidfot och är inte med i rapporten."
RUNNING_TITLE = "Raden upprepar titeln eller sidhuvudet och är inte med i rapporten."


def _without_furniture(pieces: Sequence[Piece], front: Front) -> tuple[list[Piece], list[Remark]]:
    """Separate page numbers, letterheads and repeated titles, and count the indents from the paper's own margin."""
    undated = next((pattern.sub("", front.title) for pattern in _DATES if pattern.search(front.title)), front.title)
    heads = {_plain(head) for head in (front.title, undated, *front.above)} - {""}
    problems = [_furniture(pieces, index) for index in range(len(pieces))]
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


def _furniture(pieces: Sequence[Piece], index: int) -> str:
    """Return why a piece belongs to the page, or ""."""
    piece, before, after = pieces[index], pieces[max(index - 1, 0) : index], pieces[index + 1 : index + 2]
    words = " ".join(piece.printed.split())
    flows = not piece.gap and any(_UNFINISHED.search(other.text) for other in before)
    apart = (piece.gap or not before or not after or after[0].gap) and not flows
    if _PAGE.fullmatch(words) or (apart and _LONE_NUMBER.fullmatch(words)):
        return PAGE_MARK
    if piece.mark or flows:
        return ""
    over_address = bool(after and not after[0].gap and _is_letterhead(after[0].text) and _is_name(piece.text))
    under_address = bool(not piece.gap and before and _is_letterhead(before[0].text))
    return LETTERHEAD if over_address or ((apart or under_address) and _is_letterhead(words)) else ""


def _is_letterhead(text: str) -> bool:
    return len(text) <= 120 and not text.endswith((".", "!", "?")) and bool(_LETTERHEAD.fullmatch(text))


def _repeats(piece: Piece, heads: set[str], *, beside: bool) -> bool:
    """Say whether a line repeats the title or a line above it, or, beside a page number, a part of one of them."""
    forms = {_plain(piece.text), _plain(_PAGE_BESIDE.sub("", piece.text))} - {""}
    part = beside and any(f" {form} " in f" {head} " for form in forms for head in heads if " " in form)
    return not piece.bulleted and (bool(forms & heads) or part)


def _plain(text: str) -> str:
    return " ".join(_AROUND_DATE.sub(" ", text).casefold().split())


# --- Blocks: headings and paragraphs ---------------------------------------------------------------------------------

_VERBS = re.compile(
    r"\b(?:vi|jag|har|hade|är|var|varit|blir|blev|ska|skall|kommer|kan|kunde|får|fick|finns|fanns|sker|skedde|gör|gjorde"
    r"|går|gick|ger|gav|tar|tog|håller|höll|hölls|deltar|deltog|träffar|träffade|besökte|pågår|pratade|lyssnade|följer"
    r"|fortsätter|samarbetar|planerar|genomför|genomförs|genomförde|bjuder|bjöd|söker|arbetar|följande|börjar|började"
    r"|leder|ledde|startar|startade|informerade|utbildade|föreläste|medverkade|önskar|vill|behöver|heter|inleder)\b"
    r"|\w(?:ades|erats)\b",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\b(?:m\.?\s?m|m\.?\s?fl|etc|osv)\.$")
_UNFINISHED = re.compile(
    r"(?:\b(?:i|på|av|för|med|till|från|om|vid|hos|mot|under|över|efter|inom|mellan|och|samt|eller|att|som|en|ett|den|det"
    r"|de|vår|våra|sin|sina|ca|bl|t)|[,\w]-|,)$"
)
_SUSPENDED = {"och", "eller", "samt", "respektive", "resp.", "men", "till", "som"}


def _closed(text: str) -> bool:
    return text.rstrip("”\"')»*_ ").endswith((".", "!", "?", ":", "…"))


def _is_sentence(text: str) -> bool:
    return bool(_VERBS.search(text)) or (_closed(text) and not text.endswith(":"))


def _is_name(text: str) -> bool:
    """Say whether a text has the shape of a heading: short, a capital first, no full stop, no everyday verb."""
    words = _NUMBER.sub("", text, count=1)
    starts_well = words.lstrip('”"»(*')[:1].isupper() and len(words) <= 90 and len(words.split()) <= 10
    ends_well = words[-1:].isalnum() or words.endswith((":", ")", "”", '"', "»", "*")) or _ABBREVIATED.search(words)
    return bool(starts_well and ends_well and not _VERBS.search(words))


def _is_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) >= 4 and not text.endswith((".", ",")) and len(text) <= 100


def _is_explicit(piece: "Piece | Block") -> bool:
    """Say whether a line calls itself a heading: Markdown hashes, all bold, or all capitals."""
    bold = re.fullmatch(r"(\*\*|__)(?!\s).+\1:?", piece.text)
    return piece.mark.startswith("#") or (not piece.mark and bool(bold or _is_capitals(piece.text)))


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


def _habits(pieces: Sequence[Piece]) -> Habits:
    inside = [(above, piece) for above, piece in pairwise(pieces) if not piece.gap and not piece.mark]
    wrapped = [(above, piece) for above, piece in inside if piece.text[0].islower() and not _closed(above.text)]
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

    first: Piece
    mark: str
    indent: int
    text: str

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> "Block":
        """Join pieces. A dash that began a later line was not a bullet but text."""
        first, *others = pieces
        text = _joined([first.text, *(f"{piece.mark} {piece.text}".lstrip() for piece in others)])
        return cls(first=first, mark=first.mark, indent=first.indent, text=text)

    def is_under(self, other: "Block") -> bool:
        """Say whether this is a bullet within another one's list: further in, or after a colon with another bullet."""
        further = self.indent >= other.indent + 2
        return bool(self.mark) and (further or (other.text.endswith(":") and self.mark != other.mark))


def _blocks(pieces: Sequence[Piece], habits: Habits) -> list[Block]:
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
    lower = piece.text[0].islower()
    wrapped = habits.spaced and above.wraps
    unfinished = bool(_UNFINISHED.search(above.text))
    if first.mark.startswith("#"):
        return False
    if piece.mark:
        return _is_inner_dash(piece, above, habits)
    alone = len(group) == 1 and not first.mark
    if alone and (_is_explicit(above) or (_is_name(above.text) and (piece.gap or habits.meant(above, piece)))):
        return unfinished or (lower and (not piece.gap or above.indent > 0))
    if piece.gap:
        return not _closed(above.text) and (wrapped or lower or unfinished)
    if habits.starts(piece) and not first.mark and not lower:
        return False
    if last and _closed(above.text) and not wrapped and (_is_name(piece.text) or _is_explicit(piece)):
        return False
    return not habits.meant(above, piece) or lower or unfinished or not _begins(piece, group)


def _begins(piece: Piece, group: Sequence[Piece]) -> bool:
    """Say whether a line that was broken on purpose begins something new (no blank line, no bullet)."""
    first, above = group[0], group[-1]
    out_again = len(group) > 1 and piece.indent < above.indent
    if out_again or _is_explicit(piece) or (above.text.endswith(":") and _is_name(above.text)):
        return True
    return _is_name(piece.text) if first.mark else _closed(above.text)


def _is_inner_dash(piece: Piece, last: Piece, habits: Habits) -> bool:
    """Say whether a mark first in a line is a dash of the running sentence and no bullet."""
    flowing = not piece.gap and piece.text[0].islower() and not _closed(last.text) and habits.width
    return bool(piece.mark in {*DASHES} and flowing and not habits.meant(last, piece))


def _joined(texts: Iterable[str]) -> str:
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


# --- Sections ---------------------------------------------------------------------------------------------------------

SECOND_BULLETS = {"o", "◦", "○"}
BEFORE_HEADINGS = "Texten står före första rubriken. Välj själv vilket område den hör till."
NOTHING_BELOW = "Rubriken har ingen text under sig. Kontrollera att det är en rubrik."
UNMARKED = "Stycket har ingen punktmarkering, till skillnad från de andra. Det är läst som en egen punkt."
LIKE_HEADING = "Raden kan vara en rubrik. Den är läst som text."
NESTED = "Punkten har en egen lista. Listan är läst som en del av punkten, med en rad för varje led."
OTHER_BULLET = "Punkten har en annan markering än de andra. Kontrollera vilket område den hör till."
GUESSED_LEVEL = "Rubriken är läst som delområde, eftersom punkterna under den är markerade på ett annat sätt."


def _sections(blocks: Sequence[Block]) -> tuple[tuple[PrintedSection, ...], list[Remark]]:
    """Divide the blocks at the headings. Every block becomes a heading, an intro, an item or a part of an item."""
    hashed = any(block.mark.startswith("#") for block in blocks)
    heads = [i for i in range(len(blocks)) if _is_heading(blocks, i, hashed=hashed)]
    bodies = [blocks[i + 1 : end] for i, end in pairwise([*heads, len(blocks)])]
    levels, doubts = _levels([blocks[i] for i in heads], bodies)
    chapters = list(zip([blocks[i] for i in heads], levels, bodies, strict=True))
    if before := blocks[: heads[0] if heads else len(blocks)]:
        chapters.insert(0, (None, 1, before))
        doubts.append(before[0].first.remark(BEFORE_HEADINGS))
    bulleted = sum(_stands_out(block) for block in blocks) * 2 > len(blocks) - len(heads)
    sections, area = [], None
    for index, (head, level, body) in enumerate(chapters):
        heading = _heading_text(head) if head else ""
        area = heading if level == 1 else area
        over = index + 1 < len(chapters) and chapters[index + 1][1] > level
        if head and not body and not over:
            doubts.append(head.first.remark(NOTHING_BELOW))
        lead = _intro_length(body, level=level, over=over and bulleted)
        items, remarks = _items(body[lead:], head, bulleted=bulleted)
        doubts += [b.first.remark(LIKE_HEADING) for b in body[:lead] if not _closed(b.text)] + remarks
        intro = "\n\n".join(block.text for block in body[:lead])
        parent = area if level == 2 else None
        sections.append(PrintedSection(heading=heading, level=level, parent=parent, intro=intro, items=items))
    return tuple(sections), doubts


def _is_heading(blocks: Sequence[Block], index: int, *, hashed: bool) -> bool:
    """Say whether a block is a heading. `hashed`: the paper has Markdown headings, and then nothing less is one."""
    block = blocks[index]
    above, below = blocks[index - 1] if index else None, blocks[index + 1] if index + 1 < len(blocks) else None
    if _is_explicit(block.first) and (below or block.mark):
        return True
    if below is None or not _is_name(block.text) or hashed:
        return False
    if block.mark:  # a bullet is a sub-heading when what is under it are sentences
        sentences = _is_sentence(below.text) and len(below.text.split()) > 3
        colon = block.text.endswith(":") and (not below.mark or below.is_under(block))
        return sentences and (colon or (bool(below.mark) and _is_second(below, block)))
    if _NUMBER.match(block.text):  # next to another number of its kind it is an item of a numbered list
        return not any(other and _depth(other.text) == _depth(block.text) for other in (above, below))
    if above and _is_plain_name(above) and _is_plain_name(block) and _is_plain_name(below):  # a list of names
        return False
    among_items = block.indent and block.indent == below.indent and not block.text.endswith(":")
    return bool(below.mark or not among_items)


def _is_plain_name(block: Block) -> bool:
    return not (block.mark or _is_explicit(block.first) or block.text.endswith(":")) and _is_name(block.text)


def _depth(text: str) -> int:
    number = _NUMBER.match(text)
    return number[0].strip(" .)").count(".") + 1 if number else 9


def _heading_text(head: Block) -> str:
    """Return a heading without number, Markdown marks and colon. A number on a line of its own is text."""
    text = _unbold(head.text)
    numbered = _NUMBER.match(head.first.text.lstrip("*_"))
    return (_NUMBER.sub("", text, count=1) if numbered else text).removesuffix(":").rstrip() or text


def _unbold(text: str) -> str:
    return re.sub(r"^(\*\*|__)(.+)\1(:?)$", r"\2\3", re.sub(r"\s+#+$", "", text))


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
    text, explicit = _unbold(head.text), _is_explicit(head.first)
    hashes = len(head.mark) if head.mark.startswith("#") else 9
    inside = not explicit and (head.indent > 0 or bool(head.mark))
    return hashes, _depth(text), not text.isupper(), not explicit, inside, text.endswith(":")


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
    if _is_name(block.text) and (block.text.endswith(":") or not (block.mark or block.text.endswith((".", ")")))):
        return LIKE_HEADING
    if (bulleted and not _stands_out(block)) or (first.mark and not block.mark):
        return UNMARKED
    above = head is not None and head.mark == block.mark != first.mark
    return OTHER_BULLET if block.mark and (above or _is_second(block, first)) else ""

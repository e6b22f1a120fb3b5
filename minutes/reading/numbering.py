"""Which lines open a paragraph (§), under the many ways of numbering them (domain.md A2, B4).

A paper has one main scheme. Numbered lines of another kind are lists or sentences, and a reference such as "se § 23"
is never a heading, also where it happens to begin a line.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from minutes.reading.lines import Line, cells
from minutes.reading.vocabulary import NOBODY, Part, has_verb, label_of, looks_like_name

_LETTER = r"(?:\s?[A-Z](?=[\s.:)]|$)(?!\s\w+\s[a-z]{2}\b)|[a-z](?=[\s.:)]|$)|\s[a-z](?=\t))"
_NUMBER = rf"(?P<number>(?:(?:19|20)\d\d:\d{{1,3}}|\d{{1,4}}{_LETTER}?(?:[/:]\d{{2,4}}(?!\d))?(?:\.\d{{1,2}})*))"
_END = r"(?![\d,]|\s\d{3}(?:\s|$)|\s*[-–—]\s*§?\s*\d|\.\d)[.:)]{0,2}(?P<rest>(?:\s.*)?)$"
_NOT_PREFIX = frozenset(
    """
    se enligt i under jfr till från av och utöver beslut protokoll paragraf paragrafer paragrafen vid efter för
    med samt på mot innan ärende punkt den ordförande genom förutom omedelbar tom fr avser sida sid bilaga nr dnr
    dag kap kl bild tabell motion vecka åk klass årskurs alternativ steg punkterna maj juni juli
    """.split()  # noqa: SIM905
)
_SCHEMES = {
    "sign": re.compile(rf"^(?:(?P<prefix>[A-ZÅÄÖ]{{2,8}}|[A-ZÅÄÖ][a-zåäö]{{1,3}})\.?\s*)?(?:§\s*)+{_NUMBER}{_END}"),
    "lost": re.compile(rf"^(?:[$¤�?]|S(?=\s\d)|&)\s*{_NUMBER}{_END}"),
    "after": re.compile(rf"^{_NUMBER}\s*§{_END}"),
    "word": re.compile(
        rf"^(?:ärende|punkt|paragraf|pkt|dagordningspunkt|ärendepunkt)\s+(?:nr\.?\s*)?{_NUMBER}{_END}", re.I
    ),
    "prefix": re.compile(rf"^(?P<prefix>[A-ZÅÄÖ][A-Za-zåäöÅÄÖ]{{1,7}})\s+{_NUMBER}{_END}"),
    "dot": re.compile(rf"^{_NUMBER}(?<!\.)[.)](?!\d)(?P<rest>(?:\s.*|[A-ZÅÄÖ][a-zåäö].*)?)$"),
    "bare": re.compile(rf"^{_NUMBER}(?P<rest>\s+[A-ZÅÄÖÉ\"”'].*)$"),
    "sub": re.compile(r"^(?:§\s*)?(?P<number>\d{1,4}\.\d{1,2})\.?(?P<rest>\s+[A-ZÅÄÖÉ\"”].*)$"),
    "roman": re.compile(r"^(?P<number>[IVX]{1,6})[.)](?P<rest>\s.*)$"),
    "trailing": re.compile(rf"^(?P<rest>[A-ZÅÄÖ][^.!?]{{2,80}}?),?\s+§\s*{_NUMBER}\.?$"),
    "unnumbered": re.compile(r"^§(?P<number>)\s*(?:_+\s*|\.+\s*)?(?P<rest>\s[A-ZÅÄÖ].*)$"),
}
_REFERRING = re.compile(
    r"(?:\b(?:se|enligt|i|under|jfr|till|från|av|och|samt|eller|vid|efter|med|på|mot|innan|genom|förutom|per|utom|även|också"
    r"|inför|om|för|som|tom|from|punkt|punkten|paragraf|paragraferna|protokollets?|ärendet?|beslutets?|deltog|anlände"
    r"|jämlikt|jämför|del av|den|delar av|utan|gällande|angående|kommunallagens?|stadgarnas?)"
    r"|\b(?:t\.?\s?o\.?\s?m|fr\.?\s?o\.?\s?m|jfr|jml|kl|kap|ca|nr|dnr|p)\.?|[,(/]|(?:\d\s?|\w)[–-])$",
    re.I,
)
_DANGLING = re.compile(r"(?:\b(?:se|enligt|jfr|punkt|punkten|paragraf|och|samt)|§|,)$", re.I)
"""What a text never ends with, so that a number below it, even after a blank line, is what it refers to."""

_SENTENCE_END = re.compile(r"[.!?:;”\"»)]$")


@dataclass(frozen=True)
class Heading:
    """A line that opens a paragraph: the number as printed, and what follows it on the line."""

    index: int
    scheme: str
    number: str
    rest: str
    order: tuple[int, ...]


def _prefix_of(match: re.Match) -> str:
    return match.groupdict().get("prefix") or ""


def match_heading(text: str, scheme: str) -> re.Match | None:
    """Return how a text opens a paragraph in a scheme, or None."""
    match = _SCHEMES[scheme].match(text)
    if match and _prefix_of(match).lower() in _NOT_PREFIX:
        return None
    return match


def starts_like_heading(text: str) -> bool:
    """Whether a text could open a paragraph in a scheme that has a sign or a word of its own."""
    return any(match_heading(text, scheme) for scheme in ("sign", "word", "unnumbered")) or bool(
        re.match(r"^\d{1,3}[A-Za-z]?[.)]?\s+[A-ZÅÄÖ]", text)
    )


def _roman(number: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in number]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def order_of(number: str) -> tuple[int, ...]:
    """Return a key by which printed numbers can be compared: "FHR 8A" -> (8, 1), "12/21" -> (12, 0)."""
    roman = re.fullmatch(r"[IVX]+", number)
    if roman:
        return (_roman(number), 0)
    year = re.search(r"(?:19|20)\d\d:(\d+)", number)
    if year:
        return (int(year[1]), 0)
    digits = re.search(r"(\d+)\s?([A-Za-z])?(?![A-Za-z])((?:\.\d+)*)", number)
    if not digits:
        return ()
    letter = ord(digits[2].upper()) - ord("A") + 1 if digits[2] else 0
    deeper = [int(part) for part in digits[3].split(".") if part]
    if deeper:
        return (int(digits[1]), 0, *deeper)
    return (int(digits[1]), letter)


def follows(order: tuple[int, ...], before: tuple[int, ...]) -> bool:
    """Whether a number is the next one: 8 -> 9, 8 -> 8A, 8A -> 8B, 8A -> 9, 29.1 -> 29.2, 29.4 -> 30.1."""
    if not order or not before:
        return False
    if len(order) > 2 and len(before) == len(order):
        return (order[:-1] == before[:-1] and order[-1] == before[-1] + 1) or (order[0] > before[0] and order[-1] == 1)
    number, letter = order[0], order[1]
    return (number == before[0] + 1 and letter == 0) or (number == before[0] and letter == before[1] + 1)


def _title_of(match: re.Match) -> str:
    """Return what follows the number, without the dash that may divide them ("Punkt 1 – Öppnande")."""
    return re.sub(r"^[–—-]\s+", "", match["rest"].strip())


def _printed_number(match: re.Match) -> str:
    number = match["number"].strip()
    prefix = _prefix_of(match)
    return f"{prefix} {number}".strip()


def _is_reference(lines: list[Line], index: int, match: re.Match, *, expected: bool) -> bool:
    """Whether a line beginning with a number only refers to one, by its own words or by the line it continues."""
    rest = match["rest"].strip()
    line, above = lines[index], lines[index - 1] if index else None
    if re.match(r"^[,;)]|^(?:och|samt|eller|i|till|av|ovan|nedan|st|stycket|kap)\b", rest):
        return True
    starts_small = bool(rest) and rest[0].islower()
    if above is None or line.fresh:
        return (starts_small and not expected) or (above is not None and bool(_DANGLING.search(above.text)))
    if starts_small or _REFERRING.search(above.text[-60:]):
        return True
    return not expected and _is_torn_off(lines, index)


def _is_torn_off(lines: list[Line], index: int) -> bool:
    """Whether a line may be the rest of the sentence above it: that one is long and has no end."""
    above = lines[index - 1] if index else None
    return bool(above) and not lines[index].fresh and not _SENTENCE_END.search(above.text) and len(above.text) > 45


def _signed(lines: list[Line], scheme: str) -> list[Heading]:
    """Return the headings of a scheme whose sign or word makes them plain, without references."""
    found = [(index, None if line.bullet else match_heading(line.text, scheme)) for index, line in enumerate(lines)]
    matches = [(index, match, order_of(match["number"])) for index, match in found if match]
    result: list[Heading] = []
    for place, (index, match, order) in enumerate(matches):
        last = result[-1].order if result else ()
        later = matches[place + 1][2] if place + 1 < len(matches) else ()
        begins = not result and (order[:1] == (1,) or follows(later, order))
        again = order == last and match["rest"].strip()[:1].isupper()
        if not _is_reference(lines, index, match, expected=begins or again or follows(order, last)):
            result.append(Heading(index, scheme, _printed_number(match), _title_of(match), order))
    return result


def _weight(lines: list[Line], index: int, candidates: set[int], indent: int) -> float:
    """How much a numbered line looks like a heading rather than a point of a list."""
    line = lines[index]
    weight = -1.5 if _is_torn_off(lines, index) else 1.0
    weight += 1.5 if line.fresh or line.level else 0
    weight += 1 if not line.text.endswith((".", ";", ",")) and len(line.text.split()) <= 10 else 0
    weight += 1 if index + 1 < len(lines) and index + 1 not in candidates else 0
    weight -= 2 if index - 1 in candidates and not line.fresh else 0
    weight -= 1.5 if line.indent > indent + 1 else 0
    return weight


def _step(order: tuple[int, ...], before: tuple[int, ...]) -> float:
    if follows(order, before):
        return 3
    if order == before:
        return -2
    if order > before:
        return -1.0 if order[0] - before[0] <= 3 else -4.0
    return -30


def _chain(lines: list[Line], scheme: str) -> list[Heading]:
    """Return the numbered lines that together make the most believable row of headings.

    Points of a list inside a paragraph have numbers too; they lose, because they start over or stand close together.
    """
    found: list[Heading] = []
    for index, line in enumerate(lines):
        match = None if line.bullet else match_heading(line.text, scheme)
        if match and not _is_reference(lines, index, match, expected=True):
            found.append(Heading(index, scheme, _printed_number(match), _title_of(match), order_of(match["number"])))
    candidates = {heading.index for heading in found}
    indent = min((lines[heading.index].indent for heading in found), default=0)
    best: list[tuple[float, int]] = []  # value of the best row that ends here, and the place before
    for place, heading in enumerate(found):
        own = _weight(lines, heading.index, candidates, indent)
        value, before = own + (1 if heading.order[0] == 1 else 0), -1
        for earlier in range(max(0, place - 80), place):
            longer = best[earlier][0] + own + _step(heading.order, found[earlier].order)
            if longer > value:
                value, before = longer, earlier
        best.append((value, before))
    row: list[Heading] = []
    place = max(range(len(best)), key=lambda one: best[one][0], default=-1)
    while place >= 0:
        row.append(found[place])
        place = best[place][1]
    return row[::-1]


def _same_prefix(headings: list[Heading]) -> list[Heading]:
    """Return the headings with the prefix that most of them share, when at least two do."""
    prefixes = Counter(heading.number.split()[0].casefold() for heading in headings)
    if not prefixes or prefixes.most_common(1)[0][1] < 2:
        return []
    common = prefixes.most_common(1)[0][0]
    return [heading for heading in headings if heading.number.split()[0].casefold() == common]


def find_headings(lines: list[Line]) -> list[Heading]:
    """Return the headings of the paper's main scheme with their sub-headings, in order; empty when none is numbered."""
    headings = _main_headings(lines)
    if not headings:
        # A sign that the word processor took for a bullet: "• 1 Öppnande".
        bare = [replace(line, bullet=False) for line in lines]
        headings = _main_headings(bare) if any(line.bullet for line in lines) else []
        headings = [one for one in headings if lines[one.index].bullet]
        return headings if len(headings) > 1 and headings[0].order[0] == 1 else []
    return _with_subheadings(lines, headings)


def _with_subheadings(lines: list[Line], headings: list[Heading]) -> list[Heading]:
    """Add "3.1 Skola", "3.2 Polis" under "3.": they count from 1 and have the number above them."""
    result: list[Heading] = []
    ends = [heading.index for heading in headings[1:]] + [len(lines)]
    for heading, end in zip(headings, ends, strict=True):
        result.append(heading)
        for index in range(heading.index + 1, end):
            match = None if lines[index].bullet else match_heading(lines[index].text, "sub")
            expected = (heading.order[:1], len(result) - result.index(heading))
            if match and (order_of(match["number"])[:1], int(match["number"].split(".")[1])) == expected:
                number = _printed_number(match)
                result.append(Heading(index, "sub", number, _title_of(match), order_of(number)))
    return result


def _main_headings(lines: list[Line]) -> list[Heading]:
    signed = _signed(lines, "sign")
    rows = [_chain(lines, "dot"), _chain(lines, "bare")]
    plain = max(rows, key=len)
    if len(signed) > 1 or (signed and (signed[0].order[0] == 1 or len(plain) < 3)):
        return _with_strays(lines, signed)
    for scheme in ("lost", "after", "word"):
        row = _signed(lines, scheme)
        if len(row) > 1 or (row and len(plain) < 2):
            return row
    trailing = _signed(lines, "trailing")
    if len(trailing) > 1 and all(follows(one.order, other.order) for other, one in pairwise(trailing)):
        return trailing
    roman = _signed(lines, "roman")
    if (
        len(roman) > 1
        and roman[0].order == (1, 0)
        and all(follows(one.order, two.order) for two, one in pairwise(roman))
    ):
        return roman
    prefixed = _same_prefix(_signed(lines, "prefix"))
    if len(prefixed) > 1:
        return prefixed
    mixed = _chain(lines, "dot") + [heading for heading in rows[1] if len(rows[0]) > 1]
    return _filled(sorted(set(mixed), key=lambda heading: heading.index), plain)


def find_unnumbered(lines: list[Line]) -> list[Heading]:
    """Return headings of a paper that numbers nothing: short lines alone above text. They have the number "".

    Text above the first of them, or without any heading, is a paragraph of its own: nothing of it may be lost.
    """
    titled = [index for index in range(len(lines) - 1) if _is_bare_heading(lines, index)]
    prose = next((index for index, line in enumerate(lines) if _is_prose(line)), len(lines))
    titled = titled if len(titled) > 1 or (titled and titled[0] < prose) else []
    result = [Heading(index, "unnumbered", "", lines[index].text.rstrip(": "), ()) for index in titled]
    if prose < (titled[0] if titled else len(lines)):
        result.insert(0, Heading(prose, "prose", "", lines[prose].text, ()))
    return result


def _is_prose(line: Line) -> bool:
    """Whether a line is running text: a sentence that is no label with its value and no line of a list of people."""
    told = len(line.text.split()) > 4 and has_verb(line.text) and (line.text[-1] in ".!?" or len(line.text) > 60)
    known = match_label_start(line.text) or re.match(r"\w*(?:protokoll|anteckningar)", line.text, re.I)
    return told and line.text[0].isupper() and not line.bullet and not known


def _is_bare_heading(lines: list[Line], index: int) -> bool:
    line, below = lines[index], lines[index + 1]
    words_in = line.text.rstrip(":").split()
    alone = line.fresh and not line.bullet and len(cells(line.text)) == 1 and len(words_in) <= 8
    if not alone or re.search(r"[.,;!?]$|\d{4}|protokoll", line.text, re.I) or not line.text[0].isupper():
        return False
    if _STOCK.match(line.text):
        return True
    capitals = line.text.isupper() and _is_prose(below)
    if match_label_word(line.text) or (looks_like_name(line.text) and not capitals) or NOBODY.match(line.text):
        return False
    told = below.text.endswith((".", "!", "?")) and not below.bullet and len(below.text.split()) > 1
    return capitals or (told and not line.text.endswith(":")) or _is_prose(below)


_STOCK = re.compile(
    r"^(?:(?:mötets?|sammanträdets?|stämmans?) (?:öppn|avslut)\w+|öppnande|avslutning|avslutande"
    r"|nästa (?:möte|träff|sammanträde)"
    r"|övriga (?:frågor|ärenden)|övrigt|(?:godkännande|fastställande) av dagordning\w*|föregående (?:mötes )?protokoll"
    r"|val av \w+(?: och \w+)*|lägesbild|rapporter|information|ekonomi|laget runt|skrivelser|beslut|åtgärder)[.:]?$",
    re.I,
)


def match_label_start(text: str) -> bool:
    """Whether a line begins with a label and a colon."""
    head, colon, _ = text.partition(":")
    return bool(colon) and len(head.split()) <= 4


def match_label_word(text: str) -> bool:
    """Whether a line is nothing but a label of the cover or of the signatures."""
    found = label_of(text)
    return found is not None and found[0] not in (Part.CONTENTS, Part.OTHER)


def _filled(mixed: list[Heading], plain: list[Heading]) -> list[Heading]:
    """Return the chosen row, with headings of the other dotless or dotted form exactly where a number is lacking."""
    chosen = {heading.index: heading for heading in plain}
    for heading in mixed:
        if heading.index in chosen:
            continue
        before = [one for one in plain if one.index < heading.index]
        after = [one for one in plain if one.index > heading.index]
        if (
            before
            and after
            and follows(heading.order, before[-1].order)
            and not follows(after[0].order, before[-1].order)
        ):
            chosen[heading.index] = heading
    return [chosen[index] for index in sorted(chosen)]


def _with_strays(lines: list[Line], signed: list[Heading]) -> list[Heading]:
    """Add headings without number ("§ Title", Markdown) and those without sign, where exactly theirs is lacking."""
    result: list[Heading] = []
    levels = {lines[heading.index].level for heading in signed} - {0}
    ends = [heading.index for heading in signed[1:]] + [len(lines)]
    for heading, end in zip(signed, ends, strict=True):
        result.append(heading)
        following = next((one for one in signed if one.index == end), None)
        for index in range(heading.index + 1, end):
            stray = _stray(lines, index, result[-1], following, levels)
            if stray:
                result.append(stray)
    return result


def _stray(
    lines: list[Line], index: int, before: Heading, following: Heading | None, levels: set[int]
) -> Heading | None:
    line = lines[index]
    unnumbered = match_heading(line.text, "unnumbered")
    if unnumbered and line.fresh:
        return Heading(index, "unnumbered", "", unnumbered["rest"].strip(), ())
    if line.level and line.level in levels and following:
        return Heading(index, "unnumbered", "", line.text, ())
    lacking = following and before.order and following.order[0] > before.order[0] + 1
    for scheme in ("lost", "dot", "bare"):
        match = match_heading(line.text, scheme)
        if match and lacking and line.fresh and follows(order_of(match["number"]), before.order):
            return Heading(index, "lost", _printed_number(match), _title_of(match), order_of(match["number"]))
    return None


_TOKEN = re.compile(
    r"(?:(?P<prefix>[A-ZÅÄÖ]{2,6})\s+)?§\s?(?P<number>\d{1,4}[A-Z]?)\b(?!\s*[-–]\s*\d)\.?(?=\s+[A-ZÅÄÖ\"”])"
)


def split_running(lines: list[Line]) -> list[Line]:
    """Divide lines on which several paragraphs stand, as "§ 1 Öppnande. Ordföranden ... § 2 Dagordning. ...".

    Only the very next number divides, and never after a word that refers ("enligt § 4").
    """
    result: list[Line] = []
    last: tuple[int, ...] = ()
    for line in lines:
        start, pieces = 0, []
        for match in _TOKEN.finditer(line.text):
            order = order_of(match["number"])
            before = line.text[max(0, match.start() - 60) : match.start()].rstrip()
            opens = not before or not _REFERRING.search(before)
            expected = follows(order, last) if last else order == (1, 0) or not before
            if not opens or not expected:
                continue
            last = order
            if before:
                pieces.append(line.text[start : match.start()])
                start = match.start()
        pieces.append(line.text[start:])
        if len(pieces) == 1:
            result.append(line)
        else:
            result += [
                line.cut(piece, fresh=bool(place) or line.fresh) for place, piece in enumerate(pieces) if piece.strip()
            ]
    return result


_LEADERS = re.compile(r"(?:\s*\.){3,}\s*\d{0,4}\s*$|…+\s*\d{0,4}\s*$|\t\s*\d{1,4}\s*$|\s{2,}\d{1,4}\s*$")


def _title_in_list(text: str) -> str:
    """Return the title that a line of a contents list, or a heading, prints, for comparison."""
    bare = text[:-200] + _LEADERS.sub("", text[-200:])
    for scheme in ("sign", "word", "prefix", "dot", "bare"):
        match = _SCHEMES[scheme].match(bare)
        if match and match["rest"].strip():
            bare = match["rest"]
            break
    return re.sub(r"\W+", " ", bare).strip().casefold()


def find_contents(lines: list[Line]) -> set[int]:
    """Return the lines of a list of contents: dot leaders with a page, or a run of titles that all come again later."""
    last_place = {}
    for index, line in enumerate(lines):
        numbered = re.match(r"\W*(?:[^\W\d_]{1,12}\s+)?(?:§\s*)?\d", line.text)
        if _LEADERS.search(line.text[-200:]) is None and numbered:
            last_place[_title_in_list(line.text)] = index
    leaders = {i for i, line in enumerate(lines) if re.search(r"(?:\.\s?){4,}\s*\d{1,4}$|…\s*\d{1,4}$", line.text)}
    numbered = {
        index
        for index, line in enumerate(lines)
        if any(match_heading(line.text, scheme) for scheme in ("sign", "word", "prefix", "dot", "bare"))
    }
    again = {index for index in numbered if last_place.get(_title_in_list(lines[index].text), -1) > index + 1} | leaders
    result: set[int] = set(leaders)
    for index in sorted(again):
        if index - 1 in again or index + 1 in again:
            result.add(index)
    if result and min(result) > 0 and lines[min(result) - 1].text.lower().strip(" :") in _CONTENTS_WORDS:
        result.add(min(result) - 1)
    return result


_CONTENTS_WORDS = frozenset(
    """
    innehåll innehållsförteckning ärendelista ärendeförteckning dagordning föredragningslista ärenden paragrafer
    """.split()  # noqa: SIM905
)

"""The paragraphs (§): heading and text of each, and what is odd about their numbers."""

import re
from dataclasses import replace

from minutes.reading.elements import PrintedParagraph
from minutes.reading.lines import Ledger, Line, cells, join
from minutes.reading.numbering import Heading, follows, order_of
from minutes.reading.prose import is_point, paragraph_text
from minutes.reading.vocabulary import has_verb, role_of

_STANDING = re.compile(
    r"^(?P<title>(?:mötets?|sammanträdets?) (?:öppnande|öppnas|avslutas|avslutande|avslutning)"
    r"|(?:godkännande|fastställande) av dagordning(?:en)?"
    r"|dagordning(?:en)?|föregående (?:mötes)?protokoll|val av (?:justerare|sekreterare|ordförande)"
    r"|övriga frågor|övrigt|nästa möte"
    r"|avslutning|öppnande|rapporter|information)[.:]?\s+(?=(?-i:[A-ZÅÄÖ]))",
    re.I,
)
_CASE = re.compile(r"^(?:\(?(?:dnr|diarienr|diarienummer|ärendenr)\b.*|[A-ZÅÄÖ]{2,6}[ -]?\d{4}[/:-]\d+\S*)$", re.I)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _is_title(text: str) -> bool:
    """Whether a text reads as a heading: short, and no finite verb before a full stop."""
    if len(text.split()) > 14 or text.endswith(("!", ";", ",", ":")) or re.search(r"[.!?]\s+[A-ZÅÄÖ]", text):
        return False
    return not (text.endswith(".") and has_verb(text))


def _split_sentence(rest: str, people: list[str]) -> tuple[str, str]:
    """Divide what follows the number on one line into (heading, text)."""
    for mark in re.finditer(r"(?:[.!?]|:)\s+(?=[A-ZÅÄÖ\"”])|(?<=[^\W\d_]{4})\.\s+(?=\d)", rest):
        first, second = rest[: mark.start()], rest[mark.end() :]
        whole = second.endswith((".", "!", "?", "”", '"'))
        if len(first.split()) <= 9 and not has_verb(first) and (mark.group()[0] == "." or whole):
            return first, second
        break
    standing = _STANDING.match(rest)
    if standing and rest.endswith(".") and has_verb(rest):
        return standing["title"], rest[standing.end() :]
    for name in people:
        place = rest.find(f" {name} ")
        if (
            0 < place < 90
            and rest.endswith(".")
            and not re.search(r"[.!?]", rest[:place])
            and not has_verb(rest[:place])
        ):
            last = rest[:place].split()[-1].lower()
            if role_of(rest[:place]) or re.match(r"ordföranden?$|sekreteraren$", last):
                break
            if last not in {"av", "med", "till", "från", "för", "och", "som"}:
                return rest[:place], rest[place:]
    return ("", rest) if not _is_title(rest) else (rest, "")


def _titled(rest: str, body: list[Line], people: list[str]) -> tuple[str, str, list[Line]]:
    """Return (heading, text that stood on its line, the remaining lines)."""
    columns = cells(rest)
    first, aside = (columns[0], "  ".join(columns[1:])) if columns else ("", "")
    if _plain(aside) and _plain(aside) == _plain(first):
        aside = ""
    if not first or _CASE.match(first):
        aside = "  ".join(filter(None, [first, aside]))
        if not first and body and _CASE.match(body[0].text):
            aside, body = body[0].text, body[1:]
        title = body[0] if body and not body[0].bullet and _is_title(body[0].text) else None
        return (title.text, aside, body[1:]) if title else ("", aside, body)
    wraps = bool(body) and not body[0].fresh and not is_point(body[0]) and body[0].text[0].islower() and not aside
    if wraps and not first.endswith((".", ":", "!", "?")):
        ends = len(body) == 1 or body[1].fresh or body[1].text[0].isupper()
        whole = join(first, body[0].text)
        if ends and not whole.endswith(".") and _is_title(whole):
            return whole, "", body[1:]
        if has_verb(first) or re.search(r"[.:]\s", first):
            mark = re.search(r"[.:]\s+(?=[A-ZÅÄÖ])", first)
            split = mark and not has_verb(first[: mark.start()])
            return (first[: mark.start()], first[mark.end() :], body) if split else ("", first, body)
    heading, text = _split_sentence(first, people)
    if not heading and body and len(first.split()) <= 5 and body[0].text[0].isupper():
        heading, text = first, ""
    return heading, " ".join(filter(None, [text, aside])), body


def _read_one(lines: list[Line], heading: Heading, end: int, people: list[str], ledger: Ledger) -> PrintedParagraph:
    line = lines[heading.index]
    if heading.scheme == "prose":
        title, beside, body = "", heading.rest, lines[heading.index + 1 : end]
    else:
        title, beside, body = _titled(heading.rest, lines[heading.index + 1 : end], people)
    ledger.keep(line, line.text)
    for kept in lines[heading.index + 1 : end]:
        ledger.keep(kept, kept.text)
    sign = line.text[: len(line.text) - len(heading.rest)]
    ledger.understood += [
        (line.number, word)
        for word in re.findall(r"(?i)ärende(?:punkt)?|punkt|paragraf|pkt|dagordningspunkt|\bS\b|\bnr\b", sign)
    ]
    if _plain(title) and len(cells(heading.rest)) > 1 and _plain(cells(heading.rest)[1]) == _plain(title):
        ledger.understood.append((line.number, title))
    if title and body and _plain(body[0].text) == _plain(title):
        ledger.remark(body[0], "Rubriken är tryckt två gånger; upprepningen är utelämnad ur texten.")
        body = body[1:]
    if beside:
        body = [line.cut(beside, fresh=True), *body]
    title = re.sub(r"\s+", " ", title).strip()
    title = title[:-1].rstrip() if title.endswith((".", ":")) and not title.endswith("...") else title
    return PrintedParagraph(
        number=heading.number, label=_label(sign), heading=title, text=paragraph_text(body), line=line.number
    )


def _label(sign: str) -> str:
    """Return what is printed before the heading, when it holds a number: "§ 94", "8A.", "Ärende 3"."""
    label = re.sub(r"\s+", " ", sign).strip(" –—-:")
    return label if re.search(r"\d|^[IVX]+\b", label) else ""


def read_paragraphs(
    lines: list[Line], headings: list[Heading], end: int, people: list[str], ledger: Ledger
) -> list[PrintedParagraph]:
    """Read the lines from each heading to the next, the last up to `end`. `people` are the names of those present."""
    headings = _without_repeats(lines, headings, ledger)
    ends = [heading.index for heading in headings[1:]] + [end]
    taken: list[PrintedParagraph] = []
    for heading, stop in zip(headings, ends, strict=True):
        following = next((one for one in headings if one.index == stop), None)
        margin = lines[stop - 1] if following and stop - 1 > heading.index else None
        if margin and margin.fresh and _plain(margin.text) and _plain(margin.text) == _plain(following.rest):
            ledger.remark(margin, "Rubriken är tryckt två gånger; upprepningen är utelämnad ur texten.")
            stop -= 1
        taken.append(_read_one(lines, heading, stop, people, ledger))
    return check_numbers(taken, {line.number: line for line in reversed(lines)}, ledger)


def _without_repeats(lines: list[Line], headings: list[Heading], ledger: Ledger) -> list[Heading]:
    """Leave out a heading that only repeats the one before it, doubled in the margin or after a page break."""
    result: list[Heading] = []
    for heading in headings:
        last = result[-1] if result else None
        same = (
            last
            and last.number
            and last.number == heading.number
            and _plain(last.rest) == _plain(heading.rest)
            and heading.rest
        )
        if same and (lines[heading.index].torn or heading.index == last.index + 1):
            ledger.remark(lines[last.index], "Rubriken är tryckt två gånger.")
            result[-1] = heading if heading.index == last.index + 1 else last
            continue
        result.append(heading)
    return result


def _spoken(number: str) -> str:
    return f"§ {number}"


def _proposal(last: str, taken: set[tuple[int, ...]]) -> str:
    """Return the number after `last`, or `last` with a letter where the next one is printed elsewhere in the paper."""
    order = order_of(last) or (0, 0)
    if (order[0] + 1, 0) not in taken:
        return re.sub(r"\d+\s?[A-Za-z]?(?![A-Za-z])", str(order[0] + 1), last, count=1) if last else "1"
    letter = order[1] + 1
    while (order[0], letter) in taken and letter < 26:
        letter += 1
    return re.sub(r"(\d+)\s?[A-Za-z]?(?![A-Za-z])", lambda found: found[1] + chr(ord("A") + letter - 1), last, count=1)


def check_numbers(paragraphs: list[PrintedParagraph], lines: dict[int, Line], ledger: Ledger) -> list[PrintedParagraph]:
    """Return the paragraphs with a proposal where the printed number is lacking, used before or out of order.

    A gap is warned about but proposes nothing: the number may belong to a page that is not here. A proposal never takes
    a number that stands elsewhere in the paper; an inserted one gets a letter (domain.md A2, "8A").
    """
    taken = {order_of(paragraph.number) for paragraph in paragraphs}
    seen: dict[str, int] = {}
    result: list[PrintedParagraph] = []
    last, highest = "", ()
    for paragraph in paragraphs:
        order, line = order_of(paragraph.number), lines[paragraph.line]
        problem = ""
        if not paragraph.number:
            problem = "Paragrafen saknar nummer."
        elif paragraph.number in seen:
            problem = f"Numret {_spoken(paragraph.number)} är redan använt på rad {seen[paragraph.number]}."
        elif highest and order <= highest:
            problem = f"{_spoken(paragraph.number)} står efter {_spoken(last)} och bryter nummerordningen."
        if problem:
            proposed = _proposal(last, taken)
            taken.add(order_of(proposed))
            ledger.note(line, f"{problem} Förslag: {_spoken(proposed)}.")
            paragraph = replace(paragraph, proposed_number=proposed)
            last = proposed
        else:
            if highest and not follows(order, highest) and not follows(order, order_of(last)):
                ledger.note(
                    line, f"Ett eller flera nummer saknas mellan {_spoken(last)} och {_spoken(paragraph.number)}."
                )
            last, highest = paragraph.number, order
        seen.setdefault(paragraph.number, paragraph.line)
        result.append(paragraph)
    return result

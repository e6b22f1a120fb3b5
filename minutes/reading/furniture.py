"""What stands on the pages but is not the minutes: headers, footers, page numbers, letterheads, template code."""

import re
from collections import Counter
from itertools import pairwise

from minutes.reading.lines import Ledger, Line, cells
from minutes.reading.numbering import match_heading, starts_like_heading
from minutes.reading.vocabulary import looks_like_name

_PAGE = r"(?:(?:sid(?:a|an)?|s\.?|page)\s*:?\s*)"
PAGE_NUMBER = re.compile(
    rf"^[-–—\s]*(?:{_PAGE}?\d{{1,3}}\s*(?:\(\s*\d{{1,3}}\s*\)|av\s+\d{{1,3}}|/\s*\d{{1,3}})"
    rf"|{_PAGE}\d{{1,3}}|\d{{1,3}})[-–—\s]*$",
    re.I,
)
_PAGE_AT_END = re.compile(
    rf"(?:\s{_PAGE}?\d{{1,3}}\s*(?:\(\s*\d{{1,3}}\s*\)|av\s+\d{{1,3}})|\s{_PAGE}\d{{1,3}}|\s{{3,}}\d{{1,3}})$", re.I
)
_FOOTER = re.compile(
    r"^(?:(?:justera(?:nde)?s?|justerare(?:s|ns)?|ordförandes?|ordf\.?|just\.?|sekr\.?)[\s:]*(?:sign(?:atur(?:er)?)?\b\.?)[\s:._]*"
    r"|utdragsbestyrkande[\s:._]*|sign\.?[\s:._]*){1,4}$",
    re.I,
)
_TEMPLATE = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|<%.*?%>|\$\{.*?\}|<<\s*\w+\s*>>|«\w+»|\[\[\w+\]\]|MERGEFORMAT|DOCPROPERTY|STYLEREF|MERGEFIELD|NUMPAGES"
    r"|^\{?\s*(?:PAGE|TIME|DATE|FILENAME|TITLE)\s*\\|^</?[a-z][\w:-]*[^<>]*>$|Error! |Fel! (?:Hittar|Bokmärket|Ingen)"
)
_CONTINUED = re.compile(
    r"^(?:forts(?:ättning|\.)?\s*(?:från\s+)?(?:av\s+)?§+\s*\d+\w*\.?.{0,80}|§+\s*\d+\w*\.?\s.{0,80}\(?\bforts(?:ättning|\.)?\)?\.?)$",
    re.I,
)

_ADDRESS = re.compile(r"\b(?:besöksadress|postadress|box \d+|\d{3} ?\d{2} +[A-ZÅÄÖ][A-Za-zåäöÅÄÖ]+)")
_CONTACT = re.compile(
    r"^(?:tfn|tel\b|tel\.|telefon|fax|telefax|växel|vxl|besöksadress|postadress|org\.? ?nr"
    r"|organisationsnummer|bankgiro|plusgiro"
    r"|bg|pg|e-post|epost|mejl|webb|webbplats|hemsida|internet|www\.|https?://|\S+@\S+$)",
    re.I,
)
_ADDRESS_IC = re.compile(_ADDRESS.pattern.replace("besöksadress|postadress", "(?i:besöksadress|postadress|box)"))


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", " ", line.text)).casefold()


def _counts_on(lines: list[Line], found: list[int]) -> bool:
    """Whether lines differ only in a number that rises by one each time, as "Fhr 39", "Fhr 40" above their titles."""
    matches = [match_heading(lines[index].text, "prefix") for index in found]
    numbers = [match["number"] for match in matches if match and match["number"].isdigit()]
    return len(numbers) == len(found) and all(int(b) == int(a) + 1 for a, b in pairwise(numbers))


def _spread(lines: list[Line], marked: set[int]) -> set[int]:
    """Return the page marks and the repeated lines that always stand next to them."""
    places: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if not starts_like_heading(line.text) and not line.bullet:
            places.setdefault(_shape(line), []).append(index)
    repeated = [found for found in places.values() if len(found) > 1 and not _counts_on(lines, found)]
    zone, grown = set(marked), True
    zone |= {index for index, line in enumerate(lines) if line.new_page}
    while grown:
        grown = False
        for found in repeated:
            later = [index for index in found[1:] if index not in zone or index not in marked]
            fresh = [index for index in later if index not in marked]
            if fresh and all(zone & {index - 1, index, index + 1} for index in found[1:]):
                marked.update(fresh)
                zone.update(fresh)
                grown = True
    return marked


def _running_heads(lines: list[Line]) -> set[int]:
    """Return lines with a page number at their end, or the paper's own name, printed again and again."""
    seen: Counter[str] = Counter()
    total = Counter(_shape(line) for line in lines)
    heads = {_shape(line) for line in lines[:6] if not looks_like_name(line.text)}
    first_heading = next((index for index, line in enumerate(lines) if starts_like_heading(line.text)), len(lines))
    result = set()
    for index, line in enumerate(lines):
        shape = _shape(line)
        again = seen[shape] > 0
        seen[shape] += 1
        if starts_like_heading(line.text) or line.bullet or line.text.endswith("."):
            continue
        numbered = _PAGE_AT_END.search(line.text) is not None
        named = shape in heads and ("protokoll" in shape or len(cells(line.text)) > 1 or total[shape] > 2)
        inside = index > first_heading
        page_cell = (
            len(cells(line.text)) > 1
            and inside
            and PAGE_NUMBER.match(cells(line.text)[-1])
            and not cells(line.text)[-1].isdigit()
        )
        if page_cell or (
            total[shape] > 1 and (again or inside) and (numbered or named) and not re.fullmatch(r"[#\s./-]+", shape)
        ):
            result.add(index)
    return result


def _letterheads(lines: list[Line]) -> set[int]:
    """Return lines of address blocks: at least two neighbours of contact data, one of them an address."""

    def is_contact(line: Line) -> bool:
        short = len(line.text.split()) <= 18
        return short and bool(
            _CONTACT.search(line.text) or (_ADDRESS_IC.search(line.text) and not starts_like_heading(line.text))
        )

    result: set[int] = set()
    contacts = [index for index, line in enumerate(lines) if is_contact(line)]
    blocks: list[list[int]] = []
    for index in contacts:
        if blocks and index - blocks[-1][-1] <= 2 and not starts_like_heading(lines[index - 1].text):
            blocks[-1].extend(range(blocks[-1][-1] + 1, index + 1))
        else:
            blocks.append([index])
    for block in blocks:
        if len(block) < 2 or not any(_ADDRESS_IC.search(lines[index].text) for index in block):
            continue
        above = block[0] - 1
        while (
            above >= 0
            and above > block[0] - 4
            and lines[above].text.isupper()
            and not starts_like_heading(lines[above].text)
        ):
            block.insert(0, above)
            above -= 1
        result.update(block)
    return result


def remove_furniture(lines: list[Line], ledger: Ledger) -> list[Line]:
    """Return the lines without page furniture. Every line taken out is a remark, so nothing is lost."""
    problems: dict[int, str] = {}
    pages = set()
    for index, line in enumerate(lines):
        if _TEMPLATE.search(line.text):
            problems[index] = "Raden är mallkod eller fältkod från ordbehandlaren och är utelämnad."
        elif PAGE_NUMBER.match(line.printed) or _FOOTER.match(re.sub(r"\s+", " ", line.text)):
            pages.add(index)
        elif _CONTINUED.match(line.text):
            problems[index] = "Raden upprepar en rubrik efter sidbrytning och är utelämnad."
    for index in _letterheads(lines):
        problems.setdefault(index, "Raden ser ut att höra till brevhuvudet och är utelämnad ur texten.")
    for index in _spread(lines, pages | _running_heads(lines)):
        problems.setdefault(index, "Raden är sidhuvud, sidfot eller sidnummer och är utelämnad.")
    rest: list[Line] = []
    torn = fresh = False
    for index, line in enumerate(lines):
        if index in problems:
            ledger.remark(line, problems[index])
            torn, fresh = True, fresh or line.fresh
        else:
            rest.append(line.after_furniture(fresh=fresh) if torn else line)
            torn = fresh = False
    return rest

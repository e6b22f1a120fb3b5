"""What a line of text looks like by itself: a name, a sentence, a numbered heading, a page number, an address."""

import re

NUMBER = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+|\d)\s+(?=[A-ZÅÄÖ])|(?:[A-HIVX]{1,4}[.)]|[a-z]\))\s+(?=[A-ZÅÄÖ])"
)
_OF = r"\s*(?:\(\s*\d{1,3}\s*\)|/\s*\d{1,3}|av\s+\d{1,3})"
PAGE = re.compile(rf"(?:sid(?:a|an|\.)?|page)\s*\d{{1,3}}(?:{_OF})?|\d{{1,3}}{_OF}", re.IGNORECASE)
_MARKED_PAGE = rf"(?:(?:sid(?:a|an|\.)?|page)\s*\d{{1,3}}(?:{_OF})?|\d{{1,3}}\s?\(\s*\d{{1,3}}\s*\))"
_PAGE_AT_END = re.compile(rf".*\S\s+{_MARKED_PAGE}", re.IGNORECASE)
_PAGE_CELL = re.compile(rf".*\S(?:\t|\s{{2,}}|\s\|\s)\s*{_MARKED_PAGE}", re.IGNORECASE)
TITLE_WORD = re.compile(
    r"\b(?:aktuellt|nytt|nyheter) (?:från|om|i)\b|\b(?:månads|vecko|kvartals)\w+"
    r"|\b\w*(?:brev(?:et)?|blad(?:et)?|rapport|berättelse|redovisning)\b",
    re.IGNORECASE,
)
"""What a paper of this kind calls itself."""
_GREETING = re.compile(r"(?:hej|hejsan|hallå|tjena)\b|(?:kära|bästa|välkom\w+)\b.*[,!]$", re.IGNORECASE)
_WEB = re.compile(
    r"(?:dela|tipsa|följ oss)\b(?!.*[.!?]).*|skriv ut\b.*|lyssna|till toppen|(?:visa|läs) i webbläsare\w*"
    r"|avregistrera\b.*|hoppa till \w+|(?:foto|bild|illustration):.*|[^.!?]+(?:\s[/>»›]\s[^.!?]+){2,}",
    re.IGNORECASE,
)
# A label with a number or an address; a bare web or e-mail address; a postal code with its town.
_LETTERHEAD = re.compile(
    r"(?:(?:post|besöks|leverans)adress|telefon|tel|tfn|växel|fax|org\.?\s?nr|organisationsnummer)\b[.:]?.*\d.*"
    r"|(?:e-?post|hemsida|webb|webbplats|mail)\b[.:].*|(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+\.\w+"
    r"|[^.!?]*\b\d{3}\s\d{2}\s+[^\W\d]\w+(?:[^.!?\w].*)?",
    re.IGNORECASE,
)
_VERBS = re.compile(
    r"\b(?:vi|jag|har|hade|är|var|varit|blir|blev|ska|skall|kommer|kan|kunde|får|fick|finns|fanns|sker|skedde|gör|gjorde"
    r"|går|gick|ger|gav|tar|tog|håller|höll|hölls|deltar|deltog|träffar|träffade|besökte|pågår|pratade|lyssnade|följer"
    r"|fortsätter|samarbetar|planerar|genomför|genomförs|genomförde|bjuder|bjöd|söker|arbetar|följande|börjar|började"
    r"|leder|ledde|startar|startade|informerade|utbildade|föreläste|medverkade|önskar|vill|behöver|heter|inleder)\b"
    r"|\w(?:ades|erats)\b",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\b(?:m\.?\s?m|m\.?\s?fl|etc|osv)\.$")
UNFINISHED = re.compile(
    r"(?:\b(?:i|på|av|för|med|till|från|om|vid|hos|mot|under|över|efter|inom|mellan|och|samt|eller|att|som|en|ett|den|det"
    r"|de|vår|våra|sin|sina|ca|bl|t)|[,\w]-|,)$"
)


def has_page_cell(printed: str) -> bool:
    """Say whether a line ends in a page number that stands apart: "Gruppen, X kommun      Sida 1 av 2"."""
    return bool(_PAGE_CELL.fullmatch(printed.strip()))


def page_shape(printed: str) -> str:
    """Return a line that ends in a page number with its digits hidden, or ""."""
    words = " ".join(printed.split())
    return re.sub(r"\d+", "#", words).casefold() if _PAGE_AT_END.fullmatch(words) else ""


def is_closed(text: str) -> bool:
    return text.rstrip("”\"')»*_ ").endswith((".", "!", "?", ":", "…"))


def is_sentence(text: str) -> bool:
    return bool(_VERBS.search(text)) or (is_closed(text) and not text.endswith(":"))


def is_greeting(text: str) -> bool:
    return bool(_GREETING.match(text)) and len(text) <= 80


def is_question(text: str) -> bool:
    return bool(re.fullmatch(r"[A-ZÅÄÖ][^.!?:]{2,70}\?", text)) and len(text.split()) <= 10


def is_name(text: str) -> bool:
    """Say whether a text reads as a heading: a phrase without everyday verb, or a short question."""
    words = NUMBER.sub("", text, count=1)
    return is_question(words) or (is_phrase(words) and not _VERBS.search(words))


def is_phrase(text: str) -> bool:
    """Say whether a text has the shape of a heading: short, a capital first, no full stop."""
    words = NUMBER.sub("", text, count=1)
    starts_well = re.sub(r"^[^\w(]+", "", words)[:1].isupper() and len(words) <= 90 and len(words.split()) <= 10
    ends_well = words[-1:].isalnum() or words.endswith((":", ")", "”", '"', "»", "*")) or _ABBREVIATED.search(words)
    return bool(starts_well and ends_well) and not (is_greeting(words) or re.search(r":\s*\d", words))


def is_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) >= 4 and not text.endswith((".", ",")) and len(text) <= 100


def is_bold(text: str) -> bool:
    return bool(re.fullmatch(r"(\*\*|__)(?!\s).+\1:?", text))


def is_letterhead(text: str) -> bool:
    """Say whether a text is a part of a letterhead, a footer or the frame of a web page."""
    known = _LETTERHEAD.fullmatch(text) or _WEB.fullmatch(text)
    return len(text) <= 120 and not text.endswith((".", "!", "?")) and bool(known)


def follows_in_number(text: str, earlier: str) -> bool:
    """Say whether two texts are numbered and the first has the next number: "3." after "2.", "b)" after "a)"."""
    one, other = NUMBER.match(text), NUMBER.match(earlier)
    if not one or not other:
        return False
    *chapter, last = re.findall(r"[^\W_]+", one[0])
    *same, before = re.findall(r"[^\W_]+", other[0])
    if last.isdigit() and before.isdigit():
        return chapter == same and int(last) == int(before) + 1
    return len(last) == len(before) == 1 and ord(last) == ord(before) + 1


def depth(text: str) -> int:
    number = NUMBER.match(text)
    return number[0].strip(" .)").count(".") + 1 if number else 9


def unbold(text: str) -> str:
    return re.sub(r"^(\*\*|__)(.+)\1(:?)$", r"\2\3", re.sub(r"\s+#+$", "", text))

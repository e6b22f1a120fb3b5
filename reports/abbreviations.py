"""Abbreviations that a reader of the report may not know, and how to explain each once.

`find_abbreviations` gives the known ones that a text uses without explaining them; `expand` writes the explanation at
the first place, as Myndigheternas skrivregler advise: the full words, then the abbreviation in brackets.

An abbreviation counts as a whole word in its own letters, capitals and all: "APT" is none in "CAPTEN", and "Ug" is not
"UG". Inflected ("VBE:s", "APT:n") and compounded ("ANDT-coacher") it counts as used; only the bare form can be
replaced, so `expand` looks for that one, and for the genitive, which the full words take too.

Which are known is for the caller to say, from a table that people edit (`Abbreviation`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Abbreviation:
    """A known abbreviation where a text first uses it."""

    start: int
    end: int
    short: str
    expansion: str


def find_abbreviations(text: str, known: Mapping[str, str]) -> list[Abbreviation]:
    """Return the known abbreviations that a text uses and does not explain, each at its first place, in order."""
    found = []
    for short, expansion in known.items():
        match = _used(short).search(text)
        if match and not _is_explained(text, short, expansion):
            found.append(Abbreviation(match.start(), match.end(), short, expansion))
    return sorted(found, key=lambda one: (one.start, -one.end))


def expand(text: str, short: str, expansion: str) -> str:
    """Return the text with the abbreviation explained where it first stands alone; unchanged where it never does.

    "Vi möter HRV." gives "Vi möter hedersrelaterat våld (HRV)." The expansion gets a capital first in a sentence. A
    text that explains the abbreviation already stays as it is.
    """
    match = re.search(rf"{_used(short).pattern}(?P<genitive>:s\b)?(?![:-]\w)", text)
    if match is None or _is_explained(text, short, expansion):
        return text
    words = expansion[:1].upper() + expansion[1:] if _begins_sentence(text[: match.start()]) else expansion
    ending = "s" if match["genitive"] and not expansion.endswith(("s", "x", "z")) else ""
    return f"{text[: match.start()]}{words}{ending} ({short}){text[match.end() :]}"


def _used(short: str) -> re.Pattern:
    return re.compile(rf"(?<![\w@.-]){re.escape(short)}(?!\w)")


def _is_explained(text: str, short: str, expansion: str) -> bool:
    """Say whether the full words and the abbreviation stand together, either in brackets after the other.

    The full words may be inflected or end otherwise than in the table ("hedersvåld (HRV)"), so any words will do before
    the bracket; within it, it is the expansion that counts. "MVP-mentorer i våldsprevention" is an explanation too.
    """
    in_brackets = rf"\w[”\"]?\s*\(\s*{re.escape(short)}\s*\)"
    spelt_out = rf"{re.escape(short)}\s*(?:\(\s*|[-–=]\s*|,\s+){_spelling(expansion)}"
    return bool(re.search(in_brackets, text) or re.search(spelt_out, text, re.IGNORECASE))


def _spelling(expansion: str) -> str:
    return r"\s+".join(map(re.escape, expansion.split()))


def _begins_sentence(before: str) -> bool:
    """Say whether a sentence begins after this text; quotation marks and bullets between do not count."""
    return bool(re.search(r"(?:^|[.!?:]\s|\n)[\s”\"“(•–-]*$", before)) and not re.search(
        r"(?:\b(?:bl\.\s?a|t\.\s?ex|m\.\s?fl|s\.\s?k|d\.\s?v\.\s?s|ang|resp|ca|v|kl)\.|:)\s*$", before, re.IGNORECASE
    )

"""What an editor might look at once more in the texts of a report. Advice only: nothing is changed, nothing refused.

Each function answers with Swedish sentences that name the place: `advice(text)` for one text, `mixed_voice(texts)` for
the items of a report, `count_differs(text, number)` for an activity whose number of participants has its own field.
"""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from reports.status_cues import has_verb

_DOUBLED = re.compile(r"\b(?P<word>[^\W\d_]+)\s+(?P=word)\b", re.IGNORECASE)
_VALUES = {
    "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "elva": 11, "tolv": 12,
    "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19, "tjugo": 20,
    "trettio": 30, "fyrtio": 40, "femtio": 50, "sextio": 60, "sjuttio": 70, "åttio": 80, "nittio": 90, "hundra": 100,
}  # fmt: skip
_PEOPLE = (
    r"\w*(?:personer|personal|pedagoger|deltagare|elever|lärare|föräldrar|vårdnadshavare|ungdomar|unga|barn|chefer"
    r"|rektorer|skolledare|anställda|medarbetare|studenter|vuxna|ledare|kuratorer|politiker|besökare|föreståndare"
    r"|vandrare|coacher|mentorer|handläggare|handledare|utbildare|representanter)"
)
_COUNT = re.compile(
    r"(?:(?:ca|cirka|drygt|knappt|omkring|ungefär|nästan|över|runt|totalt|fler än|mer än)\.?\s+)?"
    rf"(?<![\w/.-])(?P<count>[0-9]{{1,3}}(?:[ \u00a0][0-9]{{3}})+|[0-9]{{1,6}}|{'|'.join(_VALUES)})"
    rf"(?:\s?st\b\.?|\s+(?:\w+\s+){{0,2}}?{_PEOPLE}\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Advice:
    """A Swedish sentence about the words from `start` to `end` of a text."""

    start: int
    end: int
    sentence: str


def advice(text: str) -> list[Advice]:
    """Return what to look at in one text, in its order: doubled words, and that it has no verb."""
    found = [
        Advice(match.start(), match.end(), f"Samma ord står två gånger efter varandra: ”{' '.join(match[0].split())}”.")
        for match in _DOUBLED.finditer(text)
    ]
    if text.strip() and not has_verb(text):
        words = textwrap.shorten(text, 45, placeholder=" …")
        sentence = f"Det verkar saknas ett verb: ”{words}”. Skriv vad som har hänt, händer eller ska hända."
        found.append(Advice(0, len(text), sentence))
    return found


def mixed_voice(texts: Sequence[str]) -> str | None:
    """Return a sentence when some texts say "vi" and others "BIG" of the group, counted from 1; None otherwise."""
    vi = [number for number, text in enumerate(texts, start=1) if re.match(r"\W*vi\b", text, re.IGNORECASE)]
    big = [number for number, text in enumerate(texts, start=1) if re.match(r"\W*BIG\b(?!:s|-)", text)]
    if not vi or not big:
        return None
    return f"{_points(vi)} börjar med ”Vi”, {_points(big).lower()} med ”BIG”. Välj ett av dem i hela rapporten."


def count_differs(text: str, number: int) -> str | None:
    """Return a sentence when a text counts people and none of its counts, nor their sum, is the number; else None.

    Only counts of people are compared ("drygt 20 lärare", "ca 80st", "tolv elever"), so weeks, years and half days
    may stand in the text.
    """
    counts = list(_COUNT.finditer(text))
    values = [_value(match["count"]) for match in counts]
    if not counts or number in values or number == sum(values):
        return None
    printed = " och ".join(f"”{' '.join(match[0].split())}”" for match in counts)
    return f"I texten står {printed}, men antalet är angivet som {number}."


def _value(count: str) -> int:
    return _VALUES.get(count.lower()) or int(re.sub(r"\D", "", count))


def _points(numbers: Sequence[int]) -> str:
    *most, last = map(str, numbers)
    return f"Punkt {', '.join(most)} och {last}" if most else f"Punkt {last}"

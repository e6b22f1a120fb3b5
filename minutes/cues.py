"""What the words of a § say about what has come of it: a decision, somebody's task, an item for a later meeting.

All are proposals, shown beside the § with a button; nothing is recorded from here. `suggest(text)` gives at most one
cue of each kind, with the first sentence that has one. The verbs are those with which minutes decide, in past
and present, active and passive. A sentence that tells of another meeting, of what somebody else has decided, or that
nothing was decided, says nothing about this meeting.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["decision", "assignment", "deferral"]


@dataclass(frozen=True)
class Cue:
    """A kind of outcome, and the sentence that sounds like one."""

    kind: Kind
    sentence: str

    @property
    def part(self) -> str:
        """Where in the addresses such an outcome is added."""
        return {"decision": "beslut", "assignment": "uppdrag", "deferral": "overforing"}[self.kind]


_MEETING = r"(?:\w*(?:möte|mötet|sammanträde|sammanträdet|träff|träffen)|hösten|våren|dagordning(?:en)?)"
_LATER = rf"(?:till|vid|på) (?:ett |det )?(?:nästa|kommande|följande|nästkommande|senare|annat) {_MEETING}"
_ITEM = r"(?:ärendet|ärendena|frågan|frågorna|punkten|punkterna|diskussionen|paragrafen|beslutet|§ ?\d+)"

_PATTERNS: dict[Kind, re.Pattern[str]] = {
    kind: re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)
    for kind, patterns in {
        "decision": (
            r"beslut(?:ade|ades)",
            r"beslutar(?= (?:även |också |därför |enhälligt |att)|:|$)",
            r"beslutas(?= att)",
            r"beslöts?",
            r"godkän(?:de|des|ns|ner)",
            r"fastställ(?:de|des|s|er)",
            r"anto(?:g|gs)",
            r"(?:bi|av)sl(?:og|ogs)|biföll|bifölls",
            r"utsåg|utsågs|utses",
            r"(?:om)?vald(?:e|es)|väljs",
            r"(?:lade|lades|läggs|lägger)(?: \w+){0,4} till handlingarna",
            r"enades om",
        ),
        "assignment": (
            r"(?:fick|får|gavs|ges|gav|ger)(?: [\w-]+){0,5} i uppdrag",
            r"uppdr(?:og|ogs|as|ar) åt",
            r"åt(?:og|ar) sig(?: \w+)? att",
            r"(?:tog|tar) på sig(?: \w+)? att",
        ),
        "deferral": (
            r"bordla(?:de|des)|bordlägg(?:s|er)",
            rf"{_ITEM}(?: \w+){{0,3}} (?:överför(?:des|s)|sk(?:öts|juts)(?: \w+)? upp|flytta(?:des|s))",
            rf"(?:överför(?:de|des|s)|sköt|sköts|skjuts|flytta(?:de|des|s))(?: \w+){{0,5}} {_LATER}",
            rf"(?:tas|togs|ta|återkommer|återupptas)(?: \w+){{0,5}} {_LATER}",
        ),
    }.items()
}

_ELSEWHERE = re.compile(
    r"\b(?:"
    r"(?:vid|på|sedan) (?:det |sitt |sin )?(?:förra|föregående|senaste|tidigare|förrförra) |"
    r"(?:inget|ingenting|inga) (?:\w+ )?(?:besluta|bordla|godkän)|"
    r"(?:har|hade|hur|när|innan|om|som) (?:\w+ ){0,3}(?:beslut|fått i uppdrag|bordla|godkän)|"
    r"(?:kommunstyrelsen|(?:kommun|region)?fullmäktige|\w+nämnden|regeringen|riksdagen|\w+rätten|\w+utskottet|"
    r"länsstyrelsen|polisen|skolverket) (?:\w+ ){0,2}(?:beslut|beslöt|godkän|fastställ|anto|avslog|biföll|utsåg|gav)|"
    r"beslutade (?:den )?\d|"
    r"(?:beslut|beslöt|godkän|fastställ|anto|utsåg|bordla)\w*(?: \w+){0,2} (?:inte|fullmäktige|riksdagen|regeringen|"
    r"av (?:kommun|nämnd|regering|riksdag))"
    r")",
    re.IGNORECASE,
)

_ABBREVIATION = re.compile(r"\b(?:bl\.a|t\.ex|m\.m|kl|ca|nr|osv|dvs|resp|t\.o\.m|fr\.o\.m|st)\.$", re.IGNORECASE)


def suggest(text: str) -> list[Cue]:
    """The cues in a text without markup; decisions before assignments before deferrals."""
    sentences = [sentence for sentence in _sentences(text) if not _ELSEWHERE.search(sentence)]
    found = []
    for kind, pattern in _PATTERNS.items():
        if sentence := next(filter(pattern.search, sentences), ""):
            found.append(Cue(kind, sentence))
    return found


def _sentences(text: str) -> list[str]:
    sentences: list[str] = []
    for line in text.splitlines():
        begun = ""
        for part in re.split(r"(?<=[.!?])\s+", line.strip()):
            begun = f"{begun} {part}".strip()
            if not _ABBREVIATION.search(begun):
                sentences.append(begun)
                begun = ""
        if begun:
            sentences.append(begun)
    return [sentence for sentence in sentences if sentence]

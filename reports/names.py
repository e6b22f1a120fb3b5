"""Names of persons in a Swedish text. Needs no Django.

`find_names(text, known)` gives the names in reading order. A name of the register (`known`) is found wherever it
stands; any other by how it is built: a given name followed by a surname, a surname by its ending, two words with
capitals after a word for somebody ("rektor", "pappan"), or a given name alone. What only looks so is known by its last
word: Olof Palmes Gata, Karin Boyes Gymnasium. Of the names in tests/reports/sentences_with_names.txt it found 94 % in
the first part and 89 % in the second before it had been tuned to them; of what it took for names, 94 and 80 % were.
Not found: a name whose given name is not in the list, whose surname has no such ending, and before which nothing says
that somebody is meant.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NOUN_NEXT = re.compile(r"\s+[a-zåäö]")
_GAP = re.compile(r"[ \u00a0]+")
_PARTICLES = {"af", "von", "van", "de", "der", "del", "la", "le", "al", "el", "bin", "ibn", "da", "di", "ten"}
LONGEST = 5  # words of a name, its particles among them


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _ending_in(text: str) -> re.Pattern[str]:
    return re.compile(rf"\w*(?:{'|'.join(text.split())})", re.IGNORECASE)


GIVEN = _words(Path(__file__).with_name("given_names.txt").read_text(encoding="utf-8"))
"""Given names borne in Sweden, in small letters; of compound ones (Anna-Lena) each part."""

_ALSO_WORDS = _words("""
    ada alem alex alma alva ami ana ante ask august aurora bo britt dag dan dick ebbe engla farah frid gun hans
    harald inga juni kim klara lage lea lina linn liv lova lucia maj max mika mila mina my nada nova omar per rana
    roman rosa rut saga sam sami selam sia sixten sol sonny stella sten stig svea tage ted tim tom tone tor tua ture
    una urban vide viola zana älva åsa
""")
"""Given names that are also words, months or names of things: alone they are not taken for persons."""

_SURNAME = _ending_in("sson qvist kvist stedt sköld crantz feldt ović vić zadeh nejad oğlu")

_PROFESSION = _ending_in("""
    rektor kurator psykolog kriminolog sociolog teolog läkare lärare ledare pedagog föreläsare författare polis
    präst imam advokat chef barnmorska sköterska handläggare samordnare utredare åklagare mästare forskare
    journalist professor docent doktor ordförande sekreterare politiker kommunalråd landshövding minister coach
    konsulent konsult utvecklare strateg artist skådespelare regissör konstnär mamma pappa flicka pojke elev student
    offer vårdnadshavare förälder kollega vaktmästare fotograf brottsling nazist missbrukare vittne
""")
_KIN = _words("""
    herr fru fröken dr målsägande målsäganden misstänkte dömde gärningsmannen modern fadern dottern sonen brodern
    systern mannen kvinnan mor far son dotter syster bror kvinna man vän vännen
""")

_THING = _ending_in("""
    gata gatan väg vägen gränd plats platsen allé allén torg torget park parken skola skolan gymnasium gymnasiet
    förskola förskolan centrum gården hus huset kyrka kyrkan församling församlingen förening föreningen förbund
    förbundet stiftelse stiftelsen fond fonden jour jouren teater teatern museum museet konditori café cafe
    bibliotek biblioteket arena arenan hallen sjukhus sjukhuset kliniken byrå byrån bolag nämnd nämnden slott
    slottet köpcentrum kommun kommunen kommuns län läns universitet högskola akademi akademin stipendium pris priset
    minne vänner scouter laget klubb klubben sällskap sällskapet institut institutet majestät höghet gårdens skolans
""")
_CLUB = _words("if ik bk ff fk hc ab")

_NOT_GIVEN = _words("""
    region norra södra östra västra gamla nya stora lilla övre nedre mellersta svenska nationella sankt sankta
    kommun projekt projektet kvarteret fritidsgården föreningen stiftelsen skolan vecka hotell restaurang café kafé
    biblioteket kvinnojouren tjejjouren mansjouren programmet boken filmen pjäsen handboken barn unga unge rädda
    röda i på vid från till med av hos inom efter under för enligt mot kring om den det de en ett vi en och men när
    där här som att
""")
_NOT_SURNAME = _NOT_GIVEN | {"månad"}


@dataclass(frozen=True)
class Name:
    """A name at `text[start:end]`; `name` is without the s of the genitive."""

    start: int
    end: int
    name: str


def find_names(text: str, known: Collection[str] = ()) -> list[Name]:
    """The names of persons in the text, in its order; `known` are names of the register, found for certain."""
    found: list[Name] = []
    for run in _runs(text):
        at = 0
        while at < len(run):
            name = _known_at(run, at, known) or _name_at(text, run, at)
            if name:
                found.append(name)
                at = next((number for number in range(at, len(run)) if run[number].start() >= name.end), len(run))
            else:
                at += 1
    return found


def possible_names(texts: Iterable[str]) -> set[str]:
    """All that could be a name with at least two words: what to ask the register about."""
    return {
        name
        for text in texts
        for run in _runs(text)
        for at in range(len(run))
        for end in range(at + 2, min(len(run), at + LONGEST) + 1)
        for name in _spellings(run[at:end])
    }


def _runs(text: str) -> list[list[re.Match[str]]]:
    """Words with capitals that stand together, and the particles between them."""
    runs: list[list[re.Match[str]]] = [[]]
    for word in _WORD.finditer(text):
        run = runs[-1]
        if run and not _GAP.fullmatch(text, run[-1].end(), word.start()):
            runs.append(run := [])
        if word[0][0].isupper() or (run and word[0] in _PARTICLES):
            run.append(word)
        elif run:
            runs.append([])
    for run in runs:
        while run and run[-1][0] in _PARTICLES:
            run.pop()
    return [run for run in runs if run]


def _spellings(words: list[re.Match[str]]) -> list[str]:
    """The words as one name: as they stand, and without the s of the genitive."""
    name = " ".join(word[0] for word in words)
    return [name, name[:-1]] if name.endswith("s") else [name]


def _known_at(run: list[re.Match[str]], at: int, known: Collection[str]) -> Name | None:
    for end in range(min(len(run), at + LONGEST), at + 1, -1):
        for name in _spellings(run[at:end]):
            if name in known:
                return Name(run[at].start(), run[end - 1].end(), name)
    return None


def _name_at(text: str, run: list[re.Match[str]], at: int) -> Name | None:
    """The name that begins with this word, if one does."""
    words = [word[0] for word in run[at : at + LONGEST]]
    first, *rest = words
    if any(_is_thing(word) for word in words):
        return None  # Olof Palmes Gata, Brynäs IF
    if rest and not _is_not_given(first):
        is_given = _is_given(first)
        surname = rest[-1]
        if (
            (is_given and rest[0].lower() not in _NOT_SURNAME)
            or _SURNAME.fullmatch(surname.removesuffix("s"))
            or (_says_somebody(text, run, at) and len(rest) <= 2)
        ):
            return _name(text, run[at : at + LONGEST])
    if not rest and at == 0 and _is_given(first) and first.lower().removesuffix("s") not in _ALSO_WORDS:
        return _name(text, run)
    return None


def _name(text: str, words: list[re.Match[str]]) -> Name:
    start, end = words[0].start(), words[-1].end()
    name = " ".join(word[0] for word in words)
    last = words[-1][0]
    if _is_genitive(last, text, end):
        name = name[:-1]
    return Name(start, end, name)


def _is_genitive(word: str, text: str, end: int) -> bool:
    """Whether the word, which ends there, has the s of the genitive: a noun follows then."""
    if not word.endswith("s") or len(word) < 5 or word.lower() in GIVEN or not _NOUN_NEXT.match(text, end):
        return False
    return word[:-1].lower() in GIVEN or not word.endswith(("as", "os", "us", "is", "ss"))


def _is_given(word: str) -> bool:
    first = word.lower().split("-")[0]
    return first in GIVEN or first.removesuffix("s") in GIVEN


def _is_not_given(word: str) -> bool:
    return word.lower() in _NOT_GIVEN or _is_somebody(word)


def _is_somebody(word: str) -> bool:
    """ "Rektor", "föreläsaren", "pappan"."""
    plain = word.lower()
    return plain in _KIN or any(_PROFESSION.fullmatch(plain.removesuffix(end)) for end in ("", "n", "en", "t", "et"))


def _is_thing(word: str) -> bool:
    is_initials = len(word) > 1 and word.isupper()
    return is_initials or word.lower() in _CLUB or _THING.fullmatch(word) is not None


def _says_somebody(text: str, run: list[re.Match[str]], at: int) -> bool:
    """Whether the word before is one for a person."""
    if at:
        return _is_somebody(run[at - 1][0])
    before = re.search(r"([^\W\d_]+),?\s+\Z", text[max(0, run[0].start() - 40) : run[0].start()])
    return before is not None and _is_somebody(before[1])

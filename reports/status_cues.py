"""What the verbs of an activity's sentence say about its status, and what the sentence reads when it has happened.

All are proposals, which the writer overrides by choosing or editing: no status is set from here.

- `suggest_status(text)` gives a value of `Activity.Status`, or None when no verb says anything. The finite verb of the
  first main clause decides: "har genomfört" and "deltog" completed, "har bjudit in" invited, "kommer att" and "ska"
  planned, the present tense ongoing, unless it names a time to come ("Hösten 2027 börjar vi").
- `has_verb(text)` says whether there is such a verb at all.
- `turn_into_done(text)` gives "Vi har genomfört X" for "Vi kommer att genomföra X", for the verbs of `_VERBS` only.

The reader is no parser. It passes over what stands in quotation marks and brackets, and the verb of a subordinate
clause ("en dag som ska hållas i maj", "för att kunna genomföra"), and knows verbs by a small table of those that such
reports use, by endings that only verbs have, and by standing next to "vi" or "BIG". The cues are those that people
found in a real report (domain.md, B2).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

COMPLETED, ONGOING, PLANNED, INVITED = "completed", "ongoing", "planned", "invited"

_VERBS = {
    infinitive: (present, past, supine)
    for infinitive, present, past, supine in (
        row.split()
        for row in """
        anordna anordnar anordnade anordnat
        arbeta arbetar arbetade arbetat
        arrangera arrangerar arrangerade arrangerat
        avsluta avslutar avslutade avslutat
        berätta berättar berättade berättat
        besöka besöker besökte besökt
        bidra bidrar bidrog bidragit
        bjuda bjuder bjöd bjudit
        börja börjar började börjat
        delta deltar deltog deltagit
        dela delar delade delat
        diskutera diskuterar diskuterade diskuterat
        driva driver drev drivit
        erbjuda erbjuder erbjöd erbjudit
        fortsätta fortsätter fortsatte fortsatt
        föra för förde fört
        föreläsa föreläser föreläste föreläst
        följa följer följde följt
        få får fick fått
        förbereda förbereder förberedde förberett
        ge ger gav gett
        genomföra genomför genomförde genomfört
        gå går gick gått
        göra gör gjorde gjort
        ha har hade haft
        handleda handleder handledde handlett
        hålla håller höll hållit
        informera informerar informerade informerat
        ingå ingår ingick ingått
        inleda inleder inledde inlett
        intensifiera intensifierar intensifierade intensifierat
        introducera introducerar introducerade introducerat
        kartlägga kartlägger kartlade kartlagt
        kontakta kontaktar kontaktade kontaktat
        lansera lanserar lanserade lanserat
        leda leder ledde lett
        lyssna lyssnar lyssnade lyssnat
        lämna lämnar lämnade lämnat
        medverka medverkar medverkade medverkat
        möta möter mötte mött
        nå når nådde nått
        ordna ordnar ordnade ordnat
        planera planerar planerade planerat
        prata pratar pratade pratat
        presentera presenterar presenterade presenterat
        revidera reviderar reviderade reviderat
        samarbeta samarbetar samarbetade samarbetat
        samla samlar samlade samlat
        sammankalla sammankallar sammankallade sammankallat
        samverka samverkar samverkade samverkat
        ske sker skedde skett
        skicka skickar skickade skickat
        skriva skriver skrev skrivit
        sprida sprider spred spridit
        starta startar startade startat
        stödja stödjer stödde stött
        stötta stöttar stöttade stöttat
        söka söker sökte sökt
        ta tar tog tagit
        träffa träffar träffade träffat
        utbilda utbildar utbildade utbildat
        utveckla utvecklar utvecklade utvecklat
        utvärdera utvärderar utvärderade utvärderat
        visa visar visade visat
        """.strip().splitlines()
    )
}


def _passive(present: str) -> set[str]:
    """ "startar" gives "startas", "håller" "hålls", "ger" "ges", "genomför" "genomförs"; some are no words at all."""
    if present.endswith("ar"):
        return {present[:-1] + "s"}
    return {present[:-2] + "s", present[:-2] + "es"} if present.endswith("er") else {present + "s"}


# Those taken away are also nouns, or a preposition: they are verbs beside their subject only.
_PRESENT = {present for present, _, _ in _VERBS.values()} - {"för", "träffar", "delar"} | {
    "är", "blir", "finns", "pågår", "fortgår", "fortskrider", "hör", "rör", "behöver", "består", "kvarstår", "träffas",
    "innebär", "handlar", "syftar", "ökar", "växer", "stöder",
    "drar", "löper", "flyttas", "vandrar", "återkommer", "behövs", "fungerar", "bevakar", "åker", "prövar",
    "vill", "kan", "bör", "måste",
}  # fmt: skip
_PRESENT_PASSIVE = set().union(*(_passive(present) for present, _, _ in _VERBS.values()))
_PAST = {past for _, past, _ in _VERBS.values()} | {
    "var", "blev", "fanns", "kom", "satt", "stod", "såg", "sade", "sa", "lade", "valde", "mötte", "lyfte", "åkte",
    "reste", "läste", "hjälpte", "byggde", "ställde", "samlades", "möttes", "träffades", "bad", "hann",
    "drog", "redovisade",
}  # fmt: skip
_FUTURE = {
    "ska", "skall", "kommer", "planerar", "planeras", "väntas", "förväntas", "avser", "tänker", "hoppas", "förbereder",
    "förbereds", "beräknas", "siktar",
}  # fmt: skip
_STARTING = {"drar", "flyttas", "startar", "startas", "inleder", "inleds", "börjar", "lanserar", "lanseras"}
_SUPINES = {supine for _, _, supine in _VERBS.values()} | {"varit", "blivit", "kommit", "skett", "lagt", "satt"}
_WORK = re.compile(r"\w*(?:arbetet|samverkan|dialogen|kontakterna|stödet)")
_MORE_THAN_BEFORE = re.compile(r"(?:fördjupats?|intensifierats?|utvecklats?|utökats?|stärkts?|förstärkts?|ökat|vuxit)")
"""Work that has done this goes on."""

_SUBORDINATORS = {
    "som", "där", "när", "hur", "vad", "vilka", "vilken", "vilket", "eftersom", "medan", "innan", "vars",
    "varför", "varav",
}  # fmt: skip
_SHORT_INFINITIVES = {"få", "gå", "se", "ge", "bli", "stå", "nå", "ske", "bo", "tro", "förstå", "ingå", "uppnå"}
_WE = {"Vi", "BIG"}
_SUBJECTS = {*_WE, "vi", "Jag", "jag", "man"}
_THE_ONES = re.compile(r"\w*(?:erna|arna|orna|elsen|heten|ningen|gruppen|skolan|teamet)")
_NOT_VERBS = {"för", "över", "under", "efter", "eller", "när", "där", "här", "mer", "fler", "per", "var"}
_DETERMINERS = {
    "en", "ett", "den", "det", "de", "dessa", "vår", "vårt", "våra", "sin", "sitt", "sina", "många", "flera", "några",
    "två", "tre", "fyra", "fem", "nya", "alla", "samtliga", "redan", "med", "för", "av", "till", "i", "och", "inga",
    "ingen",
}  # fmt: skip
_NOT_SUPINES = {
    "att", "ett", "det", "brett", "tätt", "gott", "nytt", "särskilt", "direkt", "samt", "aktivt", "projekt", "nämnt",
    "kontakt", "stort", "allt", "annat", "vårt", "sitt", "ert", "mot", "lokalt", "gemensamt", "regelbundet", "fast",
    "sent", "snart", "totalt", "ofta", "ständigt", "tidigt", "internt", "externt", "digitalt", "stadigt", "dagligt",
}  # fmt: skip
_SUPINE = re.compile(r"\w*(?:at|it|tt|rt|lt|st|ft|kt|pt|nt|gt|jt)s?")
_BOOKED = re.compile(r"(?:in)?(?:planera|boka)(?:t|d|de)|planerings\w*|planer|bestämda?")
_PARTICIPLE = re.compile(
    r"\w{3,}(?:ad|ade|at|örd|örda|ört|aget|agna|ivet|ivna|utet|klar|klart|klara|ecknat)|klart?|klara|färdiga?|färdigt"
)
_MONTH = r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
_TO_COME = re.compile(
    r"^(?:nästa|i morgon|på \w+dag|i höst|i vår|i sommar|hösten|våren|sommaren|till (?:hösten|våren|sommaren)|efter)\b"
    rf"|^(?:i|under|den \d+) {_MONTH}\b|^(?:v\.? ?|vecka )\d"
    rf"|\b(?:(?:i|den \d+) {_MONTH}|v\.? ?\d+)\.?$"
    rf"|\btill (?:hösten|våren|sommaren|{_MONTH})\b|\bnästa (?:vecka|månad|termin|år|läsår)\b",
    re.IGNORECASE,
)
_AGAIN_AND_AGAIN = re.compile(
    r"\b(?:fortlöpande|kontinuerligt|återkommande|löpande|regelbundet|månadsvis|varje|årligen|just nu|i nuläget)\b",
    re.I,
)
_EVENT = re.compile(
    r"(?:en|ett|nästa|ytterligare)(?: \w+){0,2} \w*(?:utbildning|tillfälle|träff|möte|föreläsning|seminarium|dag|kväll|"
    r"konferens|workshop)\b"
)
_ABBREVIATIONS = re.compile(
    r"\b(?:d\.v\.s|bl\. ?a|t\.ex|m\.fl|m\.m|v|ca|kl|ang|soc|bl|s\.k|f\.d)\.(?=\s)", re.IGNORECASE
)


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        return self.text.lower()


def suggest_status(text: str) -> str | None:
    """Return the value of `Activity.Status` that the first main verb of a text speaks for, or None."""
    for start, end in _sentences(text):
        words = _words(text, start, end)
        for place in _main_verbs(words):
            if status := _status(words, place, text[start:end]):
                return status
    return None


def has_verb(text: str) -> bool:
    """Say whether a text has a verb with a tense; one that is in no table may be missed."""
    sentences = [_words(text, start, end) for start, end in _sentences(text)]
    return any(_is_finite(words, place) for words in sentences for place in range(len(words)))


def turn_into_done(text: str) -> str:
    """Return what a planned or invited text might read when it has happened; unchanged where that is not certain."""
    for start, end in reversed(list(_sentences(text))):
        words = _words(text, start, end)
        place = next(_main_verbs(words), None)
        if place is not None:
            text = _done(text, words, place)
    return text


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends; the full stop of an abbreviation ends none."""
    hidden = _ABBREVIATIONS.sub(lambda match: match[0][:-1] + "_", text)
    for match in re.finditer(r"\S.*?(?:[.!?](?=\s|$)|$)", hidden, re.DOTALL):
        yield match.span()


def _words(text: str, start: int, end: int) -> list[_Word]:
    """Return the words and commas of a sentence, without what is quoted or in brackets."""
    hidden = re.sub(r"[”\"“][^”\"“]*[”\"“]|\([^)]*\)", lambda match: " " * len(match[0]), text[start:end])
    return [_Word(found[0], start + found.start(), start + found.end()) for found in re.finditer(r"[\w/:-]+|,", hidden)]


def _main_verbs(words: list[_Word]) -> Iterator[int]:
    """Yield the places of the finite verbs that are not those of subordinate clauses."""
    waits = False
    for place, word in enumerate(words):
        following = words[place + 1].plain if place + 1 < len(words) else ""
        if word.text == ",":
            waits = False
        elif (word.plain == "som" and any(earlier.plain == "såväl" for earlier in words[:place])) or word.text == "Där":
            continue
        elif word.plain in _SUBORDINATORS or (word.plain == "att" and not _is_infinitive(following)):
            waits = True
        elif _is_finite(words, place):
            if not waits:
                yield place
            waits = False
        elif waits and word.plain.removesuffix("s") in _SUPINES:
            waits = False


def _is_infinitive(word: str) -> bool:
    return word.endswith(("a", "as")) or word in _SHORT_INFINITIVES or word == "inte"


def _is_finite(words: list[_Word], place: int) -> bool:
    word = words[place].text if place else words[place].plain
    before = words[place - 1].text if place else ""
    after = words[place + 1].text if place + 1 < len(words) else ""
    if word != word.lower() or before.lower() == "att":
        return False
    if (
        word in _FUTURE
        or word in _PRESENT
        or word in _PRESENT_PASSIVE
        or (word == "för" and place == 1 and before in _WE)
    ):
        return True
    if _is_past(word):
        return before.lower() not in _DETERMINERS or word in ("var", "blev")
    by_subject = before in _SUBJECTS or after in _SUBJECTS or _THE_ONES.fullmatch(before)
    return bool(re.fullmatch(r"\w{3,}eras", word)) or (
        bool(by_subject) and word not in _NOT_VERBS and word.endswith("r")
    )


def _is_past(word: str) -> bool:
    return (
        word in _PAST
        or word.removesuffix("s") in _PAST
        or bool(re.fullmatch(r"\w{2,}ade|\w{2,}(?<![ae]n)[dt]es", word))
    )


def _status(words: list[_Word], place: int, sentence: str) -> str | None:
    verb, rest = words[place].plain, [word.plain for word in words[place + 1 :]]
    before = [word.plain for word in words[:place]]
    if verb in ("kan", "bör", "måste", "vill"):
        return None
    if verb in ("har", "hade"):
        return _perfect(before, rest)
    if any(word.startswith("inbjud") for word in before[:3]) and verb not in _FUTURE:
        return INVITED
    if verb in _FUTURE:
        return ONGOING if verb == "kommer" and "att" not in rest[:8] else PLANNED
    if verb.startswith("inbjud") or (verb in ("bjuder", "bjuds", "bjöd", "bjöds") and "in" in rest[:2]):
        return INVITED
    if verb == "är":
        return _being(before, rest)
    if _is_past(verb):
        return COMPLETED
    if _AGAIN_AND_AGAIN.search(sentence):
        return ONGOING
    return PLANNED if verb in _STARTING or _TO_COME.search(sentence) else ONGOING


def _perfect(before: list[str], rest: list[str]) -> str:
    """Judge "har …": what has been done, or what one has."""
    if rest[:1] and rest[0] in _DETERMINERS - {"i", "med", "av", "för", "till", "redan", "och"}:
        return PLANNED if any(map(_BOOKED.fullmatch, rest)) else ONGOING
    done = (at for at, word in enumerate(rest) if _SUPINE.fullmatch(word) and word not in _NOT_SUPINES)
    at = next(done, None)
    if at is None:
        return ONGOING
    if any(word.startswith("inbjud") for word in before + rest) or rest[at] in ("erbjudit", "erbjudits"):
        return INVITED
    if rest[at] in ("bjudit", "bjudits") and "in" in rest[at + 1 : at + 3]:
        held = rest[at + 2 : at + 3] == ["och"] and rest[at + 3 : at + 4] and rest[at + 3] in _SUPINES
        return COMPLETED if held else INVITED
    of_work = any(_WORK.fullmatch(word) for word in before)
    return ONGOING if of_work and _MORE_THAN_BEFORE.fullmatch(rest[at]) else COMPLETED


def _being(before: list[str], rest: list[str]) -> str:
    """Judge "är …": planned, invited, finished, or how things stand."""
    near = rest[:8]
    purpose = before[-1:] and before[-1] in ("avsikten", "tanken", "planen") and rest[:1] == ["att"]
    for_later = any(rest[at : at + 2] == ["för", "att"] and rest[at + 2].endswith("as") for at in range(len(rest) - 2))
    if purpose or for_later or rest[:2] == ["på", "gång"] or any(map(_BOOKED.fullmatch, near)):
        return PLANNED
    if any(word.startswith(("inbj", "välkom")) for word in near) or (
        before[:1] == ["anmälan"] and near[:1] == ["öppen"]
    ):
        return INVITED
    return COMPLETED if rest and any(map(_PARTICIPLE.fullmatch, near[:2])) else ONGOING


def _done(text: str, words: list[_Word], place: int) -> str:
    verb, rest = words[place], words[place + 1 :]
    if verb.plain in ("har", "hade"):
        return _held(text, rest)
    if verb.plain not in ("kommer", "ska", "skall"):
        return text
    start = next((at + 1 for at, word in enumerate(rest) if word.plain == "att"), None) if verb.plain == "kommer" else 0
    if start is None:
        return text
    main = next((at for at, word in enumerate(rest) if at >= start and _supine(word.plain)), None)
    between = [word.plain for word in rest[start:main]]
    if main is None or any(_is_infinitive(word) or word in _SUBORDINATORS for word in between):
        return text
    changes = [(rest[main], _supine(rest[main].plain)), (verb, "har")]
    for at in range(main + 1, len(rest)):
        if rest[at].plain == "att" or rest[at].plain in _SUBORDINATORS:
            break
        if rest[at - 1].plain in ("och", "samt") and _supine(rest[at].plain):
            changes.append((rest[at], _supine(rest[at].plain)))
    if start:
        changes.append((rest[start - 1], ""))
    for word, new in sorted(changes, key=lambda change: change[0].start, reverse=True):
        end = word.end if new else re.compile(r"\s*").match(text, word.end).end()
        text = text[: word.start] + (new.capitalize() if word.text[:1].isupper() else new) + text[end:]
    return text


def _held(text: str, rest: list[_Word]) -> str:
    """ "har bjudit in till en utbildning" becomes "har genomfört en utbildning"; whom else one invited stays."""
    for first, second, third in zip(rest, rest[1:], rest[2:], strict=False):
        if [first.plain, second.plain, third.plain] == ["bjudit", "in", "till"] and _EVENT.match(text, third.end + 1):
            return text[: first.start] + "genomfört" + text[third.end :]
    return text


def _supine(infinitive: str) -> str:
    """Return the supine of a verb of the table, of its passive too ("genomföras": "genomförts"), or ""."""
    if infinitive in _VERBS:
        return _VERBS[infinitive][2]
    active = infinitive.removesuffix("s")
    return _VERBS[active][2] + "s" if infinitive != active and active in _VERBS else ""

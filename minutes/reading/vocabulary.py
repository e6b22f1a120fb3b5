"""The words of Swedish minutes: labels, roles, organisations. Tables, so that a new word is one new word in a line.

Sources: domain.md A3 (roles), A9 (distribution), B4 (cover blocks, signature and absence words).
"""

import re
from enum import Enum, auto


class Part(Enum):
    """What a label announces."""

    DATE = auto()
    TIME = auto()
    PLACE = auto()
    PLACE_AND_TIME = auto()
    BODY = auto()
    PRESENT = auto()
    ABSENT = auto()
    RECIPIENTS = auto()
    ELECTED = auto()  # who is to attest
    RANGE = auto()  # "Paragrafer 155-168"
    SECRETARY = auto()
    CHAIR = auto()
    ATTESTER = auto()
    SIGNATURES = auto()
    CONTENTS = auto()
    STACKED = auto()  # labels and values that cannot be matched
    OTHER = auto()  # known, but without a field of its own


SIGNING = {Part.SECRETARY: "secretary", Part.CHAIR: "chair", Part.ATTESTER: "attester"}

# Each row: what it announces and the printed forms. The labels of lists of people have a grammar instead, below.
_ROWS: tuple[tuple[Part, str], ...] = (
    (
        Part.DATE,
        (
            "sammanträdesdatum|mötesdatum|datum|dag|mötesdag|datum för mötet|datum för sammanträde|"
            "sammanträdesdag|när|mötet hölls|datum för protokoll"
        ),
    ),
    (Part.TIME, "tid|tidpunkt|klockan|mötestid|sammanträdestid|tid för mötet"),
    (Part.PLACE, "plats|lokal|mötesplats|sammanträdesplats|plats för mötet|mötesform"),
    (
        Part.PLACE_AND_TIME,
        (
            "plats och tid|plats och datum|plats & tid|tid och plats|datum och plats|tid & plats|plats/tid|"
            "tid/plats|datum, tid och plats|plats, datum och tid|tid, plats|datum och tid|dag och tid|plats, tid|"
            "dag, tid och plats|datum och klockslag|när och var|var och när"
        ),
    ),
    (Part.BODY, "organ|nämnd|grupp|mötesgrupp|styrelse|beslutsorgan|instans|forum|mötestyp|avser"),
    (
        Part.RECIPIENTS,
        (
            "delges|protokollet delges|delgivning|delges till|delgivits|expedieras till|expedieras|expediering|"
            "kopia till|kopia|kopior till|kopia för kännedom|för kännedom|för kännedom till|kännedom|"
            "beslutet skickas till|protokollet skickas till|protokoll skickas till|skickas till|sänds till|"
            "protokollet sänds till|sändlista|distribution|protokollet expedieras till|beslutet expedieras till|"
            "beslut expedieras till|distribueras till|utskick till|protokollet distribueras till|beslutet delges|"
            "protokollet tillställs|tillställs|mottagare|cc|delgivning till|protokollsutdrag till|"
            "protokollet delgives|delgives|beslutet sänds till|sändes till|kopia av protokollet till|"
            "protokollet går till|protokollet skickas för kännedom till|delges för kännedom"
        ),
    ),
    (
        Part.ELECTED,
        (
            "utses att justera|utsedd att justera|utsedda att justera|val av justerare|att justera|"
            "utsedd justerare|valda att justera|att justera protokollet|att jämte ordföranden justera|"
            "utses att jämte ordföranden justera"
        ),
    ),
    (Part.RANGE, "paragrafer|paragraf|§§|omfattar paragrafer|avser paragrafer|omfattar §§|paragrafnummer"),
    (
        Part.SECRETARY,
        (
            "vid protokollet|vid pennan|vid tangenterna|vid datorn|protokollförare|protokollförare/sekreterare|"
            "antecknat av|antecknare|antecknat|anteckningar av|antecknade|anteckningar förda av|sekreterare|sekr|"
            "sekr.|mötessekreterare|protokollfört av|protokollet fört av|protokollet förs av|"
            "förare av protokollet|protokoll fört av|protokoll av|protokollssekreterare|protokollsekreterare|"
            "skrivet av|nedtecknat av|som sekreterare|för protokollet|upprättat av|sekreterare/protokollförare|"
            "nedtecknat|protokollskrivare|för anteckningarna|underskrift sekreterare|vid anteckningarna|"
            "anteckningar|vid tangentbordet|mötesanteckningar|anteckningar gjorda av|minnesanteckningar av|"
            "minnesanteckningar förda av|protokollet skrivet av|för anteckningar|mötesantecknare"
        ),
    ),
    (
        Part.CHAIR,
        (
            "ordförande|ordf|ordf.|mötesordförande|mötets ordförande|ordföranden|vid mötet|mötesledare|"
            "som ordförande|tjänstgörande ordförande|underskrift ordförande|sammankallande"
        ),
    ),
    (
        Part.ATTESTER,
        (
            "justeras|justerare|justerande|justerat|justerat av|justeras av|justeringsman|justeringsmän|"
            "justeringsperson|justeringspersoner|justering|protokollsjusterare|protokolljusterare|justerad|"
            "justerad av|justerades|justeringsledamot|just|just.|protokollet justeras|protokollet justeras av|"
            "underskrift justerare|justerares underskrift|mötets justerare|ordförande/justerare|"
            "justerare/ordförande|justeras, ordförande|ordförande, justerare|justerare 1|justerare 2|justerare 3|"
            "attesteras|protokollet justerat av|godkänt av|godkännes|godkänns|godkänt|godkännes av|tillstyrks|"
            "intygas"
        ),
    ),
    (Part.SIGNATURES, "underskrifter|underskrift|signaturer|namnunderskrifter|signering"),
    (
        Part.CONTENTS,
        (
            "innehåll|innehållsförteckning|ärendelista|ärendeförteckning|dagordning|föredragningslista|ärenden|"
            "paragrafförteckning"
        ),
    ),
    (
        Part.OTHER,
        (
            "justeringens plats och tid|plats och tid för justering|tid och plats för justering|"
            "justeringens tid och plats|justeringens|plats för justering|justeringsdatum|tid för justering|"
            "datum för justering|anslag/bevis|anslag / bevis|bevis/anslag|bevis om anslag|bevis|anslag|"
            "tillkännagivande|datum för anslags uppsättande|datum för anslags nedtagande|datum för anslags|"
            "anslaget sätts upp|anslaget tas ned|datum för uppsättande|datum för nedtagande|anslagsdatum|"
            "anslaget den|datum när anslaget sätts upp|datum när anslaget tas ned|datum då anslaget sätts upp|"
            "datum då anslaget tas ned|anslagsdag|nedtagningsdag|förvaringsplats|förvaringsplats för protokollet|"
            "protokollet förvaras hos|uppsättande|nedtagande|utdragsbestyrkande|utdragets riktighet bestyrks|"
            "rätt utdraget|utdraget bestyrks|bestyrkes|bestyrks|bilagor|bilaga|handlingar|dnr|diarienummer|"
            "diarienr|ärendenummer|beteckning|handläggare|kontaktperson|ajournering|ajourneringar|sekretess|"
            "nästa möte|telefon|tfn|e-post|epost|verifikat|transaktion|undertecknare|signerat av|signerad av|"
            "elektroniskt signerat|dokument|protokoll nummer|protokollsnummer|protokollsnr|"
            "bilagor till protokollet"
        ),
    ),
)

# Words that make a line the label of a list of people, and words that may stand with them.
_LIST_HEAD = (
    r"(?:[^\W\d_]*(?:närvarande|ledamöter|deltagare|representanter|ersättare|suppleanter|frånvarande)|närvarat|närvarade"
    r"|närvaro|närvarolista|närv\.?|deltagande|deltagit|deltog|deltar|beslutande|ledamot|medlemmar|suppleant|adjungerade?"
    r"|adj\.?|kallade|inbjudna?|gäster|gäst|tjänstemän|tjänstepersoner|tjänsteperson|föredragande|insynsplats(?:er)?|övriga"
    r"|övrig|ordinarie|politiker|medverkande|tjänstgörande|frånvaro|frånv\.?|förhindrad(?:e|\(e\))?|förhinder|återbud|saknades|förfall)"
)
_LIST_FILL = (
    r"(?:och|samt|eller|ej|icke|inte|vid|på|mötet|möte|sammanträdet|var|är|från|för|via|teams|länk|distans|plats|digitalt"
    r"|personer|tjänstgörande|tjg\.?|även|dessutom|särskilt|av|som|har|hade|att|delta|styrelsen|ledningsgruppen"
    r"|arbetsgivaren|arbetstagarna|anmäl[dt]a?|lämnat|lämnade|meddelat|giltigt|laga|med|i|utan)"
)
_TABLE_HEAD = frozenset(
    "namn verksamhet organisation funktion roll förvaltning representerar titel uppdrag parti enhet".split()  # noqa: SIM905
)
_GAP = r"(?: ?[,/(] ?| )"
_LIST_WORDS = rf"(?:{_LIST_FILL}{_GAP}){{0,5}}{_LIST_HEAD}\)?(?:{_GAP}(?:{_LIST_HEAD}|{_LIST_FILL})\)?){{0,6}}"
_AWAY = re.compile(
    r"frånv|förhind|förfall|återbud|saknades|(?:ej|icke|inte)\s+(?:närv|delt)|(?:närv\w*|delt\w*)\s+(?:ej|icke|inte)\b",
    re.I,
)
_OWN_STATE = re.compile(r"närv|delt|beslut|medverk", re.I)
_GIVEN_ROLES = (
    ("ersättare", r"ersättare|suppleant"),
    ("adjungerad", r"\badj"),
    ("kallad", r"\bkallade"),
    ("ledamot", r"^ledamot$"),
)


def is_list_label(text: str) -> bool:
    """Whether a text is, or begins with, words that head a list of people."""
    return bool(re.match(rf"\W*{_LIST_WORDS}", text, re.I) or re.search(rf"\b{_LIST_HEAD}\b", text, re.I))


def is_table_head(columns: list[str]) -> bool:
    """Whether columns are the heads of a table of those present: "Namn  Verksamhet  Närvarande"."""
    known = [label_of(column) for column in columns]
    named = all(
        label or column.lower().strip(" .:") in _TABLE_HEAD for label, column in zip(known, columns, strict=True)
    )
    return len(columns) > 1 and named and any(label and label[0] is Part.PRESENT for label in known)


def is_state_of_its_own(label: str) -> bool:
    """Whether a label says itself that those listed are there or away; "Ledamöter" and the like only name a group."""
    return bool(_OWN_STATE.search(label) or _AWAY.search(label))


def label_of(text: str) -> tuple[Part, str] | None:
    """Return (what it announces, role of those listed) when a text is nothing but a label, without its colon."""
    text = re.sub(r"\s+", " ", text.lower()).strip(" :")
    if text in LABELS:
        return LABELS[text], ""
    if not re.fullmatch(_LIST_WORDS, text, re.I):
        return None
    if _AWAY.search(text):
        return (Part.STACKED if re.search(r"närv", _AWAY.sub("", text)) else Part.ABSENT), ""
    return Part.PRESENT, next((role for role, form in _GIVEN_ROLES if re.search(form, text)), "")


LABELS = {form: part for part, forms in _ROWS for form in forms.split("|")}
"""Printed label in lower case, without colon -> what it announces."""

SIGNATURE_WORDS = {label for label, part in LABELS.items() if part in SIGNING}

# These may be followed by their value with nothing but a space between.
SPACED = (
    "närvarande var", "frånvarande var", "på mötet deltog", "vid mötet närvarade", "vid mötet deltog",
    "vid protokollet", "vid pennan", "vid tangenterna", "antecknat av", "anteckningar av", "protokollfört av",
    "protokollförare", "justerat av", "justeras av", "justeras", "justerare", "justerat", "justeringsman",
    "utses att justera", "sekreterare", "ordförande", "mötesordförande", "mötessekreterare", "justerande",
    "vid anteckningarna", "vid tangentbordet", "godkänt av",
    "delges", "protokollet delges", "expedieras till", "kopia till", "beslutet skickas till", "för kännedom till",
    "protokollet skickas till", "skickas till", "sänds till", "protokollet sänds till", "protokollet expedieras till",
    "beslutet expedieras till", "protokollsutdrag till", "kopia av protokollet till", "distribueras till",
    "protokollet tillställs", "protokollet distribueras till", "för kännedom", "sammanträdesdatum", "paragrafer",
    "mötesdatum", "datum", "plats och tid", "tid och plats", "justeringens plats och tid",
)  # fmt: skip


def _alternatives(forms: list[str] | tuple[str, ...]) -> str:
    longest_first = sorted(forms, key=len, reverse=True)
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)


LABEL = re.compile(rf"(?P<label>{_alternatives(list(LABELS))}|{_LIST_WORDS})\s*(?::|\t| {{2,}}|[.…_]{{3,}}|$)", re.I)
SPACED_LABEL = re.compile(
    rf"(?P<label>{_alternatives(SPACED)}|(?:plats|lokal|tid|datum|sammanträdesdag|mötesdag)(?=\s+(?-i:[A-ZÅÄÖ]|kl|\d)))[,]?\s+(?=\S)",
    re.I,
)
SPACED_LIST_LABEL = re.compile(rf"(?P<label>{_LIST_WORDS}) (?=(?-i:[A-ZÅÄÖÉ]))", re.I)
"""Where columns have run together: "Beslutande Anna Ek (S), ordförande"."""

ROLES = {
    "ordförande": "ordförande", "ordf": "ordförande", "mötesordförande": "ordförande",
    "ordförande för mötet": "ordförande",
    "mötesledare": "mötesledare", "sammankallande": "sammankallande", "mötets ordförande": "ordförande",
    "vice ordförande": "vice ordförande", "v ordf": "vice ordförande", "v. ordf": "vice ordförande",
    "vice ordf": "vice ordförande", "v ordförande": "vice ordförande", "v. ordförande": "vice ordförande",
    "1:e vice ordförande": "1:e vice ordförande", "2:e vice ordförande": "2:e vice ordförande",
    "förste vice ordförande": "förste vice ordförande", "andre vice ordförande": "andre vice ordförande",
    "tjänstgörande ordförande": "ordförande", "tjg ordf": "ordförande", "tjg ordförande": "ordförande",
    "sekreterare": "sekreterare", "sekr": "sekreterare", "mötessekreterare": "sekreterare",
    "protokollförare": "sekreterare", "protokoll": "sekreterare", "vid protokollet": "sekreterare",
    "antecknare": "sekreterare",
    "tjänstgörande": "ersättare",
    "ersättare": "ersättare", "suppleant": "ersättare", "ers": "ersättare", "tjg ers": "ersättare",
    "suppl": "ersättare",
    "tjg ersättare": "ersättare", "tjänstgörande ersättare": "ersättare", "ej tjänstgörande ersättare": "ersättare",
    "ej tjg ersättare": "ersättare", "ej tjg ers": "ersättare",
    "adjungerad": "adjungerad", "adj": "adjungerad", "adjungerande": "adjungerad",
    "justerare": "justerare", "justeringsman": "justerare", "justeringsperson": "justerare", "just": "justerare",
    "ledamot": "ledamot", "gäst": "gäst", "föredragande": "föredragande", "inbjuden": "inbjuden", "kallad": "kallad",
    "observatör": "observatör", "kassör": "kassör", "projektledare": "projektledare", "revisor": "revisor",
    "styrelseledamot": "ledamot", "vid anteckningarna": "sekreterare", "anteckningar": "sekreterare",
    "vid pennan": "sekreterare", "styrelsesuppleant": "ersättare", "suppleanter": "ersättare",
}  # fmt: skip
"""Printed role in lower case, without final full stop -> the role in full."""

NOBODY = re.compile(
    r"^(?:ingen|inga|inget|-+|–|—|vakant|vakans|ingen representant|ingen frånvaro|inga frånvarande|ingen anmäld"
    r"|alla närvarande)\.?$",
    re.I,
)

_ORGANISATION_WORDS = frozenset(
    """
    polisen polis big kommun region ab hb stad stads län svenska kyrkan kultur fritid barn vård välfärd livsmiljö
    omvårdnad utbildning samhällsbyggnad socialtjänst socialtjänsten räddningstjänst räddningstjänsten omsorg
    trygg trygga miljö teknik näringsliv gymnasiet grundskolan förskolan skolan elevhälsan kommunen regionen
    staden fältgruppen försäkringskassan arbetsförmedlingen kriminalvården frivården tullverket åklagare räddning
    fastighets bostäder energi företagarna fastighetsägarna rädda röda if ik bk ff iogt-ntio friskis näringslivet
    handeln hem lokalpolisområde polisområde polisregion medborgarskolan abf studieförbundet allmänheten
    vårdcentralen apoteket kyrkans socialt centrum ungdomens ungdom vux väst öst norra södra västra östra kulturen
    högskolan universitetet moskén församlingen pensionärernas pro spf lärarförbundet elevrådet ungdomsrådet
    föräldrarådet integration individ äldre stöd styrning säkerhet trygghet kansliet arbete arbetsmarknad
    folkhälsa idrott lss sfi hsb riksbyggen brandförsvaret brandkåren tekniska sociala kommunala gatukontoret
    fastigheter
    """.split()  # noqa: SIM905
)
_ORGANISATION_ENDINGS = tuple(
    """
    förvaltning förvaltningen kontor kontoret nämnd nämnden skola skolan styrelse styrelsen tjänst tjänsten
    myndighet myndigheten förening föreningen kommun kommunen polis polisen bolag bolaget stiftelsen kyrkan rådet
    grupp gruppen enhet enheten avdelning avdelningen verket sjukhuset sektor sektorn samhälle samhället omsorg
    centrum central centralen förbund förbundet klubb klubben universitet universitetet församling församlingen
    utskott utskottet bostäder kommittén byrå byrån gården fritidsgård bildning byggnad ningen hälsan vården
    vaktarna vandrarna värdarna ägarna kåren laget muséet museet biblioteket huset kansliet kansli staben
    organisationen samfällighet samfälligheten sällskapet företagarna missionen akademin gymnasiet gymnasium
    försvaret teamet jouren läns kommuns polisområde hyresvärdarna
    """.split()  # noqa: SIM905
)
_VERB = re.compile(
    r"\s(?:\w{2,}(?:ades?|ttes|ltes|ndes|rdes|ldes|gdes|mdes|öts|erar|eras)|är|var|har|hade|ska|skall|kommer|blev|blir|fick|får|togs|tog"
    r"|gavs|gav|hölls|höll|valdes|väljs|utsågs|utses|beslutar|beslöt|godkänns|godkänner|hälsar|noteras|lades|läggs|lägger|går|gick"
    r"|finns|fanns|berättar|redogör|redogjorde|öppnar|avslutar|förklarar|önskar|lämnar|tackar|tas|ges|skedde|konstateras|föreslår"
    r"|föreslogs|föredrog|deltog|kom|sker|vill|ville|kan|måste|bör|tycker|svarar|visar|informerar)\b",
    re.I,
)


def has_verb(text: str) -> bool:
    """Whether a text has a finite verb of minutes after its first word, and so is a sentence rather than a title."""
    return _VERB.search(" " + " ".join(text.split()[1:])) is not None


_PARTICLES = frozenset("von af de van der den di da al el le la bin ibn zu dos du".split())  # noqa: SIM905
_NAME_WORD = re.compile(r"^(?:[^\W\d_a-zåäöé][^\W\d_]*(?:['’´.-][^\W\d_]+)*-?|[^\W\d_a-zåäöé][^\W\d_]?\.)$")


def is_organisation_like(text: str) -> bool:
    """Whether a word of the text belongs to organisations rather than to people's names."""
    tokens = [token.strip(".,()").lower() for token in text.replace("/", " ").split()]
    return any(
        token in _ORGANISATION_WORDS
        or (len(token) > 6 and token.endswith(_ORGANISATION_ENDINGS))
        or (token.endswith("-") and tokens[place + 1 : place + 2] in (["och"], ["&"], []))
        for place, token in enumerate(tokens)
    )


def _is_acronym(token: str) -> bool:
    bare = token.strip(".")
    return len(bare) > 1 and bare.isupper()


def _title_length(tokens: list[str]) -> int:
    """Return how many words before a name are an office or a title ("v. ordf Anna Ek", "kommunalrådet Bo Berg")."""
    for length in (3, 2, 1):
        if len(tokens) > length and role_of(" ".join(tokens[:length])):
            return length
    named = len(tokens) > 2 and (_JOB_TITLE.match(tokens[0]) or re.match(r"^[a-zåäö]+(?:et|en|n)$", tokens[0]))
    return 1 if named and tokens[0].lower() not in LABELS else 0


def _describes(words_after: list[str]) -> bool:
    """Whether words directly behind a name, with no comma, tell who somebody is rather than what he did."""
    text = " ".join(words_after)
    known = (
        role_of(text)
        or is_organisation_like(text)
        or is_job_title(text)
        or re.match(r"[x(§–-]|från\b|via\b", text, re.I)
    )
    short = len(words_after) == 1 and _is_acronym(text)
    return not text or short or (bool(known) and len(words_after) <= 5)


def name_in(text: str, *, single: bool = False) -> tuple[str, str, str] | None:
    """Return (title before, name, what follows) of "ordf Anna Ek" or "Bo Berg kassör", or None.

    A name is two to five capitalised words; `single` allows one. A word in capitals after the name is no part of it,
    unless everything is printed in capitals.
    """
    tokens = text.split()
    if (
        not tokens
        or label_of(text)
        or role_of(text)
        or NOBODY.match(text)
        or (_is_acronym(tokens[0]) and len(tokens[0]) > 2 and not text.isupper())
    ):
        return None
    first = _title_length(tokens)
    last = first
    while last < len(tokens) and last - first < 5:
        word = tokens[last]
        named = _NAME_WORD.match(word) and not role_of(word) and not is_organisation_like(word.rstrip("-"))
        stops = last > first and ((_is_acronym(word) and not text.isupper()) or word == "X")
        if stops or not (named or (word.lower() in _PARTICLES and last > first)):
            break
        last += 1
    while last > first and tokens[last - 1].lower() in _PARTICLES:
        last -= 1
    if last < len(tokens) and tokens[last].islower() and is_organisation_like(tokens[last]) and last - first > 2:
        last -= 1  # "Anna Ek Norrby kommun"
    if last - first == 1 and is_organisation_like(" ".join(tokens[last:])) and not re.match("från|[(]", tokens[last]):
        return None  # "Norrby kommun"
    if last - first < (1 if single else 2) or not _describes(tokens[last:]):
        return None
    return " ".join(tokens[:first]), " ".join(tokens[first:last]), " ".join(tokens[last:])


def ends_in_particle(text: str) -> bool:
    """Whether a text ends inside a name, as "Boije af"."""
    return text.split()[-1].lower() in _PARTICLES - {"den"} if text.split() else False


def looks_like_name(text: str, *, single: bool = False) -> bool:
    """Whether the text is nothing but a person's name: two to five capitalised words. `single` allows one word."""
    found = name_in(text, single=single)
    return found is not None and found[1] == " ".join(text.split())


_JOB_TITLE = re.compile(
    r"^[\w-]*(?:chef|direktör|sekreterare|samordnare|strateg|planerare|rektor|handläggare|polis|kurator|controller|utredare|ledare"
    r"|assistent|ingenjör|ekonom|jurist|lärare|präst|komminister|diakon|kommissarie|inspektör|befäl|sköterska|konsult|ombud"
    r"|föreståndare|värd|koordinator|intendent|expert|specialist|pedagog|psykolog|arkitekt|informatör|kommunikatör|student"
    r"|herde|kamrer|kamrerare|mästare|kommunalråd|oppositionsråd|läkare|kanslist|notarie|adjunkt|revisor)$",
    re.I,
)


def is_job_title(text: str) -> bool:
    """Whether a text is one person's title ("socialchef"), printed in small letters, rather than an organisation."""
    return len(text.split()) <= 2 and text[:1].islower() and _JOB_TITLE.match(text.split()[-1]) is not None


def role_of(text: str) -> str:
    """Return the role in full that a printed word means, or ""."""
    return ROLES.get(re.sub(r"\s+", " ", text).strip(" .,:;()").lower(), "")

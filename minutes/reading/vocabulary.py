"""The words of Swedish minutes: labels, roles, organisations. Tables, so that a new word is one new line.

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

# Each row: what it announces, the role or note it gives to those listed, and the printed forms.
_ROWS: tuple[tuple[Part, str, str], ...] = (
    (Part.DATE, "", "sammanträdesdatum|mötesdatum|datum|dag|mötesdag|datum för mötet|datum för sammanträde"),
    (Part.TIME, "", "tid|tidpunkt|klockan|mötestid|sammanträdestid|tid för mötet"),
    (Part.PLACE, "", "plats|lokal|mötesplats|sammanträdesplats|plats för mötet|mötesform"),
    (
        Part.PLACE_AND_TIME,
        "",
        (
            "plats och tid|plats och datum|plats & tid|tid och plats|datum och plats|tid & plats|plats/tid|tid/plats"
            "|datum, tid och plats|plats, datum och tid|tid, plats|datum och tid|dag och tid|plats, tid"
            "|dag, tid och plats"
            "|datum och klockslag|när och var|var och när"
        ),
    ),
    (Part.BODY, "", "organ|nämnd|grupp|mötesgrupp|styrelse|beslutsorgan|instans|forum|mötestyp|avser"),
    (
        Part.PRESENT,
        "",
        (
            "närvarande|närv|närv.|ordinarie|närvaro|närvarolista|deltagare|deltagande|beslutande|ledamöter"
            "|ordinarie ledamöter|ledamot|medlemmar"
            "|närvarande ledamöter|beslutande ledamöter|närvarande på mötet|närvarande vid mötet|närvarande var"
            "|på mötet deltog|vid mötet närvarade|vid mötet deltog|mötesdeltagare|medverkande|deltog"
            "|närvarande personer"
            "|övriga deltagande|övriga deltagare|övriga närvarande|övriga|övrig närvaro|även närvarande"
            "|dessutom närvarande"
            "|dessutom deltog|tjänstemän|närvarande tjänstemän|tjänstepersoner|gäster|inbjudna|närvarande via teams"
            "|närvarande på distans|deltagande på distans|på distans|på plats|digitalt|via teams|via länk"
            "|representanter"
            "|närvarande/deltagare|närvarande (på plats)|närvarande (digitalt)|deltar|deltagare på plats"
            "|deltagare på distans"
            "|föredragande|ej tjänstgörande|icke tjänstgörande|insynsplats|närvarande från ledningsgruppen"
        ),
    ),
    (
        Part.PRESENT,
        "ersättare",
        (
            "ersättare|suppleanter|suppleant|tjänstgörande ersättare|tjg ersättare|tjg. ersättare|närvarande ersättare"
            "|ej tjänstgörande ersättare|icke tjänstgörande ersättare|ej tjg ersättare|ej tjg. ersättare"
            "|närvarande suppleanter"
            "|övriga ersättare|närvarande, ej tjänstgörande ersättare|närvarande ej tjänstgörande ersättare"
            "|tjänstgörande suppleanter"
        ),
    ),
    (Part.PRESENT, "adjungerad", "adjungerade|adjungerad|adjungerade deltagare|adjungerade ledamöter|adj|adj."),
    (Part.PRESENT, "kallad", "kallade|särskilt kallade"),
    (
        Part.ABSENT,
        "",
        (
            "frånvarande|frånvaro|ej närvarande|icke närvarande|inte närvarande|förhindrad|förhindrade"
            "|förhindrad(e)|förhinder"
            "|anmält förhinder|anmäld frånvaro|anmälda förhinder|anmälda frånvarande|ej deltagande|ej deltog|återbud"
            "|lämnat återbud|anmält återbud|frånvarande ledamöter|frånvarande var|frånvarande (anmält)"
            "|meddelat förhinder"
            "|har anmält förhinder|meddelat frånvaro|frånvarande med giltigt förfall|laga förfall|frånvarande ersättare"
            "|förhindrade ledamöter|förhindrade att delta|saknades|frånv|frånv.|ej närv|ej närv.|deltog ej"
            "|ej anmält förhinder"
        ),
    ),
    (
        Part.RECIPIENTS,
        "",
        (
            "delges|protokollet delges|delgivning|delges till|delgivits|expedieras till|expedieras|expediering"
            "|expedieras till:"
            "|kopia till|kopia|kopior till|kopia för kännedom|för kännedom|för kännedom till|kännedom"
            "|beslutet skickas till"
            "|protokollet skickas till|protokoll skickas till|skickas till|sänds till|protokollet sänds till"
            "|sändlista|distribution"
            "|protokollet expedieras till|beslutet expedieras till|beslut expedieras till|distribueras till"
            "|utskick till"
            "|protokollet distribueras till|beslutet delges|protokollet tillställs|tillställs|mottagare|cc"
            "|delgivning till"
            "|protokollsutdrag till|protokollet delgives|delgives|beslutet sänds till|sändes till"
            "|kopia av protokollet till"
            "|protokollet går till|protokollet skickas för kännedom till|delges för kännedom"
        ),
    ),
    (
        Part.ELECTED,
        "",
        (
            "utses att justera|utsedd att justera|utsedda att justera|val av justerare|att justera|utsedd justerare"
            "|valda att justera|att justera protokollet|att jämte ordföranden justera"
            "|utses att jämte ordföranden justera"
        ),
    ),
    (Part.RANGE, "", "paragrafer|paragraf|§§|omfattar paragrafer|avser paragrafer|omfattar §§|paragrafnummer"),
    (
        Part.SECRETARY,
        "",
        (
            "vid protokollet|vid pennan|vid tangenterna|vid datorn|protokollförare|protokollförare/sekreterare"
            "|antecknat av"
            "|antecknare|antecknat|anteckningar av|antecknade|anteckningar förda av|sekreterare|sekr|sekr."
            "|mötessekreterare"
            "|protokollfört av|protokollet fört av|protokollet förs av|förare av protokollet|protokoll fört av"
            "|protokoll av"
            "|protokollssekreterare|protokollsekreterare|skrivet av|nedtecknat av|som sekreterare"
            "|för protokollet|upprättat av"
            "|sekreterare/protokollförare|nedtecknat|protokollskrivare|för anteckningarna|underskrift sekreterare"
        ),
    ),
    (
        Part.CHAIR,
        "",
        (
            "ordförande|ordf|ordf.|mötesordförande|mötets ordförande|ordföranden|vid mötet|mötesledare|som ordförande"
            "|tjänstgörande ordförande|underskrift ordförande|sammankallande"
        ),
    ),
    (
        Part.ATTESTER,
        "",
        (
            "justeras|justerare|justerande|justerat|justerat av|justeras av|justeringsman|justeringsmän"
            "|justeringsperson"
            "|justeringspersoner|justering|protokollsjusterare|protokolljusterare|justerad|justerad av"
            "|justerades|justeringsmän:"
            "|justeringsledamot|just|just.|protokollet justeras|protokollet justeras av|justeras:|underskrift justerare"
            "|justerares underskrift|mötets justerare|ordförande/justerare|justerare/ordförande|justeras, ordförande"
            "|ordförande, justerare|justerare 1|justerare 2|justerare 3|attesteras|protokollet justerat av"
        ),
    ),
    (Part.SIGNATURES, "", "underskrifter|underskrift|signaturer|underskrifter:|namnunderskrifter|signering"),
    (
        Part.CONTENTS,
        "",
        "innehåll|innehållsförteckning|ärendelista|ärendeförteckning|dagordning|föredragningslista|ärenden|paragrafförteckning",
    ),
    (
        Part.OTHER,
        "",
        (
            "justeringens plats och tid|plats och tid för justering|tid och plats för justering"
            "|justeringens tid och plats"
            "|justeringens|plats för justering|justeringsdatum|tid för justering|datum för justering"
            "|anslag/bevis|anslag / bevis|bevis/anslag|bevis om anslag|bevis|anslag|tillkännagivande"
            "|datum för anslags uppsättande|datum för anslags nedtagande|datum för anslags|anslaget sätts upp"
            "|anslaget tas ned"
            "|datum för uppsättande|datum för nedtagande|anslagsdatum|anslaget den|datum när anslaget sätts upp"
            "|datum när anslaget tas ned|datum då anslaget sätts upp|datum då anslaget tas ned|anslagsdag"
            "|nedtagningsdag"
            "|förvaringsplats|förvaringsplats för protokollet|protokollet förvaras hos|uppsättande|nedtagande"
            "|utdragsbestyrkande|utdragets riktighet bestyrks|rätt utdraget|utdraget bestyrks|bestyrkes|bestyrks"
            "|bilagor|bilaga|handlingar|dnr|diarienummer|diarienr|ärendenummer|beteckning|handläggare|kontaktperson"
            "|ajournering|ajourneringar|sekretess|nästa möte|telefon|tfn|e-post|epost"
        ),
    ),
)


_THERE = (
    "närvarande",
    "övriga",
    "inbjudna",
    "deltagande",
    "tjänstgörande",
    "beslutande",
    "ej tjänstgörande",
    "ordinarie",
)
_AWAY = ("frånvarande", "förhindrade", "ej närvarande", "icke närvarande", "ej deltagande")


def _table() -> dict[str, tuple[Part, str]]:
    people = [
        "ledamöter",
        "ersättare",
        "tjänstepersoner",
        "tjänstemän",
        "deltagare",
        "politiker",
        "gäster",
        "personer",
        "medlemmar",
        "suppleanter",
    ]
    table = {f"{word} {who}": (Part.PRESENT, "") for word in _THERE for who in people}
    table |= {f"{word} {who}": (Part.ABSENT, "") for word in _AWAY for who in people}
    return table | {form: (part, role) for part, role, forms in _ROWS for form in forms.split("|")}


LABELS = _table()
"""Printed label in lower case, without colon -> (what it announces, role of those listed)."""

SIGNATURE_WORDS = {label for label, (part, _) in LABELS.items() if part in SIGNING}

# These may be followed by their value with nothing but a space between.
SPACED = (
    "närvarande var", "frånvarande var", "på mötet deltog", "vid mötet närvarade", "vid mötet deltog",
    "vid protokollet", "vid pennan", "vid tangenterna", "antecknat av", "anteckningar av", "protokollfört av",
    "protokollförare", "justerat av", "justeras av", "justeras", "justerare", "justerat", "justeringsman",
    "utses att justera", "sekreterare", "ordförande", "mötesordförande", "mötessekreterare", "justerande",
    "delges", "protokollet delges", "expedieras till", "kopia till", "beslutet skickas till", "för kännedom till",
    "protokollet skickas till", "skickas till", "sänds till", "protokollet sänds till", "protokollet expedieras till",
    "beslutet expedieras till", "protokollsutdrag till", "kopia av protokollet till", "distribueras till",
    "protokollet tillställs", "protokollet distribueras till", "för kännedom", "sammanträdesdatum", "paragrafer",
    "mötesdatum", "datum", "plats och tid", "tid och plats", "justeringens plats och tid",
)  # fmt: skip


def _alternatives(forms: list[str] | tuple[str, ...]) -> str:
    longest_first = sorted(forms, key=len, reverse=True)
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)


LABEL = re.compile(rf"(?P<label>{_alternatives(list(LABELS))})\s*(?::|\t| {{2,}}|[.…_]{{3,}}|$)", re.I)
SPACED_LABEL = re.compile(rf"(?P<label>{_alternatives(SPACED)})[,]?\s+(?=\S)", re.I)

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
    "observatör": "observatör", "kassör": "kassör", "projektledare": "projektledare",
}  # fmt: skip
"""Printed role in lower case, without final full stop -> the role in full."""

ABSENCE = re.compile(
    r"\b(?:har\s+|hade\s+)?(?:frånvarande|frånv\b\.?|ej\s+närvarande|icke\s+närvarande|inte\s+närvarande|förhindrad|förhinder"
    r"|anmäl(?:t|de)\s+(?:förhinder|frånvaro)|anmäld\s+frånvaro|lämna(?:t|de)\s+återbud|återbud|meddelat\s+förhinder"
    r"|kunde\s+(?:inte|ej)\s+(?:delta|närvara|komma)|deltog\s+(?:inte|ej)|sjukanmäld|ej\s+anmält\s+förhinder)\b",
    re.I,
)
REASONS = re.compile(
    r"^(?:sjuk(?:skriven|dom|anmäld)?|vab|vård av barn|ledig|tjänstledig|föräldraledig|semester|tjänsteresa|annat möte"
    r"|anmäld|anmält|oanmäld|utan anmälan|giltigt förfall|på kurs|resa|jäv)$",
    re.I,
)

NOBODY = re.compile(
    r"^(?:ingen|inga|inget|-+|–|—|ingen frånvaro|inga frånvarande|ingen anmäld|alla närvarande)\.?$", re.I
)

_ORGANISATION_WORDS = frozenset(
    [
        "polisen",
        "polis",
        "big",
        "kommun",
        "region",
        "ab",
        "hb",
        "stad",
        "stads",
        "län",
        "svenska",
        "kyrkan",
        "kultur",
        "fritid",
        "barn",
        "vård",
        "välfärd",
        "livsmiljö",
        "omvårdnad",
        "utbildning",
        "samhällsbyggnad",
        "socialtjänst",
        "socialtjänsten",
        "räddningstjänst",
        "räddningstjänsten",
        "omsorg",
        "trygg",
        "trygga",
        "miljö",
        "teknik",
        "näringsliv",
        "gymnasiet",
        "grundskolan",
        "förskolan",
        "skolan",
        "elevhälsan",
        "kommunen",
        "regionen",
        "staden",
        "fältgruppen",
        "försäkringskassan",
        "arbetsförmedlingen",
        "kriminalvården",
        "frivården",
        "tullverket",
        "åklagare",
        "räddning",
        "fastighets",
        "bostäder",
        "energi",
        "företagarna",
        "fastighetsägarna",
        "rädda",
        "röda",
        "if",
        "ik",
        "bk",
        "ff",
        "iogt-ntio",
        "friskis",
        "näringslivet",
        "handeln",
        "hem",
        "lokalpolisområde",
        "polisområde",
        "polisregion",
        "medborgarskolan",
        "abf",
        "studieförbundet",
        "allmänheten",
        "vårdcentralen",
        "apoteket",
        "kyrkans",
        "socialt",
        "centrum",
        "ungdomens",
        "ungdom",
        "vux",
        "väst",
        "öst",
        "norra",
        "södra",
        "västra",
        "östra",
        "kulturen",
        "högskolan",
        "universitetet",
        "moskén",
        "församlingen",
        "pensionärernas",
        "pro",
        "spf",
        "lärarförbundet",
        "elevrådet",
        "ungdomsrådet",
        "föräldrarådet",
        "integration",
        "individ",
        "äldre",
        "stöd",
        "styrning",
        "säkerhet",
        "trygghet",
        "kansliet",
        "arbete",
        "arbetsmarknad",
        "folkhälsa",
        "idrott",
        "lss",
        "sfi",
        "hsb",
        "riksbyggen",
        "brandförsvaret",
        "brandkåren",
        "tekniska",
        "sociala",
        "kommunala",
        "gatukontoret",
        "fastigheter",
    ]
)
_ORGANISATION_ENDINGS = (
    "förvaltning", "förvaltningen", "kontor", "kontoret", "nämnd", "nämnden", "skola", "skolan",
    "styrelse", "styrelsen",
    "tjänst", "tjänsten", "myndighet", "myndigheten", "förening", "föreningen", "kommun", "kommunen",
    "polis", "polisen",
    "bolag", "bolaget", "stiftelsen", "kyrkan", "rådet", "grupp", "gruppen", "enhet", "enheten",
    "avdelning", "avdelningen",
    "verket", "sjukhuset", "sektor", "sektorn", "samhälle", "omsorg", "centrum", "central", "centralen", "förbund",
    "förbundet", "klubb", "klubben", "universitet", "universitetet", "församling", "församlingen",
    "utskott", "utskottet",
    "bostäder", "kommittén", "byrå", "byrån", "gården", "fritidsgård", "bildning", "byggnad", "ningen",
    "hälsan", "vården",
    "vaktarna", "vandrarna", "värdarna", "ägarna", "kåren", "laget", "muséet", "museet", "biblioteket",
    "huset", "kansliet",
    "kansli", "staben", "organisationen", "samfällighet", "samfälligheten", "sällskapet", "företagarna", "missionen",
    "akademin", "gymnasiet", "gymnasium", "försvaret", "teamet", "jouren", "läns", "kommuns",
    "polisområde", "hyresvärdarna",
)  # fmt: skip
_PARTICLES = frozenset(
    ["von", "af", "de", "van", "der", "den", "di", "da", "al", "el", "le", "la", "bin", "ibn", "zu", "dos", "du"]
)
_NAME_WORD = re.compile(r"^(?:[^\W\d_a-zåäöé][^\W\d_]*(?:['’´.-][^\W\d_]+)*\.?)$")


def is_organisation_like(text: str) -> bool:
    """Whether a word of the text belongs to organisations rather than to people's names."""
    tokens = [token.strip(".,()").lower() for token in text.replace("/", " ").split()]
    return any(
        token in _ORGANISATION_WORDS
        or (len(token) > 6 and token.endswith(_ORGANISATION_ENDINGS))
        or token.endswith("-")
        for token in tokens
    )


def looks_like_name(text: str, *, single: bool = False) -> bool:
    """Whether the text has the shape of a person's name: two to five capitalised words. `single` allows one word."""
    tokens = text.split()
    if not (1 if single else 2) <= len(tokens) <= 5 or is_organisation_like(text):
        return False
    if (
        role_of(text)
        or text.lower().strip(" :") in LABELS
        or (tokens[0].isupper() and len(tokens[0]) > 2 and not text.isupper())
    ):
        return False
    return (
        _NAME_WORD.match(tokens[0]) is not None
        and all(
            _NAME_WORD.match(token) or (token.lower() in _PARTICLES and place > 0) for place, token in enumerate(tokens)
        )
        and not (len(tokens) > 1 and tokens[-1].isupper() and len(tokens[-1].strip(".")) > 1 and not text.isupper())
    )


_JOB_TITLE = re.compile(
    r"^[\w-]*(?:chef|direktör|sekreterare|samordnare|strateg|planerare|rektor|handläggare|polis|kurator|controller|utredare|ledare"
    r"|assistent|ingenjör|ekonom|jurist|lärare|präst|komminister|diakon|kommissarie|inspektör|befäl|sköterska|konsult|ombud"
    r"|föreståndare|värd|koordinator|intendent|expert|specialist|pedagog|psykolog|arkitekt|informatör|kommunikatör|student)$",
    re.I,
)


def is_job_title(text: str) -> bool:
    """Whether a text is one person's title ("socialchef"), printed in small letters, rather than an organisation."""
    return len(text.split()) <= 2 and text[:1].islower() and _JOB_TITLE.match(text.split()[-1]) is not None


def role_of(text: str) -> str:
    """Return the role in full that a printed word means, or ""."""
    return ROLES.get(re.sub(r"\s+", " ", text).strip(" .,:;()").lower(), "")

"""What the title of minutes tells: the body that met."""

import re

from big.documents.dates import TIME_OF_DAY, find_dates, without_dates

NAMED_BODY = re.compile(
    r"(?:(?<!om)(?<!sam)(?:råd|rådet)|grupp|gruppen|nämnd|nämnden|styrelse|styrelsen|utskott|utskottet|förening"
    r"|föreningen|kommitté|kommittén|presidiet|byalag|byalaget|team|teamet|forum|forumet|beredning|beredningen|brå)\b",
    re.I,
)
"""A word, or the end of one, that names a body: råd, grupp, nämnd, styrelse ..."""
_LEAD = re.compile(
    r"^(?:\w*protokoll(?:et)?|minnesanteckning\w*|mötesanteckning\w*|anteckningar)\b(?:\s+och\s+(?:protokoll|minnesanteckningar))?"
    r"(?:\s+(?:nr\.?\s*)?\d+(?:[/:-]\d+)*)?[\s,:–-]*"
    r"(?:\s*\b(?:fört|förda|från|för|vid|över|av|hållet|hållna|ordinarie|extra|digitalt|konstituerande|rörande|med)\b)*[\s,]*",
    re.I,
)


_MEETING_WITH = re.compile(
    r"^(?:\w*(?:möte|mötet|sammanträde|sammanträdet))\s+(?:med\s+|(?:i|för|hos|av)\s+(?=\S*(?:råd|grupp|nämnd|styrelse|utskott|förening|BRÅ|Brå|team|presid|lokal)))",
    re.I,
)


_GROUP = (
    r"(?:(?<!om)(?<!sam)(?:råd|rådet)|grupp|gruppen|nämnd|nämnden|styrelse|styrelsen|utskott|utskottet"
    r"|förening|föreningen|team|teamet|beredning|beredningen|kommitté|kommittén)"
)


_SUFFIX = re.compile(rf"(\w*{_GROUP})s?(?:möte|sammanträde)t?\b", re.I)


_GENITIVE = re.compile(rf"^(.*?{_GROUP})s\s+(?:\w*möte|\w*sammanträde|\w*dag(?:ar)?)\b.*$", re.I)


def body_of(title: str) -> str:
    """Return the words of a title that name the body that met; "" when none do.

    "Protokoll fört vid ledningsgruppsmöte X 2021-09-20" -> "ledningsgrupp X": only the ending that makes a group's name
    the name of its meeting is dropped, and nothing is added.
    """
    dates = find_dates(title)
    if dates and NAMED_BODY.search(title[: dates[0].start]):
        title = title[: dates[0].start]
    text = TIME_OF_DAY.sub("", without_dates(title))
    text = re.sub(r"\s+", " ", _LEAD.sub("", text, count=1)).strip(" ,.:;–-")
    text = re.sub(r"\s+(?:den|i|på|kl)$|\s*\bnr\.?\s*\d+(?:[/:-]\d+)*", "", text).strip(" ,.:;–-")
    text = _MEETING_WITH.sub("", text)
    text = _GENITIVE.sub(r"\1", text)
    text = _SUFFIX.sub(r"\1", text, count=1)
    text = re.split(r",?\s+(?:i|på)\s+(?:Folkets|kommunhuset|stadshuset|rådhuset)", text)[0]
    return text if NAMED_BODY.search(text) or _SUFFIX.search(title) else ""

"""How a paper says that somebody was there for a part of the meeting, or not at all."""

import re

ABSENCE = re.compile(
    r"\b(?:har\s+|hade\s+)?(?:fått\s+|fick\s+)?(?:frånvarande|frånv\b\.?|ej\s+närvarande|icke\s+närvarande|inte\s+närvarande|förhindrad|förhinder"
    r"|anmäl(?:t|de)\s+(?:förhinder|frånvaro)|anmäld\s+frånvaro|lämna(?:t|de)\s+återbud|återbud|meddelat\s+förhinder"
    r"|kunde\s+(?:inte|ej)\s+(?:delta|närvara|komma)|deltog\s+(?:inte|ej)|sjukanmäld|ej\s+anmält\s+förhinder)\b",
    re.I,
)
REASONS = re.compile(
    r"^(?:sjuk(?:skriven|dom|anmäld)?|vab|vård av barn|ledig|tjänstledig|föräldraledig|semester|tjänsteresa|annat möte"
    r"|anmäld|anmält|oanmäld|utan anmälan|giltigt förfall|på kurs|resa|jäv)$",
    re.I,
)

_FROM = (
    r"(?:(?:deltog|deltar|närvarande|anlände|anslöt|kom|tillträdde|inträdde)\s+)?"
    r"(?:fr\.?\s?o\.?\s?m\.?|från\s+och\s+med|från)"
)
_LEFT = r"(?:lämnade|gick|avvek|slutade|utgick)(?:\s+mötet|\s+sammanträdet)?(?:\s+(?:efter|vid|under|t\.?o\.?m\.?))?"
_CAME = r"anlände(?:\s+till|\s+vid|\s+under)?|anslöt(?:\s+vid|\s+till|\s+under)?|kom\s+(?:till|vid)"
_UPTO = r"(?:(?:deltog|deltar|närvarande)\s+)?(?:t\.?\s?o\.?\s?m\.?|till\s+och\s+med)"
_AT = r"(?:deltog|deltar|närvarande|del\s+av|delar\s+av|under|vid|endast|för|föredragande)"
_PLACE = r"(?:§+\s*|punkt(?:en|erna)?\s+|paragraf(?:en|erna)?\s+|ärende\s+|p\.\s?)(?:nr\s*)?"
_N = r"(\d{1,4}[A-Z]?(?:/\d{2,4})?)"
# Each form, and which of its two groups is the first and the last § of the presence.
_PRESENCE = (
    (re.compile(rf"{_FROM}\s+{_PLACE}{_N}\s*,?\s*(?:och\s+)?{_UPTO}\s+(?:{_PLACE})?{_N}", re.I), 1, 2),
    (re.compile(rf"(?:{_AT}\s+)*{_PLACE}{_N}\s*(?:[-–—]|till|t\.?o\.?m\.?)\s*(?:{_PLACE})?{_N}", re.I), 1, 2),
    (re.compile(rf"{_UPTO}\s+{_PLACE}{_N}", re.I), 0, 1),
    (re.compile(rf"{_LEFT}\s+{_PLACE}{_N}", re.I), 0, 1),
    (re.compile(rf"till\s+{_PLACE}{_N}", re.I), 0, 1),
    (re.compile(rf"(?:{_FROM}|{_CAME})\s+{_PLACE}{_N}", re.I), 1, 0),
    (re.compile(rf"(?:{_AT}\s+)*{_PLACE}{_N}(?!\s*(?:,|och)\s*§?\s*\d)", re.I), 1, 1),
)  # fmt: skip


def presence(text: str) -> tuple[str, str, str, str]:
    """Return (text without it, first §, last §, the printed words) of a partial presence; "" where none is said."""
    if re.search(r"\b(?:ej|inte|utom|förutom|jäv)\b[^,;]*§", text, re.I):
        return text, "", "", ""
    for form, first, last in _PRESENCE:
        match = form.search(text)
        if match:
            rest = text[: match.start()] + text[match.end() :]
            return rest, match[first] if first else "", match[last] if last else "", match.group()
    return text, "", "", ""

"""What is written in the one field "När" of an activity: read into dates, and written out in one form.

Shape: `read_when("12-14/10", today=…, leaning=…)` gives a `When`: the first and the last day, how exactly they are
meant, and how often. `write_when` writes it as the pages and the report do, always with the year, so that what was
understood shows; and `read_when(write_when(when)) == when`, whatever today is.

Rules:

- Nothing is repaired. What cannot be, and what can be read in two ways, is refused with a sentence that says what to
  write instead.
- A time without a year, like a weekday or "hösten", is looked for in last year, this year and next, and `Leaning` says
  which to take. What is in none of them (29 February, week 53) needs its year.
- A year in two digits is one of this century, within ten years of today.
- Weeks are those of ISO 8601: from Monday to Sunday, and the year is the one that has the week's Thursday.
- Hösten is 1 August–31 December, våren 1 January–30 June, läsåret both. A school year begins in August and ends in
  June (skolförordningen 2011:185, 3 kap.), and it is with schools that the group works. July is in neither: it is
  within sommaren, which is June–August.
- A span without years may pass one turn of the year ("30 december–2 januari") and then is at most half a year long;
  otherwise it ends before it begins. Hösten–våren is the one that is longer.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import TextChoices

from big.documents.dates import MONTHS as MONTHS_BY_PREFIX
from big.documents.dates import TIME_OF_DAY


class Leaning(StrEnum):
    """Which year is meant where none is given."""

    PAST = "past"
    """The latest that has begun by today: for what is completed."""
    FUTURE = "future"
    """The earliest that has not ended before today: for what is planned, or invited to."""
    NEAREST = "nearest"
    """The one with the fewest days to today; of two, the earlier."""


class Precision(TextChoices):
    DAY = "day", "dag"
    SPAN = "span", "flera dagar"
    WEEK = "week", "vecka"
    MONTH = "month", "månad"
    TERM = "term", "termin eller årstid"
    YEAR = "year", "år"
    RECURRENCE = "recurrence", "utan tid, bara hur ofta"


class Recurrence(TextChoices):
    """How often; the labels are what `write_when` writes."""

    DAILY = "daily", "varje dag"
    WEEKLY = "weekly", "varje vecka"
    FORTNIGHTLY = "fortnightly", "varannan vecka"
    MONTHLY = "monthly", "månadsvis"
    QUARTERLY = "quarterly", "varje kvartal"
    TERMLY = "termly", "varje termin"
    YEARLY = "yearly", "årligen"
    REPEATEDLY = "repeatedly", "återkommande"
    CONTINUOUSLY = "continuously", "fortlöpande"


class UnreadableWhen(ValueError):
    """What was typed cannot be read as a time; the message is a Swedish sentence for the one who typed it."""


FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
MAX_LENGTH = 100

_EXAMPLES = "Skriv till exempel 12 oktober, 12–14 oktober, v. 44, november, hösten 2026 eller månadsvis."
_MONTH_NAMES = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_WEEKDAY_NAMES = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_WEEKDAYS_BY_PREFIX = {name[:3]: number for number, name in enumerate(_WEEKDAY_NAMES)}
_SPRING, _SUMMER, _AUTUMN, _SCHOOL_YEAR = range(4)
_SEASON_NAMES = ("våren", "sommaren", "hösten")
_SEASONS_BY_PREFIX = {"v": _SPRING, "s": _SUMMER, "h": _AUTUMN}
_SEASON_STARTS = {(1, 1): _SPRING, (6, 1): _SUMMER, (8, 1): _AUTUMN}
_SEASON_ENDS = {(6, 30): _SPRING, (8, 31): _SUMMER, (12, 31): _AUTUMN}
_JULY = timedelta(days=31)
_HALF_A_YEAR = timedelta(days=183)
_WITH_EVERY_DAY = 2020
"""A year with 29 February and with week 53: what it lacks no year has."""


@dataclass(frozen=True, kw_only=True)
class When:
    """A time as it was meant. The days are both there, the last one included, or neither: then it only recurs.

    Days that do not fit the precision are a mistake of the caller's and raise ValueError: a WEEK is whole weeks, a
    MONTH whole months, a TERM whole terms or seasons, a YEAR whole years; a SPAN is at least two days.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    recurrence: str = ""
    precision: str

    def __post_init__(self) -> None:
        if self.recurrence and self.recurrence not in Recurrence:
            raise ValueError(f"No such recurrence: {self.recurrence}")
        if self.precision == Precision.RECURRENCE:
            fits = self.recurrence and self.starts_on is None and self.ends_on is None
        else:
            days = self.starts_on and self.ends_on and FIRST_DAY <= self.starts_on <= self.ends_on <= LAST_DAY
            fits = days and _fits(self.precision, self.starts_on, self.ends_on)
        if not fits:
            raise ValueError(f"{self.starts_on}–{self.ends_on} is no {self.precision}.")


def _fits(precision: str, start: date, end: date) -> bool:
    after = end + timedelta(days=1)
    match precision:
        case Precision.DAY:
            return start == end
        case Precision.SPAN:
            return start < end
        case Precision.WEEK:
            return start.weekday() == 0 and after.weekday() == 0
        case Precision.MONTH:
            return start.day == 1 and after.day == 1
        case Precision.TERM:
            first, last = _SEASON_STARTS.get((start.month, start.day)), _SEASON_ENDS.get((end.month, end.day))
            return None not in (first, last) and (start.year, first) <= (end.year, last)
        case Precision.YEAR:
            return (start.month, start.day) == (1, 1) == (after.month, after.day)
    return False


# --- Writing ---------------------------------------------------------------------------------------------------------


def write_when(when: When) -> str:
    """Write a time in Swedish, always with its year: "v. 44–46 2026", "månadsvis hösten 2026"."""
    often = Recurrence(when.recurrence).label if when.recurrence else ""
    if when.precision == Precision.RECURRENCE:
        return often
    return f"{often} {_write_period(when.precision, when.starts_on, when.ends_on)}".lstrip()


def _write_period(precision: str, start: date, end: date) -> str:
    match precision:
        case Precision.DAY:
            return f"{_write_day(start)} {start.year}"
        case Precision.SPAN if (start.year, start.month) == (end.year, end.month):
            return f"{start.day}–{_write_day(end)} {end.year}"
        case Precision.SPAN:
            return _write_pair(_write_day(start), start.year, _write_day(end), end.year)
        case Precision.WEEK:
            (first_year, first, _), (last_year, last, _) = start.isocalendar(), end.isocalendar()
            if first != last and first_year == last_year:
                return f"v. {first}–{last} {last_year}"
            return _write_pair(f"v. {first}", first_year, f"v. {last}", last_year)
        case Precision.MONTH:
            return _write_pair(_MONTH_NAMES[start.month - 1], start.year, _MONTH_NAMES[end.month - 1], end.year)
        case Precision.TERM:
            first, last = _SEASON_STARTS[start.month, start.day], _SEASON_ENDS[end.month, end.day]
            if (first, last, end.year) == (_AUTUMN, _SPRING, start.year + 1):
                return f"läsåret {start.year}/{end.year % 100:02}"
            return _write_pair(_SEASON_NAMES[first], start.year, _SEASON_NAMES[last], end.year)
    return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"


def _write_day(day: date) -> str:
    return f"{day.day} {_MONTH_NAMES[day.month - 1]}"


def _write_pair(first: str, first_year: int, last: str, last_year: int) -> str:
    if first_year != last_year:
        return f"{first} {first_year}–{last} {last_year}"
    return f"{first} {first_year}" if first == last else f"{first}–{last} {last_year}"


# --- What is typed ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Unit:
    """One day, week, month, season or year as typed, perhaps without its year."""

    kind: Precision
    year: int | None = None
    place: int = 0
    """Number of the week, the month or the season in its year."""
    day: int = 0
    weekday: int | None = None

    def period(self, year: int) -> tuple[date, date] | None:
        """Return its first and last day in that year, or None when that year has none."""
        try:
            match self.kind:
                case Precision.DAY:
                    return (date(year, self.place, self.day),) * 2
                case Precision.WEEK:
                    return date.fromisocalendar(year, self.place, 1), date.fromisocalendar(year, self.place, 7)
                case Precision.MONTH:
                    following = date(year + self.place // 12, self.place % 12 + 1, 1)
                    return date(year, self.place, 1), following - timedelta(days=1)
        except ValueError:
            return None
        if self.kind == Precision.YEAR:
            return date(year, 1, 1), date(year, 12, 31)
        return {
            _SPRING: (date(year, 1, 1), date(year, 6, 30)),
            _SUMMER: (date(year, 6, 1), date(year, 8, 31)),
            _AUTUMN: (date(year, 8, 1), date(year, 12, 31)),
            _SCHOOL_YEAR: (date(year, 8, 1), date(year + 1, 6, 30)),
        }[self.place]

    @property
    def name(self) -> str:
        return f"Den {self.day} {_MONTH_NAMES[self.place - 1]}" if self.kind == Precision.DAY else f"Vecka {self.place}"


_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_LONG_YEAR = r"(?P<year>[0-9]{4})"
_MARK = r"(?:\s*[-,/.'’]\s*|\s+)(?:år\s+)?"
_WEEKDAY = r"(?:(?P<weekday>mån|tis|ons|tors?|fre|lör|sön)(?:dag(?:en)?)?\.?,?\s*)"
_DAY = rf"{_WEEKDAY}?(?:den\s+)?(?P<day>[0-9]{{1,2}})(?::?[ea](?![a-zåäö]))?"
_MONTH = (
    r"(?P<month>jan(?:uari)?|feb(?:r(?:uari)?)?|mar(?:s)?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_SEASON = r"(?P<season>höst(?:en|termin(?:en)?)?|ht|vår(?:en|termin(?:en)?)?|vt|sommar(?:en)?)\.?"
_WEEK = r"(?:v\.?|w|veck(?:a|an|or|orna))\s*"
_DAY_FORMS = [
    rf"{_WEEKDAY}?(?P<year>[0-9]{{4}})(?P<mark>[-./])(?P<number>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}})",
    r"(?P<year>[0-9]{4}|[0-9]{2})(?P<number>[0-9]{2})(?P<day>[0-9]{2})",
    rf"{_DAY}\s*[/.]\s*(?P<number>[0-9]{{1,2}})(?:{_MARK}{_YEAR})?",
    rf"{_DAY}\s*{_MONTH}(?:{_MARK}{_YEAR})?",
]
_FORMS = {
    Precision.DAY: _DAY_FORMS,
    Precision.WEEK: [
        rf"{_WEEK}(?P<week>[0-9]{{1,2}})(?:{_MARK}{_LONG_YEAR})?",
        rf"{_LONG_YEAR}-?w(?P<week>[0-9]{{2}})",
    ],
    Precision.MONTH: [
        # "nov 26" may be a day, "nov -26" may not.
        rf"{_MONTH}(?:{_MARK}{_LONG_YEAR}|\s*[-'’]\s*(?P<short>[0-9]{{2}}))?",
        rf"{_LONG_YEAR}-(?P<number>[0-9]{{2}})",
    ],
    Precision.TERM: [
        rf"{_SEASON}(?:(?:{_MARK})?{_YEAR})?",
        rf"(?P<school>läsår(?:et)?)(?:\s*{_YEAR}\s*[-/]\s*(?P<next>[0-9]{{4}}|[0-9]{{2}}))?",
        rf"(?P<school>){_LONG_YEAR}/(?P<next>[0-9]{{4}}|[0-9]{{2}})",
    ],
    Precision.YEAR: [rf"(?:år(?:et)?\s+)?{_LONG_YEAR}"],
}
_FORMS = {kind: [re.compile(form) for form in forms] for kind, forms in _FORMS.items()}
_LONE_DAY = re.compile(_DAY)
_LONE_WEEK = re.compile(rf"(?:{_WEEK})?(?P<week>[0-9]{{1,2}})(?:{_MARK}{_LONG_YEAR})?")
_LEADING = re.compile(r"(?:i|under|på|till)\s+|den\s+(?![0-9])")
_FROM = re.compile(r"(?:från(?: och med)?|fr\.?\s?o\.?\s?m\.?|mellan)\s+")
_JOINERS = re.compile(
    r"\s*(?P<dash>-)\s*|\s+(?P<to>till och med|till|t\.?\s?o\.?\s?m\.?)\s+|\s+(?P<and>och|samt)\s+|\s*(?P<plus>&|\+)\s*"
)
_ONCE = r"(?:en gång|1 gång) "
_RECURRENCES = {
    Recurrence.DAILY: rf"dagligen|varje dag|{_ONCE}(?:om dagen|per dag)",
    Recurrence.WEEKLY: rf"varje vecka|veckovis|{_ONCE}(?:i veckan|per vecka)",
    Recurrence.FORTNIGHTLY: rf"(?:{_ONCE})?varannan vecka|var fjortonde dag",
    Recurrence.MONTHLY: rf"månadsvis|varje månad|månatlig(?:en|t)|{_ONCE}(?:i månaden|per månad)",
    Recurrence.QUARTERLY: rf"varje kvartal|kvartalsvis|{_ONCE}(?:i kvartalet|per kvartal)",
    Recurrence.TERMLY: rf"varje termin|terminsvis|{_ONCE}(?:i terminen|per termin)",
    Recurrence.YEARLY: rf"årlig(?:en|t)|varje år|årsvis|{_ONCE}(?:om året|per år)",
    Recurrence.REPEATEDLY: "återkommande",
    Recurrence.CONTINUOUSLY: "fortlöpande|kontinuerligt|löpande",
}
_OFTEN = "|".join(f"(?P<{recurrence.value}>{words})" for recurrence, words in _RECURRENCES.items())
_OFTEN_FIRST = re.compile(rf"(?:{_OFTEN})(?:,\s*|\s+|$)")
_OFTEN_LAST = re.compile(rf"(?:,\s*|\s+)(?:{_OFTEN})$")
_DAYS_FROM_TODAY = {"förrgår": -2, "går": -1, "dag": 0, "morgon": 1, "övermorgon": 2}
_THIS, _PREVIOUS, _NEXT = range(3)
_WHICH = {
    "denna": _THIS, "den här": _THIS, "det här": _THIS, "detta": _THIS, "innevarande": _THIS,
    "förra": _PREVIOUS, "föregående": _PREVIOUS, "nästa": _NEXT, "kommande": _NEXT,
}  # fmt: skip
_NEAR = re.compile(
    rf"(?P<which>{'|'.join(_WHICH)}) (?:(?P<week>vecka|veckan)|(?P<month>månad|månaden)|(?P<term>termin|terminen)"
    r"|(?P<year>år|året))"
)


# --- Reading ---------------------------------------------------------------------------------------------------------


def read_when(text: str, *, today: date, leaning: Leaning) -> When:
    """Read what was typed as a time. Raises UnreadableWhen, and nothing else, when it is none."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    plain = re.sub("[‐‑‒–—―−]+", "-", words.lower()).rstrip(" .,;!")
    if len(words) > MAX_LENGTH:
        raise UnreadableWhen(f"Det är för långt för en tid. {_EXAMPLES}")
    if not plain:
        raise UnreadableWhen(f"Det står ingen tid här. {_EXAMPLES}")
    recurrence, rest = _take_recurrence(plain)
    if recurrence and not rest:
        return When(recurrence=recurrence, precision=Precision.RECURRENCE)
    found = _read_relative(rest, today) or _read_absolute(rest, today, leaning)
    if found is None:
        if TIME_OF_DAY.search(plain):
            raise UnreadableWhen(f"Skriv bara dagen, utan klockslag. {_EXAMPLES}")
        raise UnreadableWhen(f"Det går inte att läsa ”{words}” som en tid. {_EXAMPLES}")
    precision, start, end = found
    if start < FIRST_DAY or end > LAST_DAY:
        raise UnreadableWhen(f"Tiden måste ligga mellan {FIRST_DAY.year} och {LAST_DAY.year}.")
    return When(starts_on=start, ends_on=end, recurrence=recurrence, precision=precision)


def _take_recurrence(text: str) -> tuple[str, str]:
    """Return how often ("" when the text does not say) and the rest of the text."""
    match = _OFTEN_FIRST.match(text) or _OFTEN_LAST.search(text)
    return (match.lastgroup, text[: match.start()] + text[match.end() :]) if match else ("", text)


def _read_relative(text: str, today: date) -> tuple[Precision, date, date] | None:
    """Read what is counted from today, like "igår", "förra veckan", "i höstas", "på fredag"."""
    if match := re.fullmatch(rf"i ?({'|'.join(_DAYS_FROM_TODAY)})", text):
        day = today + timedelta(days=_DAYS_FROM_TODAY[match[1]])
        return Precision.DAY, day, day
    if match := re.fullmatch(r"i (hösta|våra|somra)s", text):
        place = _SEASONS_BY_PREFIX[match[1][0]]
        return _step(Precision.TERM, [_Unit(Precision.TERM, place=place)], _PREVIOUS, today)
    if match := re.fullmatch(
        rf"(?:i (?P<past>{'|'.join(_WEEKDAY_NAMES)})s|på (?P<coming>{'|'.join(_WEEKDAY_NAMES)}))", text
    ):
        weekday = _WEEKDAY_NAMES.index(match["past"] or match["coming"])
        ahead = (weekday - today.weekday() - 1) % 7 + 1 if match["coming"] else (weekday - today.weekday()) % 7 - 7
        day = today + timedelta(days=ahead)
        return Precision.DAY, day, day
    text = {"i år": "detta år", "i fjol": "förra året"}.get(text, text)
    if match := _NEAR.fullmatch(re.sub("^(?:i|under) ", "", text)):
        kind = Precision(match.lastgroup)
        places = {
            Precision.WEEK: range(1, 54),
            Precision.MONTH: range(1, 13),
            Precision.TERM: (_SPRING, _AUTUMN),
            Precision.YEAR: (0,),
        }[kind]
        return _step(kind, [_Unit(kind, place=place) for place in places], _WHICH[match["which"]], today)
    return None


def _step(kind: Precision, units: Iterable[_Unit], which: int, today: date) -> tuple[Precision, date, date] | None:
    """Return this, the previous or the next of such units, seen from today."""
    periods = [period for unit in units for year in _years_around(today) if (period := unit.period(year))]
    if which == _PREVIOUS:
        near = max((period for period in periods if period[1] < today), default=None)
    elif which == _NEXT:
        near = min((period for period in periods if period[0] > today), default=None)
    else:
        near = next((period for period in periods if period[0] <= today <= period[1]), None)
    return near and (kind, *near)


def _years_around(today: date) -> tuple[int, int, int]:
    return today.year - 1, today.year, today.year + 1


def _read_absolute(text: str, today: date, leaning: Leaning) -> tuple[Precision, date, date] | None:
    if re.fullmatch(_WEEKDAY, text) and text[:3] in _WEEKDAYS_BY_PREFIX and "dag" in text:
        days = [today + timedelta(days=ahead) for ahead in range(-7, 8)]
        alike = [(day, day) for day in days if day.weekday() == _WEEKDAYS_BY_PREFIX[text[:3]]]
        return Precision.DAY, *_lean(alike, today, leaning)
    if unit := _read_unit(text, today):
        return _resolve(unit, unit, today, leaning)
    bare = _FROM.sub("", text, count=1) if _FROM.match(text) else text
    for joiner in _JOINERS.finditer(bare):
        if pair := _read_pair(bare[: joiner.start()], bare[joiner.end() :], today):
            listed = bool(joiner["and"] or joiner["plus"]) and bare == text
            return _resolve(*pair, today, leaning, listed=listed)
    return None


def _read_pair(left: str, right: str, today: date) -> tuple[_Unit, _Unit] | None:
    """Read two units of one kind; the first day may lack its month and the last week its word."""
    first, last = _read_unit(left, today), _read_unit(right, today)
    if first and first.kind == Precision.WEEK and (match := _LONE_WEEK.fullmatch(right)):
        last = _make_unit(Precision.WEEK, match, today)
    if last and last.kind == Precision.DAY and (match := _LONE_DAY.fullmatch(left)):
        first = _make_unit(Precision.DAY, match, today, month=last.place)
    return (first, last) if first and last and first.kind == last.kind else None


def _read_unit(text: str, today: date) -> _Unit | None:
    bare = _LEADING.sub("", text, count=1) if _LEADING.match(text) else text
    for kind, forms in _FORMS.items():
        for form in forms:
            if match := form.fullmatch(bare):
                return _make_unit(kind, match, today)
    return None


def _make_unit(kind: Precision, match: re.Match, today: date, month: int = 0) -> _Unit:
    """Make a unit of what a form matched. Raises UnreadableWhen when there is no such day, week, month or year."""
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    year = _read_year(parts.get("year") or parts.get("short"), today)
    if "number" in parts or "month" in parts:
        month = int(parts["number"]) if "number" in parts else MONTHS_BY_PREFIX[parts["month"][:3]]
    if kind in (Precision.DAY, Precision.MONTH) and not 1 <= month <= 12:
        raise UnreadableWhen(f"Månad {month} finns inte. {_EXAMPLES}")
    if "next" in parts and int(parts["next"]) not in (year + 1, (year + 1) % 100):
        raise UnreadableWhen(
            f"Ett läsår går över två år i följd. Skriv till exempel läsåret {year}/{(year + 1) % 100:02}."
        )
    place = int(parts.get("week", month))
    if kind == Precision.TERM:
        place = _SEASONS_BY_PREFIX[parts["season"][0]] if "season" in parts else _SCHOOL_YEAR
    unit = _Unit(
        kind=kind,
        year=year,
        place=place,
        day=int(parts.get("day", 0)),
        weekday=_WEEKDAYS_BY_PREFIX[parts["weekday"][:3]] if "weekday" in parts else None,
    )
    if unit.period(_WITH_EVERY_DAY) is None or (year and unit.period(year) is None):
        exists = unit.period(_WITH_EVERY_DAY)
        raise UnreadableWhen(f"{unit.name} finns inte{f' {year}' if exists else ''}. {_EXAMPLES}")
    return unit


def _read_year(digits: str | None, today: date) -> int | None:
    if digits is None:
        return None
    year = int(digits) if len(digits) == 4 else 2000 + int(digits)
    if len(digits) == 2 and abs(year - today.year) > 10:
        raise UnreadableWhen(f"Skriv året med fyra siffror, om det är {year} som menas. {_EXAMPLES}")
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise UnreadableWhen(f"Året måste ligga mellan {FIRST_DAY.year} och {LAST_DAY.year}.")
    return year


def _resolve(
    first: _Unit, last: _Unit, today: date, leaning: Leaning, *, listed: bool = False
) -> tuple[Precision, date, date]:
    """Give the units their years. `listed` units ("v. 42 och 43") must follow directly on one another."""
    found = [pair for years in _possible_years(first, last, today) if (pair := _first_in_order(first, last, years))]
    spans = [(one[0], other[1]) for one, other in found]
    undated = first.year is None and last.year is None
    span = _lean(spans, today, leaning) if undated else next(iter(spans), None)
    if span is None:
        for unit in (first, last):
            if not all(unit.period(year) for year in _years_around(today)):
                raise UnreadableWhen(f"{unit.name} finns inte varje år. Skriv också året.")
        raise UnreadableWhen(f"Tiden slutar innan den börjar. {_EXAMPLES}")
    start, end = span
    one, other = found[spans.index(span)]
    kind = Precision.SPAN if first.kind == Precision.DAY and start != end else first.kind
    for unit, (day, _) in ((first, one), (last, other)):
        if unit.weekday not in (None, day.weekday()):
            right, wrong = _WEEKDAY_NAMES[day.weekday()], _WEEKDAY_NAMES[unit.weekday]
            raise UnreadableWhen(
                f"Den {_write_day(day)} {day.year} är en {right}, inte en {wrong}. Rätta det som är fel."
            )
    between = (_JULY if kind == Precision.TERM else timedelta(0)) + timedelta(days=1)
    if listed and not (one[0] < other[0] <= one[1] + between):
        whole = _write_period(kind, start, end)
        raise UnreadableWhen(
            f"Tiderna följer inte på varandra. Skriv {whole} om allt däremellan ingår, annars en av dem."
        )
    return kind, start, end


def _possible_years(first: _Unit, last: _Unit, today: date) -> Iterator[list[tuple[int, int]]]:
    """Yield, for each year that may be meant, the years of the two units, the likelier pair first."""
    if first.year and last.year:
        yield [(first.year, last.year)]
    elif last.year:
        yield [(last.year, last.year), (last.year - 1, last.year)]
    else:
        for year in [first.year] if first.year else _years_around(today):
            yield [(year, year), (year, year + 1)]


def _first_in_order(first: _Unit, last: _Unit, years: list[tuple[int, int]]) -> tuple[tuple, tuple] | None:
    for year, next_year in years:
        one, other = first.period(year), last.period(next_year)
        turned = year != next_year and len(years) > 1 and first.kind != Precision.TERM
        if one and other and one[0] <= other[0] and not (turned and other[1] - one[0] > _HALF_A_YEAR):
            return one, other
    return None


def _lean(periods: list[tuple[date, date]], today: date, leaning: Leaning) -> tuple[date, date] | None:
    match leaning:
        case Leaning.PAST:
            return max((period for period in periods if period[0] <= today), default=None)
        case Leaning.FUTURE:
            return min((period for period in periods if period[1] >= today), default=None)
    return min(periods, key=lambda period: max(period[0] - today, today - period[1], timedelta(0)), default=None)

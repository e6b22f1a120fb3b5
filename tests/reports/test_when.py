"""What people write in the field "När", what is understood by it, and what they are told when it is not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.when import (
    FIRST_DAY,
    LAST_DAY,
    Leaning,
    Precision,
    Recurrence,
    UnreadableWhen,
    When,
    read_when,
    write_when,
)

MONDAY = date(2026, 10, 12)


def understood(text: str, leaning: Leaning = Leaning.NEAREST, today: date = MONDAY) -> str:
    return write_when(read_when(text, today=today, leaning=leaning))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # Days
        ("idag", "12 oktober 2026"),
        ("I dag", "12 oktober 2026"),
        ("igår", "11 oktober 2026"),
        ("i går", "11 oktober 2026"),
        ("i förrgår", "10 oktober 2026"),
        ("i morgon", "13 oktober 2026"),
        ("i fredags", "9 oktober 2026"),
        ("i måndags", "5 oktober 2026"),
        ("på måndag", "19 oktober 2026"),
        ("12/10", "12 oktober 2026"),
        ("12/10-26", "12 oktober 2026"),
        ("12/10 2026", "12 oktober 2026"),
        ("2026-10-12", "12 oktober 2026"),
        ("20261012", "12 oktober 2026"),
        ("261012", "12 oktober 2026"),
        ("12.10.2026", "12 oktober 2026"),
        ("12 okt", "12 oktober 2026"),
        ("12 OKT.", "12 oktober 2026"),
        ("mån 12 okt", "12 oktober 2026"),
        ("måndagen den 12 oktober", "12 oktober 2026"),
        ("den 12:e oktober", "12 oktober 2026"),
        # Several days
        ("12-14/10", "12–14 oktober 2026"),
        ("12–14 oktober", "12–14 oktober 2026"),
        ("12 — 14 oktober 2025", "12–14 oktober 2025"),
        ("från 12 till 14 oktober", "12–14 oktober 2026"),
        ("mellan 12 och 14 oktober", "12–14 oktober 2026"),
        ("12 och 13 oktober", "12–13 oktober 2026"),
        ("12/10–2/11", "12 oktober–2 november 2026"),
        ("2026-10-12–2026-10-14", "12–14 oktober 2026"),
        ("30 dec–2 jan 2027", "30 december 2026–2 januari 2027"),
        # Weeks
        ("v44", "v. 44 2026"),
        ("Vecka 44", "v. 44 2026"),
        ("under v.44", "v. 44 2026"),
        ("2026-W44", "v. 44 2026"),
        ("v. 42 och 43", "v. 42–43 2026"),
        ("veckorna 44-46", "v. 44–46 2026"),
        ("v. 52 2026–v. 2 2027", "v. 52 2026–v. 2 2027"),
        ("förra veckan", "v. 41 2026"),
        # Months
        ("nov", "november 2026"),
        ("i november", "november 2026"),
        ("2026-11", "november 2026"),
        ("nov -25", "november 2025"),
        ("november och december", "november–december 2026"),
        ("november–februari", "november 2026–februari 2027"),
        ("nästa månad", "november 2026"),
        # Terms, seasons and years
        ("höst", "hösten 2026"),
        ("höstterminen", "hösten 2026"),
        ("ht 26", "hösten 2026"),
        ("HT2026", "hösten 2026"),
        ("vt-27", "våren 2027"),
        ("till våren 2027", "våren 2027"),
        ("i höstas", "hösten 2025"),
        ("i våras", "våren 2026"),
        ("nästa termin", "våren 2027"),
        ("sommaren 2026", "sommaren 2026"),
        ("våren och hösten 2026", "våren–hösten 2026"),
        ("hösten–våren", "läsåret 2026/27"),
        ("läsåret 26/27", "läsåret 2026/27"),
        ("2026/2027", "läsåret 2026/27"),
        ("2026", "2026"),
        ("i fjol", "2025"),
        ("2026–2027", "2026–2027"),
        # How often
        ("varje månad", "månadsvis"),
        ("en gång i månaden", "månadsvis"),
        ("varje vecka", "varje vecka"),
        ("varannan vecka", "varannan vecka"),
        ("kontinuerligt", "fortlöpande"),
        ("Löpande", "fortlöpande"),
        ("återkommande", "återkommande"),
        ("varje år", "årligen"),
        ("varje termin", "varje termin"),
        ("hösten 2026, månadsvis", "månadsvis hösten 2026"),
        ("varje vecka v. 44–46", "varje vecka v. 44–46 2026"),
    ],
)
def test_reads_what_people_write(typed, expected):
    assert understood(typed) == expected


@pytest.mark.parametrize(
    ("typed", "days", "precision"),
    [
        ("12 oktober", (date(2026, 10, 12), date(2026, 10, 12)), Precision.DAY),
        ("12–14 oktober", (date(2026, 10, 12), date(2026, 10, 14)), Precision.SPAN),
        ("v. 53 2026", (date(2026, 12, 28), date(2027, 1, 3)), Precision.WEEK),
        ("v. 1 2026", (date(2025, 12, 29), date(2026, 1, 4)), Precision.WEEK),
        ("februari 2028", (date(2028, 2, 1), date(2028, 2, 29)), Precision.MONTH),
        ("hösten 2026", (date(2026, 8, 1), date(2026, 12, 31)), Precision.TERM),
        ("våren 2027", (date(2027, 1, 1), date(2027, 6, 30)), Precision.TERM),
        ("sommaren 2026", (date(2026, 6, 1), date(2026, 8, 31)), Precision.TERM),
        ("läsåret 2026/27", (date(2026, 8, 1), date(2027, 6, 30)), Precision.TERM),
        ("2026", (date(2026, 1, 1), date(2026, 12, 31)), Precision.YEAR),
        ("månadsvis", (None, None), Precision.RECURRENCE),
        ("månadsvis 2026", (date(2026, 1, 1), date(2026, 12, 31)), Precision.YEAR),
    ],
)
def test_gives_the_days_and_how_exactly_they_are_meant(typed, days, precision):
    when = read_when(typed, today=MONDAY, leaning=Leaning.PAST)
    assert ((when.starts_on, when.ends_on), when.precision) == (days, precision)


@pytest.mark.parametrize(
    ("typed", "past", "future", "nearest"),
    [
        ("12 oktober", "12 oktober 2026", "12 oktober 2026", "12 oktober 2026"),
        ("11 oktober", "11 oktober 2026", "11 oktober 2027", "11 oktober 2026"),
        ("november", "november 2025", "november 2026", "november 2026"),
        ("mars", "mars 2026", "mars 2027", "mars 2027"),
        ("v. 42", "v. 42 2026", "v. 42 2026", "v. 42 2026"),
        ("v. 44", "v. 44 2025", "v. 44 2026", "v. 44 2026"),
        ("hösten", "hösten 2026", "hösten 2026", "hösten 2026"),
        ("våren", "våren 2026", "våren 2027", "våren 2027"),
        ("läsåret", "läsåret 2026/27", "läsåret 2026/27", "läsåret 2026/27"),
        ("30 dec–2 jan", *["30 december 2025–2 januari 2026"], *["30 december 2026–2 januari 2027"] * 2),
        ("fredag", "9 oktober 2026", "16 oktober 2026", "9 oktober 2026"),
    ],
)
def test_without_a_year_the_leaning_decides(typed, past, future, nearest):
    assert [understood(typed, leaning) for leaning in Leaning] == [past, future, nearest]


def test_in_july_the_autumn_that_was_is_last_years():
    assert understood("hösten", Leaning.PAST, date(2026, 7, 15)) == "hösten 2025"


def test_nearest_takes_the_earlier_of_two_as_near():
    assert understood("måndag", Leaning.NEAREST, date(2026, 10, 12)) == "12 oktober 2026"
    assert understood("12 oktober", Leaning.NEAREST, date(2027, 4, 12)) == "12 oktober 2026"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("snart", "Det går inte att läsa ”snart” som en tid. Skriv till exempel 12 oktober, "),
        (" ", "Det står ingen tid här. Skriv till exempel"),
        ("v. 60", "Vecka 60 finns inte. Skriv till exempel"),
        ("v. 53 2025", "Vecka 53 finns inte 2025."),
        ("v. 53", "Vecka 53 finns inte varje år. Skriv också året."),
        ("31 november", "Den 31 november finns inte. Skriv till exempel"),
        ("29 februari", "Den 29 februari finns inte varje år. Skriv också året."),
        ("28–29 februari", "Den 29 februari finns inte varje år. Skriv också året."),
        ("v. 50–53", "Vecka 53 finns inte varje år. Skriv också året."),
        ("29 februari 2026", "Den 29 februari finns inte 2026."),
        ("12/13", "Månad 13 finns inte."),
        ("tis 12 okt", "Den 12 oktober 2026 är en måndag, inte en tisdag."),
        ("14–12 oktober", "Tiden slutar innan den börjar."),
        ("december–mars 2026 2025", "Det går inte att läsa"),
        ("14 oktober 2026–12 oktober 2026", "Tiden slutar innan den börjar."),
        ("2027–2026", "Tiden slutar innan den börjar."),
        ("v. 42 och 44", "Tiderna följer inte på varandra. Skriv v. 42–44 20"),
        ("läsåret 2026/28", "Ett läsår går över två år i följd. Skriv till exempel läsåret 2026/27."),
        ("12/10-14", "Skriv året med fyra siffror, om det är 2014 som menas."),
        ("12 oktober 1826", "Året måste ligga mellan 1990 och 2099."),
        ("läsåret 2099/2100", "Tiden måste ligga mellan 1990 och 2099."),
        ("12 oktober kl. 13", "Skriv bara dagen, utan klockslag."),
        ("nov 26", "Det går inte att läsa ”nov 26” som en tid."),
        ("12", "Det går inte att läsa ”12” som en tid."),
        ("12²/10", "Det går inte att läsa"),
        ("12 oktober–november", "Det går inte att läsa"),
        ("x" * 200, "Det är för långt för en tid."),
    ],
)
def test_says_what_to_write_instead(typed, said):
    with pytest.raises(UnreadableWhen) as refusal:
        understood(typed, Leaning.PAST)
    assert str(refusal.value).startswith(said)


# --- What must hold for everything -----------------------------------------------------------------------------------

DAYS = st.dates(FIRST_DAY, LAST_DAY)
OFTEN = st.sampled_from(["", *Recurrence.values])
STARTS = {"TERM": [(1, 1), (6, 1), (8, 1)], "YEAR": [(1, 1)]}
ENDS = {"TERM": [(6, 30), (8, 31), (12, 31)], "YEAR": [(12, 31)]}


def month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@st.composite
def whens(draw: st.DrawFn) -> When:
    """Every time that there is: days that happen not to fit their precision are drawn again."""
    precision = draw(st.sampled_from(Precision))
    if precision == Precision.RECURRENCE:
        return When(recurrence=draw(st.sampled_from(Recurrence.values)), precision=precision)
    start = draw(DAYS)
    end = start + timedelta(days=draw(st.integers(0, 1000)))
    match precision:
        case Precision.DAY:
            end = start
        case Precision.WEEK:
            start -= timedelta(days=start.weekday())
            end += timedelta(days=6 - end.weekday())
        case Precision.MONTH:
            start, end = start.replace(day=1), month_end(end)
        case Precision.TERM | Precision.YEAR:
            start = date(start.year, *draw(st.sampled_from(STARTS[precision.name])))
            end = date(end.year, *draw(st.sampled_from(ENDS[precision.name])))
    try:
        return When(starts_on=start, ends_on=end, recurrence=draw(OFTEN), precision=precision)
    except ValueError:
        return draw(whens())


@given(whens(), DAYS, st.sampled_from(Leaning))
def test_what_is_written_is_read_back_whatever_the_day(when, today, leaning):
    assert read_when(write_when(when), today=today, leaning=leaning) == when


PARTS = st.sampled_from(
    ["", *"/-–.:,&' ", "0", "2", "10", "12", "26", "31", "53", "99", "2026", "i", "den", "mån", "år", "varje", "från"],
) | st.sampled_from(
    ["okt", "oktober", "feb", "v", "v.", "vecka", "och", "till", "höst", "ht", "läsåret", "månadsvis", "förra", "e"],
)
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(PARTS, max_size=8).map("".join),
    st.lists(PARTS, max_size=8).map(" ".join),
    st.from_regex(r"[0-9]{1,4}[-/. –][0-9]{1,4}([-/. –][0-9]{1,4})?", fullmatch=True),
)


@given(TEXTS, DAYS, st.sampled_from(Leaning))
def test_any_text_is_read_or_refused_and_what_is_read_can_be_written(text, today, leaning):
    try:
        when = read_when(text, today=today, leaning=leaning)
    except UnreadableWhen:
        return
    assert read_when(write_when(when), today=today, leaning=leaning) == when


WITHOUT_YEAR = st.sampled_from(
    ["12 oktober", "1 januari", "31 dec", "v. 1", "v. 52", "juni", "våren", "hösten", "sommaren"]
)


@given(WITHOUT_YEAR | WITHOUT_YEAR.map("varje vecka {}".format), DAYS.filter(lambda day: 1991 < day.year < 2098))
def test_the_past_has_begun_and_the_future_is_not_over(typed, today):
    assert read_when(typed, today=today, leaning=Leaning.PAST).starts_on <= today
    assert read_when(typed, today=today, leaning=Leaning.FUTURE).ends_on >= today


def test_a_time_whose_days_do_not_fit_is_a_mistake_of_the_callers():
    for precision in Precision:
        with pytest.raises(ValueError, match="is no"):
            When(starts_on=date(2026, 10, 13), ends_on=date(2026, 10, 12), precision=precision)
    with pytest.raises(ValueError, match="No such recurrence"):
        When(recurrence="ofta", precision=Precision.RECURRENCE)

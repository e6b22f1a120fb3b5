"""Swedish public holidays, and the eves on which offices are closed. Needs no Django.

Source: lag (1989:253) om allmänna helgdagar, 1 § (the sixth of June since 2005); the eves as in semesterlagen
(1977:480) 3 a §, which counts them as Sundays.
"""

import datetime

_FIXED = {
    (1, 1): "nyårsdagen",
    (1, 6): "trettondedag jul",
    (5, 1): "första maj",
    (6, 6): "Sveriges nationaldag",
    (12, 24): "julafton",
    (12, 25): "juldagen",
    (12, 26): "annandag jul",
    (12, 31): "nyårsafton",
}
_FROM_EASTER = {-2: "långfredagen", 0: "påskdagen", 1: "annandag påsk", 39: "Kristi himmelsfärdsdag", 49: "pingstdagen"}
_FRIDAY, _SATURDAY = 4, 5


def holiday(day: datetime.date) -> str:
    """What the day is called if it is a public holiday or one of the three eves, else nothing.

    An ordinary Saturday or Sunday is none: the weekday says that.
    """
    if name := _FIXED.get((day.month, day.day)):
        return name
    if name := _FROM_EASTER.get((day - easter(day.year)).days):
        return name
    if day.month == 6 and day.weekday() == _FRIDAY and 19 <= day.day <= 25:
        return "midsommarafton"
    if day.month == 6 and day.weekday() == _SATURDAY and 20 <= day.day <= 26:
        return "midsommardagen"
    last_of_october = datetime.date(day.year, 10, 31)
    if day.weekday() == _SATURDAY and 0 <= (day - last_of_october).days <= 6:
        return "alla helgons dag"
    return ""


def easter(year: int) -> datetime.date:
    """Easter Sunday of the Gregorian calendar (anonymous algorithm of 1876; Meeus, Astronomical Algorithms, ch. 8)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    quarter, quarter_rest = divmod(rest, 4)
    weekday = (32 + 2 * century_rest + 2 * quarter - epact - quarter_rest) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return datetime.date(year, month, day + 1)

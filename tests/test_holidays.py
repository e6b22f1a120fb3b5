"""The days on which nobody calls a meeting without meaning to."""

import datetime

import pytest

from big.holidays import easter, holiday


@pytest.mark.parametrize(
    "day", ["1818-03-22", "1961-04-02", "2000-04-23", "2026-04-05", "2027-03-28", "2028-04-16", "2038-04-25"]
)
def test_easter(day):
    assert easter(int(day[:4])).isoformat() == day


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2027-01-01", "nyårsdagen"),
        ("2027-01-06", "trettondedag jul"),
        ("2027-03-26", "långfredagen"),
        ("2027-03-28", "påskdagen"),
        ("2027-03-29", "annandag påsk"),
        ("2027-05-01", "första maj"),
        ("2027-05-06", "Kristi himmelsfärdsdag"),
        ("2027-05-16", "pingstdagen"),
        ("2027-06-06", "Sveriges nationaldag"),
        ("2027-06-25", "midsommarafton"),
        ("2027-06-26", "midsommardagen"),
        ("2026-06-19", "midsommarafton"),
        ("2026-06-20", "midsommardagen"),
        ("2026-10-31", "alla helgons dag"),
        ("2027-11-06", "alla helgons dag"),
        ("2027-12-24", "julafton"),
        ("2027-12-31", "nyårsafton"),
        ("2027-05-17", ""),
        ("2027-10-30", ""),
        ("2027-11-07", ""),
        ("2027-06-19", ""),
        ("2027-06-18", ""),
    ],
)
def test_holidays(day, name):
    assert holiday(datetime.date.fromisoformat(day)) == name

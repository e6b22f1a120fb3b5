"""Swedish dates and times in printed text."""

from datetime import date

import pytest

from big.documents.dates import MONTH_AND_YEAR, TIME_OF_DAY, find_dates, without_dates


@pytest.mark.parametrize(
    "printed",
    [
        "den 14 mars 2019",
        "Torsdag 14 mars 2019",
        "torsdagen den 14:e mars, 2019",
        "14 Mar. 2019",
        "2019-03-14",
        "2019.03.14",
        "20190314",
        "190314",
        "14/3 2019",
        "14/3-19",
        "14.3.2019",
    ],
)
def test_one_day_in_many_forms(printed):
    [found] = find_dates(f"Aktuellt {printed}, Torgby")
    assert found.day == date(2019, 3, 14)
    assert found.words == printed
    assert not found.is_first_of_several


@pytest.mark.parametrize("printed", ["den 31 februari 2019", "den 14 mars", "mars 2019", "v. 11 2019", "012-34 56 78"])
def test_what_is_not_one_whole_day_is_no_date(printed):
    assert find_dates(printed) == []


def test_dates_come_in_the_order_of_the_text_and_do_not_overlap():
    text = "Möte 2019-03-14 och den 2 april 2019 samt 5/5 2019."
    assert [found.day for found in find_dates(text)] == [date(2019, 3, 14), date(2019, 4, 2), date(2019, 5, 5)]
    assert all(text[found.start : found.end] == found.words for found in find_dates(text))


def test_a_range_of_days_gives_its_first_day_and_says_so():
    [found] = find_dates("den 26–27 oktober 2018")
    assert (found.day, found.is_first_of_several) == (date(2018, 10, 26), True)


def test_without_dates_keeps_the_other_words():
    assert without_dates("Torgby den 14 mars 2019 kl. 9").split() == ["Torgby", "kl.", "9"]


@pytest.mark.parametrize("printed", ["mars 2019", "Mars, 2019", "sept. 2019", "januari–mars 2019", "nov - dec 2019"])
def test_month_without_a_day(printed):
    assert MONTH_AND_YEAR.fullmatch(printed)


@pytest.mark.parametrize("printed", ["kl. 9.00–15.30", "kl 9–15", "klockan 13", "18.30-20.00"])
def test_time_of_day(printed):
    assert TIME_OF_DAY.fullmatch(printed)

"""Identity numbers are found wherever and however they are typed, and what merely looks like one is left alone.

Every number is made by the tests, from any date and any birth number.
"""

import hashlib
import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from big.identity_numbers import MASK, IdentityNumber, find_identity_numbers, sentence_for

TODAY = date(2026, 10, 1)
CENTENARIAN = date(TODAY.year - 100, 12, 31)
MARKS = ["-", "–", "—", "\N{NON-BREAKING HYPHEN}", "\N{MINUS SIGN}", "\N{FULLWIDTH HYPHEN-MINUS}"]
MARKS += ["", " ", "\N{NO-BREAK SPACE}", "\N{THIN SPACE}", " - ", "- ", " –", "-\n"]
PLUSES = ["+", " + ", "\N{FULLWIDTH PLUS SIGN}"]
SCRIPTS = ["".join(chr(ord(zero) + value) for value in range(10)) for zero in "0\u0660\u0966\uff10\U0001d7ce"]
WORDS = [
    "", "Vid mötet deltog", "Åsa Öhman (", "pojken, född", "personnr:", "pnr-", "3", "§ 12.", "Klockan 14.30",
    "år 2018", "😀", "”", "/", "_", ":", "-", "1.", "19", "026-17 99 34;", "+46 26 17 99 34;", "https://bigavle.se/a/1",
    "12,5 kr.",
]  # fmt: skip
AFTERS = ["", ".", ",", " och", ") från Gävle", "/", "_", ", 12 år", " 2018", "!", "\n", "”", "¹", ":s", " – 3"]


def check_digit(nine: str) -> str:
    """Written unlike the code under test: doubled digits looked up, the remainder to the next ten."""
    doubled = {str(digit): digit * 2 - (9 if digit > 4 else 0) for digit in range(10)}
    total = sum(doubled[digit] for digit in nine[::2]) + sum(int(digit) for digit in nine[1::2])
    return str(-total % 10)


def spell(born: date, serial: int, *, added: int = 0, mark: str = "-", century: bool = False) -> str:
    six = f"{born:%y%m}{born.day + added:02}"
    return f"{born.year // 100 if century else ''}{six}{mark}{serial:03}{check_digit(f'{six}{serial:03}')}"


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, str]:
    """A number in any form, and its kind."""
    added = draw(st.sampled_from([0, 60]))
    old = draw(st.booleans())
    born = draw(st.dates(date(1896, 1, 1), CENTENARIAN) if old else st.dates(date(1927, 1, 1), TODAY))
    mark = draw(st.sampled_from(PLUSES if old else MARKS))
    number = spell(born, draw(st.integers(1, 999)), added=added, mark=mark, century=draw(st.booleans()))
    number = number.translate(str.maketrans(SCRIPTS[0], draw(st.sampled_from(SCRIPTS))))
    return number, "samordningsnummer" if added else "personnummer"


def found_in(text: str) -> list[str]:
    return [text[found.start : found.end] for found in find_identity_numbers(text, today=TODAY)]


@given(numbers(), st.sampled_from(WORDS), st.sampled_from(["", " ", "\n", "\t", " \u200b"]), st.sampled_from(AFTERS))
def test_every_form_is_found_where_it_stands(number, before, gap, after):
    digits, kind = number
    if re.search(r"[^\W_]$|\d[.,]$", before):  # glued to a letter or a decimal point: not a number
        gap = gap or " "
    text = f"{before}{gap}{digits}{after}"
    start = len(before + gap)
    assert find_identity_numbers(text, today=TODAY) == [IdentityNumber(start, start + len(digits), kind)]


@given(st.lists(numbers(), min_size=2, max_size=5), st.sampled_from([" ", ", ", ",", "/", ";", "\n", " och "]))
def test_neighbours_are_all_found(several, between):
    spellings = [digits for digits, _ in several]
    assert found_in(between.join(spellings)) == spellings


@given(numbers(), st.data())
def test_invisible_characters_hide_nothing(number, data):
    digits, _ = number
    cut = data.draw(st.integers(1, len(digits) - 1))
    hidden = digits[:cut] + data.draw(st.sampled_from(["\N{SOFT HYPHEN}", "\u200b", "\u2060", "\u200e"])) + digits[cut:]
    assert found_in(f"\ufeffSe {hidden}.") == [hidden]


@given(numbers(), st.integers(1, 9), st.sampled_from(WORDS))
def test_a_wrong_check_digit_is_no_number(number, step, before):
    digits, _ = number
    script = next(script for script in SCRIPTS if digits[-1] in script)
    wrong = digits[:-1] + script[(script.index(digits[-1]) + step) % 10]
    assert found_in(f"{before} {wrong} i Gävle") == []


def both_signs(six: str, mark: str = "-", century: str = "") -> list[str]:
    return [f"{century}{six}{mark}{serial}{check_digit(six + serial)}" for serial in ("238", "239")]


@pytest.mark.parametrize(
    "six",
    ["190229", "000001", "640023", "641323", "640800", "640832", "640860", "640892", "640431", "640491", "640223"],
)
def test_only_days_of_the_calendar(six):
    for text in both_signs(six):
        assert bool(found_in(text)) == (six == "640223")


def test_leap_days_follow_the_century():
    assert found_in(spell(date(2000, 2, 29), 238)), "2000 had a leap day"
    assert found_in(spell(date(2000, 2, 29), 238, century=True, added=60))
    assert not found_in(both_signs("000229", century="19")[0]), "1900 had none"
    assert not found_in(both_signs("000229", "+")[0]), "and nobody born in 2000 is a hundred"


def test_centuries_are_those_of_the_living():
    six = "640823"
    assert found_in(both_signs(six, century="19")[0])
    for century in ("16", "17", "18", "20", "21", "00", "99"):
        assert not found_in(both_signs(six, century=century)[0])


def test_nobody_is_born_tomorrow():
    tomorrow = TODAY + timedelta(days=1)
    assert found_in(spell(TODAY, 238, century=True))
    assert not found_in(spell(tomorrow, 238, century=True))
    assert found_in(spell(tomorrow, 238)), "without century: a hundred years ago"


def test_plus_means_the_year_of_turning_a_hundred_or_later():
    for century in (True, False):
        assert found_in(spell(CENTENARIAN, 238, mark="+", century=century))
        assert not found_in(spell(date(1927, 1, 1), 238, mark="+", century=century))


def test_birth_number_is_never_zero():
    assert not found_in(spell(date(1964, 8, 23), 0))


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@st.composite
def runs(draw: st.DrawFn, length: int) -> str:
    """Digits in a row that contain a whole valid number wherever there is room: the worst case of a look-alike."""
    number = spell(
        draw(st.dates(date(1927, 1, 1), TODAY)), draw(st.integers(1, 999)), mark="", century=draw(st.booleans())
    )
    before = draw(st.integers(0, max(0, length - len(number))))
    return (draw(digits(before)) + number + draw(digits(length)))[:length]


@st.composite
def other_numbers(draw: st.DrawFn) -> str:
    """A pattern of OTHERS with digits for its signs #."""
    pattern = draw(st.sampled_from(OTHERS))
    run = iter(draw(runs(pattern.count("#"))))
    return re.sub("#", lambda _: next(run), pattern)


TELEPHONES = [
    "###-## ## ##", "0##-## ## ##", "08-### ### ##", "08-### ## ##", "070-### ## ##", "070-#######", "070 ### ## ##",
    "07##-## ## ##", "07##-### ###", "07##-######", "026-######", "026 ## ## ##", "026/## ## ##", "+46 26-## ## ##",
    "+46 (0)26-## ## ##", "+46 8 ### ### ##", "+46#########", "+46########", "+46 70 ### ## ##", "+46##########",
    "00467########", "+47 ## ## ## ##", "+358 40 #######", "+49 ######-####", "020-## ## ##", "0771-## ## ##",
]  # fmt: skip
CASES = [
    "KS-####/###.###", "KS ####/###", "Dnr Kun ####/###", "Dnr KS-2018/#####", "dnr ####-##-##-####", "SN 2018/######",
    "B ####-##", "5000-K######-##",
    "SFS ####:###", "A###.###/####", "KSN-2018-####", "Dnr 2018/####-###", "KS######-####",
]  # fmt: skip
ACCOUNTS = [
    "####-####", "## ## ##-#", "SE## #### #### #### #### ####", "SE######################", "DE####################",
    "####-# ### ### ###", "978-##-####-###-#", "#### #### #### ####", "#############", "####################",
    "####-#########", "####-##########", "########-####-4000-8000-############", "##-######-####", "######-####-##",
    "########-########", "######-######", "######-###", "######.####", "######/####",
]  # fmt: skip
DECIMALS = ["##.##########", "3,############", "##########,##", "############.#"]
ADDRESSES = [
    "https://bigavle.se/?id=##########", "www.gavle.se/######-####.html", "gavle.se/a/############", "HTTP://x/######-####",
]  # fmt: skip
OTHERS = TELEPHONES + CASES + ACCOUNTS + DECIMALS + ADDRESSES + ["a##########", "##########b", "#####", "#########"]


@settings(max_examples=1000)
@given(other_numbers(), st.sampled_from(["", "Se ", "(", "Gävle, 2018: "]))
def test_telephone_case_and_account_numbers_are_left_alone(other, before):
    assert found_in(f"{before}{other} i Gävle") == []


@given(st.dates(date(2007, 1, 1), date(2007, 9, 30)), st.integers(1, 999))
def test_ten_digits_after_a_telephone_word_are_a_telephone_number(born, serial):
    number = spell(born, serial, mark="")
    for word in ("tel. ", "Tfn: ", "Mobil:", "Ring ", "sms ", "nås på ", "Telefon nr ", "mobilnummer "):
        assert found_in(f"Anna, {word}{number}.") == []
        assert found_in(f"Anna, {word}{number[:6]}-{number[6:]}.") == [f"{number[:6]}-{number[6:]}"]
    assert found_in(f"Anna {number}.") == [number]


@pytest.mark.parametrize("text", ["026-17 99 34", "08-465 004 20", "070-174 06 05", "KS-2018/451.181", "KS 2011/536"])
def test_what_the_group_prints_is_left_alone(text):
    assert found_in(text) == []


@given(st.dates(), st.dates(), st.sampled_from(["–", "-", " – ", "/", " ", " till ", "--"]))
def test_dates_and_ranges_are_left_alone(first, last, between):
    for day in ("%Y-%m-%d", "%Y%m%d", "%y%m%d", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%dT%H:%M:%S", "%d %m %Y"):
        assert found_in(f"Den {first:{day}}{between}{last:{day}}, kl. 9.00–11.30") == []


@given(
    digits(2), st.integers(20, 99), digits(5), st.sampled_from(["", "16", "19", "20"]), st.sampled_from(["-", "", " "])
)
def test_organisation_numbers_are_left_alone(group, third, rest, century, mark):
    nine = f"{group}{third}{rest}"
    number = f"{century}{nine[:6]}{mark}{nine[6:]}{check_digit(nine)}"
    assert found_in(f"Org.nr {number}.") == found_in("Gävle kommun 212000-2338") == []


@given(st.integers(13, 80).flatmap(runs), st.binary(), st.integers(1, 63), runs(12))
def test_long_runs_and_digests_are_left_alone(run, content, cut, number):
    digest = hashlib.sha256(content).hexdigest()
    assert found_in(f"OCR {run}. sha256:{digest}") == []
    assert found_in(f"sha256:{digest[:cut]}a{number}b{digest[cut:]}") == []


@given(numbers())
def test_a_number_in_a_link_text_is_found_though_the_address_is_not(number):
    assert found_in(f'<a href="https://bigavle.se/1">{number[0]}</a>') == [number[0]]


@given(
    st.lists(
        st.one_of(numbers().map(lambda number: number[0]), st.sampled_from(WORDS), st.text(max_size=40)), max_size=8
    )
)
def test_what_is_shown_never_repeats_a_digit(parts):
    text = " ".join(parts)
    for found in find_identity_numbers(text, today=TODAY):
        assert 0 <= found.start < found.end <= len(text)
        assert MASK in found.masked(text)
        assert not re.search(r"\d", found.masked(text) + sentence_for(found, text))
        assert not set(re.findall(r"\d+", repr(found))) - {str(found.start), str(found.end)}


def test_sentence_shows_the_place():
    number = spell(date(1964, 8, 23), 238)
    text = f"Områdespolisen talade länge och väl med {number} i Sätra om våren,\ndagarna efter branden vid skolan."
    (found,) = find_identity_numbers(text, today=TODAY)
    assert sentence_for(found, text) == (
        "Texten innehåller ett personnummer (”… talade länge och väl med ••••••-•••• i Sätra om våren, dagarna …”). "
        "Ta bort det innan texten publiceras."
    )


def test_sentence_hides_the_next_number_too():
    text = f"{spell(date(1964, 8, 23), 238)} ({spell(date(1990, 1, 2), 117, added=60)})"
    first, second = find_identity_numbers(text, today=TODAY)
    assert first.masked(text) == second.masked(text) == "••••••-•••• (••••••-••••)"
    assert "ett samordningsnummer" in sentence_for(second, text)


@pytest.mark.parametrize(
    "unit", ["1", "1 ", "1-", "1,", "11.1,", "640823 ", "640823-", "tel ", ".se/", "+46 ", "www.", "٣"]
)
def test_a_million_hostile_characters_are_read(unit):
    assert found_in(unit * (1_000_000 // len(unit))) == []

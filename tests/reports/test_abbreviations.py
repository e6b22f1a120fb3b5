"""Abbreviations that a text does not explain are found, and are explained once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.abbreviations import expand, find_abbreviations

KNOWN = {
    "ANDT": "alkohol, narkotika, dopning och tobak",
    "APT": "arbetsplatsträff",
    "BRÅ": "Brottsförebyggande rådet",
    "Brå": "Brottsförebyggande rådet",
    "CVE": "Center mot våldsbejakande extremism",
    "GM": "Gävlemodellen",
    "HiG": "Högskolan i Gävle",
    "HIG": "Högskolan i Gävle",
    "HRV": "hedersrelaterat våld",
    "MVP": "Mentorer i våldsprevention",
    "SFI": "svenska för invandrare",
    "UG": "Utbildning Gävle",
    "VBE": "våldsbejakande extremism",
}

HRV = ("HRV", "hedersrelaterat våld")


def shorts(text: str) -> list[str]:
    return [found.short for found in find_abbreviations(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Utbildning i MVP för skolledare inom SFI.", ["MVP", "SFI"]),
        ("Vi talade om VBE:s orsaker på APT:n.", ["VBE", "APT"]),
        ("Två ANDT-coacher utbildades.", ["ANDT"]),
        ("Arbetet mot hedersrelaterat våld (HRV) fortsätter. HRV är svårt.", []),
        ("Arbetet mot hedersvåld (HRV) fortsätter.", []),
        ("HRV (hedersrelaterat våld) är svårt.", []),
        ("MVP-mentorer i våldsprevention", []),
        ("MVP-mentorer", ["MVP"]),
        ("Kaptenen på CAPTEN, UGS och hrv.", []),
        ("www.cve.se, info@UG.se", []),
        ("(HRV)", ["HRV"]),
        ("HRV och/eller VBE", ["HRV", "VBE"]),
        ("HRV/VBE", ["HRV", "VBE"]),
        ("", []),
    ],
)
def test_finds_what_is_not_explained(text, expected):
    assert shorts(text) == expected


def test_says_where_and_what():
    (found,) = find_abbreviations("Vi gav stöd i GM och GM.", KNOWN)
    assert (found.start, found.end, found.short, found.expansion) == (14, 16, "GM", "Gävlemodellen")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi möter HRV och HRV.", "Vi möter hedersrelaterat våld (HRV) och HRV."),
        ("HRV är svårt.", "Hedersrelaterat våld (HRV) är svårt."),
        ("Vi lyssnade. HRV är svårt.", "Vi lyssnade. Hedersrelaterat våld (HRV) är svårt."),
        ("Det gäller bl.a. HRV.", "Det gäller bl.a. hedersrelaterat våld (HRV)."),
        ("Temat: HRV.", "Temat: hedersrelaterat våld (HRV)."),
        ("HRV:s orsaker", "Hedersrelaterat vålds (HRV) orsaker"),
        ("HRV-frågor är svåra, HRV likaså.", "HRV-frågor är svåra, hedersrelaterat våld (HRV) likaså."),
        ("HRV-frågor är svåra.", "HRV-frågor är svåra."),
        ("Hedersrelaterat våld (HRV). HRV är svårt.", "Hedersrelaterat våld (HRV). HRV är svårt."),
        ("Våld.", "Våld."),
    ],
)
def test_explains_the_first_one(text, expected):
    assert expand(text, *HRV) == expected


TEXTS = st.text() | st.lists(st.sampled_from([*KNOWN, *KNOWN.values(), "(", ")", ".", " ", ":s", "-", "Vi"])).map(
    "".join
)


@given(TEXTS)
def test_any_text_is_borne_and_an_explained_one_stays(text):
    for found in find_abbreviations(text, KNOWN):
        assert text[found.start : found.end] == found.short
        explained = expand(text, found.short, found.expansion)
        assert expand(explained, found.short, found.expansion) == explained
        assert explained == text or found.short not in [one.short for one in find_abbreviations(explained, KNOWN)]

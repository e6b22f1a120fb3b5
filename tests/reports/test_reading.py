"""Reading printed reports: the real paper word for word, and the layouts that other papers come in."""

import json
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.reading import as_json, read_report

SEED = Path(__file__).parents[3] / "shared/seeds/aktuellt-2018-10-26.txt"
PAPERS = Path(__file__).parent / "papers"


def paper(body: str, title: str = "Aktuellt från BIG-gruppen den 14 mars 2019") -> str:
    return f"{title}\n\n{body}\n"


def outline(text: str) -> list[tuple]:
    """Return heading, level and number of items of each section."""
    return [(section.heading, section.level, len(section.items)) for section in read_report(text).sections]


def items(text: str) -> list[str]:
    return [item for section in read_report(text).sections for item in section.items]


def problems(text: str) -> list[tuple[int, str]]:
    return [(remark.line, remark.problem) for remark in read_report(text).warnings]


# --- The real paper --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed() -> str:
    if not SEED.exists():
        pytest.skip(f"The real paper is not on this machine: {SEED}")
    return SEED.read_text(encoding="utf-8")


def test_real_paper_has_its_title_date_and_areas(seed):
    report = read_report(seed)
    assert report.title == "Aktuellt från BIG-gruppen den 26 oktober 2018"
    assert report.date == date(2018, 10, 26)
    assert [(s.heading, s.level, s.parent, len(s.items)) for s in report.sections] == [
        ("Trygghetsarbetet i skolan", 1, None, 8),
        ("Gävlemodellen", 2, "Trygghetsarbetet i skolan", 15),
        ("Föreningslivet och fritidsgårdarna", 1, None, 8),
        ("Hedersvåld och våldsbejakande extremism", 1, None, 15),
        ("Övrigt", 1, None, 7),
    ]
    assert [bool(section.intro) for section in report.sections] == [False, True, False, False, False]
    assert report.warnings == ()


def test_real_paper_keeps_every_word_in_its_order(seed):
    report = read_report(seed)
    read = [report.title]
    for section in report.sections:
        read += [section.heading, section.intro, *section.items]
    printed = re.sub(r"(?m)^o ", "", seed).replace("vålds- \nbejakande", "våldsbejakande")
    assert " ".join(read).split() == printed.replace("Gävlemodellen:", "Gävlemodellen").split()


@pytest.mark.parametrize("change", ["rstrip", "strip"])
def test_real_paper_trimmed_by_an_editor_reads_the_same(seed, change):
    trimmed = "\n".join(getattr(line, change)() for line in seed.split("\n"))
    assert as_json(read_report(trimmed)) == as_json(read_report(seed))


@pytest.mark.parametrize("bullet", ["• ", "- ", "– ", "· ", "* ", "\uf0b7", "\t", "      "])
def test_real_paper_with_real_bullets_reads_the_same(seed, bullet):
    assert as_json(read_report(re.sub(r"(?m)^ (?=\S)", bullet, seed))) == as_json(read_report(seed))


def test_real_paper_without_blank_lines_reads_the_same(seed):
    assert as_json(read_report(re.sub(r"\n\n+", "\n", seed))) == as_json(read_report(seed))


# --- A colleague's papers --------------------------------------------------------------------------------------------


def same(text: str | None) -> str | None:
    """White space and the form of letters with dots do not count (papers/README.md)."""
    return text and " ".join(unicodedata.normalize("NFC", text).split())


def same_heading(text: str | None) -> str | None:
    return text and re.sub(r"^[\d.]+ ", "", same(text)).removesuffix(":").casefold()


COMPARE = {
    "heading": same_heading,
    "parent": same_heading,
    "intro": same,
    "level": lambda level: level,
    "items": lambda texts: [same(text) for text in texts],
}


@pytest.mark.parametrize("path", sorted(PAPERS.glob("*.txt")), ids=lambda path: path.stem)
def test_reads_what_a_careful_reader_finds(path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found = as_json(read_report(path.read_bytes().decode("utf-8-sig")))
    for key in {"title", "date"} & expected.keys():
        assert same(found[key]) == same(expected[key])
    if "sections" in expected:
        assert len(found["sections"]) == len(expected["sections"]), [s["heading"] for s in found["sections"]]
    for section, wanted in zip(found["sections"], expected.get("sections", []), strict=False):
        for key in wanted:
            assert COMPARE[key](section[key]) == COMPARE[key](wanted[key])
    said = " ".join(f"{warning['text']} {warning['problem']}" for warning in found["warnings"]).casefold()
    assert [words for words in expected.get("warn_about", []) if words.casefold() not in said] == []
    assert not (expected.get("clean") and found["warnings"]), found["warnings"]


# --- Title and date --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "top",
    [
        "Aktuellt från Trygga Torgby 14 mars 2019",
        "Aktuellt från Trygga Torgby 2019-03-14",
        "Aktuellt från Trygga Torgby 14/3 2019",
        "Aktuellt från Trygga Torgby\nDatum: 2019-03-14",
        "Aktuellt från Trygga Torgby\n\nden 14 mars 2019",
        "torsdagen den 14 mars 2019\n\nAktuellt från Trygga Torgby",
        "Nyheter från Trygga Torgby\n14 mars 2019",
        "# Aktuellt från Trygga Torgby, 14\u00a0mars\u00a02019",
        "AKTUELLT FRÅN TRYGGA TORGBY DEN 14 MARS 2019",
    ],
)
def test_date_is_found_in_the_title_or_beside_it(top):
    text = f"{top}\n\nParken\n\n• Vi har hängt upp lyktor.\n"
    report = read_report(text)
    assert report.date == date(2019, 3, 14)
    assert "Torgby".casefold() in report.title.casefold()
    assert outline(text) == [("Parken", 1, 1)]
    assert report.warnings == ()


@pytest.mark.parametrize(
    ("top", "line", "word"),
    [
        ("Aktuellt från Torgby mars 2019", 1, "fullständigt datum"),
        ("Aktuellt från Torgby\nmars 2019", 2, "fullständigt datum"),
        ("Aktuellt från Torgby den 31 februari 2019", 1, "fullständigt datum"),
        ("Aktuellt från Torgby 1 januari 2019–31 mars 2019", 1, "flera datum"),
    ],
)
def test_a_date_that_is_not_one_day_is_left_open_with_a_warning(top, line, word):
    text = f"{top}\n\nParken\n\n• Vi har hängt upp lyktor.\n"
    assert read_report(text).date is None
    [(where, problem)] = problems(text)
    assert where == line
    assert word in problem


def test_a_paper_without_title_says_so_and_keeps_its_sections():
    text = "Parken\n\n• Lyktorna hänger.\n\nTorget\n\n• Bänken är lagad.\n"
    assert read_report(text).title == ""
    assert outline(text) == [("Parken", 1, 1), ("Torget", 1, 1)]
    assert any("titel" in problem for _, problem in problems(text))


def test_empty_paper_is_an_empty_report_with_a_warning():
    assert as_json(read_report(""))["sections"] == []
    assert read_report("").warnings


# --- Page furniture --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("foot", ["Sida 2 (4)", "2 (4)", "sid 2/4", "- 2 -", "2", "Sidan 2 av 4"])
def test_page_number_inside_an_item_is_set_aside_with_its_line(foot):
    text = paper(f"Parken\n\n• Vi har hängt upp lyktor längs\n\n{foot}\n\f\nhela gångvägen.\n\n• Vi har sopat.")
    assert items(text) == ["Vi har hängt upp lyktor längs hela gångvägen.", "Vi har sopat."]
    [remark] = read_report(text).warnings
    assert (remark.line, remark.text) == (7, foot)


def test_number_inside_a_paragraph_is_text():
    assert items(paper("Parken\n\n• Sammanlagt kom ca\n150\npersoner.")) == ["Sammanlagt kom ca 150 personer."]


def test_letterhead_is_set_aside_wherever_it_stands():
    head = "Trygga Torgby, Torgby kommun\nPostadress: 123 45 Torgby\nTel 012-34 56 78\nwww.torgby.example\n"
    text = head + "\n" + paper(f"Parken\n\n• Vi har hängt upp lyktor.\n\n{head}\n• Vi har sopat.")
    assert items(text) == ["Vi har hängt upp lyktor.", "Vi har sopat."]
    assert [line for line, _ in problems(text)] == [1, 2, 3, 4, 12, 13, 14, 15]


def test_title_repeated_on_the_next_page_is_set_aside():
    text = paper(
        "Parken\n\n• Vi har hängt upp lyktor.\n\n\fAktuellt från BIG-gruppen den 14 mars 2019 Sida 2\n\n• Vi har sopat."
    )
    assert items(text) == ["Vi har hängt upp lyktor.", "Vi har sopat."]
    assert [line for line, _ in problems(text)] == [7]


# --- Lines and words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("lykt-\nstolpar", "lyktstolpar"),
        ("lykt- \n\n\nstolpar", "lyktstolpar"),
        ("lykt\u00ad\nstol\u00adpar", "lyktstolpar"),
        ("MVP-\nmentorer", "MVP-mentorer"),
        ("covid-\n19", "covid-19"),
        ("Norra-\nSödra", "Norra-Södra"),
        ("park-\noch torgvärdar", "park- och torgvärdar"),
        ("park-, torg- och\nhamnvärdar", "park-, torg- och hamnvärdar"),
        ("v.\u00a044", "v. 44"),
        ("lampor\n– som lyser –\ni\nparken", "lampor – som lyser – i parken"),
    ],
)
def test_words_at_the_end_of_a_line(printed, read):
    text = paper(f"Parken\n\n- Vi har i mörkret på den långa vägen hem räknat {printed} i Torgby.\n\n- Vi har sopat.")
    assert items(text)[0] == f"Vi har i mörkret på den långa vägen hem räknat {read} i Torgby."


def test_bullets_in_one_line_are_items_and_a_dash_in_a_sentence_is_not():
    text = paper("Parken\n• Vi har sopat. • Vi har krattat.\n\nTorget\n- Vi har vilat. - Vi åt glass – och bullar.")
    assert items(text) == ["Vi har sopat.", "Vi har krattat.", "Vi har vilat.", "Vi åt glass – och bullar."]


def test_sentences_without_bullets_are_items():
    text = paper("Parken\n\nVi har sopat alla\ngångar.\n\nVi har krattat.\n\nTorget\n\nBIG har vilat.")
    assert outline(text) == [("Parken", 1, 2), ("Torget", 1, 1)]
    assert problems(text) == []


def test_headings_directly_between_items_are_found_without_blank_lines():
    text = paper("Parken\n- Vi har sopat.\n- Vi har krattat alla gångar\n  i parken.\nTorget\n- Vi har vilat.")
    assert outline(text) == [("Parken", 1, 2), ("Torget", 1, 1)]


def test_bullet_alone_on_its_line_belongs_to_the_next():
    assert items(paper("Parken\n\n•\nVi har sopat.\n•\nVi har krattat.\n•\n")) == ["Vi har sopat.", "Vi har krattat."]


# --- Areas and sub-areas ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "sub"),
    [
        ("{}", "{}:"),
        ("{}", "   {}"),
        ("## {}", "### {}"),
        ("1. {}", "1.1 {}"),
        ("1. {}", "{}:"),
        ("**{}**", "**{}:**"),
        ("**{}**", "{}"),
    ],
)
def test_sub_areas_look_less_like_headings_than_areas(area, sub):
    text = paper(
        f"{area.format('Parken')}\n\nHär är det grönt.\n\n• Vi har sopat.\n\n"
        f"{sub.format('Dammen')}\n\nMålet är rent vatten.\n\n• Vi har räknat grodor.\n\n"
        f"{sub.format('Lekplatsen')}\n\n• Vi har gungat.\n\n"
        f"{area.format('Torget')}\n\n• Vi har vilat.\n"
    )
    sections = read_report(text).sections
    assert [(s.heading, s.level, s.parent, s.intro) for s in sections] == [
        ("Parken", 1, None, "Här är det grönt."),
        ("Dammen", 2, "Parken", "Målet är rent vatten."),
        ("Lekplatsen", 2, "Parken", ""),
        ("Torget", 1, None, ""),
    ]
    assert problems(text) == []


def test_capitals_are_areas_and_keep_their_capitals():
    text = paper("PARKEN\n\n• Vi har sopat.\n\nDammen\n\n• Vi har räknat grodor.\n\nTORGET\n\n• Vi har vilat.")
    assert outline(text) == [("PARKEN", 1, 1), ("Dammen", 2, 1), ("TORGET", 1, 1)]


def test_sub_area_with_only_other_bullets_is_read_with_a_warning():
    text = paper("Parken\n\n• Vi har sopat.\n\nDammen\n\no Vi har räknat grodor.\n\nTorget\n\n• Vi har vilat.")
    assert outline(text) == [("Parken", 1, 1), ("Dammen", 2, 1), ("Torget", 1, 1)]
    [(line, problem)] = problems(text)
    assert line == 7
    assert "delområde" in problem


def test_list_under_an_item_stays_in_the_item():
    text = paper(
        "Parken\n\n• Vi har köpt:\n   – en kratta\n   – två kvastar\n\n• Vi har sopat.\n\nTorget\n\n• Vi vilar."
    )
    assert items(text) == ["Vi har köpt:\n– en kratta\n– två kvastar", "Vi har sopat.", "Vi vilar."]
    assert [line for line, _ in problems(text)] == [5]


# --- Around the areas ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opening", ["Hej alla!\nHär kommer vårens brev.", "Våren har varit lugn i hela Torgby."])
def test_greeting_or_intro_before_the_first_area_is_only_in_the_warnings(opening):
    text = paper(f"{opening}\n\nParken\n\n• Vi har sopat.")
    assert outline(text) == [("Parken", 1, 1)]
    assert [remark.text for remark in read_report(text).warnings] == opening.split("\n")


def test_day_of_the_signature_is_the_date_when_the_front_has_none():
    text = "Rapport från Torgby\n\nParken\n\n• Vi har sopat.\n\nTorgby den 14 mars 2019\nÅsa Ek\nsamordnare\n"
    assert read_report(text).date == date(2019, 3, 14)
    assert items(text) == ["Vi har sopat."]
    assert [line for line, _ in problems(text)] == [7, 8, 9]


def test_day_above_an_item_is_no_signature():
    text = "Rapport från Torgby\n\nParken\n\n• Vi har sopat.\n\n14 mars 2019\nVi har målat alla bänkar.\n"
    assert read_report(text).date is None
    assert "målat" in " ".join(items(text))


def test_contents_are_set_aside_and_a_list_that_does_not_come_again_is_kept():
    body = "Innehåll\nParken .... 1\nTorget\t2\n\nParken\n- Vi har sopat.\n\nTorget\n- Vi har vilat."
    assert outline(paper(body)) == [("Parken", 1, 1), ("Torget", 1, 1)]
    assert [line for line, _ in problems(paper(body))] == [3, 4, 5]
    assert items(paper("Innehåll\n- En kratta.\n- En spade.")) == ["En kratta.", "En spade."]


def test_line_with_a_verb_that_stands_apart_is_a_heading_with_a_warning():
    text = paper("Det här har hänt i parken\n\n• Vi har sopat.\n\nVad gör vi nu?\n\n• Vi vilar.")
    assert outline(text) == [("Det här har hänt i parken", 1, 1), ("Vad gör vi nu?", 1, 1)]
    assert [line for line, _ in problems(text)] == [3]


def test_numbered_lines_are_items_with_their_numbers():
    assert items(paper("Parken\n1. Vi har sopat.\n2. Vi har krattat.")) == ["1. Vi har sopat.", "2. Vi har krattat."]


# --- Doubts are said -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "line", "word"),
    [
        ("Parken\n\n• Vi har sopat.\n\nHamnen", 7, "rubrik"),
        ("Parken\n\n• Vi har sopat.\n\nVi åt glass.\n\n• Vi gick hem.", 7, "punktmarkering"),
        ("Parken\n\nTorget\n\n• Vi har vilat.", 3, "ingen text under sig"),
        ("• Vi har vilat.", 3, "före första rubriken"),
        ("Parken\n\n- Vi har sopat.\n- Dammen:\n- Vi har räknat grodor.", 6, "rubrik"),
    ],
)
def test_uncertain_lines_are_kept_and_mentioned(body, line, word):
    [(where, problem)] = problems(paper(body))
    assert where == line
    assert word in problem
    assert unaccounted(paper(body)) == ""


# --- Nothing lost, nothing raised ------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        "Aktuellt från BIG-gruppen den 14 mars 2019",
        "Aktuellt från BIG-gruppen",
        "mars 2019",
        "14/3 2019",
        "den 31 februari 2019",
        "Gävle 2019-03-14",
        "",
        " ",
        "\f",
        "-----",
        "•",
        "Trygga torg",
        "TRYGGA TORG",
        "## Trygga torg",
        "**Trygga torg:**",
        "2. Trygga torg",
        " Kvällsvandrarna:",
        "• Kvällsvandrarna:",
        "• Vi har målat bänkarna. • Vi har lagat lampan.",
        " Vi har mätt hur många som går över torget på kvällarna och ",
        "frågat hur de mår.",
        "o Vi har ätit våffel-",
        "frukost med MVP-",
        "mentorer",
        "– som vi brukar –",
        "\t\uf0b7\tVi cyklade hem",
        "   - en pump",
        "Sida 2 (4)",
        "3",
        "**14 mars 2019**",
        "Tel 026-12 34 56",
        "www.trygghet.example",
        "\u00adVi kom\u00ad",
        "1. Vi sov.",
        "2. Vi vaknade.",
        "# Trygga Torgby",
        "Trygga torg .......... 3",
        "Innehåll",
        "Hej alla!",
        "Vad gör vi nu?",
        "Så arbetar vi på torget",
        "Torgby kommun\tTrygga torg\t2 (4)",
        "Start / Trygghet / Aktuellt",
        "Sidan uppdaterad 2019-03-15",
        "Nr 4 – 12 mars 2019",
        "Hälsningar Åsa",
        "Åsa Ek",
        "> Vi åt glass.",
        "*Torgby, våren 2019*",
    ]
)
STRAY = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=40)
ANY_PAPER = st.lists(LINES | STRAY, max_size=25).map("\n".join)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text)))


def forms(printed: str) -> set[str]:
    """Return the letters of a line as they may be read: "o" a bullet or a word, and without a heading's number."""
    words = re.sub(r"(^|\s)o(?=\s|$)", " ", printed)
    return {letters(printed), letters(words), letters(re.sub(r"^\W*[\dA-IVX]+(?:\.\d+)*[.)]?\s+", "", words))}


def unaccounted(text: str) -> str:
    """Return the first line that is neither in the report, in its turn, nor in a warning; or what the report added.

    The lines are followed through the report letter by letter. Where a line may have gone two ways (into the report,
    or in part or not at all, with a warning or as the date) all are followed.
    """
    report = read_report(text)
    read = [report.title]
    for section in report.sections:
        read += [section.heading, section.intro, *section.items]
    everything = letters(" ".join(read))
    warned = {(remark.line, letters(remark.text)) for remark in report.warnings}
    places = {0}
    for number, printed in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        onward = {place + len(f) for place in places for f in forms(printed) if everything.startswith(f, place)}
        if (number, letters(printed)) in warned or re.search(r"\d.*2019|2019-\d", printed):
            onward |= {
                place + n for place in places for n in range(71) if everything[place : place + n] in letters(printed)
            }
        if not onward:
            return f"rad {number}: {printed!r}"
        places = onward
    return "" if len(everything) in places else f"tillagt: {everything[max(places) :]!r}"


@settings(max_examples=500, deadline=None)
@given(ANY_PAPER)
def test_any_paper_is_read_and_every_word_is_accounted_for(text):
    assert unaccounted(text) == ""
    json.dumps(as_json(read_report(text)))


@settings(max_examples=60, deadline=None)
@given(order=st.randoms(use_true_random=False))
def test_the_real_paper_with_its_lines_shuffled_loses_nothing(seed, order):
    lines = seed.split("\n")
    order.shuffle(lines)
    assert unaccounted("\n".join(lines)) == ""

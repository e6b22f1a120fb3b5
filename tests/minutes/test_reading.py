"""Reading old minutes: what a paper says is kept, what it does not say is not invented, and no word is lost.

The papers in `papers/` were written and interpreted by somebody who had not seen the reader; its README says what their
expectations mean.
"""

import json
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minutes.reading import PrintedMinutes, as_json, paragraph_html, read_minutes, words_not_accounted_for

SEED = Path(__file__).parents[3] / "shared/seeds/protokoll-2021-09-20.txt"
PAPERS = Path(__file__).parent / "papers"

PAPER = """2022-03-14

Protokoll fört vid styrgruppsmöte TRYGG 2022-03-14

Närvarande:

Asta Björk-Lind\tNorrby kommun
Ture Holm\tPolisen
Siv Ragnar Ek\tSkola och fritid, elevhälsa

Delges närvarande, Olga Sten samt kommunstyrelsen.

§ 1 Mötets öppnande

Mötesordförande Asta Björk-Lind hälsade alla välkomna.

§ 2 Kvällsvandringar

Vandringarna börjar i maj.

§ 3 Mötet avslutas

Asta tackade.

Vid protokollet

Justeras

Ture Holm

Asta Björk-Lind
"""


def paper(*, cover: str = "", paragraphs: str = "", end: str = "") -> str:
    """Return small minutes with the given cover, paragraphs and end in place of the usual ones."""
    cover = cover or "Närvarande:\nAsta Björk\tPolisen\nTure Holm\tNorrby kommun"
    paragraphs = paragraphs or "§ 1 Öppnande\n\nAsta öppnade.\n\n§ 2 Avslut\n\nTure tackade."
    end = end or "Vid protokollet: Ture Holm\nJusteras: Asta Björk"
    return f"Protokoll fört vid möte med Trygghetsrådet 2022-03-14\n\n{cover}\n\n{paragraphs}\n\n{end}\n"


def read(text: str) -> PrintedMinutes:
    """Read a text and insist on the invariant: all words are somewhere."""
    minutes = read_minutes(text)
    assert words_not_accounted_for(text, minutes) == []
    return minutes


def numbers(minutes: PrintedMinutes) -> list[str]:
    return [paragraph.number for paragraph in minutes.paragraphs]


def present(minutes: PrintedMinutes) -> list[tuple[str, str]]:
    return [(person.name, person.organisation) for person in minutes.attendees]


def signed(minutes: PrintedMinutes) -> list[tuple[str, str]]:
    return [(signer.role, signer.name) for signer in minutes.signers]


def problems(minutes: PrintedMinutes) -> str:
    return "\n".join(f"{remark.line}: {remark.text}: {remark.problem}" for remark in minutes.warnings)


# A clean paper


def test_a_clean_paper_is_read_whole_and_without_warnings():
    minutes = read(PAPER)

    assert minutes.title == "Protokoll fört vid styrgruppsmöte TRYGG 2022-03-14"
    assert minutes.held_on.isoformat() == "2022-03-14"
    assert minutes.body == "styrgrupp TRYGG"
    assert present(minutes) == [
        ("Asta Björk-Lind", "Norrby kommun"),
        ("Ture Holm", "Polisen"),
        ("Siv Ragnar Ek", "Skola och fritid, elevhälsa"),
    ]
    assert [person.role for person in minutes.attendees] == ["ordförande", "sekreterare", ""]
    assert minutes.recipients == ("närvarande", "Olga Sten", "kommunstyrelsen")
    assert numbers(minutes) == ["1", "2", "3"]
    assert signed(minutes) == [("secretary", "Ture Holm"), ("attester", "Asta Björk-Lind")]
    assert minutes.warnings == ()


def test_the_json_has_the_agreed_shape():
    result = as_json(read(PAPER))

    assert list(result) == [
        "title", "date", "body", "place", "time",
        "attendees", "absent", "recipients", "paragraphs", "signers", "warnings",
    ]  # fmt: skip
    assert result["date"] == "2022-03-14"
    assert list(result["attendees"][0]) == ["name", "organisation", "role", "from", "to"]
    assert list(result["paragraphs"][0]) == ["number", "heading", "text"]
    assert list(result["signers"][0]) == ["role", "name"]
    assert json.loads(json.dumps(result)) == result


def test_the_seed_paper_is_read_as_printed():
    if not SEED.exists():
        pytest.skip(f"the seed paper is not on this machine: {SEED}")
    minutes = read(SEED.read_text(encoding="utf-8"))

    assert numbers(minutes) == ["1", "2", "3", "4", "5", "6", "7", "8", "8"]
    assert [paragraph.proposed_number for paragraph in minutes.paragraphs] == [""] * 8 + ["9"]
    assert minutes.body == "ledningsgrupp BIG"
    assert len(minutes.attendees) == 8
    assert minutes.attendees[2].organisation == "Styrning och stöd, säkerhet"
    assert [role for role, _ in signed(minutes)] == ["secretary", "attester"]
    assert minutes.signers[1].name == minutes.attendees[0].name
    assert minutes.paragraphs[3].text == "Se bifogat dokument."
    assert "Fax" in problems(minutes)
    assert len(minutes.warnings) == 5
    source = minutes.paragraphs[7].text.split("\n\n")[-1]
    name = source.split(",")[0]
    assert name not in [person.name for person in minutes.attendees]
    assert name not in [signer.name for signer in minutes.signers]
    assert "<blockquote>" in paragraph_html(minutes.paragraphs[7].text)


# Numbers and headings


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("§ 94 Öppnande", "§ 95 Avslut", ["94", "95"]),
        ("§74 Öppnande", "§75 Avslut", ["74", "75"]),
        ("§ 1. Öppnande.", "§ 2. Avslut.", ["1", "2"]),
        ("1. Öppnande", "2. Avslut", ["1", "2"]),
        ("1 Öppnande", "2 Avslut", ["1", "2"]),
        ("FHR 29 Öppnande", "FHR 30 Avslut", ["FHR 29", "FHR 30"]),
        ("FHR § 1\nÖppnande", "FHR § 2\nAvslut", ["FHR 1", "FHR 2"]),
        ("Ärende 3\nÖppnande", "Ärende 4\nAvslut", ["3", "4"]),
        ("§ 12/21 Öppnande", "§ 13/21 Avslut", ["12/21", "13/21"]),
        ("## § 3 Öppnande", "## § 4 Avslut", ["3", "4"]),
        ("8. Öppnande", "8A. Avslut", ["8", "8A"]),
    ],
)
def test_every_way_of_numbering_is_kept_as_printed(first: str, second: str, expected: list[str]):
    minutes = read(paper(paragraphs=f"{first}\n\nAsta öppnade mötet.\n\n{second}\n\nTure tackade alla."))

    assert numbers(minutes) == expected
    assert [paragraph.heading for paragraph in minutes.paragraphs] == ["Öppnande", "Avslut"]
    assert [paragraph.text for paragraph in minutes.paragraphs] == ["Asta öppnade mötet.", "Ture tackade alla."]
    assert minutes.warnings == ()


def test_a_paragraph_may_be_a_sentence_without_heading():
    minutes = read(paper(paragraphs="§ 1. Ordföranden öppnade mötet.\n§ 2. Ture valdes till justerare."))

    assert [(one.heading, one.text) for one in minutes.paragraphs] == [
        ("", "Ordföranden öppnade mötet."),
        ("", "Ture valdes till justerare."),
    ]


def test_running_text_is_divided_at_the_next_number_only():
    text = "§ 1 Öppnande. Asta hälsade alla. § 2 Buller. Enligt § 3 i stadgan får alla tala. § 3 Avslut. Ture tackade."
    minutes = read(paper(paragraphs=text))

    assert numbers(minutes) == ["1", "2", "3"]
    assert minutes.paragraphs[1].text == "Enligt § 3 i stadgan får alla tala."


@pytest.mark.parametrize(
    "sentence",
    [
        "Gruppen påminner om vad som sades förra gången, se\n§ 23 Nattvandring, och tackar.",
        "Detta följer av vad som bestämdes enligt\n§ 4 i stadgan.",
        "Ture var med t.o.m.\n§ 2 denna gång.",
        "§ 23 i årsmötets protokoll gäller fortfarande.",
    ],
)
def test_a_reference_is_never_a_paragraph(sentence: str):
    minutes = read(paper(paragraphs=f"§ 1 Öppnande\n\n{sentence}\n\n§ 2 Avslut\n\nTure tackade."))

    assert numbers(minutes) == ["1", "2"]
    assert minutes.paragraphs[0].text == sentence.replace("\n", " ")


def test_a_numbered_list_inside_a_paragraph_is_not_paragraphs():
    text = "1. Öppnande\n\nHej.\n\n2. Att göra\n\n1. Boka lokal\n2. Köpa kaffe\n3. Bjuda in\n\n3. Avslut\n\nTack."
    minutes = read(paper(paragraphs=text))

    assert numbers(minutes) == ["1", "2", "3"]
    assert minutes.paragraphs[1].text == "1. Boka lokal\n2. Köpa kaffe\n3. Bjuda in"


def test_a_number_used_twice_is_kept_and_a_free_one_proposed():
    minutes = read(paper(paragraphs="§ 1 Öppnande\n\nA.\n\n§ 2 Klotter\n\nB.\n\n§ 2 Avslut\n\nC."))

    assert numbers(minutes) == ["1", "2", "2"]
    assert minutes.paragraphs[2].proposed_number == "3"
    assert "Förslag: § 3" in problems(minutes)


def test_a_proposal_never_takes_a_number_that_is_printed_elsewhere():
    minutes = read(paper(paragraphs="§ 1 Öppnande\n\nA.\n\n§ 1 Klotter\n\nB.\n\n§ 2 Avslut\n\nC."))

    assert numbers(minutes) == ["1", "1", "2"]
    assert minutes.paragraphs[1].proposed_number == "1A"
    assert minutes.paragraphs[2].proposed_number == ""


def test_the_same_number_ten_times_over_gives_ten_paragraphs():
    text = "\n\n".join(
        f"1. Fråga {word}\nDen togs upp."
        for word in ["ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"]
    )
    minutes = read(paper(paragraphs=text))

    assert numbers(minutes) == ["1"] * 10
    assert [paragraph.proposed_number for paragraph in minutes.paragraphs][1:] == [str(n) for n in range(2, 11)]


def test_a_gap_is_told_but_nothing_is_renumbered():
    minutes = read(paper(paragraphs="§ 1 Öppnande\n\nA.\n\n§ 4 Avslut\n\nB."))

    assert numbers(minutes) == ["1", "4"]
    assert "saknas mellan § 1 och § 4" in problems(minutes)
    assert [paragraph.proposed_number for paragraph in minutes.paragraphs] == ["", ""]


def test_a_list_of_contents_is_never_paragraphs():
    contents = "Innehåll\n§ 1 Öppnande .......... 2\n§ 2 Avslut ............ 3"
    minutes = read(paper(cover=f"Närvarande: Asta Björk, Ture Holm\n\n{contents}"))

    assert numbers(minutes) == ["1", "2"]
    assert "innehållsförteckning" in problems(minutes)


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("§ 94 Öppnande", "§ 94"),
        ("§74 Öppnande", "§74"),
        ("FHR § 1 Öppnande", "FHR § 1"),
        ("1. Öppnande", "1."),
        ("8A. Öppnande", "8A."),
        ("Ärende 3 Öppnande", "Ärende 3"),
        ("I. Öppnande", "I."),
        ("1 § Öppnande", "1 §"),
    ],
)
def test_the_label_keeps_the_number_exactly_as_printed(printed: str, label: str):
    second = {"FHR": "FHR § 2", "Är": "Ärende 4", "I.": "II.", "8A": "9.", "1 ": "2 §", "§7": "§75", "§ ": "§ 95"}
    following = next((one for start, one in second.items() if printed.startswith(start)), "2.")
    minutes = read(paper(paragraphs=f"{printed}\n\nAsta öppnade mötet.\n\n{following} Avslut\n\nTure tackade."))

    assert minutes.paragraphs[0].label == label
    assert [paragraph.heading for paragraph in minutes.paragraphs] == ["Öppnande", "Avslut"]


def test_a_paragraph_without_number_has_no_label():
    minutes = read(paper(paragraphs="§ 1 Öppnande\n\nA.\n\n§ Klotter\n\nB.\n\n§ 2 Avslut\n\nC."))

    assert [paragraph.label for paragraph in minutes.paragraphs] == ["§ 1", "", "§ 2"]


def test_sub_numbers_below_a_number_with_a_full_stop_are_paragraphs():
    minutes = read(paper(paragraphs="3. Rapporter\n3.1 Skola\nLugnt.\n3.2 Polis\nInget.\n\n4. Avslut\n\nTack."))

    assert numbers(minutes) == ["3", "3.1", "3.2", "4"]


def test_a_line_that_only_goes_on_is_no_paragraph_though_it_begins_with_the_next_number():
    text = (
        "§ 1 Öppnande\n\nVi följer vad som sades enligt punkt\n\n2. Ingen hade något att säga.\n\n§ 2 Avslut\n\nTack."
    )
    minutes = read(paper(paragraphs=text))

    assert numbers(minutes) == ["1", "2"]


# People


@pytest.mark.parametrize(
    "line",
    [
        "Asta Björk\tPolisen",
        "Asta Björk      Polisen",
        "Asta Björk, Polisen",
        "Asta Björk (Polisen)",
        "• Asta Björk - Polisen",
    ],
)
def test_name_and_organisation_may_be_divided_in_many_ways(line: str):
    minutes = read(paper(cover=f"Närvarande:\n{line}\nTure Holm, Norrby kommun"))

    assert present(minutes) == [("Asta Björk", "Polisen"), ("Ture Holm", "Norrby kommun")]
    assert minutes.warnings == ()


def test_people_may_stand_on_one_line_or_under_their_organisation():
    one_line = read(paper(cover="Närvarande: Asta Björk, Ture Holm och Siv Lund"))
    grouped = read(paper(cover="Närvarande:\nPolisen: Asta Björk, Siv Lund\nNorrby kommun: Ture Holm"))

    assert [name for name, _ in present(one_line)] == ["Asta Björk", "Ture Holm", "Siv Lund"]
    assert present(grouped) == [("Asta Björk", "Polisen"), ("Siv Lund", "Polisen"), ("Ture Holm", "Norrby kommun")]


def test_a_name_divided_at_its_hyphen_is_one_name():
    minutes = read(paper(cover="Närvarande:\nAsta Björk\tPolisen\nTure Holm\tNorrby kommun\nSven-\nOlof Lund\tSkolan"))

    assert present(minutes)[2] == ("Sven-Olof Lund", "Skolan")


@pytest.mark.parametrize("label", ["Frånvarande", "Ej närvarande", "Förhindrade", "Förhindrad(e)", "Anmält förhinder"])
def test_the_absent_are_never_among_the_present(label: str):
    minutes = read(
        paper(cover=f"Närvarande:\nAsta Björk\tPolisen\nTure Holm\tNorrby kommun\n\n{label}:\nSiv Lund\tSkolan (sjuk)")
    )

    assert "Siv Lund" not in [name for name, _ in present(minutes)]
    assert [(one.name, one.organisation, one.note) for one in minutes.absent] == [("Siv Lund", "Skolan", "sjuk")]


def test_somebody_called_absent_in_the_list_of_those_present_is_absent():
    minutes = read(
        paper(cover="Närvarande:\nAsta Björk, Polisen\nTure Holm, Norrby kommun\nSiv Lund, Skolan, anmält förhinder")
    )

    assert [person.name for person in minutes.absent] == ["Siv Lund"]
    assert len(minutes.attendees) == 2


@pytest.mark.parametrize("heading", ["Anmält frånvaro", "Kallade men ej närvarande", "Frånvarande med förfall"])
def test_a_heading_that_speaks_of_absence_in_unusual_words_is_still_absence(heading: str):
    minutes = read(paper(cover=f"Närvarande: Asta Björk, Ture Holm\n{heading}: Siv Lund"))

    assert [person.name for person in minutes.absent] == ["Siv Lund"]
    assert "Siv Lund" not in [name for name, _ in present(minutes)]


def test_a_label_after_the_absent_ends_their_list():
    minutes = read(paper(cover="Närvarande: Asta Björk, Bo Sten\nFrånvarande: Siv Lund\nSekreterare: Ture Holm"))

    assert [person.name for person in minutes.absent] == ["Siv Lund"]
    assert [(person.name, person.role) for person in minutes.attendees][-1] == ("Ture Holm", "sekreterare")


def test_somebody_printed_as_both_present_and_absent_is_left_to_the_secretary():
    minutes = read(paper(cover="Närvarande:\nAsta Björk, Polisen\nSiv Lund, Skolan\n\nFrånvarande:\nSiv Lund, Skolan"))

    assert "Siv Lund" not in [name for name, _ in present(minutes)]
    assert "både som närvarande och som frånvarande" in problems(minutes)


def test_substitutes_without_a_seat_are_present():
    minutes = read(
        paper(
            cover="Beslutande:\nAsta Björk (C), ordförande\nTure Holm (S)\n\nEj tjänstgörande ersättare:\nSiv Lund (V)"
        )
    )

    assert [(person.name, person.role) for person in minutes.attendees] == [
        ("Asta Björk", "ordförande"),
        ("Ture Holm", "sekreterare"),
        ("Siv Lund", "ersättare"),
    ]
    assert minutes.absent == ()


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("t.o.m. § 5", "", "5"),
        ("fr.o.m. § 3", "3", ""),
        ("del av § 159", "159", "159"),
        ("§§ 2–4", "2", "4"),
        ("lämnade mötet efter § 4", "", "4"),
    ],
)
def test_presence_may_be_partial(said: str, first: str, last: str):
    minutes = read(paper(cover=f"Närvarande:\nAsta Björk, Polisen, {said}\nTure Holm, Norrby kommun"))

    person = minutes.attendees[0]
    assert (person.name, person.organisation, person.from_number, person.to_number) == (
        "Asta Björk",
        "Polisen",
        first,
        last,
    )


def test_labels_above_each_other_with_values_below_are_left_to_the_secretary():
    cover = "Plats\nFrånvarande\nNärvarande\n\nStadshuset\nSiv Lund\nAsta Björk"
    minutes = read(paper(cover=cover))

    assert minutes.attendees == ()
    assert "Siv Lund" in problems(minutes)


@pytest.mark.parametrize(
    "line",
    [
        "Asta Björk ordf, Ture Holm sekr, Siv Lund",
        "ordf Asta Björk, sekr Ture Holm, Siv Lund",
        "Asta Björk (ordf), Ture Holm (sekr) och Siv Lund",
        "Asta Björk, ordf., Ture Holm, sekr., samt Siv Lund",
        "Asta Björk (C), ordförande; Ture Holm (S), sekreterare; Siv Lund (V)",
    ],
)
def test_offices_may_stand_before_or_after_the_names_of_a_running_list(line: str):
    minutes = read(paper(cover=f"Närvarande: {line}"))

    assert [(person.name, person.role) for person in minutes.attendees] == [
        ("Asta Björk", "ordförande"),
        ("Ture Holm", "sekreterare"),
        ("Siv Lund", ""),
    ]


def test_first_names_are_names_where_the_list_has_only_such():
    running = read(paper(cover="Närvarande: Asta, Ture, Siv och Max från Polisen"))
    below = read(paper(cover="Närvarande:\nAsta\nTure\nSiv"))
    described = read(paper(cover="Närvarande: Asta Björk, Ystad, Ture Holm, Lund"))

    assert [name for name, _ in present(running)] == ["Asta", "Ture", "Siv", "Max"]
    assert [name for name, _ in present(below)] == ["Asta", "Ture", "Siv"]
    assert present(described) == [("Asta Björk", "Ystad"), ("Ture Holm", "Lund")]


def test_what_cannot_be_read_in_a_running_list_never_becomes_somebodys_organisation():
    minutes = read(paper(cover="Närvarande: Asta Björk, Ture Holm samt 14 medlemmar"))

    assert present(minutes) == [("Asta Björk", ""), ("Ture Holm", "")]
    assert "14 medlemmar" in problems(minutes)


def test_the_organisation_may_stand_below_the_name():
    minutes = read(paper(cover="Närvarande:\n\nAsta Björk\n\nPolisen\n\nTure Holm\n\nNorrby kommun"))

    assert present(minutes) == [("Asta Björk", "Polisen"), ("Ture Holm", "Norrby kommun")]


def test_ticks_tell_who_came():
    cover = "Ledamöter\tNärvarande\nAsta Björk\tX\nTure Holm\tX\nSiv Lund\t-\nLo Ek\nUlf Ask\tanmält förhinder"
    minutes = read(paper(cover=cover))

    assert [name for name, _ in present(minutes)] == ["Asta Björk", "Ture Holm"]
    assert [person.name for person in minutes.absent] == ["Siv Lund", "Ulf Ask"]
    assert "Lo Ek" in problems(minutes)


def test_lists_of_present_and_absent_side_by_side_are_kept_apart():
    cover = "Närvarande          Frånvarande\nAsta Björk          Siv Lund\nTure Holm           Lo Ek\nUlf Ask"
    minutes = read(paper(cover=cover))

    assert [name for name, _ in present(minutes)] == ["Asta Björk", "Ture Holm", "Ulf Ask"]
    assert [person.name for person in minutes.absent] == ["Siv Lund", "Lo Ek"]


def test_a_group_within_the_absent_is_absent():
    minutes = read(
        paper(cover="Närvarande: Asta Björk, Ture Holm\n\nFrånvarande:\nLedamot\tSiv Lund\nSuppleant\tLo Ek")
    )

    assert [name for name, _ in present(minutes)] == ["Asta Björk", "Ture Holm"]
    assert [person.name for person in minutes.absent] == ["Siv Lund", "Lo Ek"]


def test_who_was_summoned_is_not_thereby_present():
    minutes = read(paper(cover="Kallade: Siv Lund, Lo Ek\n\nNärvarande: Asta Björk, Ture Holm"))

    assert [name for name, _ in present(minutes)] == ["Asta Björk", "Ture Holm"]
    assert "Siv Lund" in problems(minutes)


def test_a_stand_in_keeps_whom_he_stands_in_for():
    minutes = read(
        paper(cover="Beslutande\nAsta Björk (S)\nTure Holm (C), tjg ers för Bo Ek (C)\nSiv Lund (M) ersätter Lo Ask")
    )

    assert [person.role for person in minutes.attendees] == ["", "ersättare för Bo Ek (C)", "ersätter Lo Ask"]


# Place, time, distribution


@pytest.mark.parametrize(
    ("printed", "begins", "ends"),
    [
        ("kl. 9.00–11.30", "09:00", "11:30"),
        ("13.15-15.40", "13:15", "15:40"),
        ("18:30", "18:30", ""),
        ("kl 16-18", "16:00", "18:00"),
        ("klockan 13.00 – 14.45", "13:00", "14:45"),
    ],
)
def test_the_time_is_kept_as_printed_and_understood(printed: str, begins: str, ends: str):
    minutes = read(paper(cover=f"Tid: {printed}\n\nNärvarande: Asta Björk, Ture Holm"))

    assert minutes.time == printed
    assert minutes.starts_at.isoformat("minutes") == begins
    assert (minutes.ends_at.isoformat("minutes") if minutes.ends_at else "") == ends
    assert as_json(minutes)["time"] == printed


def test_a_paper_without_time_has_none():
    minutes = read(paper(paragraphs="§ 1 Öppnande\n\nA.\n\n§ 2 Avslut\n\nMötet avslutades kl. 21.10."))

    assert (minutes.time, minutes.starts_at, minutes.ends_at) == ("", None, None)


@pytest.mark.parametrize(
    "printed",
    [
        "20 september 2021",
        "den 20 sept. 2021",
        "2021-09-20",
        "20/9 2021",
        "20.9.2021",
        "måndagen den 20 september 2021",
        "210920",
    ],
)
def test_a_date_is_read_in_every_swedish_form(printed: str):
    text = paper().replace(" 2022-03-14", "", 1).replace("\n\n", f"\n\nDatum: {printed}\n\n", 1)
    minutes = read(text)

    assert minutes.held_on.isoformat() == "2021-09-20"
    assert minutes.warnings == ()


def test_dates_that_disagree_are_told():
    minutes = read("2022-03-15\n\n" + paper())

    assert minutes.held_on.isoformat() == "2022-03-14"
    assert "2022-03-15" in problems(minutes)


def test_a_missing_date_is_told():
    minutes = read(paper().replace(" 2022-03-14", "", 1))

    assert minutes.held_on is None
    assert "datum" in problems(minutes)


def test_place_and_time_may_share_a_label():
    minutes = read(
        paper(
            cover="Plats och tid: Medborgarhuset, sal 4, 2022-03-14 kl. 9.00–11.30\n\nNärvarande: Asta Björk, Ture Holm"
        )
    )

    assert minutes.place == "Medborgarhuset, sal 4"
    assert minutes.warnings == ()


@pytest.mark.parametrize(
    "label", ["Delges", "Expedieras till:", "Kopia till:", "För kännedom:", "Beslutet skickas till"]
)
def test_recipients_are_divided_but_their_names_are_not(label: str):
    end = (
        f"{label} närvarande, Kultur- och fritidsnämnden, Olga Sten samt kommunstyrelsen.\n\nVid protokollet: Ture Holm"
    )
    minutes = read(paper(end=end))

    assert minutes.recipients == ("närvarande", "Kultur- och fritidsnämnden", "Olga Sten", "kommunstyrelsen")


# Signatures


@pytest.mark.parametrize(
    "end",
    [
        "Vid protokollet\n\nTure Holm\n\nJusteras\n\nAsta Björk",
        "Vid protokollet\n\nJusteras\n\nTure Holm\n\nAsta Björk",
        "Vid pennan\tJusteras:\nTure Holm\tAsta Björk",
        "Sekreterare            Justerare\n\n..............         ..............\nTure Holm              Asta Björk",
        "Sekreterare: Ture Holm\nJusterare: Asta Björk",
        "Protokollförare ___________\n(Ture Holm)\n\nJusteringsman ___________\n(Asta Björk)",
        "Ture Holm\nSekreterare\n\nAsta Björk\nJusterare",
    ],
)
def test_each_name_belongs_to_its_label(end: str):
    minutes = read(paper(end=end))

    assert signed(minutes) == [("secretary", "Ture Holm"), ("attester", "Asta Björk")]
    assert minutes.warnings == ()


def test_signers_may_stand_before_the_paragraphs():
    cover = (
        "Närvarande:\nAsta Björk, Polisen\nTure Holm, Norrby kommun\n\n"
        "Underskrifter\nSekreterare  Ture Holm\nOrdförande  Asta Björk\nJusterare  Siv Lund"
    )
    minutes = read(paper(cover=cover, end="\n"))

    assert signed(minutes) == [("secretary", "Ture Holm"), ("chair", "Asta Björk"), ("attester", "Siv Lund")]
    assert "Siv Lund har undertecknat" in problems(minutes)


def test_a_label_without_name_is_told_and_nobody_is_put_there():
    minutes = read(paper(end="Vid protokollet\n\nTure Holm\n\nJusteras\n\n................"))

    assert signed(minutes) == [("secretary", "Ture Holm")]
    assert "inget namn" in problems(minutes)


def test_the_source_of_a_quotation_in_the_last_paragraph_signs_nothing():
    last = '§ 2 Pris\n\nJuryn skriver:\n\n"Ett gott arbete."\n\nVera Strand, ordförande'
    minutes = read(paper(paragraphs=f"§ 1 Öppnande\n\nAsta öppnade.\n\n{last}"))

    assert signed(minutes) == [("secretary", "Ture Holm"), ("attester", "Asta Björk")]
    assert minutes.paragraphs[1].text.endswith("Vera Strand, ordförande")


# Text


def test_wrapped_lines_are_joined_and_hyphens_kept_where_they_belong():
    text = "Om vålds-\nbejakande grupper, drog- och\nalkoholfrågor, MVP-\nutbildning och drog-\noch våldsfrågor."
    minutes = read(paper(paragraphs=f"§ 1 Öppnande\n\n{text}\n\n§ 2 Avslut\n\nTure tackade."))

    assert minutes.paragraphs[0].text == (
        "Om våldsbejakande grupper, drog- och alkoholfrågor, MVP-utbildning och drog- och våldsfrågor."
    )


@pytest.mark.parametrize("bullet", ["•", "-", "–", "*", "o", "\uf0b7"])
def test_points_of_a_list_stand_on_lines_of_their_own(bullet: str):
    text = f"Detta ska göras:\n{bullet} boka lokal för\n  mötet\n{bullet} köpa kaffe\n\nSedan är det klart."
    minutes = read(paper(paragraphs=f"§ 1 Öppnande\n\n{text}\n\n§ 2 Avslut\n\nTure tackade."))

    assert (
        minutes.paragraphs[0].text == "Detta ska göras:\n\n- boka lokal för mötet\n- köpa kaffe\n\nSedan är det klart."
    )
    assert minutes.warnings == ()


def test_page_furniture_is_taken_out_of_the_text_and_kept_in_warnings():
    text = (
        "§ 1 Öppnande\n\nAsta läste upp en lång\n\nNorrby kommun\nSida 2 av 3\n\nlista.\n\n§ 2 Avslut\n\nTure tackade."
    )
    minutes = read("Norrby kommun\nSida 1 av 3\n\n" + paper(paragraphs=text))

    assert minutes.paragraphs[0].text == "Asta läste upp en lång lista."
    assert "Sida 2 av 3" in problems(minutes)


def test_a_letterhead_is_taken_out_of_the_text_and_kept_in_warnings():
    head = "NORRBY TRYGGHETSRÅD\n\n123 45 Norrby. Besöksadress: Storgatan 1\n\nTfn 0123-45 67 89 Fax 0123-45 67 80"
    minutes = read(paper(paragraphs=f"§ 1 Öppnande\n\n{head}\n\nAsta öppnade.\n\n§ 2 Avslut\n\nTure tackade."))

    assert minutes.paragraphs[0].text == "Asta öppnade."
    assert [remark.text for remark in minutes.warnings] == head.split("\n\n")


# HTML


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += re.findall(r"\w+", data)


def test_html_has_paragraphs_lists_and_quotations_with_their_source():
    text = 'Juryn:\n\n"Gott arbete för <alla> & envar."\n\nVera Strand, landshövding\n\n- ett\n- två\n\n1. nu\n2. sen'

    assert paragraph_html(text) == (
        "<p>Juryn:</p>"
        "<blockquote><p>&quot;Gott arbete för &lt;alla&gt; &amp; envar.&quot;</p>"
        "<p><cite>Vera Strand, landshövding</cite></p></blockquote>"
        "<ul><li>ett</li><li>två</li></ul>"
        "<ol><li>nu</li><li>sen</li></ol>"
    )


def test_numbers_that_do_not_count_from_one_are_kept_as_printed():
    assert paragraph_html("3. tredje\n4. fjärde") == "<p>3. tredje</p><p>4. fjärde</p>"


@given(st.text(alphabet='abåäö <>&"-”“,.\n', max_size=200))
def test_html_keeps_every_word_and_uses_few_tags(text: str):
    parser = _Text()
    parser.feed(paragraph_html(text))
    parser.close()

    assert parser.words == re.findall(r"\w+", text)
    assert parser.tags <= {"p", "ul", "ol", "li", "blockquote", "cite"}


# Any text at all


def _all_papers() -> list[Path]:
    return sorted(PAPERS.glob("*.txt"))


def _text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(max_size=400))
def test_any_text_is_read_without_error_and_without_loss(text: str):
    minutes = read_minutes(text)

    assert words_not_accounted_for(text, minutes) == []


_LINES = sorted({line for path in _all_papers() for line in _text_of(path).split("\n")} | set(PAPER.split("\n")))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_LINES), max_size=40))
def test_lines_of_papers_in_any_order_are_read_without_error_and_without_loss(lines: list[str]):
    text = "\n".join(lines)

    assert words_not_accounted_for(text, read_minutes(text)) == []


@settings(max_examples=100, deadline=None)
@given(st.permutations(PAPER.split("\n")))
def test_shuffled_minutes_never_call_the_same_person_present_and_absent(lines: list[str]):
    minutes = read("\n".join(lines))

    assert not {person.name for person in minutes.attendees} & {person.name for person in minutes.absent}


# The corpus


def _alike(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).replace("\u00ad", "")).strip()


def _without_stop(text: str) -> str:
    return _alike(text).rstrip(".:")


def differences(expected: object, found: object, where: str = "") -> list[str]:
    """Return how a reading differs from what is expected of it; keys that are not expected are not compared."""
    if isinstance(expected, dict):
        result = []
        for key, value in expected.items():
            if key == "text_words_contain":
                text = _alike(found["text"])
                result += [f"{where}: {part!r} is not in {text!r}" for part in value if _alike(part) not in text]
            elif key in ("heading", "title"):
                result += differences(_without_stop(value), _without_stop(found[key]), f"{where}.{key}")
            else:
                result += differences(value, found[key], f"{where}.{key}")
        return result
    if isinstance(expected, list):
        if len(expected) != len(found):
            return [f"{where}: expected {expected}, found {found}"]
        pairs = zip(expected, found, strict=True)
        return [
            text for place, (one, other) in enumerate(pairs) for text in differences(one, other, f"{where}[{place}]")
        ]
    if isinstance(expected, str) and isinstance(found, str):
        expected, found = _alike(expected), _alike(found)
    return [] if expected == found else [f"{where}: expected {expected!r}, found {found!r}"]


@pytest.mark.parametrize("path", _all_papers(), ids=lambda path: path.stem)
def test_papers_are_read_as_an_archivist_reads_them(path: Path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    result = as_json(read(_text_of(path)))
    clean, warned = expected.pop("clean", False), expected.pop("warn_about", [])
    told = [f"{remark['text']} {remark['problem']}".casefold() for remark in result["warnings"]]

    assert differences(expected, result) == []
    assert [about for about in warned if not any(about.casefold() in one for one in told)] == []
    assert not clean or result["warnings"] == []

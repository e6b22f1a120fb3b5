"""What the editor is advised to look at once more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.language import advice, count_differs, mixed_voice


def test_doubled_words_are_pointed_out():
    text = "Vi har bjudit in till till en dag att\natt minnas."
    assert [(text[one.start : one.end], one.sentence) for one in advice(text)] == [
        ("till till", "Samma ord står två gånger efter varandra: ”till till”."),
        ("att\natt", "Samma ord står två gånger efter varandra: ”att att”."),
    ]


def test_a_text_without_verb_is_pointed_out():
    (found,) = advice("Föreläsning om mobbning för personalen på Stenebergsskolan.")
    assert found.sentence == (
        "Det verkar saknas ett verb: ”Föreläsning om mobbning för personalen på …”."
        " Skriv vad som har hänt, händer eller ska hända."
    )


@pytest.mark.parametrize("text", ["Vi har träffat rektorerna.", "Skolan fick stöd.", "12 12 deltog.", "", " "])
def test_nothing_to_say(text):
    assert advice(text) == []


def test_vi_and_big_are_not_mixed():
    texts = ["Vi har haft möte.", "BIG deltog.", "”Vi” sade de.", "Ett möte hölls.", "BIG:s arbete pågår."]
    assert mixed_voice(texts) == "Punkt 1 och 3 börjar med ”Vi”, punkt 2 med ”BIG”. Välj ett av dem i hela rapporten."
    assert mixed_voice(["Vi har haft möte.", "Ett möte hölls."]) is None
    assert mixed_voice(["BIG deltog.", "Vidare hölls ett möte."]) is None
    assert mixed_voice([]) is None


@pytest.mark.parametrize(
    ("text", "number", "printed"),
    [
        ("En dag för drygt 20 lärare i v. 12.", 25, "”drygt 20 lärare”"),
        ("En kväll för ca 80st föräldrar.", 100, "”ca 80st”"),
        ("Tolv elever deltog.", 11, "”Tolv elever”"),
        ("Vi mötte 60 elever och 12 lärare.", 70, "”60 elever” och ”12 lärare”"),
        ("Omkring 1 200 personer kom.", 200, "”Omkring 1 200 personer”"),
    ],
)
def test_a_count_that_differs_from_the_field(text, number, printed):
    assert count_differs(text, number) == f"I texten står {printed}, men antalet är angivet som {number}."


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("En dag för drygt 20 lärare i v. 12.", 20),
        ("Vi mötte 60 elever och 12 lärare.", 72),
        ("Vi mötte 60 elever och 12 lärare.", 12),
        ("Tolv nya mentorer utbildades.", 12),
        ("Fem halvdagar hösten 2019 för årskurs 7–9.", 30),
        ("Ett antal studenter kom.", 3),
    ],
)
def test_a_count_that_agrees_or_counts_something_else(text, number):
    assert count_differs(text, number) is None


@given(st.text(), st.integers(0))
def test_any_text_is_borne(text, number):
    assert all(text[one.start : one.end] for one in advice(text))
    assert mixed_voice([text, "Vi"]) is None or text.strip()
    assert count_differs(text, number) is None or str(number) in count_differs(text, number)

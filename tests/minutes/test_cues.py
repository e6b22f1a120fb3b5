"""What minutes say with their verbs: the sentences that a secretary would and would not have recorded as an outcome."""

import pytest

from minutes.cues import Cue, suggest

DECISIONS = [
    "Dagordningen godkändes.",
    "Gruppen godkände dagordningen med tillägget.",
    "Dagordningen godkänns.",
    "Beslutades att träffen flyttas till april.",
    "Gruppen beslutade att bjuda in skolorna.",
    "Ledningsgruppen beslutar att lägga ned projektet.",
    "Det beslutas att Anna skriver brevet.",
    "Gruppen beslutar enhälligt att fortsätta.",
    "Mötet beslöt enligt förslaget.",
    "Så beslöts.",
    "Föregående protokoll lades till handlingarna.",
    "Protokollet läggs till handlingarna.",
    "Gruppen lade rapporten till handlingarna.",
    "Till justerare utsågs Vera Lindmark.",
    "Gruppen utsåg Vera Lindmark till justerare.",
    "Nils Åkerström valdes till ordförande för dagen.",
    "Budgeten fastställdes.",
    "Nämnden beslutade enligt förslaget.",
    "Gruppen beslutar:",
    "Planen antogs.",
    "Förslaget avslogs.",
    "Gruppen enades om en gemensam dag i maj.",
    "Efter diskussion, bl.a. om kostnaden, godkändes planen.",
]
ASSIGNMENTS = [
    "Vera fick i uppdrag att ringa skolan.",
    "Vera Lindmark får i uppdrag att återkomma.",
    "Gruppen gav Vera i uppdrag att ringa skolan.",
    "Samordnaren gavs i uppdrag att ta fram en plan.",
    "Det uppdrogs åt Nils att kontakta polisen.",
    "Gruppen uppdrar åt sekreteraren att skicka ut kallelsen.",
    "Nils åtog sig att boka lokal.",
    "Nils tar på sig att boka lokal.",
]
DEFERRALS = [
    "Frågan bordlades.",
    "Gruppen bordlade ärendet.",
    "Ärendet bordläggs.",
    "Punkten överfördes till nästa möte.",
    "Ärendet överförs till nästa sammanträde.",
    "Frågan om lokal sköts upp till hösten.",
    "Frågan skjuts upp.",
    "Frågan tas upp igen vid nästa möte.",
    "Gruppen återkommer till saken på nästa sammanträde.",
]
NOTHING = [
    "Nils Åkerström öppnade mötet.",
    "Vid förra mötet beslutades att bjuda in skolorna.",
    "Kommunstyrelsen beslutade i juni att avsätta pengar.",
    "Socialnämnden har beslutat att anställa två fältare.",
    "Rådet beslutade den 12 oktober 2025 att utreda saken.",
    "I juni godkände fullmäktige planen.",
    "Inget beslutades.",
    "Gruppen beslutade inte i frågan.",
    "Innan gruppen beslutar behövs mer underlag.",
    "Frågan är hur gruppen beslutar.",
    "Besluten från i våras har verkställts.",
    "Pengarna överfördes till skolan.",
    "Vera har fått i uppdrag av regionen att delta.",
    "Uppdraget är klart.",
    "Handlingarna delades ut.",
    "Nästa sammanträde hålls den 4 maj.",
    "Polisen godkände upplägget i förväg.",
    "Vera undrade om frågan kunde bordläggas.",
    "Ett val av lokal återstår.",
]


@pytest.mark.parametrize("sentence", DECISIONS)
def test_a_decision_sounds_like_one(sentence):
    assert suggest(sentence)[:1] == [Cue("decision", sentence)]


@pytest.mark.parametrize("sentence", ASSIGNMENTS)
def test_an_assignment_sounds_like_one(sentence):
    assert suggest(sentence) == [Cue("assignment", sentence)]


@pytest.mark.parametrize("sentence", DEFERRALS)
def test_a_deferral_sounds_like_one(sentence):
    assert suggest(sentence) == [Cue("deferral", sentence)]


@pytest.mark.parametrize("sentence", NOTHING)
def test_what_only_tells_of_such_things_suggests_nothing(sentence):
    assert suggest(sentence) == []


def test_the_first_sentence_of_each_kind_counts():
    text = "Anna berättade.\nPlanen godkändes. Budgeten godkändes. Vera fick i uppdrag att skriva."
    assert suggest(text) == [
        Cue("decision", "Planen godkändes."),
        Cue("assignment", "Vera fick i uppdrag att skriva."),
    ]

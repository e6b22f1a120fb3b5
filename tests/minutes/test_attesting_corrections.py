"""A correction goes to those who attested the minutes, and is approved by them in the same way."""

import datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from big.documents.models import Blob, Document
from big.letters.models import Letter
from big.people.models import Event, User
from big.people.roles import Role
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from minutes import corrections, rounds
from minutes.attestation import attest_on_paper
from minutes.home import panel
from minutes.models import Attestation, AttestationRound, Correction, Meeting
from tests.factories import create_user
from tests.pdf_validation import assert_archival_and_accessible, pdf_text

NOW = datetime.datetime(2026, 2, 10, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
DUE = datetime.date(2026, 2, 20)
HOW = "med lösenord"
WORDS = {"before": "Ordet var fritt.", "after": "Ordet var fritt för alla.", "reason": "Två ord föll bort."}


@pytest.fixture
def draft(meeting: Meeting, secretary: User) -> Correction:
    """Of minutes that Nils, the chair, and Siv attested on paper."""
    for row in meeting.attendance.all():
        row.person = meeting.officers.filter(name=row.name).first().person
        row.save()
    attest_on_paper(meeting, attested_on=None, by=secretary, now=NOW)
    return corrections.write(meeting.paragraphs.get(number="2"), **WORDS, by=secretary, now=NOW)


@pytest.fixture
def sent(draft: Correction, secretary: User) -> AttestationRound:
    return corrections.send(draft, due_on=DUE, by=secretary, now=NOW)


def part(round_: AttestationRound, user: User) -> Attestation:
    return round_.attestations.get(person=user.person)


def approve(round_: AttestationRound, user: User, **values: object) -> Document | None:
    given = {"how": HOW, "digest": round_.proof_id, "by": user, "now": NOW + DAY} | values
    return corrections.approve(part(round_, user), **given)


def subjects() -> set[str]:
    return {letter.subject.partition(":")[0] for letter in Letter.objects.all()}


def current(draft: Correction) -> Correction:
    return Correction.objects.get(pk=draft.pk)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# -- The round ---------------------------------------------------------------------------------------------------------


def test_it_is_sent_to_those_who_attested_the_minutes(sent, draft, nils, siv):
    assert current(draft).state == "in_attestation"
    assert [(one.name, one.role_text) for one in sent.attestations.all()] == [
        ("Nils Åkerström", "ordförande"),
        ("Siv Björk", "justerare"),
    ]
    asked = Letter.objects.filter(subject__startswith="En rättelse väntar på din justering: Ledningsgruppen den 3")
    assert set(asked.values_list("address", flat=True)) == {nils.email, siv.email}
    assert not any("fritt" in letter.subject + letter.body for letter in asked)
    assert draft.get_absolute_url() in asked[0].body
    assert "UNDER JUSTERING" in pdf_text(bytes(Blob.objects.get(pk=sent.proof_id).data)).upper()


def test_when_all_have_approved_it_is_attested_and_made_a_document(sent, draft, meeting, nils, siv):
    assert approve(sent, nils) is None
    assert current(draft).state == "in_attestation"
    document = approve(sent, siv)
    done = current(draft)
    assert (done.document, done.attested_how, done.pretty_status) == (
        document,
        "here",
        "Justerad i systemet 11\N{NO-BREAK SPACE}februari 2026",
    )
    assert AttestationRound.objects.get().outcome == "approved"
    pdf = bytes(Blob.objects.get(pk=document.blob_id).data)
    text = " ".join(pdf_text(pdf).split())
    assert text.count("Godkänt 2026-02-11 kl. 13.00, med lösenord") == 2
    assert "Justerarna har godkänt rättelsen i systemet." in text
    assert f"vars kontrollsumma (SHA-256) börjar med {sent.proof_id[:16]}." in text
    assert "Siv Björk justerare" in text
    assert_archival_and_accessible(pdf)
    assert {"En rättelse är justerad", "Rättelse av protokoll"} <= subjects()


def test_approving_asks_for_proof_the_right_person_and_the_right_file(sent, secretary, nils):
    for values, sentence in (
        ({"how": ""}, "Styrk först"),
        ({"by": secretary}, "Nils Åkerström som ska svara"),
        ({"digest": "0" * 64}, "skickats på nytt"),
    ):
        with pytest.raises(Refused, match=sentence):
            approve(sent, nils, **values)
    approve(sent, nils)
    with pytest.raises(Refused, match="redan svarat"):
        approve(sent, nils)


def test_what_was_changed_behind_the_attesters_is_not_approved(sent, nils):
    Correction.objects.update(after="Något annat.")
    with pytest.raises(Refused, match="har ändrats sedan den skickades"):
        approve(sent, nils)


def test_who_wants_something_changed_sends_it_back(sent, draft, secretary, nils, siv):
    approve(sent, nils)
    with pytest.raises(Refused, match="Skriv vad"):
        corrections.return_(part(sent, siv), comment=" ", digest=sent.proof_id, by=siv)
    corrections.return_(part(sent, siv), comment="Fel ord.", digest=sent.proof_id, by=siv, now=NOW)
    assert current(draft).state == "drafting"
    assert AttestationRound.objects.get().outcome == "returned"
    assert "En rättelse är tillbaka från justering" in subjects()
    assert not any("Fel ord." in letter.body for letter in Letter.objects.all())
    with pytest.raises(Refused, match="avslutad"):
        approve(sent, siv)
    corrections.edit(current(draft), **(WORDS | {"after": "Ordet var allas."}), by=secretary)
    with pytest.raises(Refused, match="finns kvar"):
        corrections.discard(current(draft), by=secretary)
    again = corrections.send(current(draft), due_on=DUE, by=secretary, now=NOW)
    assert again.number == 2
    approve(again, nils)
    assert approve(again, siv)


def test_the_secretary_takes_it_back_and_has_it_signed_with_ink(sent, draft, secretary, nils):
    with pytest.raises(Refused, match="under justering"):
        corrections.edit(current(draft), **WORDS, by=secretary)
    with pytest.raises(Refused, match="under justering"):
        corrections.attest_on_paper(current(draft), attested_on=NOW.date(), by=secretary, now=NOW)
    corrections.recall(draft, by=secretary, now=NOW)
    assert "En rättelse är återtagen från justering" in subjects()
    with pytest.raises(Refused, match="avslutad"):
        approve(sent, nils)
    with pytest.raises(Refused, match="inte under justering"):
        corrections.recall(draft, by=secretary)
    assert corrections.attest_on_paper(current(draft), attested_on=NOW.date(), by=secretary, now=NOW)


def test_sending_is_refused_for_what_cannot_be_answered_here(draft, secretary, nils):
    with pytest.raises(Refused, match="Sista dagen"):
        corrections.send(draft, due_on=NOW.date() - DAY, by=secretary, now=NOW)
    User.objects.filter(pk=nils.pk).update(is_active=False)
    with pytest.raises(NotYet, match="Nils Åkerström ska justera, men kontot är avstängt"):
        corrections.send(draft, due_on=DUE, by=secretary, now=NOW)
    Correction.objects.update(before="Står inte där")
    with pytest.raises(NotYet):
        corrections.send(current(draft), due_on=DUE, by=secretary, now=NOW)
    assert not AttestationRound.objects.exists()


def test_sending_is_refused_when_one_person_attested_under_two_names(meeting, as_secretary, secretary, nils):
    meeting.officers.filter(name="Siv Björk").update(person=nils.person)
    attest_on_paper(meeting, attested_on=None, by=secretary, now=NOW)
    twice = corrections.write(meeting.paragraphs.get(number="2"), **WORDS, by=secretary, now=NOW)
    with pytest.raises(NotYet, match="Samma person står två gånger som justerare"):
        corrections.send(twice, due_on=DUE, by=secretary, now=NOW)
    assert "Samma person står två gånger" in as_secretary.get(f"{twice.get_absolute_url()}skicka/").text


def test_the_last_approval_is_one_transaction(sent, draft, nils, siv):
    approve(sent, nils)
    letters = Letter.objects.count()
    with transaction.atomic():
        approve(sent, siv)
        transaction.set_rollback(True)
    assert current(draft).state == "in_attestation"
    assert (Document.objects.filter(kind="correction").count(), Letter.objects.count()) == (0, letters)
    assert approve(sent, siv)


def test_attesters_are_reminded_of_a_correction(sent, nils):
    rounds.remind_in_time(NOW + 8 * DAY)
    reminder = Letter.objects.get(subject__startswith="Påminnelse: en rättelse väntar", address=nils.email)
    assert "rättelse" in reminder.body


def test_the_first_page_says_that_a_correction_waits(sent, draft, nils, siv):
    [task] = [task for task in panel(nils)[0] if "rättelsen" in task.sentence]
    assert task.url == draft.get_absolute_url()
    approve(sent, nils)
    assert not [task for task in panel(nils)[0] if "rättelsen" in task.sentence]


def test_the_first_page_follows_a_correction_for_the_secretary_until_it_is_attested(
    draft, secretary, nils, siv, django_assert_num_queries
):
    def tasks() -> list[tuple[str, str]]:
        return [(task.sentence, task.url) for task in panel(secretary)[0]]

    what, url = f"rättelsen av {draft.paragraph.label}, {draft.meeting}", draft.get_absolute_url()
    assert tasks() == [(f"Skriv klart {what}", url)]
    assert not [task for task in panel(nils)[0] if "rättelsen" in task.sentence]
    with CaptureQueriesContext(connection) as one:
        panel(secretary)
    sent = corrections.send(draft, due_on=DUE, by=secretary, now=NOW)
    assert tasks() == [(f"Följ justeringen av {what}", url)]
    corrections.return_(part(sent, siv), comment="Fel ord.", digest=sent.proof_id, by=siv, now=NOW)
    assert tasks() == [(f"Tillbaka med kommentarer: {what}", url)]
    other = corrections.write(draft.paragraph, **(WORDS | {"after": "Ordet var allas."}), by=secretary)
    with django_assert_num_queries(len(one)):
        assert len(tasks()) == 2
    corrections.discard(other, by=secretary)
    again = corrections.send(current(draft), due_on=DUE, by=secretary, now=NOW)
    approve(again, nils)
    approve(again, siv)
    assert tasks() == []


def test_the_trail_says_nothing_of_what_the_correction_says(sent, nils, siv):
    approve(sent, nils)
    approve(sent, siv)
    events = Event.objects.filter(subject__startswith="Rättelse av")
    assert {event.act for event in events} >= {"created", "sent_to_attesters", "approved", "attested"}
    assert not any("fritt" in str(event) for event in events)


# -- Pages -------------------------------------------------------------------------------------------------------------


def test_the_secretary_sends_and_follows(as_secretary, draft):
    base = draft.get_absolute_url()
    assert "Siv Björk" in as_secretary.get(f"{base}skicka/").text
    assert "Välj en dag." in as_secretary.post(f"{base}skicka/", {"due_on": ""}).text
    seen = {"version": draft.version}
    assert "redan varit" in as_secretary.post(f"{base}skicka/", {"due_on": "2026-01-01"} | seen).text
    page = as_secretary.post(f"{base}skicka/", {"due_on": "2099-01-01"} | seen, follow=True).text
    assert "Rättelsen är skickad till justering." in page
    assert "väntas svara" in page
    for path in ("skicka/", "andra/", "justerad-pa-papper/"):
        assert "under justering" in as_secretary.get(f"{base}{path}", follow=True).text
    assert b"".join(as_secretary.get(f"{base}omgang-1.pdf").streaming_content).startswith(b"%PDF")
    take_back = f"{base}aterta/?version={current(draft).version}"
    assert "har ändrats av någon annan" in as_secretary.post(f"{base}aterta/?version=1", follow=True).text
    assert "återtagen och kan ändras" in as_secretary.post(take_back, follow=True).text
    again = f"{base}aterta/?version={current(draft).version}"
    assert "inte under justering" in as_secretary.post(again, follow=True).text


def test_what_somebody_else_wrote_meanwhile_is_not_sent_unseen(as_secretary, draft, administrator):
    address = f"{draft.get_absolute_url()}skicka/"
    read = {"version": as_secretary.get(address).context["form"]["version"].value(), "due_on": "2099-01-01"}
    corrections.edit(current(draft), **(WORDS | {"after": "Ordet var allas."}), by=administrator)
    refused = as_secretary.post(address, read)
    assert "Rättelsen har ändrats sedan du öppnade sidan. Läs utkastet igen" in refused.text
    assert not AttestationRound.objects.exists()
    again = read | {"version": refused.context["form"]["version"].value()}
    assert "skickad till justering" in as_secretary.post(address, again, follow=True).text


def test_a_correction_that_was_sent_anew_meanwhile_is_not_taken_back_unseen(sent, draft, secretary):
    first = current(draft)
    corrections.recall(current(draft), by=secretary)
    corrections.send(current(draft), due_on=DUE, by=secretary, now=NOW)
    with pytest.raises(StaleVersion):
        corrections.recall(first, by=secretary)


def test_an_attester_reads_proves_who_it_is_and_approves(sent, draft, nils, siv):
    base, client = draft.get_absolute_url(), client_of(nils)
    assert "Ordet var fritt för alla." in client.get(base).text
    approving = client.get(f"{base}godkann/").text
    assert "Styrk först att det är du" in approving
    digest = {"digest": sent.proof_id}
    assert "Styrk först" in client.post(f"{base}godkann/", digest).text
    client.post("/mitt-konto/bekrafta/", {"password": "ett långt lösenord"})
    assert "Du har styrkt att det är du, med lösenord." in client.get(f"{base}godkann/").text
    page = client.post(f"{base}godkann/", digest, follow=True).text
    assert "Rättelsen är justerad när alla har godkänt den." in page
    assert "inget för dig att godkänna" in client.get(f"{base}godkann/", follow=True).text
    other = client_of(siv)
    other.get(f"{base}godkann/")
    other.post("/mitt-konto/bekrafta/", {"password": "ett långt lösenord"})
    assert "sparad som rattelse-2026-02-03-1.pdf" in other.post(f"{base}godkann/", digest, follow=True).text


def test_an_attester_sends_it_back_with_words(sent, draft, nils):
    base, client = draft.get_absolute_url(), client_of(nils)
    assert "Skriv vad som behöver ändras." in client.post(f"{base}behover-andras/", {"digest": sent.proof_id}).text
    stale = client.post(f"{base}behover-andras/", {"digest": "0" * 64, "comment": "Mina ord"}).text
    assert "skickats på nytt" in stale
    assert "Mina ord" in stale
    page = client.post(f"{base}behover-andras/", {"digest": sent.proof_id, "comment": "Fel ord."}, follow=True).text
    assert "tillbaka hos sekreteraren" in page
    assert "Fel ord." in page


def test_nobody_else_answers_or_reads_what_was_sent(sent, draft, secretary):
    base = draft.get_absolute_url()
    assert client_of(secretary).post(f"{base}behover-andras/").status_code == 404
    reader = client_of(create_user(Role.STEERING_GROUP, email="g@example.se"))
    for path in ("", "godkann/", "omgang-1.pdf"):
        assert reader.get(f"{base}{path}").status_code == 404
    assert reader.post(f"{base}behover-andras/").status_code == 404


def test_how_it_was_attested_is_not_for_everybody(sent, draft, nils, siv):
    approve(sent, nils)
    approve(sent, siv)
    base, reader = draft.get_absolute_url(), client_of(create_user(Role.STEERING_GROUP, email="g@example.se"))
    assert "Hur det går" not in reader.get(base).text
    assert reader.get(f"{base}omgang-1.pdf").status_code == 404
    assert "Hur det går" in client_of(nils).get(base).text


def test_the_page_costs_the_same_however_many_answer(sent, draft, as_secretary, django_assert_max_num_queries):
    with django_assert_max_num_queries(32):
        as_secretary.get(draft.get_absolute_url())

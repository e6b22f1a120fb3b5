"""Attested minutes go out to those whom they are delges: once to each address, and what became of it is seen."""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from big.documents.importing import keep_original
from big.documents.models import Blob
from big.letters import posting
from big.letters.models import Letter
from big.people.models import Event, Organisation, Person, User
from big.people.roles import Role
from big.refusals import Refused
from minutes import delivery, planning, recipients
from minutes.attestation import attest_on_paper
from minutes.models import Attendance, Body, Delivery, Meeting, Recipient
from tests.factories import create_body, create_meeting, create_membership, create_person, create_user
from tests.letters.test_posting import smtp  # noqa: F401 - a fixture
from tests.post_office import Letters, post_office

HELD = datetime.date(2026, 2, 3)
NOW = datetime.datetime(2026, 2, 10, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
TODAY = datetime.date(2026, 2, 10)


def present(meeting: Meeting, name: str, person: Person | None) -> None:
    meeting.attendance.filter(name=name).update(person=person)


def recipient(meeting: Meeting, kind: str, name: str, **fields: object) -> Recipient:
    position = meeting.recipients.count() + 1
    return Recipient.objects.create(meeting=meeting, position=position, kind=kind, name=name, **fields)


def attest(meeting: Meeting, by: User, now: datetime.datetime = NOW) -> None:
    attest_on_paper(meeting, attested_on=HELD, by=by, now=now)


@pytest.fixture
def nils(db: None) -> Person:
    return create_person("Nils Åkerström", email="nils@example.se")


@pytest.fixture
def meeting(nils: Person) -> Meeting:
    """Nils was present and has an address, Tora was present and is not in the register."""
    meeting = create_meeting()
    present(meeting, "Nils Åkerström", nils)
    return meeting


# -- On attestation ----------------------------------------------------------------------------------------------------


def test_who_was_present_gets_the_pdf_when_the_minutes_are_attested(meeting, secretary):
    attest(meeting, secretary)
    [letter] = Letter.objects.all()
    assert (letter.name, letter.address) == ("Nils Åkerström", "nils@example.se")
    assert letter.subject == "Protokoll: Ledningsgruppen, 3 februari 2026"
    assert list(letter.documents.all()) == [meeting.document]
    assert "Det är bifogat som PDF." in letter.body
    assert meeting.document.blob_id in letter.body
    assert letter.about == meeting.get_absolute_url()


def test_who_has_no_address_is_named_to_the_secretary(as_secretary, meeting, secretary):
    attest(meeting, secretary)
    page = as_secretary.get(meeting.get_absolute_url()).text
    assert "någon har inte fått handlingen" in page
    assert "<strong>Tora Hallén</strong>. Måste få det på annat sätt." in page


def test_persons_organisations_and_bodies_are_reached_each_in_their_way(meeting, secretary):
    board = Organisation.objects.create(name="Kommunstyrelsen", email="registrator@example.se")
    other = create_body(name="Styrgruppen")
    create_membership(other, create_person("Eva Fors", email="eva@example.se"))
    create_membership(other, create_person("Gick Igår", email="g@example.se"), ends_on=datetime.date(2026, 2, 9))
    recipient(meeting, "organisation", "kommunstyrelsen", organisation=board)
    recipient(meeting, "body", "Styrgruppen", to_body=other)
    recipient(meeting, "person", "Rut Alm", person=create_person("Rut Alm", email="rut@example.se"))
    recipient(meeting, "organisation", "Byalaget")
    recipient(meeting, "body", "Rådet", to_body=create_body(name="Rådet"))
    attest(meeting, secretary)
    assert meeting.recipients_text() == "närvarande, kommunstyrelsen, Styrgruppen, Rut Alm, Byalaget samt Rådet"
    assert [(row.name, row.letter and row.letter.address) for row in meeting.deliveries.all()] == [
        ("Nils Åkerström", "nils@example.se"),
        ("Tora Hallén", None),
        ("kommunstyrelsen", "registrator@example.se"),
        ("Eva Fors", "eva@example.se"),
        ("Rut Alm", "rut@example.se"),
        ("Byalaget", None),
        ("Rådet", None),
    ]


def test_somebody_both_present_and_named_gets_one_letter(meeting, secretary, nils):
    recipient(meeting, "person", "Nils Åkerström", person=nils)
    recipient(meeting, "person", "Nisse", person=create_person("Nisse", email="NILS@example.se"))
    attest(meeting, secretary)
    assert Letter.objects.count() == 1
    assert [row.letter_id for row in meeting.deliveries.exclude(letter=None)] == [Letter.objects.get().pk] * 2


def test_a_link_is_for_those_with_an_account(meeting, secretary, nils):
    reader = create_user(Role.STEERING_GROUP, email="eva@example.se")
    eva = create_person("Eva Fors", user=reader)
    present(meeting, "Tora Hallén", eva)
    meeting.recipients.update(sending=Recipient.Sending.LINK)
    attest(meeting, secretary)
    link, pdf = Letter.objects.order_by("address")
    assert meeting.document.get_absolute_url() in link.body
    assert not link.documents.exists()
    assert list(pdf.documents.all()) == [meeting.document]
    assert [row.by_link for row in meeting.deliveries.all()] == [False, True]


def test_a_closed_account_or_one_without_role_gets_the_pdf(meeting, secretary):
    recipient(meeting, "person", "A", person=create_person("A", user=create_user(email="a@example.se")), sending="link")
    closed = create_user(Role.STAFF, email="b@example.se")
    recipient(meeting, "person", "B", person=create_person("B", email="b@example.se", user=closed), sending="link")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    attest(meeting, secretary)
    assert not meeting.deliveries.filter(by_link=True).exists()
    assert all(letter.documents.count() == 1 for letter in Letter.objects.all())


def test_what_is_too_large_for_a_letter_is_read_here_or_on_paper(meeting, secretary, nils, monkeypatch):
    monkeypatch.setattr(delivery, "MAIL_BYTES", 10)
    present(meeting, "Tora Hallén", create_person("Tora Hallén", user=secretary))
    attest(meeting, secretary)
    without, by_link = meeting.deliveries.all()
    assert (without.letter, by_link.by_link) == (None, True)
    assert not Letter.objects.get().documents.exists()


def test_letters_fall_with_the_attestation(meeting, secretary):
    with transaction.atomic():
        attest(meeting, secretary)
        transaction.set_rollback(True)
    assert not Letter.objects.exists()
    assert not Delivery.objects.exists()


def test_the_trail_says_that_it_went_out(meeting, secretary):
    attest(meeting, secretary)
    event = Event.objects.get(act=Event.Act.SENT_OUT)
    assert event.detail.startswith(f"protokoll-2026-02-03.pdf, {meeting.document.blob_id}: 1 av 2 med e-post")


def test_minutes_that_nobody_gets_are_attested_all_the_same(meeting, secretary):
    meeting.recipients.all().delete()
    attest(meeting, secretary)
    assert meeting.is_attested
    assert not Event.objects.filter(act=Event.Act.SENT_OUT).exists()


# -- Old papers --------------------------------------------------------------------------------------------------------


@pytest.fixture
def old_paper(meeting: Meeting, secretary: User) -> Meeting:
    meeting.source = keep_original(b"Protokoll", "protokoll.txt", title="Protokoll", remarks=[], by=secretary)
    meeting.save()
    attest(meeting, secretary)
    return meeting


def test_an_old_paper_goes_out_only_when_the_secretary_says_so(as_secretary, old_paper):
    assert not Letter.objects.exists()
    assert "Skicka ut</button>" in as_secretary.get(old_paper.get_absolute_url()).text
    page = as_secretary.post(f"/sammantraden/{old_paper.pk}/skicka-ut/", follow=True).text
    assert "Protokollet skickas till 1 av 2 mottagare." in page
    assert "Skicka ut</button>" not in page
    again = as_secretary.post(f"/sammantraden/{old_paper.pk}/skicka-ut/", follow=True).text
    assert "står redan i listan" in again
    assert Letter.objects.count() == 1


def test_nothing_goes_out_before_the_minutes_are_attested(as_secretary, meeting, secretary):
    with pytest.raises(Refused, match="inte justerat"):
        delivery.dispatch(meeting, by=secretary)
    page = as_secretary.post(f"/sammantraden/{meeting.pk}/skicka-ut/", follow=True).text
    assert "inte justerat än" in page
    assert not Letter.objects.exists()


def test_when_nobody_has_an_address_the_secretary_is_told(as_secretary, old_paper, nils):
    Person.objects.filter(pk=nils.pk).update(email="")
    page = as_secretary.post(f"/sammantraden/{old_paper.pk}/skicka-ut/", follow=True).text
    assert "Ingen av mottagarna har någon e-postadress." in page


# -- The log -----------------------------------------------------------------------------------------------------------


def test_the_log_says_to_whom_when_which_version_and_what_became_of_it(as_secretary, meeting, secretary):
    attest(meeting, secretary)
    posting.deliver_due(NOW)
    page = as_secretary.get(meeting.get_absolute_url()).text
    assert f"SHA-256 <code>{meeting.document.blob_id[:16]}…" in page
    assert "Skickat 2026-02-10 13:00" in page
    assert "nils@example.se" in page
    assert 'href="/utskick/"' in page


def test_only_who_keeps_the_minutes_sees_addresses(client, meeting, secretary):
    attest(meeting, secretary)
    client.force_login(create_user(Role.STEERING_GROUP, email="g@example.se"))
    page = client.get(meeting.get_absolute_url()).text
    assert "nils@example.se" not in page
    assert "Utskick" not in page


def test_the_page_costs_the_same_however_many_got_it(as_secretary, meeting, secretary, django_assert_num_queries):
    crowd = create_meeting()
    for number in range(12):
        user = create_user(Role.STAFF, email=f"{number}@example.se")
        recipient(crowd, "person", f"Nr {number}", person=create_person(f"Nr {number}", user=user))
    for one in (meeting, crowd):
        attest(one, secretary)
        with django_assert_num_queries(21):
            as_secretary.get(one.get_absolute_url())


def test_finding_all_receivers_costs_the_same_however_many(meeting, django_assert_num_queries):
    for number in range(12):
        user = create_user(Role.STAFF, email=f"{number}@example.se")
        person = create_person(f"Nr {number}", user=user)
        recipient(meeting, "person", person.name, person=person)
        Attendance.objects.create(
            meeting=meeting, position=9 + number, name=f"{number}", person=create_person(f"{number}"), status="present"
        )
    with django_assert_num_queries(3):
        assert len(delivery.receivers(meeting)) == 26


def test_a_letter_is_sent_again_with_one_press(as_secretary, meeting, secretary):
    attest(meeting, secretary)
    posting.deliver_due(NOW)
    row = meeting.deliveries.exclude(letter=None).get()
    address = f"/sammantraden/{meeting.pk}/utskick/{row.pk}/igen/"
    assert address in as_secretary.get(meeting.get_absolute_url()).text
    page = as_secretary.post(address, follow=True).text
    assert "Brevet till Nils Åkerström skickas." in page
    assert "Väntar på att skickas" in page
    assert address not in page
    assert "redan på väg" in as_secretary.post(address, follow=True).text
    posting.deliver_due()
    assert len(mail.outbox) == 2
    assert as_secretary.get(address).status_code == 405


def test_what_was_sent_again_from_the_log_of_all_mail_shows_here_too(as_secretary, meeting, secretary):
    attest(meeting, secretary)
    posting.deliver_due(NOW)
    posting.send_again(Letter.objects.get(), by=secretary)
    assert "Väntar på att skickas" in as_secretary.get(meeting.get_absolute_url()).text
    row = meeting.deliveries.exclude(letter=None).get()
    posting.deliver_due()
    assert delivery.send_again(row, by=secretary).key.endswith("#3")


def test_an_address_that_was_put_right_gets_a_letter_of_its_own(meeting, secretary, nils):
    attest(meeting, secretary)
    row = meeting.deliveries.exclude(letter=None).get()
    Person.objects.filter(pk=nils.pk).update(email="ratt@example.se")
    letter = delivery.send_again(row, by=secretary)
    assert letter.address == "ratt@example.se"
    [sent, _] = delivery.log(meeting)
    assert sent.letter == letter
    with pytest.raises(Refused, match="redan på väg"):
        delivery.send_again(row, by=secretary)


def test_who_gets_an_address_afterwards_is_written_to(as_secretary, meeting, secretary):
    tora = create_person("Tora Hallén")
    present(meeting, "Tora Hallén", tora)
    attest(meeting, secretary)
    row = meeting.deliveries.get(name="Tora Hallén")
    with pytest.raises(Refused, match="ingen e-postadress"):
        delivery.send_again(row, by=secretary)
    Person.objects.filter(pk=tora.pk).update(email="tora@example.se")
    as_secretary.post(f"/sammantraden/{meeting.pk}/utskick/{row.pk}/igen/")
    assert Letter.objects.get(name="Tora Hallén").address == "tora@example.se"


def test_the_paper_is_handed_over_and_the_day_is_noted(as_secretary, meeting, secretary):
    attest(meeting, secretary)
    row = meeting.deliveries.get(name="Tora Hallén")
    address = f"/sammantraden/{meeting.pk}/utskick/{row.pk}/papper/"
    assert address in as_secretary.get(meeting.get_absolute_url()).text
    assert "Ange dagen." in as_secretary.post(address, {"on": ""}).text
    assert "måste ligga mellan" in as_secretary.post(address, {"on": "2026-02-09"}).text
    assert "måste ligga mellan" in as_secretary.post(address, {"on": "2099-01-01"}).text
    page = as_secretary.post(address, {"on": "2026-02-12"}, follow=True).text
    assert "Lämnad på papper den 12\N{NO-BREAK SPACE}februari 2026." in page
    assert "någon har inte fått" not in page
    assert "till Tora Hallén den 12" in Event.objects.get(act=Event.Act.HANDED_OVER).detail


def test_database_refuses_two_notes_of_one_person_and_half_a_handing_over(meeting, secretary, nils):
    attest(meeting, secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(meeting=meeting, document=meeting.document, name="Nisse", person=nils)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(meeting=meeting, document=meeting.document, name="Tora Hallén")
    with pytest.raises(IntegrityError, match="delivery_handed"), transaction.atomic():
        meeting.deliveries.update(handed_on=TODAY)


# -- Over a real mail server -------------------------------------------------------------------------------------------


def test_a_server_that_fails_twice_gets_the_minutes_the_third_time(meeting, secretary, smtp):  # noqa: F811
    attest(meeting, secretary)
    with post_office(Letters("451 Busy", "421 Closing")) as (port, letters):
        smtp(port)
        for minutes in (0, 1, 6, 7, 40):
            posting.deliver_due(NOW + minutes * MINUTE)
    [received] = letters
    assert received["To"] == "Nils Åkerström <nils@example.se>"
    [attached] = received.iter_attachments()
    assert attached.get_filename() == "protokoll-2026-02-03.pdf"
    assert attached.get_content() == bytes(Blob.objects.get(pk=meeting.document.blob_id).data)
    sent, _ = delivery.log(meeting)
    assert sent.status == "Skickat 2026-02-10 13:06"
    assert sent.letter.attempts == 3


def test_two_timers_at_once_send_it_once(meeting, secretary, monkeypatch):
    attest(meeting, secretary)
    meanwhile, sent = [], []

    def slow(self: object, messages: list) -> None:
        sent.extend(messages)
        meanwhile.extend(posting.deliver_due(NOW))

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", slow)
    posting.deliver_due(NOW)
    assert len(sent) == 1
    assert meanwhile == []


# -- The recipients of one meeting -------------------------------------------------------------------------------------


def names(meeting: Meeting) -> list[str]:
    return [row.name for row in meeting.recipients.order_by("position")]


def test_the_secretary_adds_moves_and_removes_recipients_while_writing(as_secretary, meeting):
    base = f"/sammantraden/{meeting.pk}/mottagare/"
    assert "Delges: närvarande" in as_secretary.get(f"/sammantraden/{meeting.pk}/skriv/").text
    as_secretary.post(f"{base}ny/", {"kind": "organisation", "organisation-new": "Kommunstyrelsen", "sending": "pdf"})
    as_secretary.post(f"{base}ny/", {"kind": "body", "name": "byalaget"})
    assert names(meeting) == ["närvarande", "Kommunstyrelsen", "byalaget"]
    last = meeting.recipients.get(name="byalaget")
    assert as_secretary.post(f"{base}{last.pk}/", {"act": "up"}).headers["Location"] == f"{base}#mottagare"
    assert names(meeting) == ["närvarande", "byalaget", "Kommunstyrelsen"]
    as_secretary.post(f"{base}{last.pk}/", {"act": "down"})
    as_secretary.post(f"{base}{last.pk}/", {"act": "down"})
    as_secretary.post(f"{base}{meeting.recipients.get(name='närvarande').pk}/", {"act": "remove"})
    assert names(meeting) == ["Kommunstyrelsen", "byalaget"]
    assert as_secretary.post(f"{base}{last.pk}/", {"act": "fly"}).status_code == 400


def test_a_script_is_answered_with_the_list(as_secretary, meeting):
    base = f"/sammantraden/{meeting.pk}/mottagare/"
    script = {"HTTP_HX_REQUEST": "true"}
    assert "<html" not in as_secretary.get(base, **script).text
    added = as_secretary.post(f"{base}ny/", {"kind": "body", "name": "byalaget"}, **script).text
    assert "<html" not in added
    assert "byalaget" in added
    refused = as_secretary.post(f"{base}ny/", {"kind": "body", "name": "Byalaget"}, **script).text
    assert "Byalaget står redan bland dem" in refused


def test_a_link_is_refused_for_who_has_no_account(as_secretary, meeting, nils):
    typed = {"kind": "person", "person": nils.pk, "sending": "link"}
    answer = as_secretary.post(f"/sammantraden/{meeting.pk}/mottagare/ny/", typed).text
    assert "Nils Åkerström har inget konto här. Välj PDF." in answer
    create_user(Role.STAFF, email="konto@example.se")
    User.objects.filter(email="konto@example.se").update(person=nils)
    assert as_secretary.post(f"/sammantraden/{meeting.pk}/mottagare/ny/", typed).status_code == 302


def test_recipients_change_only_while_the_minutes_are_written(as_secretary, meeting, secretary):
    row = meeting.recipients.get()
    attest(meeting, secretary)
    for change in (lambda: recipients.remove(row), lambda: recipients.move(row, step=1)):
        with pytest.raises(Refused, match="kan inte ändras"):
            change()
    answer = as_secretary.post(f"/sammantraden/{meeting.pk}/mottagare/ny/", {"kind": "body", "name": "byalaget"}).text
    assert "kan inte ändras" in answer
    assert names(meeting) == ["närvarande"]


def test_the_same_press_twice_says_that_it_is_done(as_secretary, meeting):
    row = meeting.recipients.get()
    recipients.remove(row)
    with pytest.raises(Refused, match="redan borttagen"):
        recipients.move(row, step=1)
    with pytest.raises(Refused, match="redan borttagen"):
        recipients.remove(row)
    assert as_secretary.post(f"/sammantraden/{meeting.pk}/mottagare/{row.pk}/", {"act": "up"}).status_code == 404


def test_how_somebody_gets_the_minutes_follows_from_the_standing_list(as_secretary, secretary):
    body = Body.objects.create(name="Styrgruppen")
    as_secretary.post(f"/organ/{body.pk}/sandlista/ny/", {"kind": "present", "sending": "link"})
    [planned] = planning.plan(body, [planning.Plan(datetime.date(2027, 3, 3))], by=secretary)
    assert planned.recipients.get().sending == "link"

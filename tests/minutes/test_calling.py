"""Kallelse: what is sent, to whom, what is different the next time, and what those who are called hear afterwards."""

import datetime
import random
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event as CalendarEvent

from big.documents.models import Document
from big.documents.uploads import keep
from big.letters import posting
from big.letters.models import Letter
from big.people.models import Event, Person, User
from big.people.roles import Role
from big.refusals import NotYet, Refused
from minutes import calling, planning
from minutes.attestation import attest_on_paper
from minutes.models import Assignment, Attachment, Body, Deferral, Meeting, Membership, Notice, Officer, Paragraph
from reports.publishing import publish
from tests.factories import (
    create_body,
    create_meeting,
    create_membership,
    create_person,
    create_planned_meeting,
    create_report,
    create_scan,
    create_user,
)
from tests.pdf_validation import assert_archival_and_accessible, pdf_text

DAY = datetime.timedelta(days=1)
LINK = "https://video.example.se/rum/ledningsgruppen"
AGENDA = ("Mötets öppnande", "Dagordning", "Budgeten", "Mötets avslutande")


@pytest.fixture
def body(db: None) -> Body:
    """Three members with addresses and one without; Ulf's address is that of his account."""
    body = create_body()
    create_membership(body, create_person("Nils Åkerström", email="nils@example.se"), Membership.Role.CHAIR)
    ulf = create_user(Role.STEERING_GROUP, email="ulf@example.se", name="Ulf Berg")
    for person in (
        create_person("Moa Lind", email="moa@example.se"),
        create_person("Ulf Berg", user=ulf),
        create_person("Adressa Lös"),
    ):
        create_membership(body, person)
    create_membership(body, create_person("Förra Ledamoten", email="forra@example.se"), ends_on=timezone.localdate())
    return body


@pytest.fixture
def meeting(body: Body) -> Meeting:
    """On site in sixty days, ready to be called to."""
    meeting = create_planned_meeting(
        body=body,
        date=timezone.localdate() + 60 * DAY,
        proposals_until=timezone.localdate() + 40 * DAY,
        starts_at=datetime.time(13),
        ends_at=datetime.time(15),
        place="Rådhuset",
        format="on_site",
        agenda=AGENDA,
    )
    tora = create_person("Tora Hallén", email="tora@example.se")
    Officer.objects.create(meeting=meeting, position=1, role=Officer.Role.SECRETARY, name=tora.name, person=tora)
    return meeting


def send(meeting: Meeting, by: User) -> Notice:
    return calling.send(meeting, seen=calling.draft(meeting, today=timezone.localdate()).digest, by=by)


def addresses() -> list[str]:
    return sorted(Letter.objects.values_list("address", flat=True))


def event_to(address: str, method: str) -> CalendarEvent:
    """What the last letter to the address puts into a calendar."""
    text = Letter.objects.filter(address=address).latest("pk").calendar
    assert f"\r\nMETHOD:{method}\r\n" in text
    (event,) = IcsCalendarStream.calendar_from_ics(text).events
    return event


def notice_text(notice: Notice) -> str:
    return pdf_text(b"".join(notice.document.blob.chunks()))


# -- The first notice --------------------------------------------------------------------------------------------------


def test_the_secretary_sees_what_is_sent_and_sends_it(meeting, as_secretary, secretary):
    address = f"/sammantraden/{meeting.pk}/kallelse/"
    page = as_secretary.get(address)
    assert "Moa Lind, ledamot: moa@example.se" in page.text
    assert "Ulf Berg, ledamot: ulf@example.se" in page.text
    assert "Tora Hallén, sekreterare: tora@example.se" in page.text
    assert "Förra Ledamoten" not in page.text
    without = page.text.partition("Saknar e-postadress")[2]
    assert "Adressa Lös" in without
    assert "Moa Lind" not in without
    preview = as_secretary.get(f"/sammantraden/{meeting.pk}/kallelse.pdf").content
    assert "UTKAST" in pdf_text(preview).upper()
    assert Letter.objects.count() == 0
    page = as_secretary.post(address, {"seen": page.context["draft"].digest}, follow=True).text
    assert "Kallelsen är skickad till 4 personer." in page
    meeting.refresh_from_db()
    assert (meeting.state, meeting.called_by, meeting.calendar_sequence) == (Meeting.State.CALLED, secretary, 0)
    notice = meeting.notices.get()
    assert (notice.number, notice.changes, notice.document.kind) == (1, "", Document.Kind.NOTICE)
    assert addresses() == ["moa@example.se", "nils@example.se", "tora@example.se", "ulf@example.se"]
    assert Event.objects.filter(act=Event.Act.CALLED, by=secretary).count() == 1
    posting.deliver_due()
    letter = next(letter for letter in mail.outbox if "moa@" in letter.to[0])
    assert letter.subject == f"Kallelse till sammanträde {meeting.date}"
    assert "3. Budgeten" in letter.body
    assert "Kontakta sekreteraren Tora Hallén, tora@example.se." in letter.body
    assert [name for name, _, _ in letter.attachments] == ["kallelse.ics", f"kallelse-{meeting.date}.pdf"]
    event = event_to("moa@example.se", "REQUEST")
    assert event.sequence == 0
    assert [str(attendee.uri) for attendee in event.attendees] == ["mailto:moa@example.se"]
    assert event.dtstart == datetime.datetime.combine(
        meeting.date, datetime.time(13), tzinfo=ZoneInfo("Europe/Stockholm")
    )


def test_what_a_draft_defers_to_the_meeting_comes_with_a_new_notice_when_it_is_attested(
    meeting, secretary, as_secretary
):
    earlier = create_meeting()
    third = meeting.paragraphs.get(heading="Budgeten")
    third.from_deferral = Deferral.objects.create(
        paragraph=earlier.paragraphs.first(), position=1, heading="Budgeten", to_meeting=meeting
    )
    third.save()
    page = as_secretary.get(f"/sammantraden/{meeting.pk}/kallelse/").text
    assert "Står inte i kallelsen: Budgeten. Ärendet är överfört från protokollet den 3 februari 2026" in page
    notice = send(meeting, secretary)
    assert "Budgeten" not in pdf_text(b"".join(notice.document.blob.chunks()))
    assert not Letter.objects.filter(body__contains="Budgeten").exists()
    attest_on_paper(earlier, attested_on=None, by=secretary)
    assert "Nytt ärende: Budgeten." in send(meeting, secretary).changes
    assert "Står inte i kallelsen" not in as_secretary.get(f"/sammantraden/{meeting.pk}/kallelse/").text


def test_the_notice_is_archival_accessible_and_says_what_a_member_has_to_know(meeting, secretary):
    earlier = create_meeting()
    Meeting.objects.filter(pk=meeting.pk).update(format="hybrid", link=LINK)
    third = meeting.paragraphs.get(heading="Budgeten")
    third.from_deferral = Deferral.objects.create(
        paragraph=earlier.paragraphs.first(), position=1, heading="Budgeten", to_meeting=meeting
    )
    attest_on_paper(earlier, attested_on=None, by=secretary)
    third.save()
    Attachment.objects.create(paragraph=third, number=1, title="Kalkylen", upload=keep(create_scan(), by=secretary))
    meeting.refresh_from_db()
    notice = send(meeting, secretary)
    pdf = b"".join(notice.document.blob.chunks())
    assert_archival_and_accessible(pdf)
    text = " ".join(pdf_text(pdf).split())
    for words in (
        "Kallelse till sammanträde",
        "kl. 13.00–15.00",
        "Rådhuset",
        "På plats och digitalt",
        LINK,
        "Budgeten. Överfört från sammanträdet den 3 februari 2026.",
        "Underlag: Kalkylen",
        "Ärenden kan föreslås till och med den",
        "Kontakta sekreteraren Tora Hallén",
    ):
        assert words in text
    assert "Utkast" not in text


def test_nobody_is_asked_for_items_when_the_last_day_has_gone_by(meeting, secretary):
    """With the usual habits it has: 21 days for proposals, 14 for the notice."""
    Meeting.objects.update(proposals_until=timezone.localdate() - DAY)
    meeting.refresh_from_db()
    notice = send(meeting, secretary)
    assert "föreslås" not in notice_text(notice)
    letter = Letter.objects.first().body
    assert "föreslås" not in letter
    assert "Kallelsen är bifogad, och en kalenderfil" in letter


def test_papers_and_the_report_come_with_the_letter_as_far_as_they_fit(meeting, secretary, as_secretary, monkeypatch):
    document = publish(create_report(), by=secretary)
    first, second = meeting.paragraphs.all()[:2]
    Attachment.objects.create(paragraph=first, number=1, title="Rapporten", document=document)
    Attachment.objects.create(paragraph=second, number=2, title="Kalkylen", upload=keep(create_scan(), by=secretary))
    monkeypatch.setattr(calling, "MAIL_BYTES", document.blob.size)
    assert "läses på mötets sida: Kalkylen." in as_secretary.get(f"/sammantraden/{meeting.pk}/kallelse/").text
    send(meeting, secretary)
    letter = Letter.objects.first()
    assert document in letter.documents.all()
    assert letter.uploads.count() == 0
    assert "för stora för ett brev och finns på mötets sida: Kalkylen." in letter.body
    monkeypatch.undo()
    send(meeting, secretary)
    posting.deliver_due()
    names = [name for name, _, _ in mail.outbox[-1].attachments]
    assert names[:2] == ["kallelse.ics", f"kallelse-{meeting.date}-2.pdf"]
    assert {document.file_name, "Underskrivet.png"} == set(names[2:])


def test_open_assignments_stand_under_the_previous_minutes(meeting, secretary):
    earlier = create_meeting()
    Assignment.objects.create(paragraph=earlier.paragraphs.first(), position=1, text="Räkna lampor", name="Moa Lind")
    attest_on_paper(earlier, attested_on=None, by=secretary)
    meeting.paragraphs.filter(position=2).update(kind="previous_minutes")
    points = calling.items(meeting)
    assert [len(point.assignments) for point in points] == [0, 1, 0, 0]
    assert "Moa Lind: Räkna lampor" in notice_text(send(meeting, secretary))


def test_nobody_hears_of_a_meeting_before_the_notice(meeting, secretary):
    meeting.place = "Stadshuset"
    planning.change(meeting, by=secretary)
    planning.cancel(meeting, reason="För få kan komma.", by=secretary)
    assert not Letter.objects.exists()


def test_members_read_the_agenda_once_the_notice_is_sent(meeting, body, secretary):
    client = Client()
    client.force_login(User.objects.get(email="ulf@example.se"))
    assert "Budgeten" not in client.get(meeting.get_absolute_url()).text
    notice = send(meeting, secretary)
    page = client.get(meeting.get_absolute_url()).text
    assert "Budgeten" in page
    assert notice.document.get_absolute_url() in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_at": None, "ends_at": None}, "Sammanträdet saknar tid."),
        ({"place": ""}, "Sammanträdet saknar plats."),
        ({"format": ""}, "Det framgår inte om sammanträdet är på plats eller digitalt."),
        ({"format": "online"}, "Sammanträdet saknar länk till det digitala mötet."),
        ({"place": "Hos 19121212-1212"}, "personnummer"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_sent(meeting, secretary, as_secretary, fields, sentence):
    Meeting.objects.filter(pk=meeting.pk).update(**fields)
    meeting.refresh_from_db()
    page = as_secretary.get(f"/sammantraden/{meeting.pk}/kallelse/").text
    assert sentence in page
    assert "Skicka kallelsen</" not in page
    with pytest.raises(NotYet, match=sentence.partition(".")[0]):
        send(meeting, secretary)
    assert not Notice.objects.exists()
    assert not Letter.objects.exists()


def test_nobody_is_called_to_what_has_been_or_has_no_members_or_no_agenda(meeting, secretary):
    Membership.objects.all().delete()
    meeting.officers.all().delete()
    meeting.paragraphs.all().delete()
    Meeting.objects.update(date=timezone.localdate() - DAY, proposals_until=None)
    meeting.refresh_from_db()
    with pytest.raises(NotYet) as refusal:
        send(meeting, secretary)
    assert refusal.value.missing[1:] == ["Dagordningen är tom.", "Ledningsgruppen har inga medlemmar den dagen."]
    assert "det går inte att kalla till det längre" in refusal.value.missing[0]


def test_members_without_any_address_are_called_by_nobody(meeting, secretary):
    Person.objects.update(email="")
    User.objects.filter(email="ulf@example.se").update(is_active=False)
    with pytest.raises(NotYet, match="Ingen av dem som ska kallas har någon e-postadress"):
        send(meeting, secretary)


def test_what_somebody_changed_meanwhile_is_seen_before_it_is_sent(meeting, secretary, as_secretary):
    seen = calling.draft(meeting, today=timezone.localdate()).digest
    meeting.paragraphs.filter(position=3).update(heading="Budgeten för 2028")
    page = as_secretary.post(f"/sammantraden/{meeting.pk}/kallelse/", {"seen": seen}).text
    assert "Något har ändrats sedan du öppnade sidan." in page
    assert "Budgeten för 2028" in page
    assert not Letter.objects.exists()


def test_two_presses_send_it_once(meeting, secretary):
    seen = calling.draft(meeting, today=timezone.localdate()).digest
    calling.send(meeting, seen=seen, by=secretary)
    with pytest.raises(Refused, match="Något har ändrats"):
        calling.send(meeting, seen=seen, by=secretary)
    assert Letter.objects.count() == 4


def test_nobody_is_called_to_a_cancelled_meeting(meeting, secretary, as_secretary):
    planning.cancel(meeting, reason="För få kan komma.", by=secretary)
    with pytest.raises(Refused, match="Det går inte att kalla till sammanträdet: inställt"):
        send(meeting, secretary)
    page = as_secretary.get(f"/sammantraden/{meeting.pk}/kallelse/", follow=True).text
    assert "Det går inte att kalla till sammanträdet: inställt." in page


def test_only_who_keeps_the_minutes_sends(meeting, body):
    client = Client()
    client.force_login(User.objects.get(email="ulf@example.se"))
    seen = calling.draft(meeting, today=timezone.localdate()).digest
    assert client.post(f"/sammantraden/{meeting.pk}/kallelse/", {"seen": seen}).status_code == 403
    assert not Notice.objects.exists()


def test_many_points_and_members_cost_no_more_questions(meeting, body, secretary, as_secretary):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            as_secretary.get(f"/sammantraden/{meeting.pk}/kallelse/")
        return len(queries)

    before = cost()
    for number in range(5):
        paragraph = Paragraph.objects.create(meeting=meeting, position=10 + number, heading=f"Ärende {number}")
        upload = keep(create_scan(name=f"{number}.png"), by=secretary)
        Attachment.objects.create(paragraph=paragraph, number=number, title="Underlag", upload=upload)
        create_membership(body, create_person(f"Medlem {number}", email=f"m{number}@example.se"))
    assert cost() == before


# -- The next one ------------------------------------------------------------------------------------------------------


def test_a_changed_agenda_is_sent_again_with_what_changed(meeting, secretary, as_secretary):
    send(meeting, secretary)
    _, _, budget, closing = meeting.paragraphs.all()
    meeting.paragraphs.filter(heading="Dagordning").delete()
    meeting.paragraphs.filter(pk=budget.pk).update(heading="Budgeten för 2028")
    lights = Paragraph.objects.create(meeting=meeting, position=50, heading="Belysningen")
    meeting.paragraphs.filter(pk=closing.pk).update(position=60)
    Attachment.objects.create(paragraph=lights, number=1, title="Kartan", upload=keep(create_scan(), by=secretary))
    Meeting.objects.filter(pk=meeting.pk).update(place="Stadshuset")
    meeting.refresh_from_db()
    sentences = [
        "Platsen: Stadshuset (förut Rådhuset).",
        "Nytt ärende: Belysningen.",
        "Borttaget ärende: Dagordning.",
        "Ärendet Budgeten heter nu Budgeten för 2028.",
        "Nytt underlag: Kartan.",
    ]
    page = as_secretary.get(f"/sammantraden/{meeting.pk}/kallelse/").text
    assert all(sentence in page for sentence in sentences)
    Letter.objects.all().delete()
    notice = send(meeting, secretary)
    assert (notice.number, notice.changes) == (2, "\n".join(sentences))
    letter = Letter.objects.get(address="moa@example.se")
    assert letter.subject.startswith("Ny kallelse till sammanträde")
    assert all(f"- {sentence}" in letter.body for sentence in sentences)
    assert "Ändrat sedan förra kallelsen" in notice_text(notice)


def facts(*points: int) -> calling.Contents:
    return dict.fromkeys(calling.FACTS, "") | {"agenda": [[key, f"Ärende {key}"] for key in points], "papers": []}


def test_what_moved_is_said_and_what_stood_still_is_not():
    assert calling.changes(facts(1, 2, 3, 4), facts(1, 2, 3, 4)) == []
    assert calling.changes(facts(1, 2, 3, 4), facts(1, 4, 2, 3)) == ["Ärendet Ärende 4 är flyttat till punkt 2."]
    assert calling.changes(facts(1, 2, 3), facts(9, 1, 2, 3)) == ["Nytt ärende: Ärende 9."]


def test_the_changes_always_lead_from_the_old_agenda_to_the_new_one():
    """Taking away, adding and moving what is said gives the new order, whatever happened."""
    chance = random.Random(5)
    for _ in range(300):
        old = chance.sample(range(8), chance.randint(0, 8))
        new = chance.sample(range(8), chance.randint(0, 8))
        told = calling.changes(facts(*old), facts(*new))
        named = {int(sentence.split("Ärende ")[1].split()[0].rstrip(".")) for sentence in told}
        assert [key for key in old if key not in named] == [key for key in new if key not in named]


# -- Afterwards --------------------------------------------------------------------------------------------------------


def test_those_who_are_called_are_told_that_the_meeting_is_moved(meeting, body, secretary, as_secretary):
    send(meeting, secretary)
    create_membership(body, create_person("Ny Ledamot", email="ny@example.se"))
    Letter.objects.all().delete()
    meeting.date, meeting.starts_at, meeting.ends_at = meeting.date + 7 * DAY, datetime.time(9), datetime.time(10)
    planning.change(meeting, by=secretary)
    assert addresses() == ["moa@example.se", "nils@example.se", "tora@example.se", "ulf@example.se"]
    event = event_to("moa@example.se", "REQUEST")
    assert event.sequence == 1
    assert event.uid.startswith(str(meeting.calendar_uid))
    assert event.dtstart.date() == meeting.date
    letter = Letter.objects.get(address="moa@example.se")
    assert letter.subject == f"Ändrat: Sammanträde {meeting.date}"
    assert "kl.\N{NO-BREAK SPACE}9.00–10.00 (förut kl.\N{NO-BREAK SPACE}13.00–15.00)" in letter.body


def test_a_new_last_day_for_proposals_is_no_news_for_calendars(meeting, secretary):
    send(meeting, secretary)
    Letter.objects.all().delete()
    meeting.proposals_until += DAY
    planning.change(meeting, by=secretary)
    assert not Letter.objects.exists()


def test_those_who_are_called_are_told_that_the_meeting_is_cancelled(meeting, secretary):
    send(meeting, secretary)
    Letter.objects.all().delete()
    meeting.place = "Stadshuset"
    planning.change(meeting, by=secretary)
    planning.cancel(meeting, reason="För få kan komma.", by=secretary)
    event = event_to("ulf@example.se", "CANCEL")
    assert (event.sequence, event.status) == (2, "CANCELLED")
    letter = Letter.objects.filter(address="ulf@example.se").latest("pk").body
    assert "Skälet: För få kan komma." in letter
    assert "Undrar du något? Kontakta sekreteraren Tora Hallén" in letter
    assert len(addresses()) == 8


# -- Reminders ---------------------------------------------------------------------------------------------------------


def test_chair_and_secretary_are_reminded_once_when_the_notice_is_due(meeting, body, secretary, as_secretary):
    nils = Person.objects.get(name="Nils Åkerström")
    Officer.objects.create(meeting=meeting, position=2, role=Officer.Role.CHAIR, name=nils.name, person=nils)
    noon = timezone.now()
    calling.remind_in_time(noon)
    assert not Letter.objects.exists()
    assert "Skicka kallelsen" not in as_secretary.get("/").text
    Meeting.objects.update(proposals_until=None, date=timezone.localdate() + 14 * DAY)
    calling.remind_in_time(noon)
    calling.remind_in_time(noon + DAY)
    assert addresses() == ["nils@example.se", "tora@example.se"]
    assert "Kallelsen till sammanträde 2" in Letter.objects.first().body
    assert f"Skicka kallelsen: {meeting}" in as_secretary.get("/").text
    meeting.refresh_from_db()
    send(meeting, secretary)
    assert "Skicka kallelsen" not in as_secretary.get("/").text


def test_without_a_secretary_all_who_keep_the_minutes_are_reminded(meeting, secretary):
    meeting.officers.all().delete()
    Meeting.objects.update(proposals_until=None, date=timezone.localdate() + 14 * DAY)
    calling.remind_in_time()
    assert addresses() == [secretary.email]


def test_the_chair_sees_that_the_notice_is_late(meeting, body):
    ulf = User.objects.get(email="ulf@example.se")
    Officer.objects.create(meeting=meeting, position=2, role=Officer.Role.CHAIR, name=ulf.name, person=ulf.person)
    Meeting.objects.update(proposals_until=None, date=timezone.localdate() + 14 * DAY)
    client = Client()
    client.force_login(ulf)
    assert f"Kallelsen är inte skickad än: {meeting}" in client.get("/").text

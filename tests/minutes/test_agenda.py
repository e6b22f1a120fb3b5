"""Before the meeting: members propose, the secretary answers, the organisations tell, and some comes by itself."""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from big.documents.models import Document
from big.letters import posting
from big.people.models import Event, Organisation, User
from big.people.roles import Role
from big.refusals import Refused
from minutes import agenda, drafting
from minutes.models import (
    AgendaProposal,
    Body,
    Deferral,
    Meeting,
    News,
    Officer,
    StandingItem,
)
from reports.publishing import publish
from tests.factories import (
    create_body,
    create_meeting,
    create_membership,
    create_person,
    create_planned_meeting,
    create_report,
    create_user,
)

DAY = datetime.timedelta(days=1)
AGENDA = {"Mötets öppnande": "opening", "Aktuellt från huvudmännen": "news", "Mötets avslutande": "closing"}


@pytest.fixture
def body(db: None) -> Body:
    return create_body()


@pytest.fixture
def meeting(body: Body) -> Meeting:
    """In sixty days, with proposals until in forty, and an agenda of three points."""
    today = timezone.localdate()
    meeting = create_planned_meeting(
        body=body, date=today + 60 * DAY, proposals_until=today + 40 * DAY, agenda=tuple(AGENDA)
    )
    for paragraph in meeting.paragraphs.all():
        paragraph.kind = AGENDA[paragraph.heading]
        paragraph.save()
    return meeting


def create_member(body: Body, name: str, *roles: Role, organisation: str = "Polisen") -> User:
    user = create_user(*(roles or [Role.STAFF]), email=f"{name.split()[0].lower()}@example.se", name=name)
    create_membership(body, create_person(name, organisation=organisation, user=user))
    return user


@pytest.fixture
def member(body: Body) -> User:
    return create_member(body, "Moa Lind")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def proposed(meeting: Meeting, by: User, heading: str = "Belysningen vid torget") -> AgendaProposal:
    proposal = AgendaProposal(meeting=meeting, heading=heading, text="Lamporna är trasiga.\n\nVem lagar dem?")
    agenda.propose(proposal, by=by)
    return proposal


def headings(meeting: Meeting) -> list[str]:
    return [paragraph.heading for paragraph in meeting.paragraphs.order_by("position")]


# -- Proposals ---------------------------------------------------------------------------------------------------------


def test_a_member_proposes_an_item_and_the_secretary_takes_it_up(meeting, member, as_secretary):
    address = f"/sammantraden/{meeting.pk}/forslag/"
    assert "Föreslå ett ärende" in signed_in(member).get(meeting.get_absolute_url()).text
    page = signed_in(member).post(
        address, {"heading": "Belysningen vid torget", "text": "Lamporna är trasiga."}, follow=True
    )
    assert "Förslaget är skickat till sekreteraren." in page.text
    assert "inte besvarat" in page.text
    home = as_secretary.get("/").text
    assert f"Svara på förslaget Belysningen vid torget till {meeting}" in home
    assert "Belysningen vid torget" in as_secretary.get(address).text
    proposal = AgendaProposal.objects.get()
    page = as_secretary.post(f"{address}{proposal.pk}/", {"heading": "Trasiga lampor"}, follow=True)
    assert "Ärendet står på dagordningen. Moa Lind får svaret med e-post." in page.text
    assert headings(meeting) == ["Mötets öppnande", "Aktuellt från huvudmännen", "Trasiga lampor", "Mötets avslutande"]
    paragraph = meeting.paragraphs.get(heading="Trasiga lampor")
    assert (paragraph.number, paragraph.text) == ("3", "<p>Lamporna är trasiga.</p>")
    assert "på dagordningen" in signed_in(member).get(address).text
    posting.deliver_due()
    (letter,) = mail.outbox
    assert letter.to == ["Moa Lind <moa@example.se>"]
    assert "Ärendet tas upp på dagordningen, med rubriken ”Trasiga lampor”." in letter.body


def test_the_secretary_says_no_with_a_reason(meeting, member, as_secretary):
    proposal = proposed(meeting, member)
    address = f"/sammantraden/{meeting.pk}/forslag/{proposal.pk}/"
    assert "Skriv varför ärendet inte tas upp." in as_secretary.post(address, {"reason": " "}).text
    as_secretary.post(address, {"reason": "Det sköter tekniska kontoret."})
    assert len(headings(meeting)) == 3
    assert "Skäl: Det sköter tekniska kontoret." in signed_in(member).get(f"/sammantraden/{meeting.pk}/forslag/").text
    posting.deliver_due()
    assert "Det sköter tekniska kontoret." in mail.outbox[0].body
    with pytest.raises(Refused, match="redan besvarat: avböjt"):
        agenda.accept(proposal, heading="Ändå", by=member)
    assert "Förslaget kan inte besvaras: avböjt." in as_secretary.get(address, follow=True).text


def test_nothing_is_proposed_without_a_heading_and_what_was_typed_stays(meeting, member):
    page = signed_in(member).post(f"/sammantraden/{meeting.pk}/forslag/", {"heading": "", "text": "Lamporna."}).text
    assert "Skriv vad ärendet heter." in page
    assert "Lamporna." in page


def test_after_the_last_day_the_member_is_told_whom_to_ask(meeting, member):
    Meeting.objects.update(proposals_until=timezone.localdate() - DAY)
    Officer.objects.create(
        meeting=meeting,
        position=1,
        role="secretary",
        name="Tora Hallén",
        person=create_person("Tora Hallén", email="tora@example.se"),
    )
    page = signed_in(member).post(f"/sammantraden/{meeting.pk}/forslag/", {"heading": "Sent", "text": "Tyvärr"})
    assert "Kontakta sekreteraren Tora Hallén, tora@example.se." in page.text
    assert "Tyvärr" in page.text
    assert not AgendaProposal.objects.exists()
    assert (
        "<form method" not in signed_in(member).get(f"/sammantraden/{meeting.pk}/forslag/").text.partition("<main")[2]
    )


def test_nothing_is_proposed_to_a_cancelled_meeting(meeting, member):
    Meeting.objects.update(
        state="cancelled", cancelled_at=timezone.now(), cancelled_by=member, cancelled_reason="För få."
    )
    with pytest.raises(Refused, match="inställt"):
        proposed(Meeting.objects.get(), member)


def test_a_proposal_is_seen_by_nobody_else(meeting, body, member):
    proposal = proposed(meeting, member)
    other = signed_in(create_member(body, "Ulf Berg"))
    for page in (meeting.get_absolute_url(), f"/sammantraden/{meeting.pk}/forslag/", "/"):
        assert proposal.heading not in other.get(page).text
    agenda.accept(proposal, heading=proposal.heading, by=member)
    assert proposal.heading not in other.get(meeting.get_absolute_url()).text  # the notice is not sent


def test_who_is_not_a_member_on_the_day_proposes_nothing(meeting, body):
    former = create_member(body, "Ulf Berg")
    body.memberships.update(ends_on=meeting.date - DAY)
    address = f"/sammantraden/{meeting.pk}/forslag/"
    assert signed_in(former).get(address).status_code == 403
    assert signed_in(former).post(address, {"heading": "Nej"}).status_code == 403
    assert "Föreslå ett ärende" not in signed_in(former).get(meeting.get_absolute_url()).text
    assert not AgendaProposal.objects.exists()


def test_only_who_keeps_the_minutes_answers(meeting, member):
    proposal = proposed(meeting, member)
    assert (
        signed_in(member).post(f"/sammantraden/{meeting.pk}/forslag/{proposal.pk}/", {"heading": "Ja"}).status_code
        == 403
    )
    assert not AgendaProposal.objects.get().answer


def test_the_database_keeps_no_half_answers(meeting, member):
    proposal = proposed(meeting, member)
    for fields in (
        {"answer": "accepted"},
        {"answer": "declined", "answered_at": timezone.now(), "answered_by": member},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AgendaProposal.objects.filter(pk=proposal.pk).update(**fields)


def test_many_proposals_cost_no_more_questions_than_one(meeting, member, as_secretary):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            as_secretary.get(f"/sammantraden/{meeting.pk}/forslag/")
        return len(queries)

    proposed(meeting, member)
    before = cost()
    for number in range(5):
        proposed(meeting, member, f"Ärende {number}")
    assert cost() == before


# -- News of the organisations -----------------------------------------------------------------------------------------


def write_news(meeting: Meeting, by: User, text: str = "Vi har fler på kvällarna.\n\n- Fredagar\n- Lördagar") -> News:
    news = News(meeting=meeting, organisation=by.person.organisation, text=text)
    agenda.save_news(news, by=by)
    return news


def test_each_organisation_writes_its_own_and_it_lands_under_its_name(meeting, body, member, as_secretary):
    swim = create_member(body, "Ylva Å", organisation="Ängens skola")
    write_news(meeting, swim, "Skolan har nya rastvakter.")
    address = f"/sammantraden/{meeting.pk}/aktuellt/{member.person.organisation_id}/"
    page = signed_in(member).post(address, {"text": "Fler på kvällarna.", "seen_version": "1"}, follow=True).text
    assert "Aktuellt från Polisen är sparat." in page
    assert "rastvakter" not in page
    page = as_secretary.get(f"/sammantraden/{meeting.pk}/aktuellt/").text
    assert page.index("Polisen") < page.index("Ängens skola")
    page = as_secretary.post(f"/sammantraden/{meeting.pk}/dagordning/hamta/", {"act": "news"}, follow=True).text
    assert "Hämtat in aktuellt från Polisen samt Ängens skola." in page
    assert meeting.paragraphs.get(kind="news").text == (
        "<p><strong>Polisen</strong></p><p>Fler på kvällarna.</p>"
        "<p><strong>Ängens skola</strong></p><p>Skolan har nya rastvakter.</p>"
    )


def test_what_is_written_later_does_not_touch_what_the_secretary_has(meeting, member, secretary, as_secretary):
    news = write_news(meeting, member)
    assert agenda.take_in_news(meeting, by=secretary) == ["Polisen"]
    paragraph = meeting.paragraphs.get(kind="news")
    drafting.edit(paragraph, heading=paragraph.heading, text="<p>Mitt.</p>", kind="news", by=secretary)
    news.refresh_from_db()
    news.text = "Något annat."
    agenda.save_news(news, by=member)
    assert agenda.take_in_news(meeting, by=secretary) == []
    assert meeting.paragraphs.get(kind="news").text == "<p>Mitt.</p>"
    assert "Ändrat efter att det hämtades in." in as_secretary.get(f"/sammantraden/{meeting.pk}/aktuellt/").text


def test_it_comes_by_itself_when_the_minutes_are_begun(meeting, member, as_secretary):
    write_news(meeting, member)
    Meeting.objects.update(date=timezone.localdate(), proposals_until=None)
    as_secretary.post(f"/sammantraden/{meeting.pk}/skriv/borja/")
    assert "Hämtat in aktuellt från Polisen." in as_secretary.get(meeting.get_absolute_url()).text
    assert "Fredagar" in meeting.paragraphs.get(kind="news").text
    page = signed_in(member).post(
        f"/sammantraden/{meeting.pk}/aktuellt/{member.person.organisation_id}/", {"text": "Sent"}
    )
    assert page.status_code == 404  # a draft now
    with pytest.raises(Refused, match="kan inte förberedas längre"):
        write_news(meeting, member)


def test_two_who_write_for_the_same_organisation_see_each_others_text(meeting, body, member):
    other = create_member(body, "Ulf Berg")
    address = f"/sammantraden/{meeting.pk}/aktuellt/{member.person.organisation_id}/"
    write_news(meeting, member, "Första versionen.")
    signed_in(other).post(address, {"text": "Andra versionen.", "seen_version": "1"})
    page = signed_in(member).post(address, {"text": "Tredje versionen.", "seen_version": "1"}).text
    assert "Någon annan har sparat ändringar" in page
    assert "Andra" in page
    assert News.objects.get().text == "Andra versionen."


def test_who_began_at_the_same_time_is_told(meeting, body, member):
    write_news(meeting, member)
    with pytest.raises(Refused, match="Någon annan hann"):
        write_news(meeting, create_member(body, "Ulf Berg"))


def test_nobody_writes_for_another_organisation(meeting, member):
    other = Organisation.objects.create(name="Ängens skola")
    address = f"/sammantraden/{meeting.pk}/aktuellt/{other.pk}/"
    assert signed_in(member).get(address).status_code == 403
    assert signed_in(member).post(address, {"text": "Nej"}).status_code == 403


def test_an_agenda_without_a_place_for_it_takes_nothing_in(meeting, member, secretary, as_secretary):
    write_news(meeting, member)
    meeting.paragraphs.filter(kind="news").update(kind="item")
    assert agenda.take_in_news(meeting, by=secretary) == []
    assert "ingen punkt av slaget" in as_secretary.get(f"/sammantraden/{meeting.pk}/aktuellt/").text


# -- What comes by itself ----------------------------------------------------------------------------------------------


def test_what_the_agenda_lacks_is_fetched_once(meeting, body, secretary, as_secretary):
    earlier = create_meeting()
    deferral = Deferral.objects.create(
        paragraph=earlier.paragraphs.first(), position=1, heading="Budgeten", text="<p>Bilden.</p>", to_meeting=meeting
    )
    StandingItem.objects.create(body=body, position=1, heading="Mötet öppnas", kind="opening")
    StandingItem.objects.create(body=body, position=2, heading="Nästa sammanträde")
    page = as_secretary.get(f"/sammantraden/{meeting.pk}/kallelse/").text
    assert "Det här kan läggas till: Budgeten, Nästa sammanträde." in page
    page = as_secretary.post(f"/sammantraden/{meeting.pk}/dagordning/hamta/", {"act": "items"}, follow=True).text
    assert "På dagordningen står nu också: Budgeten samt Nästa sammanträde." in page
    assert headings(meeting)[2:] == ["Budgeten", "Nästa sammanträde", "Mötets avslutande"]
    assert meeting.paragraphs.get(heading="Budgeten").from_deferral == deferral
    assert agenda.fetch(meeting, by=secretary) == []
    assert Event.objects.filter(detail="hämtade till dagordningen: 2").count() == 1


def test_the_latest_report_is_offered_until_some_meeting_of_the_body_has_had_it(meeting, body, secretary, as_secretary):
    publish(create_report(title="Aktuellt i februari", issue_date=datetime.date(2026, 2, 12)), by=secretary)
    publish(create_report(), by=secretary)
    notice, fetch = f"/sammantraden/{meeting.pk}/kallelse/", f"/sammantraden/{meeting.pk}/dagordning/hamta/"
    assert "som bilaga" not in as_secretary.get(notice).text  # no § for it
    meeting.paragraphs.filter(position=1).update(kind="report")
    assert "Ta med Aktuellt från gruppen den 12 mars 2026 som bilaga" in as_secretary.get(notice).text
    as_secretary.post(fetch, {"act": "report"})
    (attachment,) = meeting.attachments()
    assert (attachment.number, attachment.document.kind) == (1, Document.Kind.REPORT)
    assert "finns ingen ny rapport" in as_secretary.post(fetch, {"act": "report"}, follow=True).text
    later = create_planned_meeting(body=body, date=meeting.date + 30 * DAY)
    later.paragraphs.filter(position=1).update(kind="report")
    assert agenda.offer(later).report is None


def test_nothing_is_fetched_after_the_meeting_has_begun(meeting, secretary, as_secretary):
    Meeting.objects.update(date=timezone.localdate(), proposals_until=None)
    drafting.begin(meeting, by=secretary)
    answer = as_secretary.post(f"/sammantraden/{meeting.pk}/dagordning/hamta/", {"act": "items"}, follow=True)
    assert "Sammanträdet kan inte förberedas längre: protokollet skrivs." in answer.text


def test_nobody_else_fetches(meeting, member):
    answer = signed_in(member).post(f"/sammantraden/{meeting.pk}/dagordning/hamta/", {"act": "items"})
    assert answer.status_code == 403


def test_an_act_that_does_not_exist_is_no_request(meeting, as_secretary):
    assert as_secretary.post(f"/sammantraden/{meeting.pk}/dagordning/hamta/", {"act": "x"}).status_code == 400

"""What a § leads to: decisions, assignments, deferrals that land by themselves, and attachments."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from big.documents.models import Document
from big.documents.uploads import Received
from big.people.models import Person, User
from big.people.roles import Role
from big.refusals import Refused
from big.versions import StaleVersion
from minutes import drafting, outcomes, planning
from minutes.attestation import attest_on_paper
from minutes.models import Assignment, Attachment, Decision, Deferral, Meeting, Officer, Paragraph
from minutes.printing import minutes_pdf
from reports.publishing import publish
from tests.conftest import Reader
from tests.factories import (
    create_meeting,
    create_person,
    create_planned_meeting,
    create_report,
    create_scan,
    create_user,
)
from tests.pdf_validation import assert_archival_and_accessible, pages, tagged_text

pytestmark = pytest.mark.django_db

MARCH, JUNE = datetime.date(2026, 3, 3), datetime.date(2026, 6, 2)


def agenda_of(meeting: Meeting) -> list[tuple[str, str]]:
    return list(meeting.paragraphs.order_by("position").values_list("number", "heading"))


def create_later_meeting(date: datetime.date = MARCH, **fields) -> Meeting:
    meeting = create_planned_meeting(date=date, agenda=("Mötets öppnande", "Mötet avslutas"), **fields)
    meeting.paragraphs.filter(position=2).update(kind=Paragraph.Kind.CLOSING)
    return meeting


def defer(
    paragraph: Paragraph, to: Meeting | None, *, by: User, heading: str = "Trygghetsvandring", **fields
) -> Deferral:
    deferral = Deferral(paragraph=paragraph, to_meeting=to, heading=heading, **fields)
    outcomes.save(deferral, by=by)
    return deferral


def attest(meeting: Meeting, *, by: User) -> None:
    attest_on_paper(Meeting.objects.get(pk=meeting.pk), attested_on=None, by=by)


def address(paragraph: Paragraph, rest: str) -> str:
    return f"/sammantraden/{paragraph.meeting_id}/paragrafer/{paragraph.pk}/{rest}"


@pytest.fixture
def meeting(db: None) -> Meeting:
    return create_meeting()


@pytest.fixture
def paragraph(meeting: Meeting) -> Paragraph:
    return meeting.paragraphs.get(position=2)


# -- Decisions ---------------------------------------------------------------------------------------------------------


def test_decisions_are_added_moved_changed_and_removed(paragraph, as_secretary):
    for text in ("Att börja.", "Att sluta."):
        as_secretary.post(address(paragraph, "beslut/ny/"), {"text": text})
    first, second = paragraph.decisions.all()
    as_secretary.post(address(paragraph, f"beslut/{second.pk}/flytta/"), {"act": "up"})
    assert [row.text for row in paragraph.decisions.all()] == ["Att sluta.", "Att börja."]
    as_secretary.post(address(paragraph, f"beslut/{first.pk}/"), {"text": "Att vänta.", "seen_version": first.seen})
    as_secretary.post(address(paragraph, f"beslut/{second.pk}/ta-bort/"), {"seen_version": second.seen})
    assert [row.text for row in paragraph.decisions.all()] == ["Att vänta."]


def test_an_empty_decision_is_refused_beside_the_field(paragraph, as_secretary):
    answer = as_secretary.post(address(paragraph, "beslut/ny/"), {"text": " "})
    assert "Skriv vad som beslutades." in answer.text
    assert not paragraph.decisions.exists()


def test_a_script_gets_the_paragraphs_part_of_the_page(paragraph, as_secretary):
    htmx = {"HX-Request": "true"}
    form = as_secretary.get(address(paragraph, "beslut/ny/"), headers=htmx)
    assert "Nytt beslut" in form.text
    assert "<html" not in form.text
    answer = as_secretary.post(address(paragraph, "beslut/ny/"), {"text": "Att börja."}, headers=htmx)
    assert "Att börja." in answer.text
    assert '<form class="outcome-form"' not in answer.text


def test_the_second_of_two_writers_sees_both_texts(paragraph, as_secretary):
    decision = Decision.objects.create(paragraph=paragraph, position=1, text="Att börja.")
    seen = decision.seen
    Decision.objects.filter(pk=decision.pk).update(text="Att börja i maj.")
    answer = as_secretary.post(
        address(paragraph, f"beslut/{decision.pk}/"), {"text": "Att vänta.", "seen_version": seen}
    )
    assert "Någon annan har sparat ändringar" in answer.text
    assert "Att vänta." in answer.text
    decision.refresh_from_db()
    assert decision.text == "Att börja i maj."


def test_a_row_that_somebody_has_changed_since_is_not_removed_or_overwritten(paragraph, secretary):
    decision = Decision.objects.create(paragraph=paragraph, position=1, text="Att börja.")
    seen = decision.seen
    Decision.objects.filter(pk=decision.pk).update(text="Att börja i maj.")
    with pytest.raises(StaleVersion):
        outcomes.remove(decision, seen=seen, by=secretary)
    with pytest.raises(StaleVersion):
        outcomes.save(decision, seen=seen, by=secretary)


def test_removing_what_is_gone_says_so(paragraph, secretary):
    decision = Decision.objects.create(paragraph=paragraph, position=1, text="Att börja.")
    outcomes.remove(decision, seen=decision.seen, by=secretary)
    decision.pk = 1_000
    for act in (
        lambda: outcomes.remove(decision, seen="", by=secretary),
        lambda: outcomes.move(decision, step=1),
    ):
        with pytest.raises(Refused, match="redan borttagen"):
            act()


@pytest.mark.parametrize("state", [Meeting.State.PLANNED, Meeting.State.IN_ATTESTATION])
def test_nothing_is_decided_but_while_the_minutes_are_written(meeting, paragraph, secretary, state):
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    with pytest.raises(Refused, match="kan inte ändras"):
        outcomes.save(Decision(paragraph=paragraph, text="Att börja."), by=secretary)


def test_attested_minutes_refuse(meeting, paragraph, secretary):
    attest(meeting, by=secretary)
    with pytest.raises(Refused, match="kan inte ändras: justerat"):
        outcomes.save(Decision(paragraph=paragraph, text="Att börja."), by=secretary)


def test_only_who_keeps_minutes_writes_outcomes(paragraph):
    reader = Client()
    reader.force_login(create_user(Role.STEERING_GROUP))
    for rest in ("beslut/ny/", "uppdrag/ny/", "overforing/ny/", "bilaga/ny/", "godkanner/", "utfall/"):
        assert reader.get(address(paragraph, rest)).status_code == 403
    assert not Decision.objects.filter(paragraph=paragraph).exists()


# -- Assignments -------------------------------------------------------------------------------------------------------


def test_an_assignment_goes_to_somebody_in_the_register_by_a_day(paragraph, as_secretary):
    anna = create_person("Anna Ek")
    as_secretary.post(
        address(paragraph, "uppdrag/ny/"), {"text": "bjuda in skolorna.", "person": anna.pk, "due_on": "2026-03-01"}
    )
    assignment = paragraph.assignments.get()
    assert (assignment.person, assignment.name) == (anna, "Anna Ek")
    assert assignment.sentence == "Uppdrag till Anna Ek: bjuda in skolorna, senast den 1\xa0mars 2026."


def test_an_assignment_goes_to_somebody_new_who_enters_the_register(paragraph, as_secretary):
    as_secretary.post(address(paragraph, "uppdrag/ny/"), {"text": "bjuda in", "person-new": "Bo Alm"})
    assert paragraph.assignments.get().person == Person.objects.get(name="Bo Alm")


def test_an_assignment_goes_to_a_group_until_a_meeting(paragraph, as_secretary):
    later = create_later_meeting()
    as_secretary.post(
        address(paragraph, "uppdrag/ny/"), {"text": "Bjuda in", "name": "arbetsgruppen", "due_meeting": later.pk}
    )
    assignment = paragraph.assignments.get()
    assert assignment.sentence == "Uppdrag till arbetsgruppen: Bjuda in, till sammanträdet den 3\xa0mars 2026."


def test_whoever_is_chosen_instead_is_named_too(paragraph, as_secretary):
    anna, bo = create_person("Anna Ek"), create_person("Bo Alm")
    assignment = Assignment.objects.create(
        paragraph=paragraph, position=1, text="Bjuda in", person=anna, name="Anna Ek"
    )
    url = address(paragraph, f"uppdrag/{assignment.pk}/")
    assert 'name="name" value' not in as_secretary.get(url).text
    as_secretary.post(url, {"text": "Bjuda in", "person": bo.pk, "seen_version": assignment.seen})
    assignment.refresh_from_db()
    assert (assignment.person, assignment.name) == (bo, "Bo Alm")


def test_an_assignment_is_due_once(paragraph, as_secretary):
    later = create_later_meeting()
    data = {"text": "Bjuda in", "name": "alla", "due_on": "2026-03-01", "due_meeting": later.pk}
    answer = as_secretary.post(address(paragraph, "uppdrag/ny/"), data)
    assert "antingen en dag eller ett sammanträde" in answer.text
    answer = as_secretary.post(address(paragraph, "uppdrag/ny/"), {"text": "Bjuda in", "due_on": "2026-02-02"})
    assert "Dagen ligger före sammanträdet." in answer.text


# -- Deferrals ---------------------------------------------------------------------------------------------------------


def test_a_deferred_item_lands_before_the_closing_paragraph(paragraph, as_secretary):
    later = create_later_meeting()
    as_secretary.post(
        address(paragraph, "overforing/ny/"),
        {"heading": "Trygghetsvandring", "text": "Gå i maj.", "to_meeting": later.pk, "reason": "Underlag saknas."},
    )
    assert agenda_of(later) == [("1", "Mötets öppnande"), ("2", "Trygghetsvandring"), ("3", "Mötet avslutas")]
    deferral = paragraph.deferrals.get()
    landing = later.paragraphs.get(position=2)
    assert (landing.from_deferral, landing.text) == (deferral, "<p>Gå i maj.</p>")
    assert deferral.sentence == (
        "Ärendet ”Trygghetsvandring” överförs till sammanträdet den 3\xa0mars 2026. Skäl: Underlag saknas."
    )


def test_the_form_proposes_the_heading_of_the_paragraph(paragraph, as_secretary):
    assert 'value="Dagordning"' in as_secretary.get(address(paragraph, "overforing/ny/")).text


def test_a_deferral_that_names_another_meeting_takes_its_paragraph_along(paragraph, secretary):
    march, june = create_later_meeting(), create_later_meeting(JUNE)
    deferral = defer(paragraph, march, by=secretary)
    landing = march.paragraphs.get(from_deferral=deferral)
    Attachment.objects.create(
        paragraph=landing, number=1, title="Karta", document=publish(create_report(), by=secretary)
    )
    seen = deferral.seen
    deferral.to_meeting = june
    outcomes.save(deferral, seen=seen, by=secretary)
    assert agenda_of(march) == [("1", "Mötets öppnande"), ("2", "Mötet avslutas")]
    assert agenda_of(june) == [("1", "Mötets öppnande"), ("2", "Trygghetsvandring"), ("3", "Mötet avslutas")]
    assert june.paragraphs.get(position=2).attachments.get().title == "Karta"


def test_what_is_written_in_the_deferral_follows_until_somebody_writes_there(paragraph, secretary):
    later = create_later_meeting()
    deferral = defer(paragraph, later, by=secretary)
    seen, deferral.heading = deferral.seen, "Trygghetsvandringar"
    outcomes.save(deferral, seen=seen, by=secretary)
    landing = later.paragraphs.get(from_deferral=deferral)
    assert landing.heading == "Trygghetsvandringar"
    landing.text = "<p>Förberett.</p>"
    landing.save()
    seen, deferral.heading = deferral.seen, "Vandring"
    outcomes.save(deferral, seen=seen, by=secretary)
    landing.refresh_from_db()
    assert landing.heading == "Trygghetsvandringar"


def test_a_deferral_that_is_removed_while_drafting_leaves_the_agenda(paragraph, secretary):
    later = create_later_meeting()
    deferral = defer(paragraph, later, by=secretary)
    outcomes.remove(deferral, seen=deferral.seen, by=secretary)
    assert agenda_of(later) == [("1", "Mötets öppnande"), ("2", "Mötet avslutas")]


def test_a_deferral_without_meeting_waits(paragraph, secretary):
    later = create_later_meeting()
    deferral = defer(paragraph, None, by=secretary)
    assert len(agenda_of(later)) == 2
    assert list(Deferral.objects.open()) == [deferral]
    assert "överförs till ett senare sammanträde." in deferral.sentence


def test_a_deferral_whose_paragraph_has_been_prepared_is_not_removed(paragraph, secretary):
    later = create_later_meeting()
    deferral = defer(paragraph, later, by=secretary)
    later.paragraphs.filter(from_deferral=deferral).update(text="<p>Förberett.</p>")
    with pytest.raises(Refused, match="redan fått innehåll"):
        outcomes.remove(deferral, seen=deferral.seen, by=secretary)
    assert paragraph.deferrals.exists()


def test_a_deferral_that_is_dealt_with_stays(paragraph, secretary):
    later, june = create_later_meeting(), create_later_meeting(JUNE)
    deferral = defer(paragraph, later, by=secretary)
    Meeting.objects.filter(pk=later.pk).update(state=Meeting.State.DRAFTING)
    seen, deferral.to_meeting = deferral.seen, june
    with pytest.raises(Refused, match="redan tagits upp vid sammanträdet den 3\xa0mars 2026"):
        outcomes.save(deferral, seen=seen, by=secretary)
    deferral.refresh_from_db()
    with pytest.raises(Refused, match="redan tagits upp"):
        outcomes.remove(deferral, seen=deferral.seen, by=secretary)


def test_nothing_is_deferred_to_an_earlier_or_anothers_meeting(paragraph, secretary):
    earlier = create_planned_meeting(date=datetime.date(2026, 1, 1))
    with pytest.raises(Refused, match="Välj ett kommande sammanträde"):
        defer(paragraph, earlier, by=secretary)
    assert not paragraph.deferrals.exists()


def test_a_deferred_paragraph_leaves_neither_a_gap_nor_anything_to_bring_back(paragraph, secretary):
    march, june = create_later_meeting(), create_later_meeting(JUNE)
    first = defer(paragraph, march, by=secretary)
    second = defer(paragraph, march, by=secretary, heading="Budget")
    for deferral in (first, second):  # somebody tries something, and takes it back
        landing = deferral.landings.get()
        for heading in ("Prov", landing.heading):
            values = {"heading": heading, "text": landing.text, "kind": landing.kind}
            landing = drafting.edit(landing, **values, by=secretary)
    outcomes.remove(first, seen=first.seen, by=secretary)
    second.to_meeting, seen = june, Deferral.objects.get(pk=second.pk).seen
    outcomes.save(second, seen=seen, by=secretary)
    assert list(march.paragraphs.values_list("position", flat=True)) == [1, 2]
    assert agenda_of(june) == [("1", "Mötets öppnande"), ("2", "Budget"), ("3", "Mötet avslutas")]
    assert not drafting.removed(march).exists()


def test_what_was_deferred_to_a_cancelled_meeting_can_be_placed_again(meeting, paragraph, secretary):
    later, june = create_later_meeting(), create_later_meeting(JUNE)
    deferral = defer(paragraph, later, by=secretary)
    with pytest.raises(Refused, match="står redan på dagordningen vid sammanträdet den 3\xa0mars"):
        outcomes.place_again(deferral, june, by=secretary)
    cancel(later, by=secretary)
    with pytest.raises(Refused, match="inte är justerat än"):
        outcomes.place_again(deferral, june, by=secretary)
    Meeting.objects.filter(pk=later.pk).update(
        state=Meeting.State.PLANNED, cancelled_at=None, cancelled_by=None, cancelled_reason=""
    )
    attest(meeting, by=secretary)
    cancel(later, by=secretary)
    assert list(Deferral.objects.open()) == [deferral]
    outcomes.place_again(deferral, june, by=secretary)
    assert june.paragraphs.filter(from_deferral=deferral, position=2).exists()


def test_what_a_draft_defers_to_a_meeting_that_is_called_shows_only_to_who_may_read_the_draft(
    meeting, paragraph, secretary, as_secretary
):
    later = create_later_meeting()
    defer(paragraph, later, by=secretary)
    Meeting.objects.filter(pk=later.pk).update(
        state=Meeting.State.CALLED, called_at="2026-02-10T12:00Z", called_by=secretary
    )
    reader, chair = create_user(Role.STEERING_GROUP), create_user(Role.STAFF, email="ordf@example.se")
    Officer.objects.create(
        meeting=meeting, position=9, role=Officer.Role.CHAIR, name="Ebba", person=create_person("Ebba", user=chair)
    )
    meeting.attendance.create(position=9, name="Ebba", status="present")
    seen = {}
    for user in (reader, chair, secretary):
        client = Reader()
        client.force_login(user)
        seen[user] = "Trygghetsvandring" in client.get(later.get_absolute_url()).text
    assert seen == {reader: False, chair: True, secretary: True}
    attest(meeting, by=secretary)
    client.force_login(reader)
    assert "Trygghetsvandring" in client.get(later.get_absolute_url()).text


def cancel(meeting: Meeting, *, by: User) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(
        state=Meeting.State.CANCELLED, cancelled_at="2026-02-20T12:00Z", cancelled_by=by, cancelled_reason="Snö"
    )


# -- Attachments -------------------------------------------------------------------------------------------------------


def test_attachments_are_numbered_through_the_minutes(meeting, paragraph, as_secretary, secretary):
    report = publish(create_report(), by=secretary)
    first = meeting.paragraphs.get(position=1)
    as_secretary.post(address(paragraph, "bilaga/ny/"), {"document": report.pk})
    scan = create_scan()
    for place in (paragraph, first):
        outcomes.attach(Attachment(paragraph=place), received=scan, by=secretary)
    found = Attachment.objects.order_by("number").values_list("number", "paragraph", "title")
    assert list(found) == [
        (1, first.pk, "Underskrivet"),
        (2, paragraph.pk, report.title),
        (3, paragraph.pk, "Underskrivet"),
    ]
    last = Attachment.objects.get(number=3)
    outcomes.move(last, step=-1)
    last.refresh_from_db()
    assert last.number == 2
    gone = Attachment.objects.get(number=1)
    outcomes.remove(gone, seen=gone.seen, by=secretary)
    assert list(Attachment.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_file_is_uploaded_and_its_title_changed(paragraph, as_secretary):
    file = open_file(create_scan())
    as_secretary.post(address(paragraph, "bilaga/ny/"), {"received": file, "title": "Karta över området"})
    row = paragraph.attachments.get()
    assert row.title == "Karta över området"
    as_secretary.post(address(paragraph, f"bilaga/{row.pk}/"), {"title": "Karta", "seen_version": row.seen})
    row.refresh_from_db()
    assert (row.title, row.upload.name) == ("Karta", "Underskrivet.png")


def test_an_attachment_is_a_report_or_a_file(paragraph, as_secretary, secretary):
    report = publish(create_report(), by=secretary)
    answer = as_secretary.post(address(paragraph, "bilaga/ny/"), {})
    assert "Välj en rapport eller en fil." in answer.text
    answer = as_secretary.post(
        address(paragraph, "bilaga/ny/"), {"document": report.pk, "received": open_file(create_scan())}
    )
    assert "Välj antingen en rapport eller en fil" in answer.text
    assert not Attachment.objects.exists()


def test_only_a_report_can_be_chosen(meeting, paragraph, as_secretary, secretary):
    other = create_meeting()
    attest(other, by=secretary)
    answer = as_secretary.post(address(paragraph, "bilaga/ny/"), {"document": Document.objects.get().pk})
    assert answer.status_code == 200
    assert not Attachment.objects.exists()


def test_a_file_is_for_who_may_read_the_draft_and_then_for_all(meeting, paragraph, secretary):
    row = Attachment(paragraph=paragraph)
    outcomes.attach(row, received=create_scan(), by=secretary)
    url = f"/sammantraden/{meeting.pk}/bilagor/{row.pk}/"
    reader, keeper = Client(), Client()
    reader.force_login(create_user(Role.STEERING_GROUP))
    keeper.force_login(secretary)
    assert reader.get(url).status_code == 404
    answer = keeper.get(url)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.getvalue() == create_scan().data
    attest(meeting, by=secretary)
    answer = reader.get(url)
    assert answer.getvalue() == create_scan().data


def test_a_report_is_attached_before_the_meeting_and_shown_when_people_are_called(secretary):
    meeting = create_planned_meeting()
    row = Attachment(paragraph=meeting.paragraphs.get(position=1))
    outcomes.attach(row, received=create_scan(), by=secretary)
    reader = Client()
    reader.force_login(create_user(Role.STEERING_GROUP))
    url = f"/sammantraden/{meeting.pk}/bilagor/{row.pk}/"
    assert reader.get(url).status_code == 404
    Meeting.objects.filter(pk=meeting.pk).update(
        state=Meeting.State.CALLED, called_at="2027-01-10T12:00Z", called_by=secretary
    )
    assert reader.get(url).getvalue()


def open_file(received: Received) -> SimpleUploadedFile:
    return SimpleUploadedFile(received.name, received.data, content_type=received.media_type)


# -- Approval ----------------------------------------------------------------------------------------------------------


def test_the_previous_minutes_are_approved_in_their_paragraph(secretary, as_secretary):
    previous = create_meeting(date=datetime.date(2026, 1, 13))
    attest(previous, by=secretary)
    meeting = create_meeting()
    paragraph = meeting.paragraphs.get(position=2)
    Paragraph.objects.filter(pk=paragraph.pk).update(kind=Paragraph.Kind.PREVIOUS_MINUTES)
    page = as_secretary.get(address(paragraph, "godkanner/")).text
    assert "13\xa0januari 2026" in page
    assert page.count("<form") == 2, "to sign out, and this one"
    as_secretary.post(address(paragraph, "godkanner/"), {"approves": previous.pk})
    paragraph.refresh_from_db()
    assert (paragraph.approves, paragraph.version) == (previous, 1), "whoever writes the text is not in the way"

    reader = Reader()
    reader.force_login(create_user(Role.STEERING_GROUP))
    sentence = "Godkänt vid sammanträdet den 3\xa0februari 2026, §\xa02"
    draft = "Godkänns i utkastet till protokoll den 3\xa0februari 2026, §\xa02"
    for page in (previous.get_absolute_url(), "/sammantraden/"):
        assert draft in as_secretary.get(page).text
        assert draft not in reader.get(page).text
    attest(meeting, by=secretary)
    for page in (previous.get_absolute_url(), "/sammantraden/"):
        assert sentence in reader.get(page).text
    assert not outcomes.to_approve(create_meeting(date=datetime.date(2026, 5, 5))).filter(pk=previous.pk).exists()


def test_minutes_that_are_not_attested_cannot_be_approved(paragraph, secretary):
    draft = create_meeting(date=datetime.date(2026, 1, 13))
    with pytest.raises(Refused, match="inte justerat än"):
        outcomes.set_approval(paragraph, draft)


def test_minutes_are_approved_once(meeting, paragraph, secretary):
    previous = create_meeting(date=datetime.date(2026, 1, 13))
    attest(previous, by=secretary)
    outcomes.set_approval(paragraph, previous)
    with pytest.raises(Refused, match="redan i en annan paragraf"):
        outcomes.set_approval(meeting.paragraphs.get(position=1), previous)
    outcomes.set_approval(paragraph, None)
    paragraph.refresh_from_db()
    assert paragraph.approves is None


# -- On paper ----------------------------------------------------------------------------------------------------------


def test_the_pdf_tells_what_came_of_each_paragraph(meeting, paragraph, secretary):
    later = create_later_meeting()
    outcomes.save(Decision(paragraph=paragraph, text="Att gå i maj."), by=secretary)
    outcomes.save(
        Assignment(paragraph=paragraph, name="arbetsgruppen", text="Bjuda in", due_meeting=later), by=secretary
    )
    defer(paragraph, later, by=secretary, reason="Underlaget är inte färdigt.")
    outcomes.attach(Attachment(paragraph=paragraph, title="Karta"), received=create_scan(), by=secretary)
    eva = meeting.attendance.create(position=3, name="Eva Ek", status="absent")
    meeting.attendance.filter(position=1).update(stands_in_for=eva)
    pdf = minutes_pdf(Meeting.objects.with_contents().get(pk=meeting.pk), draft=True)
    assert_archival_and_accessible(pdf)
    read = " ".join(tagged_text(pdf).split())
    for text in (
        "Nils Åkerström Polisen tjänstgör för Eva Ek",
        "Att gå i maj. Uppdrag till arbetsgruppen: Bjuda in, till sammanträdet den 3 mars 2026. Ärendet",
        "”Trygghetsvandring” överförs till sammanträdet den 3 mars 2026. Skäl: Underlaget är inte färdigt. Bilaga 1",
        "Bilagor Bilaga 1 Karta",
    ):
        assert text in read
    assert all("UTKAST" in page for page in pages(pdf))


def test_what_other_minutes_have_got_no_longer_follows_the_deferral(meeting, paragraph, secretary):
    later = create_later_meeting()
    deferral = defer(paragraph, later, by=secretary, text="<p>Mer underlag.</p>")
    Meeting.objects.filter(pk=later.pk).update(state=Meeting.State.DRAFTING)
    seen, deferral.heading = deferral.seen, "Trygghetsvandringar"
    outcomes.save(deferral, seen=seen, by=secretary)
    assert later.paragraphs.get(from_deferral=deferral).heading == "Trygghetsvandring"


def test_a_deferral_to_a_meeting_that_was_cancelled_can_be_removed(meeting, paragraph, secretary):
    later = create_later_meeting()
    deferral = defer(paragraph, later, by=secretary)
    later.refresh_from_db()
    planning.cancel(later, reason="För få kan komma.", by=secretary)
    outcomes.remove(deferral, seen=deferral.seen, by=secretary)
    assert [heading for _, heading in agenda_of(later)] == ["Mötets öppnande", "Mötet avslutas"]
    assert [paragraph.number for paragraph in later.paragraphs.all()] == ["1", "2"]


def test_a_deferral_to_a_cancelled_meeting_that_has_papers_there_stays(meeting, paragraph, secretary):
    later = create_later_meeting()
    deferral = defer(paragraph, later, by=secretary)
    attachment = Attachment(paragraph=deferral.landings.get(), title="Karta")
    outcomes.attach(attachment, received=create_scan(), by=secretary)
    later.refresh_from_db()
    planning.cancel(later, reason="För få kan komma.", by=secretary)
    with pytest.raises(Refused, match="har bilagor på dagordningen"):
        outcomes.remove(deferral, seen=deferral.seen, by=secretary)


def test_what_was_deferred_elsewhere_is_not_offered_as_removed(meeting, paragraph, secretary):
    march, june = create_later_meeting(), create_later_meeting(JUNE)
    deferral = defer(paragraph, march, by=secretary)
    landing = deferral.landings.get()
    drafting.edit(landing, heading=landing.heading, text="<p>Förberett.</p>", kind=landing.kind, by=secretary)
    seen, deferral.to_meeting = deferral.seen, june
    outcomes.save(deferral, seen=seen, by=secretary)
    assert list(drafting.removed(march)) == []
    assert june.paragraphs.get(from_deferral=deferral).text == "<p>Förberett.</p>"

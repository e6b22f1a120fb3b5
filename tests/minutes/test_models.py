"""What the database itself refuses, and who sees which meeting."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from big.documents.uploads import keep
from big.people.models import Organisation, User
from big.people.roles import Role
from minutes.attestation import attest_on_paper
from minutes.models import (
    AgendaProposal,
    Assignment,
    Attachment,
    Attendance,
    Body,
    Deferral,
    Meeting,
    Membership,
    News,
    Officer,
    Paragraph,
    ParagraphPresence,
    Phrase,
    Recipient,
    StandingItem,
    StandingRecipient,
)
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

DAY = datetime.date(2026, 3, 2)
NOW = timezone.make_aware(datetime.datetime(2026, 3, 2, 12))


def refused(constraint: str, act: Callable[[], object]) -> bool:
    """Whether the database refuses because of that constraint; SQLite names the columns of a broken uniqueness."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        return constraint in str(error) or "UNIQUE constraint failed" in str(error)
    return False


def change(row: models.Model, **values: object) -> Callable[[], object]:
    return lambda: type(row)._base_manager.filter(pk=row.pk).update(**values)


# Bodies


def test_somebody_attests(db):
    body = create_body()
    assert refused("body_somebody_attests", change(body, chair_attests=False))
    change(body, chair_attests=False, attester_count=1)()
    body.chair_attests, body.attester_count = False, 0
    with pytest.raises(ValidationError, match="Någon måste justera"):
        body.full_clean()


def test_members_on_a_day(db):
    body = create_body()
    first, last = datetime.date(2026, 1, 1), datetime.date(2026, 6, 30)
    earlier = create_membership(body, create_person("Alma Ek"), starts_on=first, ends_on=last)
    later = create_membership(body, create_person("Bo Ahl"), starts_on=datetime.date(2026, 7, 1))
    assert list(body.memberships.on(last)) == [earlier]
    assert list(body.memberships.on(first)) == [earlier]
    assert list(body.memberships.on(datetime.date(2026, 7, 1))) == [later]
    assert not body.memberships.on(datetime.date(2025, 12, 31)).exists()


def test_members_come_in_the_order_of_their_roles(db):
    body = create_body(members={"Disa": "member", "Cia": "secretary", "Alma": "member", "Bo": "chair"})
    assert [row.person.name for row in body.memberships.in_order()] == ["Bo", "Cia", "Alma", "Disa"]


def test_nobody_has_the_same_role_twice_at_a_time(db):
    body, person = create_body(), create_person("Alma Ek")
    membership = create_membership(body, person)
    assert refused("membership_once_at_a_time", lambda: create_membership(body, person, starts_on=DAY))
    membership.ends_on = DAY
    membership.save()
    create_membership(body, person, starts_on=datetime.date(2026, 3, 3))


def test_one_chair_at_a_time(db):
    body = create_body(members={"Alma Ek": "chair"})
    second = create_person("Bo Ahl")
    assert refused("membership_one_chair", lambda: create_membership(body, second, Membership.Role.CHAIR))


def test_membership_does_not_end_before_it_starts(db):
    early = datetime.date(2019, 12, 31)
    row = create_membership(create_body(), create_person("Alma Ek"))
    assert refused("membership_ends_after_it_starts", change(row, ends_on=early))


def test_who_is_or_was_a_member_stays_in_the_register(db):
    row = create_membership(create_body(), create_person("Alma Ek"), ends_on=DAY)
    with pytest.raises(ProtectedError):
        row.person.delete()


def test_no_two_things_of_a_body_have_the_same_place(db):
    body = create_body()
    for model, values in (
        (StandingItem, {"heading": "Mötets öppnande"}),
        (Phrase, {"text": "Ordet var fritt."}),
        (StandingRecipient, {"kind": "present", "name": "närvarande"}),
    ):
        model.objects.create(body=body, position=1, **values)
        values = values | ({"name": "kommunstyrelsen"} if "name" in values else {})
        assert refused(
            "position_unique", lambda model=model, values=values: model.objects.create(body=body, position=1, **values)
        )


def test_a_recipient_is_what_its_kind_says(db):
    body, person = create_body(), create_person("Alma Ek")
    row = StandingRecipient(body=body, position=1, kind="organisation", name="Alma Ek", person=person)
    assert refused("standingrecipient_is_what_its_kind_says", row.save)
    row.kind = StandingRecipient.Kind.PERSON
    row.save()
    again = StandingRecipient(body=body, position=2, kind="person", name="Alma Ek", person=person)
    assert refused("standing_recipient_once", again.save)
    meeting = create_planned_meeting(body=body)
    recipient = Recipient(meeting=meeting, position=1, kind="body", name="Polisen", person=person)
    assert refused("recipient_is_what_its_kind_says", recipient.save)


def test_prepared_text_is_clean_whichever_way_it_was_written(db):
    item = StandingItem.objects.create(
        body=create_body(), position=1, heading="Dagordning", text="<p onclick='x()'>Godkändes.</p><script>x()</script>"
    )
    item.refresh_from_db()
    assert item.text == "<p>Godkändes.</p>"


# Meetings: a state and what goes with it


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("meeting_called_when_it_says_so", {"state": "called"}),
        ("meeting_called_when_it_says_so", {"called_at": NOW}),
        ("meeting_called_when_it_says_so", {"state": "called", "called_at": NOW}),
        ("meeting_cancelled_when_it_says_so", {"state": "cancelled"}),
        ("meeting_cancelled_when_it_says_so", {"cancelled_at": NOW}),
        ("meeting_cancelled_when_it_says_so", {"cancelled_reason": "Sjukdom."}),
        ("meeting_shared_by_somebody", {"state": "drafting", "shared_at": NOW}),
        ("meeting_proposals_before_it_is_held", {"proposals_until": datetime.date(2027, 2, 3)}),
    ],
)
def test_a_state_has_its_time_and_person(db, constraint, values):
    assert refused(constraint, change(create_planned_meeting(), **values))


def test_a_state_with_its_time_and_person_is_kept(secretary):
    called = {"called_at": NOW, "called_by": secretary}
    change(create_planned_meeting(), state="called", **called)()
    cancelled = {"cancelled_at": NOW, "cancelled_by": secretary, "cancelled_reason": "Ordföranden är sjuk."}
    change(create_planned_meeting(), state="cancelled", **cancelled)()
    change(create_planned_meeting(), state="cancelled", **cancelled, **called)()
    change(create_planned_meeting(), state="drafting", shared_at=NOW, shared_by=secretary)()
    with_person = change(create_planned_meeting(), shared_at=NOW, shared_by=secretary)
    assert refused("meeting_shared_by_somebody", with_person)
    without_reason = change(create_planned_meeting(), state="cancelled", **(cancelled | {"cancelled_reason": ""}))
    assert refused("meeting_cancelled_when_it_says_so", without_reason)
    planned_and_called = change(create_planned_meeting(), **called)
    assert refused("meeting_called_when_it_says_so", planned_and_called)


def test_every_meeting_has_a_calendar_entry_of_its_own(db):
    first, second = create_planned_meeting(), create_planned_meeting()
    assert first.calendar_uid != second.calendar_uid
    assert refused("calendar_uid", change(second, calendar_uid=first.calendar_uid))


def test_status_is_a_sentence(secretary):
    meeting = create_planned_meeting()
    assert meeting.pretty_status == "Planerat"
    meeting.state, meeting.called_at = Meeting.State.CALLED, NOW
    assert meeting.pretty_status == "Kallelse skickad 2\N{NO-BREAK SPACE}mars 2026"
    meeting.state, meeting.cancelled_at, meeting.cancelled_reason = Meeting.State.CANCELLED, NOW, "För få kan komma."
    assert meeting.pretty_status == "Inställt 2\N{NO-BREAK SPACE}mars 2026. För få kan komma."
    meeting.state = Meeting.State.IN_ATTESTATION
    assert meeting.pretty_status == "Under justering"


def test_only_who_is_present_stands_in_for_another(db):
    meeting = create_meeting()
    absent, present = meeting.attendance.all()
    change(absent, status="excused")()
    change(present, stands_in_for=absent)()
    present.refresh_from_db()
    assert present.note == f"tjänstgör för {absent.name}"
    assert refused("attendance_who_stands_in_is_present", change(present, status=Attendance.Status.GUEST))


# Who sees


def sees(user: User, meeting: Meeting) -> bool:
    return Meeting.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=meeting.pk).exists()


@pytest.fixture
def member(db: None) -> User:
    user = create_user(Role.STEERING_GROUP)
    create_membership(create_body(), create_person(user.name, user=user))
    return user


@pytest.mark.parametrize("state", Meeting.DRAFTS)
def test_a_draft_is_for_few_until_it_is_shared_with_the_members(member, secretary, state):
    meeting = create_meeting()
    outsider = create_user(Role.STAFF, email="olle.ek@example.se")
    change(meeting, state=state)()
    assert sees(secretary, meeting)
    assert not sees(member, meeting)
    change(meeting, shared_at=NOW, shared_by=secretary)()
    assert sees(member, meeting)
    assert not sees(outsider, meeting)


def test_a_shared_draft_is_for_those_who_were_members_that_day(member, secretary):
    meeting = create_meeting()
    change(meeting, shared_at=NOW, shared_by=secretary)()
    Membership.objects.update(ends_on=meeting.date - datetime.timedelta(days=1))
    assert not sees(member, meeting)
    Membership.objects.update(ends_on=meeting.date)
    assert sees(member, meeting)
    Membership.objects.update(body=create_body(name="Styrgruppen"))
    assert not sees(member, meeting)


def test_a_member_without_any_role_sees_nothing(member, secretary):
    meeting = create_meeting()
    change(meeting, shared_at=NOW, shared_by=secretary)()
    member.groups.clear()
    assert not sees(member, meeting)


def test_a_draft_in_attestation_is_seen_by_its_attester(member):
    meeting = create_meeting()
    meeting.officers.filter(role=Officer.Role.ATTESTER).update(person=member.person)
    change(meeting, state="in_attestation")()
    assert sees(member, meeting)


def test_the_agenda_of_a_planned_meeting_is_for_those_who_keep_the_minutes(member, secretary):
    meeting = create_planned_meeting()
    assert sees(member, meeting)
    assert not meeting.agenda_is_visible_to(member)
    assert meeting.agenda_is_visible_to(secretary)
    meeting.state, meeting.called_at = Meeting.State.CALLED, NOW
    assert meeting.agenda_is_visible_to(member)
    meeting.state, meeting.cancelled_at = Meeting.State.CANCELLED, NOW
    assert meeting.agenda_is_visible_to(member)  # they have the notice
    meeting.called_at = None
    assert not meeting.agenda_is_visible_to(member)


def test_the_pages_do_not_tell_of_an_agenda_before_the_notice(member, client, as_secretary):
    meeting = create_planned_meeting(agenda=("Hemligt ärende",))
    client.force_login(member)
    assert "Hemligt ärende" not in client.get(meeting.get_absolute_url()).text
    assert client.get(f"{meeting.get_absolute_url()}utkast.pdf").status_code == 404
    assert "Hemligt ärende" in as_secretary.get(meeting.get_absolute_url()).text


def test_what_is_prepared_is_not_shown_before_the_meeting(member, secretary, client, as_secretary):
    meeting = create_planned_meeting(agenda=("Nattvandringar",))
    meeting.paragraphs.update(text="<p>Förberedd mening.</p>")
    change(meeting, state="called", called_at=NOW, called_by=secretary)()
    client.force_login(member)
    page = client.get(meeting.get_absolute_url()).text
    assert "Nattvandringar" in page
    assert "Förberedd mening." not in page
    assert client.get(f"{meeting.get_absolute_url()}utkast.pdf").status_code == 404
    assert "Förberedd mening." in as_secretary.get(meeting.get_absolute_url()).text


def test_coming_meetings_are_planned_or_called(secretary):
    planned = create_planned_meeting(date=DAY)
    called = create_planned_meeting(date=datetime.date(2026, 3, 1))
    change(called, state="called", called_at=NOW, called_by=secretary)()
    cancelled = create_planned_meeting(date=DAY)
    change(cancelled, state="cancelled", cancelled_at=NOW, cancelled_by=secretary, cancelled_reason="Sjukdom.")()
    create_meeting(date=DAY)
    assert list(Meeting.objects.coming(datetime.date(2026, 2, 1))) == [called, planned]


# §§


def test_no_number_is_in_a_series_twice(db):
    first, second = create_planned_meeting(), create_planned_meeting()
    one, two = first.paragraphs.all()
    change(one, series="body-1-2027", sequence=1)()
    assert refused("paragraph_once_in_its_series", change(two, series="body-1-2027", sequence=1))
    assert refused("paragraph_once_in_its_series", change(second.paragraphs.first(), series="body-1-2027", sequence=1))
    change(second.paragraphs.first(), series="body-2-2027", sequence=1)()


@pytest.mark.parametrize(
    "values",
    [
        {"series": "meeting-1"},
        {"sequence": 1},
        {"series": "meeting-1", "sequence": 0},
        {"series": "meeting-1", "sequence": 1, "number": ""},
    ],
)
def test_a_number_is_fixed_wholly_or_not_at_all(db, values):
    assert refused("paragraph_fixed_or_not", change(create_planned_meeting().paragraphs.first(), **values))


def test_minutes_are_approved_once_by_each_meeting(db):
    previous, meeting = create_meeting(), create_planned_meeting()
    one, two = meeting.paragraphs.all()
    change(one, approves=previous)()
    assert refused("paragraph_approves_once", change(two, approves=previous))


def test_an_attachment_is_a_document_or_a_file(secretary):
    paragraph = create_meeting().paragraphs.first()
    document = publish(create_report(), by=secretary)
    upload = keep(create_scan(), by=secretary)
    both = Attachment(paragraph=paragraph, number=1, title="Underlag", document=document, upload=upload)
    neither = Attachment(paragraph=paragraph, number=1, title="Underlag")
    assert refused("attachment_is_one_thing", both.save)
    assert refused("attachment_is_one_thing", neither.save)
    Attachment.objects.create(paragraph=paragraph, number=1, title="Underlag", upload=upload)
    Attachment.objects.create(paragraph=paragraph, number=2, title="Rapport", document=document)


def test_minutes_can_be_attested_with_a_file_as_attachment(secretary, as_secretary):
    meeting = create_meeting()
    upload = keep(create_scan(), by=secretary)
    Attachment.objects.create(paragraph=meeting.paragraphs.first(), number=1, title="Underlaget", upload=upload)
    assert "Underlaget</a>" in as_secretary.get(meeting.get_absolute_url()).text
    attest_on_paper(meeting, attested_on=None, by=secretary)
    assert "Underlaget" in as_secretary.get(meeting.get_absolute_url()).text


def test_one_presence_for_each_who_has_the_minutes_open(secretary):
    meeting = create_meeting()
    see = {"user": secretary, "meeting": meeting, "seen_at": NOW}
    ParagraphPresence.objects.create(**see, paragraph=meeting.paragraphs.first())
    assert refused("presence_once_per_meeting", lambda: ParagraphPresence.objects.create(**see))
    meeting.paragraphs.first().delete()
    assert not ParagraphPresence.objects.exists()


# What comes of a §


def test_an_assignment_is_due_once_and_its_person_is_named(db):
    meeting, later = create_meeting(), create_planned_meeting()
    row = Assignment.objects.create(paragraph=meeting.paragraphs.first(), position=1, text="Bjuda in skolan.")
    assert refused("assignment_due_once", change(row, due_on=DAY, due_meeting=later))
    assert refused("assignment_person_is_named", change(row, person=create_person("Alma Ek")))
    change(row, due_meeting=later, name="Alma Ek", person=create_person("Alma Ek", title="rektor"))()


def test_a_meeting_that_something_waits_for_is_not_deleted(db):
    meeting, later = create_meeting(), create_planned_meeting()
    Assignment.objects.create(paragraph=meeting.paragraphs.first(), position=1, text="Bjuda in.", due_meeting=later)
    with pytest.raises(ProtectedError):
        later.delete()


def test_a_deferral_is_open_until_attested_minutes_have_the_paragraph_it_landed_in(secretary):
    meeting, later = create_meeting(), create_meeting(date=datetime.date(2026, 3, 3))
    deferral = Deferral.objects.create(paragraph=meeting.paragraphs.first(), position=1, heading="Lägesbilden")
    assert list(Deferral.objects.open()) == [deferral]
    landed = Paragraph.objects.create(
        meeting=later, position=9, number="9", heading=deferral.heading, from_deferral=deferral
    )
    assert list(Deferral.objects.open()) == [deferral]
    twice = Paragraph(meeting=later, position=10, number="10", from_deferral=deferral)
    assert refused("paragraph_deferral_lands_once", twice.save)
    with pytest.raises(ProtectedError):
        deferral.delete()
    again = Deferral.objects.create(paragraph=landed, position=1, heading="Lägesbilden")
    attest_on_paper(later, attested_on=None, by=secretary)
    assert list(Deferral.objects.open()) == [again]


# Before the meeting


def test_a_proposal_is_answered_by_somebody_and_declined_with_a_reason(secretary):
    meeting = create_planned_meeting()
    proposal = AgendaProposal.objects.create(
        meeting=meeting, heading="Nattvandringar", proposed_by=secretary, proposed_at=NOW
    )
    answered = {"answered_at": NOW, "answered_by": secretary}
    assert refused("proposal_answered_by_somebody", change(proposal, answer="accepted"))
    assert refused("proposal_answered_by_somebody", change(proposal, **answered))
    assert refused("proposal_declined_with_reason", change(proposal, answer="declined", **answered))
    assert refused("proposal_on_the_agenda_when_accepted", change(proposal, paragraph=meeting.paragraphs.first()))
    change(proposal, answer="accepted", paragraph=meeting.paragraphs.first(), **answered)()
    meeting.paragraphs.first().delete()
    proposal.refresh_from_db()
    assert proposal.paragraph is None


def test_each_principal_writes_its_news_once(secretary):
    meeting, police = create_planned_meeting(), Organisation.objects.create(name="Polisen")
    write = {"meeting": meeting, "organisation": police, "written_by": secretary, "written_at": NOW, "text": "Lugnt."}
    News.objects.create(**write)
    assert refused("news_once_per_organisation", lambda: News.objects.create(**write))


def test_bodies_of_before_number_each_meeting_by_itself_and_the_chair_attests(db):
    body = Body.objects.create(name="Ledningsgruppen")
    assert (body.numbering, body.chair_attests, body.attester_count) == (Body.Numbering.PER_MEETING, True, 0)

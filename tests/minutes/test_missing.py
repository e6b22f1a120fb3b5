"""Saknas: what is not yet right, in sentences that lead to their place."""

import datetime

import pytest

from big.documents.importing import keep_original
from big.people.roles import Role
from minutes.attestation import missing_to_attest
from minutes.missing import missing
from minutes.models import Assignment, Deferral, Meeting, Officer, Paragraph
from tests.factories import create_meeting, create_person, create_planned_meeting, create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(db: None) -> Meeting:
    """Nothing is missing: Nils leads and attests, and has an account."""
    meeting = create_meeting()
    nils = create_person("Nils Åkerström", user=create_user(Role.STAFF))
    meeting.officers.filter(name="Nils Åkerström").update(person=nils)
    Officer.objects.create(meeting=meeting, position=3, role=Officer.Role.CHAIR, name=nils.name, person=nils)
    return meeting


def found(meeting: Meeting) -> list[tuple[str, str, bool]]:
    read = Meeting.objects.with_contents().get(pk=meeting.pk)
    return [(one.sentence, one.anchor, one.blocks) for one in missing(read)]


def test_nothing_is_missing(meeting):
    assert found(meeting) == []


def test_everything_that_can_be_missing_says_where(meeting):
    paragraph = meeting.paragraphs.get(position=2)
    here = f"paragraf-{paragraph.pk}"
    Paragraph.objects.filter(pk=paragraph.pk).update(heading="", text="")
    assert found(meeting) == [("§\xa02 saknar rubrik.", here, True), ("§\xa02 saknar text.", here, True)]

    Paragraph.objects.filter(pk=paragraph.pk).update(heading="Dagordning")
    Assignment.objects.create(paragraph=paragraph, position=1, text="Bjuda in.")
    Deferral.objects.create(paragraph=paragraph, position=1, heading="Vandring")
    assert found(meeting) == [
        ("Det framgår inte vem som har fått uppdraget i §\xa02: Bjuda in.", here, True),
        ("Uppdraget i §\xa02 har ingen sista dag: Bjuda in.", here, False),
        ("Ärendet ”Vandring” i §\xa02 är inte överfört till något sammanträde.", here, False),
        ("Det framgår inte varför ärendet ”Vandring” i §\xa02 överförs.", here, False),
    ]


def test_what_waits_for_a_cancelled_meeting_waits_in_vain(meeting, secretary):
    cancelled = create_planned_meeting(
        date=datetime.date(2026, 3, 3),
        state=Meeting.State.CANCELLED,
        cancelled_at="2026-02-20T12:00Z",
        cancelled_by=secretary,
        cancelled_reason="Snö",
    )
    paragraph = meeting.paragraphs.get(position=2)
    Assignment.objects.create(paragraph=paragraph, position=1, name="Eva", text="Bjuda in.", due_meeting=cancelled)
    Deferral.objects.create(paragraph=paragraph, position=1, heading="Vandring", to_meeting=cancelled, reason="Snö")
    assert [sentence for sentence, _, _ in found(meeting)] == [
        "Uppdraget i §\xa02 ska vara klart till sammanträdet den 3\xa0mars 2026, som är inställt.",
        "Ärendet ”Vandring” i §\xa02 är överfört till den 3\xa0mars 2026, men det är inställt.",
    ]


def test_people_who_are_missing(meeting):
    meeting.attendance.filter(name="Nils Åkerström").update(status="absent")
    meeting.officers.filter(role=Officer.Role.ATTESTER).update(person=None)
    meeting.body.attester_count = 1
    meeting.body.save()
    assert found(meeting) == [
        ("Ordföranden Nils Åkerström är inte antecknad som närvarande.", "narvaro", True),
        ("Nils Åkerström ska justera, men är inte antecknad som närvarande.", "narvaro", False),
        ("1 justerare utöver ordföranden ska utses, och ingen är vald.", "narvaro", False),
        (
            (
                "Nils Åkerström ska justera, men har inget konto här. Be administratören om en inbjudan, välj en annan "
                "justerare, eller låt justera på papper."
            ),
            "narvaro",
            False,
        ),
    ]
    meeting.attendance.all().delete()
    meeting.officers.all().delete()
    assert [sentence for sentence, _, _ in found(meeting)] == [
        "Ingen är antecknad som närvarande.",
        "Det framgår inte vem som har skrivit protokollet.",
        "Det framgår inte vem som justerar.",
        "Det framgår inte vem som var ordförande.",
        "1 justerare utöver ordföranden ska utses, och ingen är vald.",
    ]


def test_an_identity_number_leads_to_its_place(meeting):
    paragraph = meeting.paragraphs.get(position=2)
    Paragraph.objects.filter(pk=paragraph.pk).update(text="<p>Ring 640823-3234.</p>")
    meeting.attendance.filter(position=1).update(remark="640823-3234")
    assert [(anchor, blocks) for _, anchor, blocks in found(meeting)] == [
        ("narvaro", True),
        (f"paragraf-{paragraph.pk}", True),
    ]


def test_only_what_blocks_stops_attestation(meeting):
    Assignment.objects.create(paragraph=meeting.paragraphs.get(position=2), position=1, name="Eva", text="Bjuda in.")
    assert len(found(meeting)) == 1
    assert missing_to_attest(meeting) == []


def test_an_old_paper_may_lack_what_it_lacked(meeting, secretary):
    meeting.source = keep_original(b"Ett protokoll", "protokoll.txt", title="Protokoll", remarks=[], by=secretary)
    meeting.save()
    meeting.paragraphs.update(text="", heading="")
    meeting.officers.filter(role=Officer.Role.CHAIR).delete()
    assert found(meeting) == []


def test_it_costs_the_same_however_long(meeting, django_assert_max_num_queries):
    for position in range(4, 20):
        paragraph = Paragraph.objects.create(meeting=meeting, position=position, number=str(position), heading="Ärende")
        Assignment.objects.create(paragraph=paragraph, position=1, text="Bjuda in.")
        Deferral.objects.create(paragraph=paragraph, position=1, heading="Vandring")
    with django_assert_max_num_queries(14):
        assert len(found(meeting)) == 16 * 4

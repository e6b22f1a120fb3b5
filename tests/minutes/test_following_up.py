"""What was decided is followed up: ledgers, registers, own assignments, reminders, attendance of the year."""

import csv
import datetime
import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from big.letters.models import Letter
from big.people.models import User
from big.people.roles import Role
from big.refusals import Refused
from minutes import following_up, outcomes
from minutes.attestation import attest_on_paper
from minutes.models import Assignment, AssignmentOutcome, Attendance, Decision, Deferral, Meeting, Paragraph
from tests.conftest import Reader
from tests.factories import create_meeting, create_membership, create_person, create_planned_meeting, create_user

pytestmark = pytest.mark.django_db

NOON = timezone.make_aware(datetime.datetime(2026, 2, 10, 12))


@pytest.fixture
def anna(db: None) -> User:
    """Has an account and reads what is finished."""
    user = create_user(Role.STEERING_GROUP, email="anna@example.se", name="Anna Ek")
    create_person("Anna Ek", user=user)
    return user


@pytest.fixture
def as_anna(anna: User) -> Client:
    client = Reader()
    client.force_login(anna)
    return client


@pytest.fixture
def meeting(db: None) -> Meeting:
    return create_meeting()


def give(meeting: Meeting, user: User | None = None, *, text: str = "Bjuda in skolorna.", **fields) -> Assignment:
    paragraph = meeting.paragraphs.get(position=2)
    who = {"person": user.person, "name": user.name} if user else {"name": "arbetsgruppen"}
    position = paragraph.assignments.count() + 1
    return Assignment.objects.create(paragraph=paragraph, position=position, text=text, **who, **fields)


def attest(meeting: Meeting, *, by: User) -> None:
    attest_on_paper(Meeting.objects.get(pk=meeting.pk), attested_on=None, by=by)


# -- Assignments -------------------------------------------------------------------------------------------------------


def test_an_assignment_of_a_draft_is_seen_nowhere_by_who_may_not_read_the_draft(meeting, anna, as_anna, secretary):
    assignment = give(meeting, anna, due_on=datetime.date(2026, 2, 12))
    doors = ["/", "/uppdrag/", "/uppdrag/?mine=on", "/uppdrag/?status=all&q=skolorna"]
    for door in doors:
        assert "skolorna." not in as_anna.get(door).text
    for door in ("/uppdrag/uppdrag.csv", "/uppdrag/uppdrag.xlsx"):
        assert b"skolorna" not in as_anna.get(door).getvalue()
    assert as_anna.get(assignment.get_absolute_url()).status_code == 404
    assert as_anna.post(assignment.get_absolute_url(), {"kind": "done"}).status_code == 404
    following_up.remind_of_assignments(now=NOON)
    assert not Letter.objects.exists()

    attest(meeting, by=secretary)
    assert all("Bjuda in skolorna" in as_anna.get(door).text for door in doors)
    assert "skolorna" in as_anna.get("/uppdrag/uppdrag.csv").getvalue().decode()
    following_up.remind_of_assignments(now=NOON)
    assert Letter.objects.get().address == "anna@example.se"


def test_whoever_has_an_assignment_of_a_shared_draft_hears_of_it(meeting, anna, as_anna, secretary):
    give(meeting, anna)
    Meeting.objects.filter(pk=meeting.pk).update(shared_at=NOON, shared_by=secretary)
    assert "skolorna" not in as_anna.get("/").text
    create_membership(meeting.body, anna.person)
    assert "Ditt uppdrag: Bjuda in skolorna" in as_anna.get("/").text


def test_the_person_marks_the_assignment_as_done_and_undoes_it(meeting, anna, as_anna, secretary):
    assignment = give(meeting, anna)
    attest(meeting, by=secretary)
    as_anna.post(assignment.get_absolute_url(), {"kind": "done", "note": "Alla skolor är bjudna."})
    assert assignment.outcome.sentence == (
        "Uppdraget till Anna Ek (Bjuda in skolorna) är utfört. Alla skolor är bjudna."
    )
    assert "Inga uppdrag är öppna." in as_anna.get("/uppdrag/").text
    assert "Utfört" in as_anna.get("/uppdrag/?status=done").text
    answer = as_anna.post(assignment.get_absolute_url(), {"kind": "withdrawn"}, follow=True)
    assert "redan utfört" in answer.text
    as_anna.post(f"{assignment.get_absolute_url()}oppna/")
    assert list(Assignment.objects.open()) == [assignment]
    with pytest.raises(Refused, match="inte markerat"):
        following_up.reopen(Assignment.objects.get(), by=anna)


def test_nobody_else_but_the_secretary_marks_it(meeting, anna, secretary, as_secretary):
    assignment = give(meeting, anna)
    attest(meeting, by=secretary)
    other = Client()
    other.force_login(create_user(Role.STAFF))
    assert other.post(assignment.get_absolute_url(), {"kind": "done"}).status_code == 403
    assert other.post(f"{assignment.get_absolute_url()}oppna/").status_code == 403
    as_secretary.post(assignment.get_absolute_url(), {"kind": "withdrawn"})
    assert Assignment.objects.withdrawn().get() == assignment


def test_open_assignments_return_until_the_next_minutes_have_told_of_them(meeting, anna, secretary, as_secretary):
    assignment, other = give(meeting, anna), give(meeting, text="Boka lokal.")
    assert not following_up.open_assignments(meeting.body).exists(), "nothing before it is attested"
    attest(meeting, by=secretary)
    assert list(following_up.open_assignments(meeting.body)) == [assignment, other]
    outcome = following_up.conclude(assignment, kind="done", by=anna)
    assert list(following_up.open_assignments(meeting.body)) == [other]
    coming = create_meeting(date=datetime.date(2026, 3, 3))
    assert list(following_up.to_report(coming)) == [outcome]

    paragraph = coming.paragraphs.get(position=2)
    as_secretary.post(f"/sammantraden/{coming.pk}/redovisa/{outcome.pk}/", {"paragraph": paragraph.pk})
    assert "Uppdraget till Anna Ek (Bjuda in skolorna) är utfört." in as_secretary.get(coming.get_absolute_url()).text
    assert not following_up.to_report(coming).exists()
    with pytest.raises(Refused, match="redovisat i"):
        following_up.reopen(assignment, by=anna)
    as_secretary.post(f"/sammantraden/{coming.pk}/redovisa/{outcome.pk}/")
    assert list(following_up.to_report(coming)) == [outcome]
    following_up.report(outcome, paragraph, by=secretary)
    attest(coming, by=secretary)
    with pytest.raises(Refused, match="kan inte ändras: justerat"):
        following_up.report(outcome, None, by=secretary)
    for change in (
        lambda rows: rows.update(note="Något annat."),
        lambda rows: rows.update(reported_in=None),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(AssignmentOutcome.objects.filter(pk=outcome.pk))


def test_a_reminder_goes_once_and_again_when_the_day_is_another(meeting, anna, secretary):
    due = create_planned_meeting(date=datetime.date(2026, 2, 14))
    give(meeting, anna, due_meeting=due)
    give(meeting, anna, text="Senare.", due_on=datetime.date(2026, 5, 1))
    give(meeting, anna, text="Förr.", due_on=datetime.date(2026, 2, 9))
    give(meeting, text="Ingens.", due_on=datetime.date(2026, 2, 14))
    attest(meeting, by=secretary)
    for _ in range(2):
        following_up.remind_of_assignments(now=NOON)
    letter = Letter.objects.get()
    assert letter.subject == "Ditt uppdrag: senast den 14 februari 2026"
    assert "Ledningsgruppen, till sammanträdet den 14\xa0februari 2026:\n\nBjuda in skolorna." in letter.body
    Meeting.objects.filter(pk=due.pk).update(date=datetime.date(2026, 2, 15))
    following_up.remind_of_assignments(now=NOON)
    assert Letter.objects.count() == 2


def test_nobody_is_reminded_of_what_is_done(meeting, anna, secretary):
    assignment = give(meeting, anna, due_on=datetime.date(2026, 2, 12))
    attest(meeting, by=secretary)
    following_up.conclude(assignment, kind="done", by=anna)
    following_up.remind_of_assignments(now=NOON)
    assert not Letter.objects.exists()


# -- Deferrals ---------------------------------------------------------------------------------------------------------


def test_the_ledger_tells_since_when_how_often_and_where(meeting, secretary, as_anna):
    march, june = (create_planned_meeting(date=datetime.date(2026, month, 3), agenda=("Öppnande",)) for month in (3, 6))
    first = Deferral(paragraph=meeting.paragraphs.get(position=2), heading="Vandring", to_meeting=march, reason="Snö.")
    outcomes.save(first, by=secretary)
    assert "Vandring" not in as_anna.get("/bordlagda/").text, "still in a draft"
    attest(meeting, by=secretary)
    page = as_anna.get("/bordlagda/").text
    assert "Har väntat sedan 3 februari 2026." in page
    assert "Skäl: Snö." in page
    assert "3 mars 2026" in page

    Meeting.objects.filter(pk=march.pk).update(state=Meeting.State.DRAFTING)
    march.officers.create(position=1, role="secretary", name="Tora Hallén")
    march.officers.create(position=2, role="attester", name="Nils Åkerström")
    march.attendance.create(position=1, name="Nils Åkerström", status="present")
    march.paragraphs.update(text="<p>Ordet var fritt.</p>")
    landing = march.paragraphs.get(from_deferral=first)
    outcomes.save(Deferral(paragraph=landing, heading="Vandring", to_meeting=june, reason="Regn."), by=secretary)
    attest(march, by=secretary)
    [row] = following_up.deferred(secretary)
    assert (row.since, row.times, row.landing.meeting) == (meeting.date, 2, june)
    assert "överförts 2 gånger" in as_anna.get("/bordlagda/").text


def test_what_no_agenda_has_is_placed_from_the_ledger(meeting, secretary, as_secretary, as_anna):
    june = create_planned_meeting(date=datetime.date(2036, 6, 3), agenda=("Öppnande",))
    deferral = Deferral(paragraph=meeting.paragraphs.get(position=2), heading="Vandring")
    outcomes.save(deferral, by=secretary)
    attest(meeting, by=secretary)
    assert "utan sammanträde" in as_anna.get("/bordlagda/").text
    assert "Sätt på dagordningen" not in as_anna.get("/bordlagda/").text
    assert "Sätt på dagordningen" in as_secretary.get("/bordlagda/").text
    as_secretary.post(f"/bordlagda/{deferral.pk}/ta-upp/", {"meeting": june.pk})
    assert Paragraph.objects.get(from_deferral=deferral).meeting == june
    answer = as_secretary.post(f"/bordlagda/{deferral.pk}/ta-upp/", {"meeting": june.pk}, follow=True)
    assert "står redan på dagordningen" in answer.text


# -- Registers ---------------------------------------------------------------------------------------------------------


def test_the_register_finds_decisions_of_attested_minutes(meeting, secretary, as_anna):
    Decision.objects.create(paragraph=meeting.paragraphs.get(position=2), position=1, text="ÅRETS vandring godkändes.")
    assert "vandring" not in as_anna.get("/beslut/").text
    assert "vandring" not in as_anna.get("/beslut/beslut.csv").getvalue().decode()
    attest(meeting, by=secretary)
    found = as_anna.get(f"/beslut/?q=årets+VANDRING&body={meeting.body_id}&year=2026").text
    assert "ÅRETS vandring godkändes." in found
    assert "avsluta mötet" not in found
    assert "Inga beslut passar urvalet." in as_anna.get("/beslut/?q=ingenting").text


def test_the_register_is_taken_out_without_what_a_spreadsheet_would_run(meeting, anna, secretary, as_anna):
    give(meeting, anna, text="=cmd|' /C calc'!A0", due_on=datetime.date(2026, 5, 1))
    attest(meeting, by=secretary)
    lines = as_anna.get("/uppdrag/uppdrag.csv").getvalue().decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(lines), delimiter=";")
    assert row["Uppdrag"].startswith("'=cmd")
    assert (row["Datum"], row["Vem"], row["Senast"], row["Läge"]) == ("2026-02-03", "Anna Ek", "2026-05-01", "öppet")
    assert as_anna.get("/uppdrag/uppdrag.xlsx").getvalue().startswith(b"PK")
    assert as_anna.get("/beslut/beslut.xlsx").getvalue().startswith(b"PK")


@pytest.mark.parametrize("page", ["/beslut/", "/uppdrag/", "/bordlagda/", "/", "/organ/{body}/narvaro/"])
def test_every_page_costs_the_same_however_long(page, meeting, anna, as_anna, secretary, django_assert_num_queries):
    def fill(meeting: Meeting) -> None:
        give(meeting, anna, due_on=datetime.date(2036, 5, 1))
        Deferral.objects.create(paragraph=meeting.paragraphs.get(position=2), position=1, heading="Vandring")
        attest(meeting, by=secretary)

    fill(meeting)
    address = page.format(body=meeting.body_id)
    as_anna.get(address)
    with CaptureQueriesContext(connection) as one:
        as_anna.get(address)
    for day in range(1, 7):
        fill(create_meeting(date=datetime.date(2026, 1, day)))
    with django_assert_num_queries(len(one)):
        as_anna.get(address)


# -- Attendance --------------------------------------------------------------------------------------------------------


def test_attendance_of_the_year_counts_attested_minutes(meeting, anna, secretary, as_anna):
    later, draft = create_meeting(date=datetime.date(2026, 5, 5)), create_meeting(date=datetime.date(2026, 8, 8))
    for one, status in ((meeting, "present"), (later, "excused"), (draft, "present")):
        Attendance.objects.create(meeting=one, position=9, person=anna.person, name="Anna Ek-Berg", status=status)
    attest(meeting, by=secretary)
    attest(later, by=secretary)
    lines = as_anna.get(f"/organ/{meeting.body_id}/narvaro/narvaro.csv?year=2026").getvalue().decode("utf-8-sig")
    rows = {row["Namn"]: row for row in csv.DictReader(io.StringIO(lines), delimiter=";")}
    assert list(rows) == ["Anna Ek", "Nils Åkerström", "Tora Hallén"]
    assert (rows["Anna Ek"]["Närvarande"], rows["Anna Ek"]["Anmält förhinder"]) == ("1", "1")
    assert rows["Nils Åkerström"]["Sammanträden"] == "2"
    assert "Närvaro 2026" in as_anna.get(f"/organ/{meeting.body_id}/narvaro/?year=nonsens").text

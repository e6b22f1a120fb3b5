"""A year of meetings planned at once, one moved, one called off."""

import datetime
from urllib.parse import urlencode

import pytest
from django.test import Client

from big.people.models import Event, User
from big.people.roles import Role
from big.refusals import Refused
from big.versions import StaleVersion
from minutes import numbering, planning
from minutes.models import Body, Meeting, Officer, StandingItem, StandingRecipient
from minutes.planning import LAST, Plan
from tests.factories import (
    create_body,
    create_meeting,
    create_membership,
    create_person,
    create_planned_meeting,
    create_user,
)

TUESDAY = 1
FEBRUARY, MAY = datetime.date(2027, 2, 2), datetime.date(2027, 5, 4)


@pytest.fixture
def body(db: None) -> Body:
    body = create_body(members={"Alma Ek": "chair", "Bo Ahl": "secretary", "Cia Dal": "member"})
    for position, heading in enumerate(("Mötets öppnande", "Dagordning", "Mötets avslutande"), start=1):
        StandingItem.objects.create(
            body=body, position=position, heading=heading, text="<p>Ordföranden hälsar välkommen.</p>", kind="agenda"
        )
    StandingRecipient.objects.create(body=body, position=1, kind="present", name="närvarande")
    person = create_person("Eva Fors")
    StandingRecipient.objects.create(body=body, position=2, kind="person", name="Eva Fors", person=person)
    return body


def officers(meeting: Meeting) -> list[tuple[str, str]]:
    return [(officer.role, officer.name) for officer in meeting.officers.all()]


# The functions


def test_days_by_a_rule():
    assert planning.days_of_year(2027, [5, 2], TUESDAY, 1) == [FEBRUARY, MAY]
    assert planning.days_of_year(2027, [2, 3], 0, LAST) == [datetime.date(2027, 2, 22), datetime.date(2027, 3, 29)]
    assert planning.days_of_year(2027, [6], 4, 4) == [datetime.date(2027, 6, 25)]


def test_remarks_on_a_day():
    today = datetime.date(2026, 11, 21)

    def remarks(*day: int) -> str:
        return " ".join(planning.remarks_on(datetime.date(*day), today=today)).replace("\N{NO-BREAK SPACE}", " ")

    assert remarks(2027, 5, 1) == "1 maj 2027 är första maj."
    assert remarks(2027, 5, 2) == "2 maj 2027 är en söndag."
    assert remarks(2026, 11, 20) == "20 november 2026 har redan varit."
    assert remarks(2027, 5, 4) == ""


def test_a_planned_meeting_begins_with_what_its_body_always_has(body, secretary):
    clock = datetime.time(13)
    [meeting] = planning.plan(body, [Plan(FEBRUARY, clock, place="Rådhuset", format="hybrid")], by=secretary)
    assert meeting.state == Meeting.State.PLANNED
    assert str(meeting) == "Sammanträde med Ledningsgruppen den 2\N{NO-BREAK SPACE}februari 2027"
    assert (meeting.starts_at, meeting.place, meeting.format) == (clock, "Rådhuset", "hybrid")
    assert meeting.proposals_until == datetime.date(2027, 1, 12)
    agenda = [(row.number, row.heading, row.text, row.kind) for row in meeting.paragraphs.all()]
    assert agenda[1] == ("2", "Dagordning", "<p>Ordföranden hälsar välkommen.</p>", "agenda")
    assert len(agenda) == 3
    assert officers(meeting) == [("chair", "Alma Ek"), ("secretary", "Bo Ahl"), ("attester", "Alma Ek")]
    assert meeting.recipients_text() == "närvarande samt Eva Fors"
    assert meeting.recipients.last().person.name == "Eva Fors"
    assert Event.objects.filter(act=Event.Act.CREATED, subject=str(meeting), by=secretary).exists()


def test_numbers_that_run_through_the_year_are_not_known_yet(body, secretary):
    body.numbering = Body.Numbering.PER_YEAR
    body.save()
    [meeting] = planning.plan(body, [Plan(FEBRUARY)], by=secretary)
    assert [row.number for row in meeting.paragraphs.all()] == ["", "", ""]


def test_officers_are_those_of_the_day(body, secretary):
    last = datetime.date(2027, 3, 31)
    body.memberships.filter(role="chair").update(ends_on=last)
    create_membership(body, create_person("Disa Ek"), "chair", starts_on=datetime.date(2027, 4, 1))
    body.chair_attests, body.attester_count = False, 1
    body.save()
    first, second = planning.plan(body, [Plan(FEBRUARY), Plan(MAY)], by=secretary)
    assert officers(first) == [("chair", "Alma Ek"), ("secretary", "Bo Ahl")]
    assert officers(second) == [("chair", "Disa Ek"), ("secretary", "Bo Ahl")]


def test_all_are_planned_or_none(body, secretary):
    create_planned_meeting(body=body, date=MAY)
    with pytest.raises(Refused, match="sammanträder redan den 4\N{NO-BREAK SPACE}maj 2027"):
        planning.plan(body, [Plan(FEBRUARY), Plan(MAY)], by=secretary)
    with pytest.raises(Refused, match="2\N{NO-BREAK SPACE}februari"):
        planning.plan(body, [Plan(FEBRUARY), Plan(FEBRUARY)], by=secretary)
    assert Meeting.objects.get().date == MAY


def test_the_day_of_a_cancelled_meeting_is_free(body, secretary):
    meeting = create_planned_meeting(body=body, date=MAY)
    planning.cancel(meeting, reason="Valdag.", by=secretary)
    planning.plan(body, [Plan(MAY)], by=secretary)


def test_a_moved_meeting_takes_its_title_with_it(body, secretary):
    [meeting] = planning.plan(body, [Plan(FEBRUARY)], by=secretary)
    meeting.date, meeting.place = MAY, "Folkets hus"
    changes = planning.change(meeting, by=secretary)
    assert [phrase.replace("\N{NO-BREAK SPACE}", " ") for phrase in changes] == [
        "datum: 4 maj 2027 (förut 2 februari 2027)",
        "plats: Folkets hus (förut ingen)",
    ]
    meeting.refresh_from_db()
    assert str(meeting) == planning.title_of(body, MAY)
    assert meeting.calendar_sequence == 0
    assert "Folkets hus" in Event.objects.filter(act=Event.Act.EDITED).get().detail


def test_nothing_is_recorded_when_nothing_changed(body, secretary):
    [meeting] = planning.plan(body, [Plan(FEBRUARY)], by=secretary)
    assert planning.change(meeting, by=secretary) == []
    assert meeting.version == 1


def test_calendars_are_told_of_a_called_meeting_that_moves(body, secretary):
    [meeting] = planning.plan(body, [Plan(FEBRUARY)], by=secretary)
    Meeting.objects.update(state="called", called_at="2027-01-10T12:00Z", called_by=secretary)
    meeting.officers.all().delete()
    meeting.refresh_from_db()
    meeting.date = MAY
    planning.change(meeting, by=secretary)
    meeting.refresh_from_db()
    assert (meeting.calendar_sequence, meeting.state) == (1, "called")
    assert officers(meeting) == []  # those that the notice told of, if any


def test_a_meeting_is_not_moved_to_another_ones_day(body, secretary):
    first, _ = planning.plan(body, [Plan(FEBRUARY), Plan(MAY)], by=secretary)
    first.date = MAY
    with pytest.raises(Refused, match="sammanträder redan"):
        planning.change(first, by=secretary)
    first.refresh_from_db()
    assert first.date == FEBRUARY


def test_the_second_of_two_who_move_a_meeting_is_told(body, secretary):
    [meeting] = planning.plan(body, [Plan(FEBRUARY)], by=secretary)
    other = Meeting.objects.get(pk=meeting.pk)
    other.place = "Biblioteket"
    planning.change(other, by=secretary)
    meeting.place = "Rådhuset"
    with pytest.raises(StaleVersion):
        planning.change(meeting, by=secretary)


@pytest.mark.parametrize("state", ["cancelled", "attested"])
def test_what_is_over_is_not_moved(secretary, state):
    meeting = create_planned_meeting()
    if state == "cancelled":
        planning.cancel(meeting, reason="Valdag.", by=secretary)
    else:
        from minutes.attestation import attest_on_paper

        meeting = create_meeting()
        attest_on_paper(meeting, attested_on=None, by=secretary)
    meeting.place = "Någon annanstans"
    with pytest.raises(Refused, match="kan inte ändras"):
        planning.change(meeting, by=secretary)


def test_cancelling(body, secretary):
    [meeting] = planning.plan(body, [Plan(FEBRUARY)], by=secretary)
    planning.cancel(meeting, reason="Ordföranden är sjuk.", by=secretary)
    assert (meeting.state, meeting.cancelled_by, meeting.calendar_sequence) == ("cancelled", secretary, 1)
    assert str(Event.objects.get(act=Event.Act.CANCELLED)) == f"Tora Hallén ställde in {meeting}: Ordföranden är sjuk.."
    with pytest.raises(Refused, match="kan inte ställas in: inställt"):
        planning.cancel(meeting, reason="Igen.", by=secretary)


def test_minutes_being_written_are_not_cancelled(secretary):
    with pytest.raises(Refused, match="protokollet skrivs"):
        planning.cancel(create_meeting(), reason="Nej.", by=secretary)


def test_cancelling_what_somebody_has_just_moved_is_refused(body, secretary):
    [meeting] = planning.plan(body, [Plan(FEBRUARY)], by=secretary)
    other = Meeting.objects.get(pk=meeting.pk)
    other.date = MAY
    planning.change(other, by=secretary)
    with pytest.raises(StaleVersion):
        planning.cancel(meeting, reason="Valdag.", by=secretary)


def test_officers_of_planned_meetings_follow_when_the_chair_changes(body, secretary):
    from minutes import bodies

    first, second = planning.plan(body, [Plan(FEBRUARY), Plan(MAY)], by=secretary)
    chair = body.memberships.get(role="chair")
    chair.ends_on = datetime.date(2027, 3, 31)
    bodies.save_membership(chair, by=secretary)
    new = body.memberships.model(
        body=body, person=create_person("Disa Ek"), role="chair", starts_on=datetime.date(2027, 4, 1)
    )
    bodies.save_membership(new, by=secretary)
    assert (Officer.Role.CHAIR, "Alma Ek") in officers(first)
    assert (Officer.Role.CHAIR, "Disa Ek") in officers(second)


# The pages


def propose(client: Client, body: Body, **typed: object) -> str:
    query = {"year": 2027, "which": 1, "weekday": TUESDAY, "months": [2, 5], "starts_at": "13:00"} | typed
    return client.get(f"/organ/{body.pk}/planera/?{urlencode(query, doseq=True)}").text


def rows(*days: str, **others: object) -> dict[str, object]:
    data = {"m-TOTAL_FORMS": len(days), "m-INITIAL_FORMS": len(days)}
    for number, day in enumerate(days):
        data |= {f"m-{number}-wanted": "on", f"m-{number}-date": day, f"m-{number}-place": "Rådhuset"}
    return data | others


def test_year_is_proposed_from_a_rule(as_administrator, body):
    page = propose(as_administrator, body)
    assert "Tisdag 2 februari 2027" in page
    assert "Tisdag 4 maj 2027" in page
    assert not Meeting.objects.exists()


def test_days_can_be_written(as_administrator, body):
    page = propose(as_administrator, body, months=[], days="1 maj, 8/6\n2028-01-11")
    assert "Lördag 1 maj 2027" in page
    assert "1\N{NO-BREAK SPACE}maj 2027 är första maj." in page
    assert "Tisdag 8 juni 2027" in page
    assert "Tisdag 11 januari 2028" in page


def test_what_cannot_be_read_as_a_day_is_named(as_administrator, body):
    page = propose(as_administrator, body, days="2 februari, vid midsommar")
    assert "Det går inte att läsa som en dag: vid midsommar." in page
    assert "2 februari, vid midsommar" in page


def test_a_rule_without_months_is_not_enough(as_administrator, body):
    assert "Kryssa för minst en månad" in propose(as_administrator, body, months=[])


def test_the_next_meetings_are_proposed_like_the_last(as_administrator, body):
    create_planned_meeting(body=body, starts_at=datetime.time(9, 15), place="Biblioteket")
    page = as_administrator.get(f"/organ/{body.pk}/planera/").text
    assert 'value="09:15"' in page
    assert 'value="Biblioteket"' in page


def test_who_plans_is_not_told_of_drafts(as_administrator, body):
    draft = create_meeting(date=datetime.date(2027, 5, 4))
    assert draft.body == body
    Meeting.objects.update(title="HEMLIGT PROTOKOLL", place="HEMLIGT RUM")
    for page in (
        as_administrator.get(f"/organ/{body.pk}/planera/"),
        as_administrator.post(f"/organ/{body.pk}/planera/", rows("2027-05-04")),
        as_administrator.get(body.get_absolute_url()),
    ):
        assert "HEMLIGT" not in page.text


def test_year_is_created(as_administrator, body):
    answer = as_administrator.post(f"/organ/{body.pk}/planera/", rows("2027-02-02", "2027-05-04"), follow=True)
    assert answer.redirect_chain == [(f"/sammantraden/?year=2027&body={body.pk}", 302)]
    assert "2 sammanträden är planerade." in answer.text
    assert [meeting.place for meeting in Meeting.objects.all()] == ["Rådhuset", "Rådhuset"]


def test_a_row_that_is_not_wanted_may_be_anything(as_administrator, body):
    data = rows("2027-02-02", "inget datum")
    del data["m-1-wanted"]
    answer = as_administrator.post(f"/organ/{body.pk}/planera/", data)
    assert answer.url == Meeting.objects.get().get_absolute_url()


def test_nothing_wanted_creates_nothing(as_administrator, body):
    data = rows("2027-02-02")
    del data["m-0-wanted"]
    answer = as_administrator.post(f"/organ/{body.pk}/planera/", data, follow=True)
    assert "Inget sammanträde var förkryssat" in answer.text
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (rows("2027-02-02", "2027-02-02"), "Samma dag står på två rader."),
        (rows("2027-05-04"), "Organet sammanträder redan den dagen."),
        (rows(""), "Ange datum, eller ta bort krysset för Skapa."),
        (rows("igår"), "Skriv datumet som ÅÅÅÅ-MM-DD."),
        (rows("2027-02-02", **{"m-0-ends_at": "14:00"}), "Skriv också när sammanträdet börjar."),
        (rows("2027-02-02", **{"m-0-starts_at": "15.00", "m-0-ends_at": "14:00"}), "slutar innan det har börjat."),
        (rows("2027-02-02", **{"m-0-starts_at": "kvart"}), "Skriv klockslaget som TT:MM"),
        (rows("2027-02-02", **{"m-0-link": "inte en länk"}), "giltig URL"),
    ],
)
def test_a_row_that_cannot_be_created_says_why_and_keeps_the_others(as_administrator, body, data, error):
    create_planned_meeting(body=body, date=MAY)
    page = as_administrator.post(f"/organ/{body.pk}/planera/", data).text
    assert error in page
    assert page.count("autofocus") == 1
    assert page.count('value="Rådhuset"') == int(data["m-TOTAL_FORMS"])
    assert Meeting.objects.count() == 1


def test_an_administrator_moves_a_meeting(as_administrator, body, administrator):
    [meeting] = planning.plan(body, [Plan(MAY, place="Rådhuset")], by=administrator)
    page = as_administrator.get(f"{meeting.get_absolute_url()}andra/").text
    assert 'value="2027-05-04"' in page
    data = {"date": "2027-02-06", "place": "Rådhuset", "proposals_until": "2027-04-13", "seen_version": 1}
    answer = as_administrator.post(f"{meeting.get_absolute_url()}andra/", data, follow=True)
    assert "är en lördag" in answer.text
    meeting.refresh_from_db()
    assert meeting.date == datetime.date(2027, 2, 6)
    assert meeting.proposals_until == datetime.date(2027, 1, 16)  # as many days before as it was


def test_the_second_of_two_sees_both_texts(as_administrator, body, administrator):
    [meeting] = planning.plan(body, [Plan(MAY, place="Rådhuset")], by=administrator)
    other = Meeting.objects.get(pk=meeting.pk)
    other.place = "Biblioteket"
    planning.change(other, by=administrator)
    data = {"date": "2027-05-04", "place": "Folkets hus", "proposals_until": "2027-04-13", "seen_version": 1}
    page = as_administrator.post(f"{meeting.get_absolute_url()}andra/", data).text
    assert "Någon annan har sparat" in page
    assert "Folkets hus" in page
    meeting.refresh_from_db()
    assert meeting.place == "Biblioteket"


def test_who_moves_a_called_meeting_is_reminded_of_the_notice(as_secretary, body, secretary):
    meeting = create_planned_meeting(body=body)
    Meeting.objects.update(state="called", called_at="2027-01-10T12:00Z", called_by=secretary)
    answer = as_secretary.post(
        f"{meeting.get_absolute_url()}andra/", {"date": "2027-02-09", "seen_version": 1}, follow=True
    )
    assert "De som är kallade får veta det med e-post." in answer.text


def test_a_meeting_is_cancelled_with_a_reason(as_administrator, body, client):
    meeting = create_planned_meeting(body=body)
    address = f"{meeting.get_absolute_url()}stall-in/"
    assert "måste fyllas i" in as_administrator.post(address, {"reason": " ", "version": 1}).text
    as_administrator.post(address, {"reason": "För få kan komma.", "version": 1})
    reader = create_user(Role.STEERING_GROUP, email="rut@example.se")
    client.force_login(reader)
    page = client.get(meeting.get_absolute_url()).text
    assert "Inställt" in page
    assert "För få kan komma." in page
    assert "Ställ in" not in page
    assert "inte ställas in" in as_administrator.get(address, follow=True).text


def test_cancelling_says_when_somebody_else_was_faster(as_administrator, body):
    meeting = create_planned_meeting(body=body)
    answer = as_administrator.post(f"{meeting.get_absolute_url()}stall-in/", {"reason": "Valdag.", "version": 7})
    assert "har ändrats av någon annan" in answer.text


def test_paper_of_a_meeting_that_was_never_held_is_not_attested(as_secretary, secretary):
    from minutes.attestation import attest_on_paper

    meeting = create_planned_meeting()
    with pytest.raises(Refused, match="inget protokoll att justera"):
        attest_on_paper(meeting, attested_on=None, by=secretary)


def test_list_is_narrowed_by_year_body_and_state(as_administrator, body):
    create_planned_meeting(body=body, date=FEBRUARY)
    other = create_body(name="Styrgruppen")
    create_planned_meeting(body=other, date=datetime.date(2026, 12, 1))
    page = as_administrator.get("/sammantraden/?year=2027").text
    assert "Sammanträde 2027-02-02" in page
    assert "Sammanträde 2026-12-01" not in page
    page = as_administrator.get(f"/sammantraden/?body={other.pk}&state=planned").text
    assert "Sammanträde 2027-02-02" not in page
    assert "Sammanträde 2026-12-01" in page
    assert "Inget sammanträde passar urvalet" in as_administrator.get("/sammantraden/?state=attested").text
    assert as_administrator.get("/sammantraden/?year=x&body=99&state=y").status_code == 200


def test_the_year_of_a_draft_is_not_offered_to_who_may_not_see_it(as_administrator, as_secretary):
    create_meeting(date=datetime.date(2019, 2, 5))
    assert "2019" not in as_administrator.get("/sammantraden/").text
    assert "2019" in as_secretary.get("/sammantraden/").text


def test_pages_cost_the_same_however_many_meetings(as_administrator, body, administrator, django_assert_num_queries):
    for days in ([FEBRUARY], [MAY, datetime.date(2027, 9, 7), datetime.date(2027, 12, 7)]):
        planning.plan(body, [Plan(day) for day in days], by=administrator)
        with django_assert_num_queries(9):
            as_administrator.get("/sammantraden/")
        with django_assert_num_queries(7):
            propose(as_administrator, body)


@pytest.mark.parametrize("role", [Role.STAFF, Role.EDITOR, Role.STEERING_GROUP])
def test_others_neither_plan_nor_move_nor_cancel(client, body, role):
    user: User = create_user(role)
    client.force_login(user)
    meeting = create_planned_meeting(body=body)
    for address in (
        f"/organ/{body.pk}/planera/",
        *(f"/sammantraden/{meeting.pk}/{act}/" for act in ("andra", "stall-in")),
    ):
        assert client.post(address, {}).status_code == 403
    page = client.get(meeting.get_absolute_url()).text
    assert "Ändra tid och plats" not in page


def test_a_meeting_stays_in_the_year_that_its_numbers_are_of(secretary):
    body = create_body(numbering=Body.Numbering.PER_YEAR)
    meeting = create_planned_meeting(body=body, date=FEBRUARY, state=Meeting.State.DRAFTING)
    numbering.fix(meeting)
    meeting.date = datetime.date(2028, 2, 1)
    with pytest.raises(Refused, match="sina nummer i serien för 2027"):
        planning.change(meeting, by=secretary)
    meeting.date = MAY
    assert planning.change(meeting, by=secretary)

"""The numbers of the §§: as they will be, and drawn once and for all."""

import datetime
import subprocess
import sys

import pytest
from django.conf import settings

from big.documents.importing import keep_original
from big.refusals import Refused
from minutes import numbering
from minutes.attestation import attest_on_paper
from minutes.models import Attendance, Body, Meeting, Paragraph
from tests.factories import create_body, create_meeting, create_planned_meeting

pytestmark = pytest.mark.django_db


def create_yearly(**fields) -> Body:
    return create_body(name="Rådet", numbering=Body.Numbering.PER_YEAR, **fields)


def shown(meeting: Meeting) -> list[str]:
    meeting = Meeting.objects.get(pk=meeting.pk)
    return list(numbering.shown_numbers(meeting).values())


def labels(meeting: Meeting) -> list[str]:
    return [paragraph.label for paragraph in meeting.paragraphs.order_by("position")]


def test_each_meeting_begins_with_one():
    first, second = create_planned_meeting(), create_planned_meeting(date=datetime.date(2027, 5, 4))
    numbering.fix(first)
    assert shown(second) == ["1", "2"]
    numbering.fix(second)
    assert labels(first) == labels(second) == ["§\xa01", "§\xa02"]


def test_numbers_run_through_the_year():
    body = create_yearly()
    march = create_planned_meeting(body=body, date=datetime.date(2027, 3, 1))
    june = create_planned_meeting(body=body, date=datetime.date(2027, 6, 1), agenda=("Öppnande",))
    january = create_planned_meeting(body=body, date=datetime.date(2028, 1, 4))
    assert shown(march) == ["1", "2"]
    assert shown(june) == ["1"], "while nothing is fixed, each is shown as if it were sent next"
    numbering.fix(march)
    assert shown(june) == ["3"]
    assert shown(january) == ["1", "2"], "another year"
    numbering.fix(june)
    numbering.fix(january)
    assert labels(june) == ["§\xa03"]
    assert labels(january) == ["§\xa01", "§\xa02"]


def test_numbers_are_drawn_in_the_order_of_sending():
    body = create_yearly()
    march = create_planned_meeting(body=body, date=datetime.date(2027, 3, 1))
    june = create_planned_meeting(body=body, date=datetime.date(2027, 6, 1))
    numbering.fix(june)
    assert shown(march) == ["3", "4"]


def test_the_letters_of_the_body_stand_before_the_number_and_stay():
    body = create_yearly(number_prefix="FHR")
    meeting = create_planned_meeting(body=body)
    numbering.fix(meeting)
    body.number_prefix = ""
    body.save()
    assert labels(meeting) == ["FHR §\xa01", "FHR §\xa02"]


def test_fixing_again_changes_nothing():
    body = create_yearly()
    meeting = create_planned_meeting(body=body)
    numbering.fix(meeting)
    numbering.fix(create_planned_meeting(body=body, date=datetime.date(2027, 6, 1)))
    numbering.fix(meeting)
    assert labels(meeting) == ["§\xa01", "§\xa02"]


def test_fixing_refuses_minutes_without_paragraphs():
    with pytest.raises(Refused, match="inga paragrafer"):
        numbering.fix(create_planned_meeting(agenda=()))


def test_returned_minutes_give_their_numbers_back():
    meeting = create_planned_meeting(body=create_yearly())
    numbering.fix(meeting)
    assert numbering.is_fixed(meeting)
    assert numbering.release(meeting)
    Paragraph.objects.create(meeting=meeting, position=3, heading="Ytterligare ett ärende")
    numbering.fix(meeting)
    assert labels(meeting) == ["§\xa01", "§\xa02", "§\xa03"]


def test_numbers_that_later_minutes_went_on_from_are_not_given_back():
    body = create_yearly()
    meeting = create_planned_meeting(body=body)
    numbering.fix(meeting)
    numbering.fix(create_planned_meeting(body=body, date=datetime.date(2027, 6, 1)))
    assert not numbering.release(meeting)
    assert numbering.is_fixed(meeting)


def test_an_old_paper_keeps_what_it_printed(secretary):
    meeting = create_meeting(paragraphs=("Ett", "Två"))
    meeting.source = keep_original(b"Ett protokoll", "protokoll.txt", title="Protokoll", remarks=[], by=secretary)
    meeting.save()
    meeting.paragraphs.filter(number="2").update(number="8A", printed_label="8A.")
    numbering.fix(meeting)
    numbering.renumber(meeting)
    assert labels(meeting) == ["§\xa01", "8A."]
    assert not numbering.is_fixed(meeting)


def test_who_came_at_a_paragraph_did_so_whatever_its_number_becomes():
    meeting = create_meeting()
    meeting.attendance.filter(position=1).update(from_paragraph="2", to_paragraph="3")
    numbers = {paragraph.number: paragraph for paragraph in meeting.paragraphs.all()}
    for number, position in (("3", 30), ("2", 3), ("3", 4)):
        numbers[number].position = position
        numbers[number].save()
    Paragraph.objects.create(meeting=meeting, position=2, heading="Ett oväntat ärende")
    numbering.renumber(meeting)
    assert list(meeting.paragraphs.order_by("position").values_list("number", "heading")) == [
        ("1", "Mötets öppnande"),
        ("2", "Ett oväntat ärende"),
        ("3", "Dagordning"),
        ("4", "Mötets avslutande"),
    ]
    row = Attendance.objects.get(meeting=meeting, position=1)
    assert (row.from_paragraph, row.to_paragraph) == ("3", "4")


def test_what_is_shown_follows_what_others_have_fixed_meanwhile():
    body = create_yearly()
    meeting = create_planned_meeting(body=body, date=datetime.date(2027, 6, 1))
    Attendance.objects.create(meeting=meeting, position=1, name="Eva Ek", status="present", from_paragraph="2")
    numbering.renumber(meeting)
    numbering.fix(create_planned_meeting(body=body))
    read = Meeting.objects.with_contents().get(pk=meeting.pk)
    numbering.show(read)
    assert [paragraph.label for paragraph in read.paragraphs.all()] == ["§\xa03", "§\xa04"]
    assert [row.from_paragraph for row in read.attendance.all()] == ["4"]


def test_attested_minutes_are_left_alone(secretary):
    meeting = create_meeting()
    attest_on_paper(meeting, attested_on=None, by=secretary)
    numbering.renumber(meeting)
    assert labels(meeting) == ["§\xa01", "§\xa02", "§\xa03"]


def test_no_number_is_drawn_twice_or_left_out_however_many_draw(own_database):
    command = [sys.executable, "-m", "tests.minutes.many_writers", "7"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=own_database, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

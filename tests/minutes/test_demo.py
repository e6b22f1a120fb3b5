"""The demonstration is what a newcomer sees first; it goes through the product's own functions."""

import pytest
from django.core.management import CommandError, call_command

from big.documents.models import Document
from big.letters.models import Letter
from big.people.models import User
from minutes.models import Body, Meeting, Notice
from reports.advising import advise
from reports.cautions import unanswered
from reports.models import Activity, Report
from tests.pdf_validation import pdf_text


def test_demo_fills_an_empty_database_once(db, settings, capsys, client):
    settings.DEBUG = True
    call_command("demo")
    counts = [model.objects.count() for model in (Activity, Report, Meeting, Document)]
    assert counts[0] > 150
    assert Report.objects.published().count() >= 12
    assert Meeting.objects.attested().count() >= 10
    assert Body.objects.count() == 2
    sent_out = Meeting.objects.exclude(deliveries=None).distinct().get()
    assert (sent_out.extracts.count(), sent_out.corrections.attested().count()) == (1, 1)
    assert not Letter.objects.about(sent_out).filter(sent_at=None).exists()
    assert all(meeting.officers.exists() and meeting.paragraphs.exists() for meeting in Meeting.objects.planned())
    assert Meeting.objects.planned().of_year(2027).count() == 9
    begun = Report.objects.drafts().get()
    sections = list(Report.objects.with_composing().get(pk=begun.pk).sections.all())
    advise(sections)
    remarks = " ".join(remark for section in sections for item in section.items.all() for remark in item.remarks)
    assert "ANDT är inte utskrivet" in remarks
    assert "Elin Wahlberg" in remarks
    assert [caution.name for caution in unanswered(begun)] == ["Elin Wahlberg"]
    assert Activity.objects.deleted().count() == 1
    assert Activity.objects.exclude(also_area=None).count() > 2
    assert Activity.objects.awaiting_answer().count() > 2
    call_command("demo")
    assert counts == [model.objects.count() for model in (Activity, Report, Meeting, Document)]
    out = capsys.readouterr().out
    assert out.count("Demodata är inläst") == 1
    assert "petra.lunnerdal@example.se" in out
    signed_in = client.post("/logga-in/", {"login": "petra.lunnerdal@example.se", "password": "demo"})
    assert signed_in.status_code == 302


def test_demo_tells_readers_at_once_or_once_a_week_and_reminds_who_is_late(db, settings, client):
    settings.DEBUG = True
    call_command("demo")
    weekly = User.objects.readers(User.Pace.WEEKLY).get()
    told = {letter.subject: letter for letter in Letter.objects.filter(address=weekly.email)}
    assert "Nytt vecka 43" in told
    published = Letter.objects.filter(subject__contains="22 oktober")
    assert published.exists()
    assert weekly.email not in published.values_list("address", flat=True)
    assert not Letter.objects.filter(key__startswith="ditt avsnitt", sent_at=None).exists()
    client.force_login(User.objects.get(email="petra.lunnerdal@example.se"))
    assert "Ditt avsnitt i nästa rapport" in client.get("/utskick/").text
    begun = Report.objects.drafts().get()
    assert "Påmind 20 november" in client.get(f"/rapporter/{begun.pk}/redigera/").text


def test_demo_calls_to_a_meeting_with_what_earlier_minutes_left_for_it(db, settings, client):
    settings.DEBUG = True
    call_command("demo")
    notice = Notice.objects.select_related("meeting", "document__blob").get()
    assert not Letter.objects.about(notice.meeting).exists()
    assert notice.meeting.state == Meeting.State.CALLED
    words = " ".join(pdf_text(bytes(notice.document.blob.data)).split())
    assert "Gävles del av kostnaden för en gemensam analytiker" in words
    assert "Gunilla Sandhed: Fråga de andra kommunerna" in words
    assert "Lokaler för vuxenvandrarna" not in words, "only a draft has deferred that"
    client.force_login(User.objects.get(email="gunilla.sandhed@example.se"))
    assert "Gävles del av kostnaden" in client.get(notice.meeting.get_absolute_url()).text
    assert "Fråga de andra kommunerna" in client.get("/uppdrag/").text


def test_demo_refuses_outside_development(db):
    with pytest.raises(CommandError, match="kända lösenord"):
        call_command("demo")


def test_demo_never_mixes_with_real_records(db, settings):
    from tests.factories import create_report

    settings.DEBUG = True
    create_report()
    with pytest.raises(CommandError, match="innehåller redan"):
        call_command("demo")
    call_command("demo", if_empty=True)
    assert Report.objects.count() == 1

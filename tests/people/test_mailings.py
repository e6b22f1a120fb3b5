"""What a person gets by mail, and the person's own feed addresses."""

from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from big.people import accounts, feeds
from big.people.models import Event, FeedKey, User
from big.people.roles import Role
from reports import composing
from reports.models import Report
from reports.publishing import begin_correction, publish
from tests.factories import create_report, create_user

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_address(page: str) -> str:
    return next(word for word in page.replace("<", " ").replace(">", " ").split() if word.endswith(".atom"))


def test_the_reader_chooses_a_letter_a_week(as_secretary, secretary):
    assert "veckans nytt" in as_secretary.get("/mitt-konto/utskick/").text
    page = as_secretary.post("/mitt-konto/utskick/", {"pace": "weekly"}, follow=True)
    assert "Ditt val är sparat" in page.text
    assert User.objects.get(pk=secretary.pk).pace == User.Pace.WEEKLY
    assert "Välj ett giltigt alternativ" in as_secretary.post("/mitt-konto/utskick/", {"pace": "hourly"}).text


def test_a_feed_is_opened_followed_changed_and_closed(as_secretary, secretary, client):
    publish(create_report(), by=secretary)
    draft = create_report(title="Ett utkast")
    page = as_secretary.post("/mitt-konto/utskick/floden/", {"act": "open"}, follow=True).text
    first = feed_address(page).removeprefix("http://testserver")
    feed = client.get(first)
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "no-store" in feed["Cache-Control"]
    assert "Aktuellt från gruppen den 12 mars 2026" in feed.text
    assert "Trygghetsarbetet i skolan" in feed.text
    assert draft.title not in feed.text
    page = as_secretary.post("/mitt-konto/utskick/floden/", {"act": "open"}, follow=True).text
    second = feed_address(page).removeprefix("http://testserver")
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    as_secretary.post("/mitt-konto/utskick/floden/", {"act": "close"})
    as_secretary.post("/mitt-konto/utskick/floden/", {"act": "close"})
    assert client.get(second).status_code == 404
    assert [event.act for event in Event.objects.filter(act__startswith="feed").order_by("pk")] == [
        "feed_opened",
        "feed_opened",
        "feed_closed",
    ]
    assert as_secretary.post("/mitt-konto/utskick/floden/", {"act": "?"}).status_code == 400


def test_a_feed_is_whole_whatever_is_pasted_into_a_report(secretary, client):
    """A line break of a word processor, and what a program would take for HTML."""
    report = create_report(title="Aktuellt\x0bfrån gruppen")
    section = report.sections.first()
    composing.edit_section(section, heading="Unga <b>&\x1b vuxna", intro="", by=secretary)
    publish(Report.objects.get(), by=secretary)
    publish(begin_correction(report, correction="Rubriken.", by=secretary), by=secretary)
    feed = client.get(f"/floden/{feeds.token(feeds.open_feed(secretary))}/rapporter.atom")
    newest, oldest = ElementTree.fromstring(feed.content).findall(f"{ATOM}entry")  # noqa: S314 (our own)
    assert newest.findtext(f"{ATOM}title") == "Rättad utgåva: Aktuellt från gruppen"
    assert oldest.findtext(f"{ATOM}title") == "Aktuellt från gruppen"
    summary = newest.find(f"{ATOM}summary")
    assert summary.get("type") == "html"
    assert "Unga &lt;b&gt;&amp;  vuxna" in summary.text


def test_a_feed_ends_with_the_account_and_with_the_last_role(administrator, client):
    reader = create_user(Role.STEERING_GROUP)
    address = f"/floden/{feeds.token(feeds.open_feed(reader))}/rapporter.atom"
    assert client.get(address).status_code == 200
    reader.groups.clear()
    assert client.get(address).status_code == 404
    reader.groups.set(administrator.groups.all())
    assert client.get(address).status_code == 200
    accounts.deactivate(reader, by=administrator)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "WzFd:fel", "%00", "W10:x"])
def test_an_address_that_somebody_made_up_opens_nothing(db, client, token):
    assert client.get(f"/floden/{token}/rapporter.atom").status_code == 404


def test_the_database_keeps_one_open_feed_for_each_person(secretary):
    feeds.open_feed(secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedKey.objects.create(user=secretary, opened_at=timezone.now())

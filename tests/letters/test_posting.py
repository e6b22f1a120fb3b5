"""Mail: written with what causes it, sent once, tried again, and followed in a log."""

import datetime
import smtplib

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from big.documents.finalising import finalise
from big.documents.models import Document
from big.letters import posting
from big.letters.models import Letter
from big.people.models import Event, User
from big.people.roles import Role
from big.refusals import Refused
from tests.factories import create_user
from tests.post_office import Letters, post_office

NOW = datetime.datetime(2026, 3, 12, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


class Moved(Letters):
    async def handle_RCPT(self, server: object, session: object, envelope: object, address: str, options: list) -> str:
        return "550 No such person here"


def letter(by: User, key: str = "ett", **values: object) -> Letter | None:
    written = {"name": "Vera Lindmark", "address": "vera@example.se", "subject": "Hej\nigen", "now": NOW}
    context = {"reports": []}
    return posting.write(key, template="reports/mail/published.txt", context=context, by=by, **(written | values))


@pytest.fixture
def smtp(settings):
    """Serve as the mail server, for as long as the test lasts."""

    def use(port: int) -> None:
        options = {"host": "127.0.0.1", "port": port, "timeout": 5}
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}

    return use


def test_a_letter_goes_out_once_with_what_it_carries(secretary, smtp):
    document = finalise(
        lambda colophon: b"%PDF-1.7",
        kind=Document.Kind.REPORT,
        title="Rapport",
        date=NOW.date(),
        file_name="r.pdf",
        by=secretary,
    )
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    first = letter(secretary, documents=[document], calendar=calendar)
    with post_office() as (port, letters):
        smtp(port)
        (sent,) = posting.deliver_due(NOW)
        assert posting.deliver_due(NOW + MINUTE) == []
    (received,) = letters
    assert received["To"] == '"Vera Lindmark" <vera@example.se>'.replace('"', "")
    assert received["Subject"] == "Hej igen"
    assert received["Message-ID"] == f"<{first.uid}@127.0.0.1>"
    parts = {part.get_filename(): part for part in received.iter_attachments()}
    assert parts["r.pdf"].get_content() == b"%PDF-1.7"
    assert parts["kallelse.ics"].get_content_type() == "text/calendar"
    assert parts["kallelse.ics"].get_param("method") == "REQUEST"
    assert sent.pretty_status == "Skickat 2026-03-12 13:00"


def test_the_same_letter_is_written_once(secretary):
    assert letter(secretary)
    assert letter(secretary) is None
    assert letter(secretary, key="två")


def test_a_letter_falls_with_what_caused_it(secretary):
    with transaction.atomic():
        letter(secretary)
        transaction.set_rollback(True)
    assert posting.deliver_due(NOW) == []


def test_a_server_that_fails_twice_gets_the_letter_the_third_time(secretary, smtp):
    letter(secretary)
    with post_office(Letters("451 Busy", "421 Closing")) as (port, letters):
        smtp(port)
        (first,) = posting.deliver_due(NOW)
        assert first.pretty_status == "Försöker igen 2026-03-12 13:01: e-postservern svarade 451 Busy"
        assert posting.deliver_due(NOW) == []
        (second,) = posting.deliver_due(NOW + MINUTE)
        assert second.next_try_at == NOW + 6 * MINUTE
        (third,) = posting.deliver_due(NOW + 6 * MINUTE)
    assert third.sent_at
    assert third.attempts == 3
    assert len(letters) == 1


def test_no_server_at_all_is_tried_for_two_days_and_given_up(secretary, smtp):
    smtp(1)
    letter(secretary)
    now = NOW
    while due := Letter.objects.filter(failed_at=None).first():
        now = due.next_try_at
        posting.deliver_due(now)
    failed = Letter.objects.get()
    assert failed.attempts == len(posting.BACK_OFF) + 1
    assert datetime.timedelta(days=1) < now - NOW < datetime.timedelta(days=2)
    assert failed.pretty_status.startswith("Gick inte fram: e-postservern svarar inte")


def test_an_address_that_takes_no_mail_is_given_up_at_once(secretary, smtp):
    letter(secretary)
    with post_office(Moved()) as (port, _):
        smtp(port)
        (failed,) = posting.deliver_due(NOW)
    assert failed.pretty_status == "Gick inte fram: e-postservern tar inte emot adressen (550 No such person here)"


def test_another_timer_meanwhile_leaves_the_letter_alone(secretary, monkeypatch):
    pk = letter(secretary).pk
    meanwhile = []

    def slow(self: object, messages: list) -> None:
        meanwhile.append(posting.deliver(pk, now=NOW))
        meanwhile.extend(posting.deliver_due(NOW))

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", slow)
    assert posting.deliver(pk, now=NOW).sent_at
    assert meanwhile == [None]


def test_a_letter_left_half_way_is_not_sent_again_by_itself(secretary, monkeypatch):
    letter(secretary)

    def killed(self: object, messages: list) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", killed)
    with pytest.raises(KeyboardInterrupt):
        posting.deliver_due(NOW)
    monkeypatch.undo()
    assert posting.deliver_due(NOW + 60 * MINUTE) == []
    assert Letter.objects.get().pretty_status == "Skickas just nu"
    Letter.objects.update(claimed_at=timezone.now() - Letter.HALF_WAY - MINUTE)
    assert Letter.objects.get().pretty_status == "Oklart om det gick iväg: sändningen avbröts"
    again = posting.send_again(Letter.objects.get(), by=secretary, now=NOW)
    assert posting.deliver_due(NOW) == [again]


def test_it_is_sent_again_on_request_and_both_stay_in_the_log(secretary, as_secretary):
    letter(secretary)
    waiting = Letter.objects.get()
    with pytest.raises(Refused, match="redan på väg"):
        posting.send_again(waiting, by=secretary)
    posting.deliver_due(NOW)
    as_secretary.post(f"/utskick/{waiting.pk}/igen/")
    posting.deliver_due()
    as_secretary.post(f"/utskick/{Letter.objects.get(key='ett#2').pk}/igen/")
    assert list(Letter.objects.order_by("pk").values_list("key", flat=True)) == ["ett", "ett#2", "ett#3"]
    assert "Tora Hallén skickade igen Hej igen till Vera Lindmark." in [str(event) for event in Event.objects.all()]
    posting.deliver_due()
    assert len(mail.outbox) == 3


def test_a_button_pressed_twice_sends_it_again_once(secretary, as_secretary):
    pk = letter(secretary).pk
    posting.deliver_due(NOW)
    as_secretary.post(f"/utskick/{pk}/igen/")
    page = as_secretary.post(f"/utskick/{pk}/igen/", follow=True).text
    assert "Brevet är redan skickat igen." in page
    assert "Skickat igen i ett nytt brev" in page
    posting.deliver_due()
    assert len(mail.outbox) == 2


def test_what_was_sent_again_waits_for_nobody(secretary, as_secretary, smtp):
    pk = letter(secretary, now=timezone.now()).pk
    with post_office(Moved()) as (port, _):
        smtp(port)
        posting.deliver_due()
    as_secretary.post(f"/utskick/{pk}/igen/")
    assert "Gick inte fram" not in as_secretary.get("/").text
    assert "Allt har gått fram" in as_secretary.get("/utskick/?undelivered=on").text


@pytest.mark.parametrize(
    "name", ["Vera\nBcc: alla@example.se", "Vera\u2028Lindmark", "Vera\x0bLindmark", "Vera \\", "Å, Ö <x>"]
)
def test_no_name_can_add_a_header_or_another_receiver(secretary, name):
    letter(secretary, name=name)
    posting.deliver_due(NOW)
    (sent,) = mail.outbox
    (to,) = sent.message()["To"].addresses
    assert to.addr_spec == "vera@example.se"
    assert to.display_name == " ".join(name.split())
    assert sent.message()["Bcc"] is None


def test_a_letter_that_can_not_be_written_as_mail_is_given_up_and_hinders_no_other(secretary):
    letter(secretary, address="vera@@example.se")
    letter(secretary, key="två")
    first, second = posting.deliver_due(NOW)
    assert first.pretty_status.startswith("Gick inte fram: namnet eller adressen går inte att skriva i ett brev")
    assert second.sent_at


def test_the_log_says_what_happened_and_not_what_was_written(secretary, as_secretary, smtp):
    smtp(1)
    letter(secretary, about="/rapporter/")
    posting.deliver_due(NOW)
    letter(secretary, key="två", name="Nils Åkerström")
    page = as_secretary.get("/utskick/").text
    assert "Försöker igen" in page
    assert "Nils Åkerström" in page
    assert "Vill du ha ett brev i veckan" not in page
    Letter.objects.filter(key="ett").update(next_try_at=None, failed_at=NOW)
    page = as_secretary.get("/utskick/?undelivered=on").text
    assert "Vera Lindmark" in page
    assert "Nils Åkerström" not in page


def test_one_sees_and_resends_only_what_one_has_caused(secretary, as_administrator, client):
    pk = letter(secretary).pk
    client.force_login(create_user(Role.STAFF))
    assert "Inga brev har skickats än" in client.get("/utskick/").text
    assert client.post(f"/utskick/{pk}/igen/").status_code == 404
    assert "Vera Lindmark" in as_administrator.get("/utskick/").text


def test_who_caused_it_learns_on_the_first_page_that_it_did_not_arrive(secretary, as_secretary, smtp):
    letter(secretary, now=timezone.now())
    with post_office(Moved()) as (port, _):
        smtp(port)
        posting.deliver_due()
    assert "Gick inte fram: Hej igen till Vera Lindmark" in as_secretary.get("/").text


def test_the_list_costs_the_same_however_long_it_is(secretary, as_secretary, django_assert_max_num_queries):
    for number in range(60):
        letter(secretary, key=str(number))
    posting.deliver_due(NOW)
    for one in Letter.objects.all()[:30]:
        posting.send_again(one, by=secretary)
    with django_assert_max_num_queries(12):
        as_secretary.get("/utskick/")


def test_what_is_sent_can_not_be_changed(secretary):
    letter(secretary)
    posting.deliver_due(NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.update(body="Något annat")
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(
            key="tre", name="A", address="a@example.se", subject="", body="", written_at=NOW, written_by=secretary
        )


def test_the_timer_does_the_rest_when_a_part_fails(secretary, settings, caplog):
    letter(secretary)
    settings.TIMED = ["tests.letters.test_posting.broken"]
    with pytest.raises(CommandError, match="broken"):
        call_command("timer")
    assert len(mail.outbox) == 1
    assert "RuntimeError" in caplog.text


def broken() -> None:
    raise RuntimeError("trasig")


def test_links_lead_to_the_site(secretary, settings):
    settings.SITE_URL = "https://big.example.se"
    letter(secretary)
    assert "https://big.example.se/mitt-konto/utskick/" in Letter.objects.get().body


def test_smtp_errors_are_told_in_words():
    assert posting._in_words(smtplib.SMTPDataError(554, "Spam")) == "e-postservern svarade 554 Spam"

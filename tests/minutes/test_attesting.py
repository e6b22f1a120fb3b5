"""The pages of justering: what the secretary sees before sending, and how attesters read, answer, and prove who."""

import re
import time
from collections.abc import Callable

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone
from oidc_provider_mock import User as OIDCUser
from oidc_provider_mock import run_server_in_thread

from big.documents.finalising import in_groups
from big.people import proofs
from big.people.models import UnsavedForm, User
from big.people.roles import Role
from minutes import drafting, planning, rounds
from minutes.models import Attestation, AttestationRound, Meeting, Officer
from tests.conftest import Reader
from tests.factories import create_membership, create_person, create_user
from tests.minutes.conftest import NILS, SIV
from tests.pdf_validation import assert_archival_and_accessible, pages

PASSWORD = "ett långt lösenord"


def signed_in(user: User) -> Reader:
    client = Reader()
    client.force_login(user)
    return client


@pytest.fixture
def sent(meeting: Meeting, secretary: User) -> AttestationRound:
    return send(meeting, secretary)


def send(meeting: Meeting, by: User) -> AttestationRound:
    """Send the minutes as they are now."""
    current = Meeting.objects.get(pk=meeting.pk)
    return rounds.send(current, due_on=timezone.localdate(), in_order=False, by=by)


@pytest.fixture
def page(sent: AttestationRound) -> str:
    return f"/sammantraden/{sent.meeting_id}/justering/"


@pytest.fixture
def as_nils(nils: User) -> Reader:
    return signed_in(nils)


def answer(page: str, client: Client, act: str, **typed: str) -> str:
    """The text of the page that the answer leads to."""
    digest = AttestationRound.objects.last().proof_id
    return client.post(page, {"digest": digest, "act": act} | typed, follow=True).text


def press_approve(page: str, client: Client, digest: str = "") -> str:
    digest = digest or AttestationRound.objects.last().proof_id
    return client.post(f"{page}godkann/", {"digest": digest}, follow=True).text


def prove(client: Client, page: str) -> None:
    client.post(f"/mitt-konto/bekrafta/?next={page}godkann/", {"password": PASSWORD})


def verdicts(round_: AttestationRound) -> list[str]:
    return list(round_.attestations.values_list("verdict", flat=True))


# -- The secretary


def test_the_secretary_sees_who_and_what_it_means_and_sends(as_secretary, meeting, nils, siv):
    address = f"/sammantraden/{meeting.pk}/justering/skicka/"
    shown = as_secretary.get(address).text
    assert NILS in shown
    assert SIV in shown
    assert "Paragrafernas nummer fastställs" in shown
    typed = {"due_on": timezone.localdate(), "in_order": "yes", "version": meeting.version}
    done = as_secretary.post(address, typed, follow=True)
    assert "Protokollet är skickat till justering." in done.text
    assert "svarar efter dem som står ovanför" in done.text
    assert AttestationRound.objects.get().in_order
    sent = b"".join(AttestationRound.objects.get().proof.chunks())
    assert all("UNDER JUSTERING" in page for page in pages(sent))
    assert_archival_and_accessible(sent)
    assert f"Följ justeringen: {meeting}" in as_secretary.get("/").text


def test_what_is_missing_stands_where_the_button_would(as_secretary, meeting, siv):
    siv.delete()
    shown = as_secretary.get(f"/sammantraden/{meeting.pk}/justering/skicka/").text
    assert "Siv Björk ska justera, men har inget konto här." in shown
    assert 'name="due_on"' not in shown


def test_a_day_that_has_been_is_refused_beside_the_form_and_kept(as_secretary, meeting):
    address = f"/sammantraden/{meeting.pk}/justering/skicka/"
    shown = as_secretary.post(address, {"due_on": "2026-01-01", "version": meeting.version}).text
    assert "Sista dagen har redan varit." in shown
    assert 'value="2026-01-01"' in shown
    assert "Skriv datumet som ÅÅÅÅ-MM-DD" in as_secretary.post(address, {"due_on": "snart"}).text


def test_what_somebody_else_wrote_meanwhile_is_not_sent_unseen(as_secretary, meeting, administrator):
    address = f"/sammantraden/{meeting.pk}/justering/skicka/"
    read = {"version": as_secretary.get(address).context["form"]["version"].value(), "due_on": timezone.localdate()}
    first = meeting.paragraphs.first()
    drafting.edit(first, heading="Annat", text="<p>Något annat.</p>", kind="item", by=administrator)
    refused = as_secretary.post(address, read)
    assert "Protokollet har ändrats sedan du öppnade sidan. Läs utkastet igen" in refused.text
    assert not AttestationRound.objects.exists()
    again = read | {"version": refused.context["form"]["version"].value()}
    assert "Protokollet är skickat" in as_secretary.post(address, again, follow=True).text


def test_the_secretary_takes_them_back_and_says_why(as_secretary, page, sent):
    assert "Skriv varför" in as_secretary.post(f"{page}aterta/", {"reason": "", "number": 1}).text
    done = as_secretary.post(f"{page}aterta/", {"reason": "Fel bilaga.", "number": 1}, follow=True)
    assert "Protokollet är återtaget och kan ändras igen." in done.text
    assert as_secretary.get(f"{page}aterta/").status_code == 302


def test_minutes_that_were_sent_anew_meanwhile_are_not_taken_back_unseen(as_secretary, page, sent, secretary):
    rounds.recall(sent, reason="Fel.", by=secretary)
    again = send(sent.meeting, secretary)
    typed = {"reason": "Fel bilaga.", "number": as_secretary.get(f"{page}aterta/").context["form"]["number"].value()}
    refused = as_secretary.post(f"{page}aterta/", typed | {"number": 1})
    assert "Protokollet har skickats på nytt sedan du öppnade sidan." in refused.text
    again.refresh_from_db()
    assert again.is_open
    assert "återtaget" in as_secretary.post(f"{page}aterta/", typed, follow=True).text


# -- The attester reads and answers


def test_the_attester_is_led_from_the_first_page_to_the_minutes_as_they_were_sent(as_nils, page, sent):
    first_page = as_nils.get("/").text
    assert f'<a href="{page}">Justera protokollet från Ledningsgruppen den 3' in first_page
    assert "Läs utkastet" not in first_page
    shown = as_nils.get(page).text
    assert "Ordet var fritt." in shown
    assert "Gruppen beslutade att avsluta mötet." in shown
    pdf = as_nils.get(f"{page}1.pdf")
    assert pdf.getvalue() == b"".join(sent.proof.chunks())


def test_comments_go_back_to_the_secretary_beside_their_paragraphs(as_nils, as_secretary, page, sent):
    first = sent.meeting.paragraphs.first()
    typed = {f"paragraf-{first.pk}": "Klockan var ett.\r\nInte två.", "comment": "Bra för övrigt."}
    assert "tillbaka hos sekreteraren med dina kommentarer" in answer(page, as_nils, "return", **typed)
    assert f"Tillbaka med kommentarer: {sent.meeting}" in as_secretary.get("/").text
    writing = as_secretary.get(f"/sammantraden/{sent.meeting_id}/skriv/").text
    assert "Klockan var ett.<br>Inte två." in writing
    assert "Bra för övrigt." in writing
    comment = rounds.unsettled(sent.meeting)[0]
    done = as_secretary.post(f"{page}kommentarer/{comment.pk}/", follow=True)
    assert "Klockan var ett." not in done.text
    assert done.redirect_chain[0][0].endswith(f"#paragraf-{first.pk}")


def test_a_comment_outlives_its_paragraph(as_nils, as_secretary, page, sent):
    first = sent.meeting.paragraphs.first()
    answer(page, as_nils, "return", **{f"paragraf-{first.pk}": "Bort med den."})
    meeting = sent.meeting
    first.decisions.all().delete()
    as_secretary.post(f"/sammantraden/{meeting.pk}/skriv/{first.pk}/ordna/", {"act": "remove"})
    assert "Bort med den." in as_secretary.get(f"/sammantraden/{meeting.pk}/skriv/").text


def test_when_sent_anew_the_attester_sees_what_changed(as_nils, as_secretary, page, sent, secretary):
    answer(page, as_nils, "return", comment="Platsen är fel.")
    meeting = Meeting.objects.get(pk=sent.meeting_id)
    meeting.place = "Stadshuset"
    planning.change(meeting, by=secretary)
    send(meeting, secretary)
    shown = as_nils.get(page).text
    assert "Ändrat sedan förra gången" in shown
    assert re.search("borttaget: </span>Rådhuset</del>.*tillagt: </span>Stadshuset</ins>", shown)
    assert as_nils.get(f"{page}1.pdf").getvalue() == b"".join(sent.proof.chunks())


@pytest.mark.parametrize(
    ("act", "typed", "refusal"),
    [
        ("return", {}, "Skriv vad som behöver ändras."),
        ("decline", {}, "Skriv varför du inte justerar."),
        ("decline", {"comment": "Nej.", "paragraf": "Fel."}, "hör till ett protokoll som behöver ändras"),
        ("approve", {"comment": "Fint, men byt datum."}, "Du har skrivit kommentarer."),
        ("approve", {"paragraf": "Fel."}, "Du har skrivit kommentarer."),
        ("", {"comment": "Fint."}, "Välj ett av de tre svaren."),
    ],
)
def test_what_is_refused_is_said_and_all_that_was_typed_stays(as_nils, page, sent, act, typed, refusal):
    first = sent.meeting.paragraphs.first()
    fields = {f"paragraf-{first.pk}" if name == "paragraf" else name: text for name, text in typed.items()}
    shown = answer(page, as_nils, act, **fields)
    assert refusal in shown
    assert all(text in shown for text in typed.values())
    assert verdicts(sent) == ["", ""]


def test_who_answers_about_an_earlier_round_is_told_and_loses_nothing(as_nils, page, sent, secretary):
    old = sent.proof_id
    rounds.recall(sent, reason="Fel.", by=secretary)
    shown = as_nils.post(page, {"digest": old, "act": "return", "comment": "Byt datum."}).text
    assert "Justeringen är avslutad: återtaget av sekreteraren." in shown
    assert "Byt datum." in shown
    meeting = Meeting.objects.get(pk=sent.meeting_id)
    meeting.place = "Stadshuset"
    planning.change(meeting, by=secretary)
    again = send(meeting, secretary)
    shown = as_nils.post(page, {"digest": old, "act": "return", "comment": "Byt datum."}).text
    assert "skickats på nytt sedan du läste det" in shown
    assert f'value="{again.proof_id}"' in shown
    assert "Byt datum." in shown
    assert verdicts(again) == ["", ""]


def test_what_is_typed_is_kept_while_it_is_typed_and_gone_when_it_is_sent(as_nils, nils, page, sent):
    first = sent.meeting.paragraphs.first()
    form = as_nils.get(page).context["form"]
    typed = {"form_id": form["form_id"].value(), "digest": sent.proof_id, f"paragraf-{first.pk}": "Halvskrivet"}
    as_nils.post(form.keep_url, typed, headers={"HX-Request": "true"})
    assert "Halvskrivet" in as_nils.get(page).text
    answer(page, as_nils, "return", **typed)
    assert not UnsavedForm.objects.waiting(nils).exists()


def test_who_declines_says_why(as_nils, page, sent):
    assert "Ditt svar är sparat." in answer(page, as_nils, "decline", comment="Jag var inte där.")
    assert verdicts(sent) == ["declined", ""]
    assert "Jag var inte där." in as_nils.get(page).text


def test_the_page_costs_the_same_whatever_it_holds(as_nils, page, sent, django_assert_num_queries, secretary):
    as_nils.get(page)
    with django_assert_num_queries(25):
        as_nils.get(page)
    answer(page, as_nils, "return", **{f"paragraf-{one.pk}": "Fel." for one in sent.meeting.paragraphs.all()})
    send(sent.meeting, secretary)
    as_nils.get(page)
    with django_assert_num_queries(25):
        as_nils.get(page)


# -- Approving, and proof of identity


def test_both_approve_and_the_document_is_downloaded(as_nils, siv, page, sent):
    asked = answer(page, as_nils, "approve")
    assert "Styrk först att det är du" in asked
    assert in_groups(sent.proof_id) in asked
    prove(as_nils, page)
    assert "Du har styrkt att det är du, med lösenord." in as_nils.get(f"{page}godkann/").text
    assert "Ditt godkännande är sparat." in press_approve(page, as_nils)
    as_siv = signed_in(siv)
    answer(page, as_siv, "approve")
    prove(as_siv, page)
    done = press_approve(page, as_siv)
    assert "Protokollet är justerat och sparat som protokoll-2026-02-03.pdf." in done
    meeting = Meeting.objects.get(pk=sent.meeting_id)
    assert b"".join(as_siv.get(meeting.document.get_absolute_url())).startswith(b"%PDF-")
    assert "godkänt" in as_siv.get(page).text
    assert as_siv.get(f"{page}godkann/").status_code == 302


def test_to_be_signed_in_is_not_enough(as_nils, page, sent):
    as_nils.get(f"{page}godkann/")
    assert "Styrk först att det är du som godkänner." in press_approve(page, as_nils)
    assert verdicts(sent) == ["", ""]


def test_a_request_without_the_page_is_refused_whatever_it_claims(as_nils, page, sent):
    prove(as_nils, page)  # before the page was opened: not for this
    forged = {"digest": sent.proof_id, "how": "med lösenord", "asked_for_proof": "x", "reauthenticated": "true"}
    assert "Styrk först" in as_nils.post(f"{page}godkann/", forged, follow=True).text
    assert verdicts(sent) == ["", ""]


def test_a_proof_grows_old(as_nils, page, sent, monkeypatch):
    as_nils.get(f"{page}godkann/")
    prove(as_nils, page)
    now = time.time()
    monkeypatch.setattr("big.people.proofs.time.time", lambda: now + proofs.LIMIT + 1)
    assert "Styrk först" in press_approve(page, as_nils)
    monkeypatch.undo()
    assert "Styrk först" in press_approve(page, as_nils), "what was asked for anew wants a proof of its own"
    assert verdicts(sent) == ["", ""]


def test_a_proof_is_good_for_one_approval(as_nils, page, sent, secretary):
    as_nils.get(f"{page}godkann/")
    prove(as_nils, page)
    rounds.recall(sent, reason="Fel.", by=secretary)
    send(sent.meeting, secretary)
    assert "Styrk först" in press_approve(page, as_nils)


def test_somebody_elses_approval_is_not_given_and_no_other_file_is_approved(as_nils, siv, page, sent):
    as_nils.get(f"{page}godkann/")
    prove(as_nils, page)
    assert "skickats på nytt" in press_approve(page, as_nils, "0" * 64)
    press_approve(page, as_nils)
    assert verdicts(sent) == ["approved", ""]
    assert "Det finns inget för dig att godkänna här nu." in press_approve(page, as_nils)
    assert verdicts(sent) == ["approved", ""]


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def by_app(client: Client, user: User, page: str) -> None:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client.post(f"/mitt-konto/bekrafta/kod/?next={page}godkann/", {"code": code(secret)})


def by_recovery_code(client: Client, user: User, page: str) -> None:
    TOTP.activate(user, generate_totp_secret())
    unused = RecoveryCodes.activate(user).get_unused_codes()[0]
    client.post(f"/mitt-konto/bekrafta/kod/?next={page}godkann/", {"code": unused})


def by_passkey(client: Client, user: User, page: str) -> None:
    """The browser's part is played: what a real one does is tried in tests/stories."""
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Telefonen"})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("allauth.mfa.webauthn.internal.auth.begin_authentication", lambda user: {})
        patched.setattr("allauth.mfa.webauthn.internal.auth.parse_authentication_response", lambda response: None)
        patched.setattr("allauth.mfa.webauthn.internal.auth.complete_authentication", lambda user, response: key)
        client.post(f"/mitt-konto/bekrafta/nyckel/?next={page}godkann/", {"credential": '{"id": "x"}'})


def by_password(client: Client, user: User, page: str) -> None:
    prove(client, page)


@pytest.mark.parametrize(
    ("give", "how"),
    [
        (by_password, "med lösenord"),
        (by_app, "med kod från appen"),
        (by_recovery_code, "med återställningskod"),
        (by_passkey, "med nyckel (passkey)"),
    ],
)
def test_each_way_of_proving_it_is_recorded_in_words(
    as_nils,
    nils,
    page,
    sent,
    give: Callable[[Client, User, str], None],
    how,
):
    as_nils.get(f"{page}godkann/")
    give(as_nils, nils, page)
    press_approve(page, as_nils)
    assert Attestation.objects.get(person=nils.person).how == how


@pytest.fixture
def provider(settings, nils):
    """A real identity provider, at which Nils has connected an identity."""
    users = [OIDCUser(sub="nils-in-the-municipality"), OIDCUser(sub="somebody-else")]
    with run_server_in_thread(user_claims=users) as idp:
        app = {"provider_id": "oidc", "name": "Kommunkontot", "client_id": "big", "secret": "x"}
        app["settings"] = {"server_url": f"http://localhost:{idp.server_port}"}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        SocialAccount.objects.create(user=nils, provider="oidc", uid="nils-in-the-municipality")
        yield


def at_provider(client: Client, page: str, sub: str) -> str:
    """Go to the provider, be asked there who one is, and come back; the text of where one lands."""
    led = client.get(f"/mitt-konto/bekrafta/extern/?next={page}godkann/").url
    assert "prompt=login" in led
    assert "max_age=0" in led
    back = requests.post(led, data={"sub": sub}, allow_redirects=False, timeout=10).headers["location"]
    return client.get(back.removeprefix("http://testserver"), follow=True).text


def test_the_identity_provider_asks_anew_and_that_is_recorded(as_nils, nils, page, sent, provider):
    assert "Använd Kommunkontot" in as_nils.get(f"{page}godkann/").text
    assert "genom Kommunkontot" in at_provider(as_nils, page, "nils-in-the-municipality")
    press_approve(page, as_nils)
    assert Attestation.objects.get(person=nils.person).how == "genom Kommunkontot"


def test_another_identity_proves_nothing(as_nils, page, sent, provider):
    as_nils.get(f"{page}godkann/")
    assert "som någon annan än här" in at_provider(as_nils, page, "somebody-else")
    assert "Styrk först" in press_approve(page, as_nils)


def test_a_provider_that_has_not_asked_anew_proves_nothing(as_nils, page, sent, provider, monkeypatch):
    as_nils.get(f"{page}godkann/")
    now = time.time()
    monkeypatch.setattr("big.people.proofs.time.time", lambda: now + proofs.CLOCKS + 5)
    assert "utan att ha frågat på nytt" in at_provider(as_nils, page, "nils-in-the-municipality")
    monkeypatch.undo()
    assert "Styrk först" in press_approve(page, as_nils)


def test_a_provider_that_does_not_answer_is_no_dead_end(as_nils, page, settings, provider):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9/"
    assert as_nils.get(f"/mitt-konto/bekrafta/extern/?next={page}").status_code == 503


def test_an_identity_of_a_provider_that_is_no_longer_used_is_no_way(as_nils, page, settings, provider):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Kommunkontot" not in as_nils.get(f"{page}godkann/").text
    assert as_nils.get("/mitt-konto/bekrafta/extern/").status_code == 404


def test_who_has_nothing_to_prove_it_with_is_told(as_nils, nils, page):
    nils.set_unusable_password()
    nils.save()
    as_nils.force_login(nils)
    assert "Ditt konto har varken lösenord eller nyckel." in as_nils.get(f"{page}godkann/").text


# -- Who sees it


def test_members_with_whom_a_draft_is_shared_do_not_see_what_attesters_say(page, sent, secretary):
    member = create_user(Role.STEERING_GROUP, email="m@example.se", name="Mia Medlem")
    create_membership(sent.meeting.body, create_person("Mia Medlem", user=member))
    drafting.share(sent.meeting, by=secretary)
    client = signed_in(member)
    assert client.get(f"/sammantraden/{sent.meeting_id}/").status_code == 200
    assert client.get(page).status_code == 404
    assert client.get(f"{page}1.pdf").status_code == 404


def test_a_chair_who_does_not_attest_follows_and_cannot_answer(as_nils, page, sent, secretary):
    rounds.recall(sent, reason="Fel.", by=secretary)
    sent.meeting.officers.filter(role=Officer.Role.ATTESTER, name=NILS).delete()
    send(sent.meeting, secretary)
    shown = as_nils.get(page).text
    assert "väntas svara" in shown
    assert "Godkänns" not in shown
    assert as_nils.get(f"{page}godkann/").status_code == 302
    answer(page, as_nils, "return", comment="Nej.")
    assert verdicts(AttestationRound.objects.last()) == [""]

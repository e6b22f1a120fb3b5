"""Every way in, and every page on the way, in a real browser with a real identity provider and a real mail server."""

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import check, sign_in
from tests.post_office import Letters, link_in

PASSWORD = "ett långt lösenord"


@pytest.fixture
def guest(page: Page, address: str, letters: Letters, request: pytest.FixtureRequest) -> str:
    """Somebody whom the administrator has just invited, and who has opened the account and is signed in."""
    email = f"{request.node.name.replace('_', '-')}@example.se"
    sign_in(page, address, "tobias.ekmarker@example.se")
    page.goto(f"{address}/konton/bjud-in/")
    page.get_by_label("Namn").fill("Gerd Gran")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_text(f"Inbjudan är skickad till {email}.")).to_be_visible()
    page.get_by_role("button", name="Logga ut").click()
    page.goto(link_in(letters.last_to(email)))
    page.get_by_label("Lösenord", exact=False).first.fill(PASSWORD)
    page.get_by_label("Lösenordet igen").fill(PASSWORD)
    page.get_by_role("button", name="Öppna kontot").click()
    expect(page.get_by_role("heading", name="Hej Gerd")).to_be_visible()
    return email


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Logga ut", exact=True).first.click()
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()


def type_password(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in", exact=True).click()


def confirm(page: Page) -> None:
    """The password once more, as second factors ask."""
    expect(page.get_by_role("heading", name="Bekräfta att det är du")).to_be_visible()
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Bekräfta").click()


def close_account(browser: Browser, address: str, email: str) -> None:
    """As the administrator does it, in another browser."""
    context = browser.new_context(locale="sv-SE")
    page = context.new_page()
    sign_in(page, address, "tobias.ekmarker@example.se")
    page.goto(f"{address}/konton/")
    page.get_by_role("row").filter(has_text=email).get_by_role("button", name="Stäng av").click()
    page.get_by_role("dialog").get_by_role("button", name="Stäng av kontot").click()
    expect(page.get_by_text("Gerd Gran är utloggad överallt")).to_be_visible()
    context.close()


def test_closed_account_is_signed_out_and_kept_out(page, address, guest, browser):
    close_account(browser, address, guest)
    page.goto(f"{address}/mitt-konto/")
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()
    type_password(page, guest)
    expect(page.get_by_role("heading", name="Kontot är avstängt")).to_be_visible()


def test_sixth_wrong_password_is_refused_whichever_process_answers(page, address, guest):
    sign_out(page)
    for _ in range(5):
        type_password(page, guest, "fel")
        expect(page.get_by_text("hör inte ihop")).to_be_visible()
    type_password(page, guest)
    expect(page.get_by_text("För många försök")).to_be_visible()


def test_invitation_that_does_not_hold_any_more(page, address, letters, guest, complaints):
    sign_out(page)
    page.goto(link_in(letters.last_to(guest)))
    expect(page.get_by_text("Inbjudan är redan använd")).to_be_visible()
    check(page)
    assert complaints.pop().endswith("410 (Gone)")


def test_new_password_by_mail(page, address, letters, guest):
    sign_out(page)
    page.get_by_role("link", name="Glömt lösenordet?").click()
    page.get_by_label("E-postadress").fill(guest)
    page.get_by_role("button", name="Skicka länken").click()
    expect(page.get_by_role("heading", name="Brevet är skickat")).to_be_visible()
    page.goto(link_in(letters.last_to(guest)))
    page.get_by_label("Nytt lösenord", exact=False).first.fill("ett annat långt lösenord")
    page.get_by_label("Nytt lösenord (igen)").fill("ett annat långt lösenord")
    page.get_by_role("button", name="Byt lösenord").click()
    expect(page.get_by_role("heading", name="Lösenordet är bytt")).to_be_visible()
    page.get_by_role("link", name="Logga in").click()
    type_password(page, guest, "ett annat långt lösenord")
    expect(page.get_by_role("heading", name="Hej Gerd")).to_be_visible()
    assert "Ditt lösenord har" in letters.last_to(guest).get_content()


def test_code_from_an_app_and_a_recovery_code(page, address, guest):
    page.goto(f"{address}/mitt-konto/tvasteg/")
    page.get_by_role("link", name="Anslut en app").click()
    confirm(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.get_by_label("Koden som appen visar").fill(code(secret))
    page.get_by_role("button", name="Anslut appen").click()
    expect(page.get_by_role("heading", name="Återställningskoder")).to_be_visible()
    recovery = page.locator("#recovery_codes").input_value().split()
    assert len(recovery) == 10
    sign_out(page)
    type_password(page, guest)
    expect(page.get_by_role("heading", name="Ett steg till")).to_be_visible()
    page.get_by_label("Kod").fill("000000")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("Felaktig kod.", exact=True)).to_be_visible()
    page.get_by_label("Kod").fill(code(secret, step=1))  # the next one: each is good once
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Hej Gerd")).to_be_visible()
    sign_out(page)
    type_password(page, guest)
    page.get_by_label("Kod").fill(recovery[0])
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", name="Hej Gerd")).to_be_visible()


def code(secret: str, *, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


@pytest.fixture
def authenticator(context: BrowserContext, page: Page) -> Iterator[None]:
    """A phone's passkeys, played by the browser."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    session.detach()


def test_passkey(page, address, authenticator, guest, browser):
    by_name = address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a number
    page.goto(f"{by_name}/logga-in/")
    type_password(page, guest)
    page.goto(f"{by_name}/mitt-konto/tvasteg/")
    page.get_by_role("link", name="Lägg till en nyckel").click()
    confirm(page)
    page.get_by_label("Vad nyckeln ska heta").fill("Jobbtelefonen")
    expect(page.get_by_label("Logga in med bara nyckeln")).to_be_checked()
    page.get_by_role("button", name="Lägg till nyckeln").click()
    expect(page.get_by_role("heading", name="Återställningskoder")).to_be_visible()
    page.goto(f"{by_name}/mitt-konto/tvasteg/nycklar/")
    expect(page.get_by_text("Jobbtelefonen").first).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Logga in med nyckel").click()
    expect(page.get_by_role("heading", name="Hej Gerd")).to_be_visible()
    sign_out(page)
    type_password(page, guest)
    page.get_by_role("button", name="Använd nyckel").click()
    expect(page.get_by_role("heading", name="Hej Gerd")).to_be_visible()
    close_account(browser, address, guest)
    page.goto(f"{by_name}/logga-in/")
    page.get_by_role("button", name="Logga in med nyckel").click()
    expect(page.get_by_role("heading", name="Kontot är avstängt")).to_be_visible()


def test_no_passkey_at_hand_is_said_in_words(context, page, address):
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")  # and no authenticator in it
    page.goto(address.replace("127.0.0.1", "localhost") + "/logga-in/")
    page.evaluate("() => { navigator.credentials.get = async () => { throw new DOMException('', 'NotAllowedError') } }")
    page.get_by_role("button", name="Logga in med nyckel").click()
    expect(page.get_by_role("alert")).to_have_text("Ingen nyckel användes. Försök igen, eller välj ett annat sätt.")


@pytest.fixture
def at_provider(context: BrowserContext, identity_provider: str) -> str:
    """The provider's address; its pages get the style sheet that they ask the internet for empty."""
    context.route(re.compile("^https:"), lambda route: route.fulfill(body="", content_type="text/css"))
    return identity_provider


def choose(page: Page, sub: str) -> None:
    page.get_by_role("button", name=sub).click()


def test_identity_provider_lets_in_who_has_connected_it_and_nobody_else(page, address, guest, at_provider):
    page.goto(f"{address}/mitt-konto/extern-inloggning/")
    page.get_by_role("button", name="Anslut Kommunkontot").click()
    choose(page, "petra-in-the-municipality")
    confirm(page)
    expect(page.get_by_role("heading", name="Extern inloggning")).to_be_visible()
    expect(page.get_by_text("Kommunkontot: p.lunnerdal@kommunen.example")).to_be_visible()
    check(page)
    sign_out(page)
    page.get_by_role("button", name="Logga in med Kommunkontot").click()
    assert page.url.startswith(at_provider)
    choose(page, "petra-in-the-municipality")
    expect(page.get_by_role("heading", name="Hej Gerd")).to_be_visible()
    page.goto(f"{address}/mitt-konto/extern-inloggning/")
    page.get_by_role("button", name="Koppla från").click()
    confirm(page)
    expect(page.get_by_text("Ingen extern inloggning är ansluten")).to_be_visible()


def test_identity_provider_does_not_open_a_closed_account(page, address, guest, at_provider, browser):
    page.goto(f"{address}/mitt-konto/extern-inloggning/")
    page.get_by_role("button", name="Anslut Kommunkontot").click()
    choose(page, "petra-in-the-municipality")
    confirm(page)
    expect(page.get_by_text("Kommunkontot: p.lunnerdal@kommunen.example")).to_be_visible()
    close_account(browser, address, guest)
    page.goto(f"{address}/logga-in/")
    page.get_by_role("button", name="Logga in med Kommunkontot").click()
    choose(page, "petra-in-the-municipality")
    expect(page.get_by_role("heading", name="Kontot är avstängt")).to_be_visible()


def test_identity_that_claims_somebodys_address_is_not_let_in(page, address, at_provider, complaints):
    page.goto(f"{address}/logga-in/")
    page.get_by_role("button", name="Logga in med Kommunkontot").click()
    choose(page, "nobody-here")
    expect(page.get_by_role("heading", name="Inloggningen är inte ansluten")).to_be_visible()
    expect(page.get_by_text("Logga in med din e-postadress och ditt lösenord")).to_be_visible()
    check(page)
    assert complaints.pop().endswith("403 (Forbidden)")
    page.goto(address)
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()


def test_turning_back_at_the_identity_provider(page, address, at_provider):
    page.goto(f"{address}/logga-in/")
    page.get_by_role("button", name="Logga in med Kommunkontot").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggningen avbröts")

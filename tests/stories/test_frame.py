"""What every page gives by itself: errors read first, warnings while one types, a question before a loss."""

from PIL import Image, ImageStat
from playwright.sync_api import expect

from tests.browser import check, sign_in

ADMINISTRATOR = "tobias.ekmarker@example.se"
AGE_ALL_SESSIONS = """
from django.contrib.sessions.backends.db import SessionStore
for row in SessionStore.get_model_class().objects.all():
    session = SessionStore(row.session_key)
    if "seen_at" in session:
        session["seen_at"] -= 9 * 3600
        session.save()
"""


def test_every_component_is_photographed_in_light_and_dark(page, address, tmp_path):
    """The pictures are kept with the test's other files; the system's setting is seen in them."""
    sign_in(page, address, ADMINISTRATOR)
    page.goto(f"{address}/stil/")
    brightness = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            path = tmp_path / f"style-{scheme}-{width}.png"
            page.screenshot(path=path, full_page=True)
            with Image.open(path) as picture:
                brightness[scheme, width] = ImageStat.Stat(picture.convert("L")).mean[0]
        page.get_by_role("button", name="Stäng av Exempel Exempelsson").click()
        check(page)
        page.get_by_role("button", name="Avbryt").click()
    assert min(brightness["light", 1280], brightness["light", 320]) > 180
    assert max(brightness["dark", 1280], brightness["dark", 320]) < 75


def test_errors_take_the_focus_and_lead_to_their_fields(page, address):
    sign_in(page, address, ADMINISTRATOR)
    page.goto(f"{address}/konton/bjud-in/")
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title("Fel: Bjud in – BIG")
    page.get_by_role("alert").get_by_role("link", name="Namn").click()
    expect(page.get_by_label("Namn")).to_be_focused()


def test_an_identity_number_is_pointed_out_while_it_is_typed(page, address):
    sign_in(page, address, ADMINISTRATOR)
    page.goto(f"{address}/konton/bjud-in/")
    page.get_by_label("Namn").press_sequentially("Tolvan 19121212-1212")
    expect(page.get_by_text("Texten innehåller ett personnummer (”Tolvan ••••••-••••”)")).to_be_visible()
    check(page)
    page.get_by_label("Namn").fill("Tolvan")
    expect(page.get_by_text("Texten innehåller ett personnummer")).to_have_count(0)


def test_closing_an_account_asks_first_and_can_be_done_with_the_keyboard(page, address):
    sign_in(page, address, ADMINISTRATOR)
    page.goto(f"{address}/konton/")
    opener = page.get_by_role("button", name="Stäng av Gunilla Sandhed")
    opener.press("Enter")
    dialog = page.get_by_role("dialog", name="Stänga av kontot?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    opener.press("Enter")
    dialog.get_by_role("button", name="Stäng av kontot").press("Enter")
    expect(page.get_by_text("är utloggad överallt")).to_be_visible()
    page.get_by_role("button", name="Öppna kontot för Gunilla Sandhed").click()
    expect(page.get_by_text("kan logga in igen")).to_be_visible()


def test_what_is_typed_when_the_session_ends_is_saved_after_sign_in(page, address, command, complaints):
    sign_in(page, address, ADMINISTRATOR)
    page.goto(f"{address}/konton/bjud-in/")
    page.get_by_label("Namn").fill("Vilma Försenad")
    page.get_by_label("E-postadress").fill("vilma@example.se")
    command("shell", "--no-imports", "-c", AGE_ALL_SESSIONS)
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_text("Logga in igen, så finns det du skrev kvar")).to_be_visible()
    page.get_by_label("E-postadress").fill(ADMINISTRATOR)
    page.get_by_label("Lösenord").fill("demo")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_text("Vilma Försenad")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Spara nu").click()
    expect(page.get_by_text("Inbjudan är skickad till vilma@example.se")).to_be_visible()
    complaints.clear()  # of the guard's question, if it came when the session had ended

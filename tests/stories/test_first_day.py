"""A person's first day with the product, in a real browser."""

import hashlib

from playwright.sync_api import Browser, expect

from tests.browser import check, sign_in


def test_administrator_gives_a_role_and_reads_the_trail(page, address):
    sign_in(page, address, "tobias.ekmarker@example.se")
    page.get_by_role("link", name="Behörigheter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Behörigheter")
    page.get_by_role("link", name="Ändra behörigheten för Joel Fahlander").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Behörigheter för Joel Fahlander")
    page.get_by_label("Redaktör").check()
    page.get_by_role("button", name="Spara behörigheter").click()
    expect(page.get_by_text("Behörigheten för Joel Fahlander är sparad")).to_be_visible()
    page.get_by_role("link", name="Händelser").click()
    expect(page.get_by_text("ändrade behörigheten för Joel Fahlander: gav redaktör.")).to_be_visible()


def test_sign_in_page_explains_a_wrong_password(page, address):
    page.goto(f"{address}/logga-in/")
    page.get_by_label("E-postadress").fill("petra.lunnerdal@example.se")
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_text("hör inte ihop")).to_be_visible()
    check(page)


def test_everything_by_keyboard(page, address):
    page.goto(f"{address}/logga-in/")
    expect(page.get_by_label("E-postadress")).to_be_focused()
    page.keyboard.type("petra.lunnerdal@example.se")
    page.keyboard.press("Tab")
    page.keyboard.type("demo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hej Petra")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#innehall")).to_be_focused()


def test_steering_group_finds_the_right_pdf_in_two_clicks(secretary_page, address):
    page = secretary_page
    page.goto(address)
    page.get_by_role("link", name="Arkiv").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Ladda ner Aktuellt från BIG-gruppen den 22 oktober 2026").click()
    download = downloading.value
    assert download.suggested_filename == "aktuellt-2026-10-22.pdf"
    pdf = download.path().read_bytes()
    page.goto(f"{address}/rapporter/")
    page.get_by_role("link", name="Aktuellt från BIG-gruppen den 22 oktober 2026", exact=True).click()
    expect(page.get_by_text(f"SHA-256 {hashlib.sha256(pdf).hexdigest()[:16]}")).to_be_visible()


PAPER = """Protokoll fört vid skyddsgruppens möte 2017-03-07

Närvarande:
Rut Alm\tPolisen
Ivar Dal\tSkolan

§ 1 Mötets öppnande

Ordföranden Rut Alm öppnade mötet.

§ 1 Mötets avslutande

Rut Alm avslutade mötet.

Vid protokollet: Ivar Dal

Justeras: Rut Alm
"""


def test_old_paper_is_compared_and_registered_as_attested(secretary_page, address, command, tmp_path):
    paper = tmp_path / "skyddsgruppen.txt"
    paper.write_text(PAPER, encoding="utf-8")
    command("import_minutes", paper)
    page = secretary_page
    page.goto(f"{address}/sammantraden/")
    page.get_by_role("link", name="Protokoll fört vid skyddsgruppens möte 2017-03-07", exact=True).click()
    expect(page.get_by_text("Förslag: § 2", exact=True)).to_be_visible()
    check(page)
    page.get_by_role("link", name="Justerat på papper").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Justerat på papper")
    page.get_by_label("Justerat den").fill("2017-03-01")
    page.get_by_role("button", name="Registrera som justerat på papper").click()
    expect(page.get_by_text("mellan sammanträdet och i dag")).to_be_visible()
    expect(page.get_by_label("Justerat den")).to_have_value("2017-03-01")
    check(page)
    page.get_by_label("Justerat den").fill("2017-03-14")
    page.get_by_role("button", name="Registrera som justerat på papper").click()
    expect(page.get_by_text("sparat som protokoll-2017-03-07.pdf")).to_be_visible()
    expect(page.get_by_role("link", name="Öppna PDF")).to_be_visible()
    expect(page.get_by_role("link", name="Justerat på papper")).to_have_count(0)


def test_signed_paper_is_added_and_downloaded_again(secretary_page, address, command, tmp_path):
    paper, scan, photo = tmp_path / "skyddsgruppen.txt", tmp_path / f"Åsas {'långa' * 12}.pdf", tmp_path / "stor.jpg"
    paper.write_text(PAPER.replace("2017-03-07", "2018-03-06"), encoding="utf-8")
    photo.write_bytes(bytes(31_000_000))
    command("import_minutes", paper, "--pdf", scan)
    signed = scan.read_bytes()
    page = secretary_page
    page.goto(f"{address}/sammantraden/")
    page.get_by_role("link", name="Protokoll fört vid skyddsgruppens möte 2018-03-06", exact=True).click()
    page.get_by_role("link", name="Justerat på papper").click()
    file, day = page.get_by_label("Underskrivet exemplar"), page.get_by_label("Justerat den")
    for chosen, typed, sentence in (
        (paper, "2018-03-13", "Filen är inte av ett slag som kan laddas upp."),
        (photo, "2018-03-13", "Filen är 31\N{NO-BREAK SPACE}MB. Högst 20\N{NO-BREAK SPACE}MB går att ladda upp"),
        (scan, "2018-03-01", "Välj filen igen"),
    ):
        day.fill(typed)
        file.set_input_files(chosen)
        page.get_by_role("button", name="Registrera").click()
        expect(page.locator("#id_scan_error")).to_contain_text(sentence)
        expect(day).to_have_value(typed)
        check(page)
    day.fill("2018-03-13")
    file.set_input_files(scan)
    page.get_by_role("button", name="Registrera").click()
    expect(page.get_by_text("sparat som protokoll-2018-03-06.pdf")).to_be_visible()
    check(page)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Åsas").click()
    assert downloading.value.suggested_filename == scan.name
    assert downloading.value.path().read_bytes() == signed


def test_works_without_javascript(browser: Browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/logga-in/")
    page.get_by_label("E-postadress").fill("joel.fahlander@example.se")
    page.get_by_label("Lösenord").fill("demo")
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.get_by_role("link", name="Insatser", exact=True).click()
    page.get_by_label("Status").select_option("planned")
    page.get_by_role("button", name="Visa").click()
    expect(page.locator(".activity .badge").first).to_have_text("planerad")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()
    context.close()

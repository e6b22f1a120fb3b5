"""The whole way: three people record, one loses the session, two collide; a report is composed, published, corrected.

On a desktop and on a phone, with scripts and without.
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pypdfium2
import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from big.documents.preview import page_pictures
from tests.browser import sign_in, soon
from tests.post_office import link_in
from tests.stories.test_composing import item_that_says

EDITOR = "petra.lunnerdal@example.se"
RESPONSIBLE = "joel.fahlander@example.se"
THIRD = "signe.torsell@example.se"
READER = "gunilla.sandhed@example.se"
SCHOOL, OTHER = "Trygghetsarbetet i skolan", "Övrigt"

SENTENCES = [
    "Vi har utbildat vikarier i samtal om trygghet,",
    "Vi följer arbetet på fritidsgårdarna,",
    "Vi kommer att besöka tre skolor,",
    "Vi har bjudit in föreningar till en kväll,",
]
STATUSES = ["Genomförd", "Pågår", "Planerad", "Inbjudan"]
END_SESSION = """
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
for row in UserSession.objects.filter(user__email="{email}"):
    session = SessionStore(row.session_key)
    session["seen_at"] -= 9 * 3600
    session.save()
"""

WAYS = {
    "desktop": ((1280, 900), True),
    "phone": ((360, 780), True),
    "desktop without scripts": ((1280, 900), False),
    "phone without scripts": ((360, 780), False),
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    if connection.vendor != "sqlite" and request.param != "phone":
        pytest.skip("what differs between the ways is the browser's")
    return request.param


@pytest.fixture
def visit(browser: Browser, address: str, way: str) -> Iterator[Callable[[str], Page]]:
    """Sign somebody in, in a browser of their own."""
    (width, height), scripts = WAYS[way]
    contexts: list[BrowserContext] = []

    def visit(email: str) -> Page:
        viewport = {"width": width, "height": height}
        context = browser.new_context(locale="sv-SE", viewport=viewport, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, address, email)
        return page

    yield visit
    for context in contexts:
        context.close()


def text_field(page: Page):
    return page.get_by_role("textbox", name="Text", exact=False).first


def record(page: Page, text: str, area: str, status: str, *, button: str = "Spara och lägg till en till") -> None:
    page.get_by_label("Område", exact=False).first.select_option(label=area)
    text_field(page).fill(text)
    page.get_by_label(status).check()
    page.get_by_role("button", name=button, exact=True).click()


def record_all(page: Page, address: str, texts: list[str], area: str) -> None:
    page.goto(f"{address}/insatser/ny/")
    if (start_over := page.get_by_role("button", name="Kasta och börja om")).is_visible():
        start_over.click()
    for text, status in zip(texts, STATUSES, strict=False):
        record(page, text, area, status)
        expect(page.get_by_text("Insatsen är sparad.")).to_be_visible()


def end_session(command: Callable[..., str], email: str) -> None:
    """Let the person have been away since yesterday."""
    command("shell", "--no-imports", "-c", END_SESSION.format(email=email))


def sign_in_again(page: Page, email: str) -> None:
    expect(page.get_by_text("Logga in igen, så finns det du skrev kvar")).to_be_visible()
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill("demo")
    page.get_by_role("button", name="Logga in", exact=True).click()


def save_item(page: Page, item: Locator, text: str, *, scripts: bool) -> None:
    item.get_by_role("textbox").fill(text)
    if scripts:
        expect(item.get_by_text(re.compile("^Sparat"))).to_be_visible()
    else:
        item.get_by_role("button", name="Spara punkten").click()


def download(page: Page, link: Locator) -> bytes:
    """What the link leads to, as this person gets it."""
    return page.request.get(urljoin(page.url, link.get_attribute("href"))).body()


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.split())


def without_trail(pdf: bytes) -> str:
    """All that is printed but the digest of the audit trail, which only a finished document has."""
    return re.sub(r"kontrollsumma: (([0-9a-f]{8} ?){8}|skrivs in när handlingen blir färdig\. ?)", "", words_of(pdf))


def publish(page: Page, report: str) -> None:
    """Names beside sensitive subjects, which other stories have left, stop the editor until she has answered."""
    page.goto(f"{report}publicera/")
    reasons = page.get_by_label(re.compile("^Varför får .* stå här"))
    for reason in reasons.all():
        reason.fill("Står där i sin yrkesroll.")
    if reasons.count():
        page.get_by_role("button", name="Spara skälen").click()
    page.get_by_role("button", name="Publicera rapporten").click()
    expect(page.get_by_text("Rapporten är publicerad som")).to_be_visible()


def test_from_activity_to_corrected_report(visit, way, address, command, letters):
    scripts = WAYS[way][1]
    said = {who: [f"{text} {who} {way}." for text in SENTENCES] for who in ("Petra", "Joel", "Signe")}
    editor, responsible, third = visit(EDITOR), visit(RESPONSIBLE), visit(THIRD)

    # Three people record twelve activities; one of them has been signed out meanwhile.
    record_all(editor, address, said["Petra"], OTHER)
    record_all(responsible, address, said["Joel"], SCHOOL)
    record_all(third, address, said["Signe"][:3], OTHER)
    end_session(command, THIRD)
    record(third, said["Signe"][3], OTHER, "Inbjudan")
    sign_in_again(third, THIRD)
    expect(third.get_by_text(said["Signe"][3])).to_be_visible()
    third.get_by_role("button", name="Spara nu").click()
    expect(third.get_by_text("Insatsen är sparad.")).to_be_visible()

    # Two collide in one of them. The second sees both texts, and chooses.
    editor.goto(f"{address}/insatser/?q={way.replace(' ', '+')}+Signe")
    editor.get_by_role("link", name=said["Signe"][0]).click()
    third.goto(editor.url)
    for page, text in ((third, f"Vi har träffat rektorn, {way}."), (editor, f"Vi har träffat alla, {way}.")):
        page.get_by_role("link", name="Ändra").click()
        text_field(page).fill(text)
    third.get_by_role("button", name="Spara", exact=True).click()
    expect(third.get_by_text("Insatsen är sparad.")).to_be_visible()
    editor.get_by_role("button", name="Spara", exact=True).click()
    expect(editor.get_by_text("Någon annan har sparat ändringar")).to_be_visible()
    expect(editor.get_by_text("rektorn", exact=False).first).to_be_visible()
    editor.get_by_role("button", name="Spara", exact=True).click()
    expect(editor.get_by_text("Insatsen är sparad.")).to_be_visible()

    # The editor begins a report, where all twelve stand, and composes it.
    editor.goto(f"{address}/rapporter/ny/")
    editor.get_by_label("Titel", exact=False).fill(f"Aktuellt, {way}")
    editor.get_by_role("button", name="Börja på rapporten").click()
    editor.wait_for_url(re.compile(r"/redigera/"))
    report = editor.url.removesuffix("redigera/")
    said["Signe"][0] = f"Vi har träffat alla, {way}."
    for text in (*said["Petra"], *said["Joel"], *said["Signe"]):
        item_that_says(editor, text)
    rewritten, hidden = item_that_says(editor, said["Petra"][0]), item_that_says(editor, said["Petra"][1])
    save_item(editor, rewritten, f"Det här har skrivits om, {way}.", scripts=scripts)
    hidden.get_by_role("button", name=re.compile("^Dölj")).click()
    expect(hidden.get_by_text("Dold: trycks inte.")).to_be_visible()

    # Those whose sections are not ready are reminded; one of them says that his is.
    editor.get_by_role("button", name="Påminn med e-post").click()
    expect(editor.get_by_text(re.compile("Påminnelsen går till .*Joel Fahlander"))).to_be_visible()
    reminder = letters.last_to("Joel Fahlander <joel.fahlander@example.se>")
    assert f"- {SCHOOL}" in reminder.get_content()
    responsible.goto(report)
    responsible.get_by_role("button", name=f"Markera som klart {SCHOOL}").click()
    editor.goto(f"{report}redigera/")
    expect(editor.get_by_text(re.compile(r"^ ?1 av \d+ avsnitt är klara"))).to_be_visible()

    # What the preview shows is what is printed, but for one line.
    draft = editor.request.get(f"{report}utkast.pdf").body()
    if way == "desktop":  # there is no room beside the editor on a phone
        pictures = editor.get_by_role("complementary", name="Förhandsvisning").get_by_role("img")
        expect(pictures.first).to_be_visible(timeout=15_000)
        sources = "pictures => pictures.map(picture => picture.getAttribute('src'))"
        soon(lambda: pictures.evaluate_all(sources), page_pictures(draft))
    publish(editor, report)
    editor.goto(report)
    published = download(editor, editor.get_by_role("link", name=re.compile("PDF")).first)
    assert without_trail(published) == without_trail(draft) != words_of(published)
    assert f"Det här har skrivits om, {way}." in words_of(published)
    assert said["Petra"][1] not in words_of(published)

    # A reader hears of it, and opens it from the letter.
    letter = letters.last_to("Gunilla Sandhed <gunilla.sandhed@example.se>")
    assert letter["Subject"] == f"Aktuellt, {way}"
    reader = visit(READER)
    reader.goto(urljoin(address, urlsplit(link_in(letter)).path))
    expect(reader.get_by_text(f"Det här har skrivits om, {way}.")).to_be_visible()

    # A mistake is corrected in the open; both editions can be downloaded, and lead to each other.
    editor.get_by_role("link", name="Rätta rapporten").click()
    editor.get_by_label("Rättat", exact=False).first.fill("Rätt antal deltagare i första punkten.")
    editor.get_by_role("button", name="Börja på den rättade utgåvan").click()
    editor.wait_for_url(re.compile(r"/redigera/"))
    edition = editor.url.removesuffix("redigera/")
    wrong = item_that_says(editor, f"Det här har skrivits om, {way}.")
    save_item(editor, wrong, f"Det här har rättats, {way}.", scripts=scripts)
    publish(editor, edition)
    reader.reload()
    reader.get_by_role("link", name="rättad utgåva").click()
    expect(reader.get_by_text("Rätt antal deltagare i första punkten.")).to_be_visible()
    corrected = download(reader, reader.get_by_role("link", name=re.compile("PDF")).first)
    assert "Rätt antal deltagare i första punkten." in words_of(corrected)
    assert f"Det här har rättats, {way}." in words_of(corrected)
    reader.get_by_role("link", name=f"Aktuellt, {way}").click()
    assert download(reader, reader.get_by_role("link", name=re.compile("PDF")).first) == published

"""Minutes are signed in another service, brought back, checked; then some of their §§ go out as an extract.

On desktop and phone, with scripts and without.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check
from tests.certificates import Authority
from tests.documents.test_verifying import changed
from tests.pdf_validation import assert_archival_and_accessible, poppler_says
from tests.stories.test_frame import ADMINISTRATOR
from tests.stories.test_from_activity_to_report import WAYS, download, visit, way, words_of  # noqa: F401
from tests.stories.test_justering import CHAIR, MINUTES, check_file
from tests.stories.test_writing import SECRETARY


@pytest.fixture
def meeting(command: Callable[..., str], address: str, way: str) -> str:  # noqa: F811
    pk = re.search(r"nr (\d+)\.", command("shell", "-c", MINUTES.format(way=f"{way}, undertecknat")))[1]
    return f"{address}/sammantraden/{pk}/"


def signed_by(name: str, pdf: bytes, authority: Authority) -> bytes:
    """As the other service does it; in a thread of its own, since the browser has this one's event loop."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(authority.sign, pdf, name=name).result()


def upload(page: Page, pdf: bytes, *, all_signed: bool = True) -> None:
    page.get_by_label("Den undertecknade filen").set_input_files(
        {"name": "undertecknat.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    page.get_by_label("Alla som ska justera har undertecknat").set_checked(all_signed)
    page.get_by_role("button", name="Registrera som undertecknat").click()


def test_from_signing_elsewhere_to_extract(visit, way, meeting, address, tmp_path):  # noqa: F811
    scripts, authority = WAYS[way][1], Authority("Underskriftstjänstens utfärdare")
    secretary, chair = visit(SECRETARY), visit(CHAIR)

    # The secretary takes the file out, and has it signed by the two who attest.
    secretary.goto(meeting)
    secretary.get_by_role("link", name="Undertecknas i annan tjänst").click()
    secretary.get_by_role("button", name="Ta fram filen").click()
    expect(secretary.get_by_text("Nu kan ingen ändra protokollet.")).to_be_visible()
    if scripts:
        check(secretary)
    taken_out = download(secretary, secretary.get_by_role("link", name="Hämta filen"))
    assert "utan vårt sigill" in words_of(taken_out)
    half_signed = signed_by("Gunilla Sandhed", taken_out, authority)
    signed = signed_by("Tobias Ekmarker", half_signed, authority)
    chair.goto(meeting)
    expect(chair.get_by_text("för att undertecknas i en annan tjänst")).to_be_visible()

    # The first page reminds of it; what comes back altered or too early is refused beside what is wrong.
    secretary.goto(address)
    title = f"Protokoll från ljusgruppen, {way}, undertecknat"
    secretary.get_by_role("link", name=f"Ladda upp när det är undertecknat: {title}").click()
    upload(secretary, half_signed, all_signed=False)
    beside, beside_box = secretary.locator("#div_id_file"), secretary.locator("#div_id_is_complete")
    expect(beside_box.get_by_text("Vänta tills alla har undertecknat, och kryssa sedan i rutan.")).to_be_visible()
    for altered, refusal in (
        (changed(signed, 3000), "Filen börjar inte med det protokoll som togs fram här."),
        (taken_out, "Filen är inte undertecknad"),
    ):
        upload(secretary, altered)
        expect(beside.get_by_text(refusal)).to_be_visible()
        expect(secretary.get_by_label("Alla som ska justera har undertecknat")).to_be_checked()
    if scripts:
        check(secretary)
    upload(secretary, signed)
    expect(secretary.get_by_text("Protokollet är undertecknat och sparat som protokoll-")).to_be_visible()
    expect(secretary.get_by_text(re.compile("^Undertecknad av Gunilla Sandhed, Sandheds kommun")).first).to_be_visible()

    # Everybody gets the signed file, byte for byte, and can have it checked.
    chair.goto(meeting)
    finished = download(chair, chair.get_by_role("link", name="Öppna PDF").first)
    assert finished == signed
    assert poppler_says(finished, tmp_path).count("Signature is Valid.") == 2
    check_file(chair, address, finished)
    expect(chair.get_by_role("heading", name="Ja, det är handlingen precis som den sparades")).to_be_visible()
    check_file(chair, address, half_signed)
    expect(chair.get_by_role("heading", name="Nej, filen är inte precis den som sparades här")).to_be_visible()

    # One § goes out as an extract that the secretary certifies; it is in the archive and in the log.
    secretary.goto(meeting)
    secretary.get_by_role("link", name="Gör protokollsutdrag").click()
    secretary.get_by_role("button", name="Intyga och gör utdraget").click()
    expect(secretary.locator("#div_id_paragraphs").get_by_text("Välj minst en paragraf.")).to_be_visible()
    secretary.get_by_label("Belysningen").check()
    if scripts:
        check(secretary)
    secretary.get_by_role("button", name="Intyga och gör utdraget").click()
    expect(secretary.get_by_text("Utdraget är klart och sparat som protokollsutdrag-")).to_be_visible()
    extract = download(secretary, secretary.locator("#utdrag").get_by_role("link").first)
    words = words_of(extract)
    assert "Belysningen" in words
    assert "Öppnande" not in words
    assert "Rätt utdraget intygar Petra Lunnerdal" in words
    assert_archival_and_accessible(extract)
    check_file(chair, address, extract)
    expect(chair.get_by_role("heading", name="Ja, det är handlingen precis som den sparades")).to_be_visible()
    administrator = visit(ADMINISTRATOR)
    administrator.goto(f"{address}/handelser/")
    expect(administrator.get_by_text(re.compile(r"protokollsutdrag-.*\.pdf")).first).to_be_visible()

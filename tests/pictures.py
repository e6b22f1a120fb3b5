"""Make the pictures of the README from the demonstration: `make pictures`."""

import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import chromium, sign_in
from tests.server import ROOT, running_product

DOCS = ROOT / "docs"
REPORT = "Aktuellt från BIG-gruppen den 22 oktober 2026"
MINUTES = "Protokoll fört vid sammanträde med BIG:s ledningsgrupp den 15 september 2026"


def picture_of_pdf(page: Page, address: str, title: str, name: str) -> None:
    """Download a document from the archive and draw its first page."""
    page.goto(f"{address}/handlingar/")
    with page.expect_download() as downloading:
        page.get_by_role("link", name=f"Ladda ner {title}").click()
    pdf = downloading.value.path()
    subprocess.run(["pdftoppm", "-r", "72", "-png", "-singlefile", pdf, DOCS / name], check=True)


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_product(Path(folder)) as (address, _), chromium() as browser:
        page = browser.new_page(locale="sv-SE", viewport={"width": 1280, "height": 860})
        sign_in(page, address, "petra.lunnerdal@example.se")
        page.screenshot(path=DOCS / "home.png")
        picture_of_pdf(page, address, REPORT, "report")
        picture_of_pdf(page, address, MINUTES, "minutes")


if __name__ == "__main__":
    main()

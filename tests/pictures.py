"""Make the pictures of the README and of the pages from the demonstration: `make pictures`."""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.browser import chromium, sign_in
from tests.server import ROOT, running_product

DOCS = ROOT / "docs"
REPORT = "Aktuellt från BIG-gruppen den 22 oktober 2026"
MINUTES = "Protokoll fört vid sammanträde med BIG:s ledningsgrupp den 15 september 2026"
WIDTHS = {"": 1280, "-phone": 360}
PAGES = {"home": "/", "list": "/insatser/", "form": "/insatser/ny/", "style": "/stil/"}
WHOLE = {"form", "style", "style-dark"}
"""Pages whose pictures show more than fits on the screen."""


def photograph(page: Page, name: str) -> None:
    """Picture the page at both widths, in few colours: these are for eyes, and repositories are small."""
    for suffix, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 860})
        path = DOCS / f"{name}{suffix}.png"
        page.screenshot(path=path, full_page=name in WHOLE)
        with Image.open(path) as picture:
            picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(path, optimize=True)


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
        page = browser.new_page(locale="sv-SE")
        sign_in(page, address, "petra.lunnerdal@example.se")
        for name, path in PAGES.items():
            page.goto(address + path)
            photograph(page, name)
        page.emulate_media(color_scheme="dark")
        photograph(page, "style-dark")
        page.emulate_media(color_scheme="light")
        page.goto(f"{address}/rapporter/")
        page.get_by_role("link", name=REPORT, exact=True).click()
        photograph(page, "detail")
        picture_of_pdf(page, address, REPORT, "report")
        picture_of_pdf(page, address, MINUTES, "minutes")


if __name__ == "__main__":
    main()

"""The pages of a PDF as pictures, to be looked at beside what is being written."""

import base64
import threading
from io import BytesIO

ONE_AT_A_TIME = threading.Lock()  # PDFium does not bear two threads at once
SCALE = 1.25  # 90 dots an inch: text can be read, a page is some 30 kB


def page_pictures(pdf: bytes) -> list[str]:
    """The pages in order, as addresses that hold the picture themselves (data:image/webp;base64,…)."""
    # Imported here: only who looks at a preview pays for the library's memory.
    import pypdfium2

    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [_picture(page) for page in document]
        finally:
            document.close()


def _picture(page: object) -> str:
    stored = BytesIO()
    page.render(scale=SCALE).to_pil().save(stored, "WEBP", quality=60)
    return f"data:image/webp;base64,{base64.b64encode(stored.getvalue()).decode()}"

"""From template and context to a PDF that lasts: PDF/A-3a and PDF/UA-1 in one file.

The only module that knows WeasyPrint, which is imported when the first document is made: the import takes a second and
needs Pango, and the rest of the product works without either.

A document may hold only what the product itself gave it. Fonts and style sheet come from `static/`; every other address
that user text might smuggle in is answered with nothing, without asking network or file system.
"""

import datetime
import functools
import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone, translation

from big.refusals import Refused

if TYPE_CHECKING:
    import pydyf

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLE_SHEET = STATIC / "css" / "pdf.css"
FONT_FILES = sorted((STATIC / "fonts").glob("*.ttf"))
LANGUAGE = "sv-SE"
COLOURS = "sRGB2014"

MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
NO_BREAK_SPACE = re.compile(
    r"(?<=§) (?=\d)|(?<=\bkl\.) (?=\d)|(?<=\bv\.) (?=\d)"
    rf"|(?<=\bden) (?=\d{{1,2}}[ \N{{NO-BREAK SPACE}}](?:{MONTHS})\b)|(?<=\d) (?=(?:{MONTHS})\b)"
)
"""The spaces at which a line does not break: "§ 8", "kl. 9", "v. 44", "den 26 oktober" (Myndigheternas skrivregler)."""

logger = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


class RenderingError(Refused):
    """The document cannot be made: a character that no font of ours has, or a machine without Pango."""


class EmbeddedFile(NamedTuple):
    """A file carried inside the PDF, its name in ASCII. `relationship` (ISO 19005-3, 6.8): Source, Data, Alternative or
    Supplement.
    """

    name: str
    content: bytes
    description: str
    relationship: str = "Supplement"


def render_pdf(
    template: str,
    context: dict,
    *,
    title: str,
    created: datetime.date | datetime.datetime,
    author: str = "",
    subject: str = "",
    attachments: Iterable[EmbeddedFile] = (),
    pictures: Mapping[str, bytes] | None = None,
    for_signing: bool = False,
) -> bytes:
    """Return the finished PDF of a template, which shows `pictures` by their names: `<img src="picture:NAME" alt="…">`.

    The same arguments give the same bytes, whenever and wherever they are rendered: `created` is the only date in the
    file (a naive time is taken as local time). One document at a time is made in each process.

    A document `for_signing` has an empty form, in which others can put their signatures so that it can be told that
    these are all they added (inspecting.py).

    Raises RenderingError if the text holds a character that the fonts lack, or if Pango or a font file is missing.
    """
    with translation.override("sv"):
        html = render_to_string(template, {**context, "title": title, "for_print": True})
    with _one_at_a_time:
        engine = _engine()
        with _faults_raised(), engine.fetcher.serving(pictures or {}):
            page_source = engine.HTML(string=html, url_fetcher=engine.fetcher)
            _clean(page_source.etree_element)
            document = page_source.render(
                stylesheets=[engine.style_sheet],
                font_config=engine.fonts,
                color_profiles={COLOURS: engine.colours},
                output_intent=COLOURS,
                pdf_variant="pdf/a-3a",
            )
            metadata = document.metadata
            metadata.title = _one_line(title)
            metadata.lang = LANGUAGE
            metadata.authors = [_one_line(author)] if author else []
            metadata.description = _one_line(subject) or None
            metadata.generator = "BIG"
            metadata.created = metadata.modified = _w3c_date(created)
            in_order = sorted(attachments, key=lambda file: file.name)  # as readers look them up (ISO 32000-1, 7.9.6)
            metadata.attachments = [engine.attachment(file, _utc(created)) for file in in_order]
            _declare_universal_access(metadata)
            with engine.repaired_tags():
                finisher = _add_empty_form if for_signing else None
                pdf = document.write_pdf(pdf_variant="pdf/a-3a", output_intent=COLOURS, finisher=finisher)
            _refuse_foreign_fonts(document)
    return pdf


def _add_empty_form(document: object, pdf: "pydyf.PDF") -> None:
    """An interactive form without fields (ISO 32000-1, 12.7.2)."""
    pdf.catalog["AcroForm"] = "<</Fields []>>"


def unprintable_characters(text: str) -> list[str]:
    """Return the characters of a text that no document can show, each once, in order of appearance."""
    covered = _covered_characters()
    return [character for character in dict.fromkeys(_printable(text)) if ord(character) not in covered]


# -- The engine --------------------------------------------------------------------------------------------------------


class _Engine(NamedTuple):
    """WeasyPrint, loaded, with what all documents share. A new font configuration per document leaks memory."""

    HTML: type
    fonts: object
    colours: object
    style_sheet: object
    fetcher: object
    attachment: object
    repaired_tags: object


@functools.cache
def _engine() -> _Engine:
    """Load WeasyPrint, fonts and style sheet, once per process. The caller holds the lock."""
    with warnings.catch_warnings():
        # A machine without fonts of its own is fine: ours come along.
        warnings.filterwarnings("ignore", message=".*FontConfig")
        try:
            import weasyprint
            from weasyprint.css import ColorProfile
            from weasyprint.text.fonts import FontConfiguration
            from weasyprint.urls import URLFetcher, URLFetcherResponse
        except (ImportError, OSError) as error:
            raise RenderingError(
                "PDF kan inte skapas på den här servern: biblioteket Pango saknas. "
                "Be den som sköter driften att installera det; allt annat fungerar som vanligt."
            ) from error
    from big.documents.tagging import repaired_tags

    logging.getLogger("weasyprint").propagate = False

    assets = {f"asset:fonts/{path.name}": path for path in FONT_FILES}

    class ClosedFetcher(URLFetcher):
        """Serves our fonts and the document's pictures by name, and an empty answer for all else. Never raises."""

        def __init__(self) -> None:
            """Leave out the handlers for HTTP, FTP, files and data that the parent would open."""
            self._fail_on_errors = False
            self._pictures: Mapping[str, bytes] = {}

        @contextmanager
        def serving(self, pictures: Mapping[str, bytes]) -> Iterator[None]:
            self._pictures = {f"picture:{name}": content for name, content in pictures.items()}
            try:
                yield
            finally:
                self._pictures = {}

        def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
            path = assets.get(url)
            return URLFetcherResponse(url, path.read_bytes() if path else self._pictures.get(url, b""))

        def open(self, url, data=None, timeout=None) -> URLFetcherResponse:
            return self.fetch(getattr(url, "full_url", url))

    def attachment(file: EmbeddedFile, created: datetime.datetime):
        return weasyprint.Attachment(
            string=file.content,
            url_fetcher=fetcher,
            name=file.name,
            description=file.description,
            relationship=file.relationship,
            created=created,
            modified=created,
        )

    fetcher, fonts = ClosedFetcher(), FontConfiguration()
    css = STYLE_SHEET.read_text(encoding="utf-8").replace('url("../', 'url("asset:')
    with _faults_raised():
        style_sheet = weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)
    profile = files("weasyprint") / "pdf" / f"{COLOURS}.icc"

    class SharedProfile(ColorProfile):
        """The colours of the screen, opened once; the bytes as they are, which the library would write anew."""

        content = profile.read_bytes()

    colours = SharedProfile(BytesIO(SharedProfile.content), COLOURS, "relative-colorimetric", (["r"], ["g"], ["b"]))
    return _Engine(weasyprint.HTML, fonts, colours, style_sheet, fetcher, attachment, repaired_tags)


@contextmanager
def _faults_raised() -> Iterator[None]:
    """Turn the two warnings that spoil a document into RenderingError; keep the rest for those who debug."""
    faults = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            logger.debug("WeasyPrint: %s", message)
            if ".notdef glyph" in message or "cannot be loaded" in message:
                faults.append(message)

    collector = Collector(logging.WARNING)
    library = logging.getLogger("weasyprint")
    library.addHandler(collector)
    try:
        yield
    finally:
        library.removeHandler(collector)
    if faults:
        raise RenderingError(
            f"PDF kan inte skapas: ett typsnitt saknas, är skadat eller räcker inte till ({faults[0]})."
        )


# -- Text and fonts ----------------------------------------------------------------------------------------------------


@functools.cache
def _covered_characters() -> frozenset[int]:
    """The code points that every one of our fonts can draw: a word must survive being made bold."""
    from fontTools.ttLib import TTFont

    if not FONT_FILES:
        raise RenderingError(f"PDF kan inte skapas: typsnitten saknas i {STATIC / 'fonts'}.")
    coverages = []
    for path in FONT_FILES:
        with TTFont(path, lazy=True) as font:
            coverages.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*coverages) | {ord("\n")}


def _printable(text: str) -> str:
    """Return the text as it is drawn: composed letters, no invisible characters, plain spaces for unknown ones.

    Text pasted from elsewhere brings soft hyphens, direction marks, byte order marks and letters in two parts. None of
    them can be seen, and none is worth refusing a document for.
    """
    if text.isascii() and text.isprintable():
        return text
    covered = _covered_characters()
    drawn = []
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
            continue
        if category in ("Cc", "Zl", "Zp") or (category == "Zs" and ord(character) not in covered):
            character = "\n" if character in "\n\u2028\u2029" else " "
        drawn.append(character)
    return "".join(drawn)


def _one_line(text: str) -> str:
    """Return a text for the metadata, which is XML and cannot hold control characters."""
    return " ".join(_printable(text).split())


def _clean(root) -> None:
    """Leave in the tree only what our fonts can draw and what the product's own style sheet governs.

    A style sheet, base address or attachment in the page can only come from text that was never meant to hold one.
    """
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in ("style", "link", "base", "meta", "script"):
                _keep_tail(parent, child)
                parent.remove(child)
    for element in root.iter():
        element.attrib.pop("style", None)
        element.attrib.pop("rel", None)  # rel="attachment" would embed a file
        if not isinstance(element.tag, str):  # a comment
            element.text = ""
        element.text = _typeset(element.text or "")
        element.tail = _typeset(element.tail or "")


def _keep_tail(parent, child) -> None:
    """Move the text after an element that goes to before it."""
    position = list(parent).index(child)
    if position:
        parent[position - 1].tail = (parent[position - 1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")


def _typeset(text: str) -> str:
    """Return the text as it is drawn; raise RenderingError, with the place, if one of its characters has no glyph."""
    text = NO_BREAK_SPACE.sub("\N{NO-BREAK SPACE}", _printable(text))
    if unknown := unprintable_characters(text):
        character = unknown[0]
        place = text.index(character)
        excerpt = " ".join(text[max(0, place - 30) : place + 30].split())
        name = unicodedata.name(character, "okänt tecken")
        raise RenderingError(
            f"Tecknet {character} (U+{ord(character):04X}, {name}) kan inte skrivas i ett dokument. "
            f"Ta bort det eller skriv det med andra tecken. Det står i ”{excerpt}”."
        )
    return text


def _refuse_foreign_fonts(document) -> None:
    """Raise RenderingError if the document borrowed a font from the machine: another machine has other fonts."""
    foreign = sorted({font.name.decode() for font in document.fonts.values() if b"SourceSans3" not in font.name})
    if foreign:
        raise RenderingError(f"Dokumentet skulle få ett typsnitt som inte är vårt ({', '.join(foreign)}).")


# -- Metadata ----------------------------------------------------------------------------------------------------------

UNIVERSAL_ACCESS = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>\
</rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def _declare_universal_access(metadata) -> None:
    """Say in the metadata that the file is PDF/UA-1 too (ISO 14289-1, 5).

    PDF/A forbids properties it does not know unless the file describes them (ISO 19005-3, 6.6.2.3), hence the second
    part. WeasyPrint's own option for extra metadata writes a second RDF element, which validators do not read.
    """
    generate = metadata.generate_rdf_metadata

    def generate_with_universal_access(*arguments) -> bytes:
        head, end, tail = generate(*arguments).rpartition(b"</rdf:RDF>")
        if not end:
            raise RuntimeError("WeasyPrint no longer writes its metadata as RDF")
        return head + UNIVERSAL_ACCESS + end + tail

    metadata.generate_rdf_metadata = generate_with_universal_access


def _aware(moment: datetime.datetime) -> datetime.datetime:
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _w3c_date(moment: datetime.date | datetime.datetime) -> str:
    """Write a date, or a time with its offset, as WeasyPrint reads it."""
    if isinstance(moment, datetime.datetime):
        return _aware(moment).isoformat(timespec="seconds")
    return moment.isoformat()


def _utc(moment: datetime.date | datetime.datetime) -> datetime.datetime:
    """Return the time of an embedded file, which WeasyPrint writes as if it were UTC."""
    if isinstance(moment, datetime.datetime):
        return _aware(moment).astimezone(datetime.UTC)
    return datetime.datetime(moment.year, moment.month, moment.day, tzinfo=datetime.UTC)

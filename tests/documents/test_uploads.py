"""Somebody adds a file: it is taken for what it is, under a name for every machine, or refused with advice."""

import io
import re
import struct
import unicodedata
import zlib

import pikepdf
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from big.documents import uploads
from big.documents.models import Upload
from big.documents.pages import saved_response
from big.documents.uploads import JPEG, PDF, PNG, Received, UploadField, keep, safe_name

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def pdf(**options: object) -> bytes:
    file = pikepdf.new()
    file.add_blank_page()
    target = io.BytesIO()
    file.save(target, **options)
    return target.getvalue()


def picture(kind: str, size: tuple[int, int] = (300, 200), **options: object) -> bytes:
    target = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(target, kind, **options)
    return target.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A small PNG that says that it is large."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return PNG.begins + part(b"IHDR", header) + part(b"IDAT", zlib.compress(bytes(1000))) + part(b"IEND", b"")


def received(data: bytes, name: str = "fil.pdf", **options: object) -> Received:
    return UploadField(**options).clean(SimpleUploadedFile(name, data, content_type="text/html"))


def refusal(data: bytes, name: str = "fil.pdf", **options: object) -> str:
    with pytest.raises(forms.ValidationError) as refused:
        received(data, name, **options)
    [sentence] = refused.value.messages
    return sentence


@pytest.fixture(autouse=True)
def as_weasyprint_leaves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint tells Pillow, for the whole process, to put up with pictures that broke off."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)


# -- What it is --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "media_type", "name"),
    [
        (pdf(), "application/pdf", "justerat.pdf"),
        (pdf(linearize=True), "application/pdf", "justerat.pdf"),
        (pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "application/pdf", "justerat.pdf"),
        (pdf() + b"\r\n\0\0", "application/pdf", "justerat.pdf"),
        (picture("JPEG"), "image/jpeg", "justerat.jpg"),
        (picture("JPEG", progressive=True), "image/jpeg", "justerat.jpg"),
        (picture("JPEG", restart_marker_rows=1, exif=HTML), "image/jpeg", "justerat.jpg"),
        (picture("MPO", save_all=True, append_images=[Image.new("RGB", (30, 20))]), "image/jpeg", "justerat.jpg"),
        (picture("JPEG") + b"SEFT what a telephone adds", "image/jpeg", "justerat.jpg"),
        (picture("PNG"), "image/png", "justerat.png"),
    ],
)
def test_a_file_is_what_its_content_says(data, media_type, name):
    for typed in ("justerat.html", "justerat.pdf", "justerat.png", "justerat"):
        file = received(data, typed)
        assert (file.media_type, file.name) == (media_type, name)
        if media_type == "application/pdf":
            assert file.data == data


@pytest.mark.parametrize("data", [pdf(), picture("JPEG"), picture("JPEG", progressive=True), picture("PNG")])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.97])
def test_a_file_that_broke_off_is_refused(data, share):
    assert "skadad eller inte hel. Skanna eller spara den på nytt" in refusal(data[: int(len(data) * share)])


def test_a_pdf_that_lost_a_piece_in_the_middle_is_refused():
    data = pdf()
    assert "inte hel" in refusal(data[:20] + data[-80:])


@pytest.mark.parametrize("mode", [pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable])
@pytest.mark.parametrize("password", ["", "hemligt"])
def test_a_locked_pdf_is_refused(mode, password):
    locked = pdf(encryption=pikepdf.Encryption(user=password, owner="ägaren"), object_stream_mode=mode)
    assert "låst med lösenord. Spara den utan" in refusal(locked)


def test_a_picture_with_a_damaged_part_is_refused():
    data = bytearray(picture("PNG"))
    data[len(data) // 2] ^= 1
    assert refusal(bytes(data)).startswith("Bilden är skadad")


@pytest.mark.parametrize("size", [(8000, 8000), (10_000, 10_000), (60_000, 60_000)])
def test_a_picture_that_would_fill_the_memory_is_refused_unopened(size):
    assert "fler än 50 miljoner bildpunkter. Skanna med lägre upplösning" in refusal(png_of_size(*size))


HOSTILE = {
    "a web page": HTML,
    "a web page after a blank line": b"\n\n" + HTML,
    "a drawing with a script": SVG,
    "a drawing that declares itself": b'<?xml version="1.0"?>' + SVG,
    "a web page before a PDF": HTML.ljust(1000) + pdf(),
    "a blank before a PDF": b" " + pdf(),
    "a web page that says it is a PDF": b"%PDF-1.7\n" + HTML,
    "a PDF with a web page after it": pdf() + HTML,
    "a PDF with an archive after it": pdf() + b"PK\3\4",
    "a PDF of no known version": pdf().replace(b"%PDF-1", b"%PDF-9", 1),
    "a GIF that is a script": b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)",
    "a whole GIF": picture("GIF"),
    "a WebP": picture("WEBP"),
    "a TIFF": picture("TIFF"),
    "a picture only by its first bytes": JPEG.begins + HTML,
    "a PNG only by its first bytes": PNG.begins + HTML,
    "a program": b"MZ" + bytes(200),
    "an archive": b"PK\3\4" + bytes(200),
    "PostScript": b"%!PS-Adobe-3.0\n%PDF-1.7",
    "nothing but zeros": bytes(500),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.jpg", "a.html"])
def test_hostile_files_are_refused_under_any_name(data, name):
    assert "välj" in refusal(data, name).lower()


HIDDEN = {
    "a web page behind a JPEG": picture("JPEG") + HTML,
    "a web page in a JPEG's comment": picture("JPEG", comment=HTML),
    "a web page behind a PNG": picture("PNG") + HTML,
    "a web page in a PDF's comment": pdf().replace(b"\n", b"\n%" + HTML + b"\n", 1),
}


@pytest.mark.parametrize("data", HIDDEN.values(), ids=HIDDEN)
def test_what_hides_in_a_file_is_never_shown_as_a_page(data, secretary, rf):
    try:
        file = received(data, "sida.html")
    except forms.ValidationError:  # what was put in has moved the index of the PDF
        return
    answer = saved_response(keep(file, by=secretary))
    assert answer.headers["Content-Type"] in ("application/pdf", "image/jpeg", "image/png")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content) == file.data
    assert file.media_type == "application/pdf" or HTML not in file.data


def test_a_name_that_promises_something_else_is_explained():
    assert refusal(HTML, "avtal.PDF").startswith("Filen heter .pdf men är inte en PDF. Öppna den i programmet")
    assert refusal(HTML, "bild.jpeg").startswith("Filen heter .jpeg men är inte en JPEG.")
    assert refusal(HTML, "avtal.docx") == (
        "Filen är inte av ett slag som kan laddas upp. Välj en fil som är PDF, JPEG eller PNG."
    )


def test_a_field_takes_only_the_kinds_that_it_names():
    assert refusal(picture("PNG"), kinds=[PDF]).startswith("Filen heter .pdf men är inte en PDF")
    assert UploadField(kinds=[PDF]).help_text == "PDF, högst 20\N{NO-BREAK SPACE}MB."


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", PDF.begins + b"1.7\n", PNG.begins, JPEG.begins]))
def test_no_content_breaks_the_field(rest, begins):
    if begins + rest:
        refusal(begins + rest)


# -- How large ---------------------------------------------------------------------------------------------------------


def test_an_empty_file_is_refused():
    assert refusal(b"") == "Filen är tom. Välj en annan fil."


def test_the_limit_itself_is_allowed(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", len(pdf()))
    assert received(pdf())
    assert refusal(pdf() + b"\n").startswith("Filen är 0,1\N{NO-BREAK SPACE}MB. Högst")


class ScanForm(forms.Form):
    name = forms.CharField(max_length=5)
    scan = UploadField(required=False)


def posted(rf, **fields: object) -> ScanForm:
    request = rf.post("/", fields)
    return ScanForm(request.POST, request.FILES)


def test_a_file_that_is_too_large_is_counted_and_not_kept(rf):
    form = posted(rf, name="Rut", scan=io.BytesIO(bytes(31_000_000)))
    assert form.files["scan"].size == 31_000_000
    assert len(form.files["scan"].file.getvalue()) <= uploads.MAX_BYTES
    [sentence] = form.errors["scan"]
    assert sentence == (
        "Filen är 31\N{NO-BREAK SPACE}MB. Högst 20\N{NO-BREAK SPACE}MB går att ladda upp på en gång. "
        "Skanna med lägre upplösning eller i gråskala, och välj den nya filen."
    )
    assert form.cleaned_data["name"] == "Rut"


def test_many_files_are_not_kept_beyond_the_limit_of_one(rf):
    form = posted(rf, name="Rut", first=io.BytesIO(bytes(15_000_000)), scan=io.BytesIO(pdf() + bytes(9_000_000)))
    assert form.errors["scan"][0].startswith("Filen är 9,1\N{NO-BREAK SPACE}MB. Högst 20")


@pytest.fixture
def visitor(db: None) -> Client:
    """Somebody at the sign-in page, with the cookie without which no body is read at all."""
    client = Client(enforce_csrf_checks=True)
    client.get("/logga-in/")
    return client


def test_a_request_that_is_too_large_is_answered_with_a_page(visitor, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BODY_BYTES", 1000)
    answer = visitor.post("/logga-in/", {"scan": io.BytesIO(bytes(2000))})
    assert answer.status_code == 413
    assert "välj en mindre fil" in answer.text


def test_too_much_text_is_answered_with_the_same_page(visitor):
    assert visitor.post("/logga-in/", {"login": "x" * 3_000_000}).status_code == 413


@pytest.mark.parametrize("content", ["multipart/form-data", "multipart/form-data; boundary=å"])
def test_a_request_that_cannot_be_read_is_answered_with_a_page(visitor, content):
    answer = visitor.post("/logga-in/", data=b"--", content_type=content)
    assert answer.status_code == 400
    assert "Begäran gick inte att förstå" in answer.text


def test_a_file_that_was_right_has_to_be_chosen_again_when_something_else_was_wrong(rf):
    form = posted(rf, name="Alldeles för långt", scan=SimpleUploadedFile("a.pdf", pdf()))
    assert "scan" not in form.errors
    assert form["scan"].errors == ["Välj filen igen: den följer inte med när sidan visas på nytt."]
    assert form["scan"].aria_describedby == "id_scan_helptext id_scan_error"
    assert posted(rf, name="Rut", scan=SimpleUploadedFile("a.pdf", pdf()))["scan"].errors == []
    assert posted(rf, name="Alldeles för långt")["scan"].errors == []


# -- Its name ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Protokoll 3 februari.pdf", "Protokoll 3 februari.pdf"),
        ("A\N{COMBINING RING ABOVE}sa Öberg – justerat.PDF", "Åsa Öberg – justerat.pdf"),
        ("Protokoll 2026.02.03", "Protokoll 2026.02.03.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Users\rut\Skannat.pdf", "Skannat.pdf"),
        ("faktura.pdf.exe", "faktura.pdf"),
        ("faktura\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "fakturafdp.pdf"),
        ("osynlig\N{ZERO WIDTH SPACE}\r\nSet-Cookie: a=b", "osynligSet-Cookie- a=b.pdf"),
        ('<b>"vad?"</b>.svg', "b.pdf"),
        ("con.pdf", "fil.pdf"),
        ("Lpt1.tar.gz", "fil.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("...", "fil.pdf"),
        ("", "fil.pdf"),
        ("å" * 300 + ".pdf", "å" * 96 + ".pdf"),
    ],
)
def test_safe_name(typed, kept):
    assert safe_name(typed, PDF) == kept


@settings(deadline=None)
@given(st.text(st.characters(codec=None), max_size=300), st.sampled_from([PDF, PNG, JPEG]))
@example("AUX .x", PDF)
@example("a\N{ZERO WIDTH JOINER}\N{COMBINING RING ABOVE}", PNG)
def test_every_name_becomes_one_that_every_machine_can_bear(typed, kind):
    name = safe_name(typed, kind)
    assert name.endswith(kind.extensions[0])
    assert len(kind.extensions[0]) < len(name) <= 100
    assert not re.search(r'[<>:"/\\|?*]', name)
    assert not any(unicodedata.category(c)[0] == "C" or c in "\u2028\u2029" for c in name)
    assert name == unicodedata.normalize("NFC", name)
    assert name[0] not in " .-"
    assert name.split(".")[0].strip().lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9", "conin$"}
    assert safe_name(name, kind) == name


# -- Sent out again ----------------------------------------------------------------------------------------------------


def test_a_kept_file_is_saved_under_its_own_name(secretary):
    upload = keep(received(pdf(), "Åsas exemplar.pdf"), by=secretary)
    assert Upload.objects.get().uploaded_by == secretary
    answer = saved_response(upload)
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''%C3%85sas%20exemplar.pdf"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_the_same_file_twice_is_two_uploads_of_one_content(secretary):
    first, second = (keep(received(pdf(), name), by=secretary) for name in ("a.pdf", "b.pdf"))
    assert first.blob == second.blob
    assert (first.name, second.name) == ("a.pdf", "b.pdf")

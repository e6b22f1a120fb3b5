"""Files that people add: how large, of which kind, and under which name. No other way leads a file in.

A form has an `UploadField`, which cleans to a `Received`; the transition that the form leads to calls `keep`. What was
kept is sent out again by `pages.saved_response`, never as a page.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.forms.utils import ErrorList
from django.utils import timezone
from PIL import Image

from big.documents.models import Blob, Upload
from big.documents.pictures import JPEG_END, JPEG_MARK, jpeg_without_metadata, png_without_metadata
from big.people.models import User
from big.swedish import megabytes

MAX_BYTES = 20_000_000
"""Forty pages scanned in colour. Below Blob.MAX_BYTES."""

MAX_BODY_BYTES = 100_000_000
"""A request up to this is read to its end, so that its form can answer beside the field; more is turned away."""

MAX_PIXELS = 50_000_000
"""A page at 600 dpi, or the picture of any telephone. Opening one takes its reader some 200 MB."""

MAX_NAME = 100


# -- Kinds -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of file, known by how its content begins. `check` raises ValidationError for one that is not whole."""

    name: str
    media_type: str
    extensions: tuple[str, ...]
    begins: bytes
    check: Callable[[bytes], None]
    clean: Callable[[bytes], bytes] | None = None
    """Takes out what a camera writes beside its picture."""


PDF_VERSION = re.compile(rb"%PDF-(1\.[0-7]|2\.0)")
PDF_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF[\s\0]*\Z")
PDF_INDEX = re.compile(rb"\s*(xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
PDF_ENCRYPTED = re.compile(rb"/Encrypt\s*(<<|\d{1,10}\s+\d{1,5}\s+R\b)")


def _check_pdf(data: bytes) -> None:
    """A PDF from its first byte, whose end leads to its index (ISO 32000-2, 7.5), and that anybody can open.

    Whether it is encrypted stands in the trailer, which never is: no reader of PDFs is needed to see it, and a reader
    would be one more thing for a hostile file to attack.
    """
    end = PDF_END.search(data, max(0, len(data) - 2048))
    if not (PDF_VERSION.match(data) and end and PDF_INDEX.match(data, int(end[1]))):
        raise forms.ValidationError(
            "PDF-filen är skadad eller inte hel. Skanna eller spara den på nytt, och välj den nya filen.",
            code="damaged",
        )
    if PDF_ENCRYPTED.search(data):
        raise forms.ValidationError(
            "PDF-filen är låst med lösenord. Spara den utan lösenord och skydd, och välj den nya filen.",
            code="encrypted",
        )


DAMAGED_PICTURE = forms.ValidationError(
    "Bilden är skadad eller inte hel. Skanna eller spara den på nytt, och välj den nya filen.", code="damaged"
)


def _check_picture(data: bytes, *, pillow_format: str) -> None:
    """A picture not larger than what a reader's machine can open, and whose checksums are right if it has any."""
    try:
        with Image.open(BytesIO(data), formats=[pillow_format]) as image:
            if image.width * image.height <= MAX_PIXELS:
                image.verify()
                return
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pass
    except Exception as error:  # whatever Pillow stumbles on, the picture is not one to keep
        raise DAMAGED_PICTURE from error
    raise forms.ValidationError(
        f"Bilden har fler än {MAX_PIXELS // 1_000_000} miljoner bildpunkter. Skanna med lägre upplösning, till exempel "
        "300 dpi, och välj den nya filen.",
        code="too_many_pixels",
    )


def _check_jpeg(data: bytes) -> None:
    """A JPEG has no checksums, but its parts lead to a mark at its end (ITU-T T.81, annex B).

    Reading it through with Pillow would not do: WeasyPrint has told Pillow to put up with pictures that broke off.
    """
    _check_picture(data, pillow_format="JPEG")
    position = len(JPEG.begins) - 1
    while (mark := JPEG_MARK.search(data, position)) and mark[1] != JPEG_END:
        position = mark.end() + int.from_bytes(data[mark.end() : mark.end() + 2])
    if mark is None:
        raise DAMAGED_PICTURE


PDF = Kind(name="PDF", media_type="application/pdf", extensions=(".pdf",), begins=b"%PDF-", check=_check_pdf)
PNG = Kind(
    name="PNG",
    media_type="image/png",
    extensions=(".png",),
    begins=b"\x89PNG\r\n\x1a\n",
    check=partial(_check_picture, pillow_format="PNG"),
    clean=png_without_metadata,
)
JPEG = Kind(
    name="JPEG",
    media_type="image/jpeg",
    extensions=(".jpg", ".jpeg"),
    begins=b"\xff\xd8\xff",
    check=_check_jpeg,
    clean=jpeg_without_metadata,
)


# -- Names -------------------------------------------------------------------------------------------------------------

EXTENSION = re.compile(r"\.(?=[0-9]?[A-Za-z])[0-9A-Za-z]{1,5}\Z")
"""What a name claims the file to be: .pdf, .JPEG, .7z; not the end of "Protokoll 2026.03"."""

RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|\Z)", re.IGNORECASE)
"""Names that Windows gives to devices, whatever comes after the first full stop."""


def safe_name(typed: str, kind: Kind) -> str:
    """The name under which a file is kept and saved again: what was typed, as far as every machine can bear it.

    Without folders, invisible characters (among them those that turn the direction of writing) and characters that
    Windows refuses; at most MAX_NAME characters; and with the extension of what the file is.
    """
    visible = "".join(c for c in typed if unicodedata.category(c)[0] != "C")
    stem = re.split(r"[/\\]", unicodedata.normalize("NFC", visible))[-1].strip()
    stem = EXTENSION.sub("", stem).removesuffix(kind.extensions[0])
    stem = " ".join(re.sub(r'[<>:"|?*]', "-", stem).split()).strip(". -")
    stem = stem[: MAX_NAME - len(kind.extensions[0])].rstrip(". -")
    if not stem or RESERVED.match(stem):
        stem = "fil"
    return stem + kind.extensions[0]


# -- In a form ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Received:
    """A file that may be kept: its bytes, what they are, and the name to keep it under."""

    name: str
    media_type: str
    data: bytes


class UploadInput(forms.FileInput):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The file; or its mere name, which is all that a form sent again has (`chosen`), and is refused."""
        return super().value_from_datadict(data, files, name) or data.get(name)


class UploadBoundField(forms.BoundField):
    @property
    def errors(self) -> ErrorList:
        """Its errors; when only something else was wrong, that the file did not come back with the page."""
        errors = super().errors
        if errors or not self.data or not self.form.errors:
            return errors
        return self.form.error_class(
            ["Välj filen igen: den följer inte med när sidan visas på nytt."],
            renderer=self.form.renderer,
            field_id=self.auto_id,
        )

    @property
    def chosen(self) -> str:
        """The name of a file that was chosen before the page came back, where the form could be sent without it."""
        return "" if self.field.required or not self.data else getattr(self.data, "name", self.data)


class UploadField(forms.FileField):
    """A file of one of `kinds`, told by its content; its name and what the browser calls it prove nothing."""

    widget = UploadInput
    bound_field_class = UploadBoundField
    default_error_messages = {
        "required": "Välj en fil.",
        "invalid": "Filen kom inte fram. Välj den igen.",
        "empty": "Filen är tom. Välj en annan fil.",
    }

    def __init__(self, *, kinds: Sequence[Kind] = (PDF, JPEG, PNG), help_text: str = "", **kwargs: Any) -> None:
        self.kinds = kinds
        limits = f"{self._names()}, högst {megabytes(MAX_BYTES)}."
        if any(kind.clean for kind in kinds):
            limits += " Ur ett foto tas bort var och när det är taget; själva bilden ändras inte."
        super().__init__(help_text=f"{limits} {help_text}".strip(), **kwargs)
        if not self.required:
            self.error_messages["invalid"] += " Ta bort krysset om den inte ska med."

    def _names(self) -> str:
        *others, last = [kind.name for kind in self.kinds]
        return f"{', '.join(others)} eller {last}" if others else last

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the browser offers to choose from; a telephone turns its own format into one of these."""
        accept = ",".join(extension for kind in self.kinds for extension in kind.extensions)
        return {**super().widget_attrs(widget), "accept": accept}

    def to_python(self, data: UploadedFile | None) -> Received | None:
        file = super().to_python(data)
        if file is None:
            return None
        content = file.read()
        if file.size > MAX_BYTES or len(content) < file.size:
            raise forms.ValidationError(
                f"Filen är {megabytes(file.size)}. Högst {megabytes(MAX_BYTES)} går att ladda upp på en gång. "
                "Skanna med lägre upplösning eller i gråskala, och välj den nya filen.",
                code="too_large",
            )
        kind = next((kind for kind in self.kinds if content.startswith(kind.begins)), None)
        if kind is None:
            raise forms.ValidationError(self._not_accepted(file.name), code="kind")
        kind.check(content)
        if kind.clean:
            content = kind.clean(content)
        return Received(name=safe_name(file.name, kind), media_type=kind.media_type, data=content)

    def _not_accepted(self, name: str) -> str:
        for kind in self.kinds:
            if name.lower().endswith(kind.extensions):
                extension = name[name.rindex(".") :].lower()
                return (
                    f"Filen heter {extension} men är inte en {kind.name}. Öppna den i programmet som den kommer från, "
                    f"spara den som {self._names()}, och välj den nya filen."
                )
        return f"Filen är inte av ett slag som kan laddas upp. Välj en fil som är {self._names()}."


def keep(received: Received, *, by: User, now: datetime.datetime | None = None) -> Upload:
    """Keep the file for good. Call inside the transaction that gives it its place."""
    return Upload.objects.create(
        blob=Blob.objects.store(received.data, received.media_type),
        name=received.name,
        uploaded_at=now or timezone.now(),
        uploaded_by=by,
    )


# -- On the way in -----------------------------------------------------------------------------------------------------


class BoundedUploadHandler(FileUploadHandler):
    """Takes files into memory as long as those of one request are at most MAX_BYTES; of what is more, only the size.

    So nothing that anybody sends is written to the disk, and a form still hears how large a file was.
    """

    kept = 0

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: bytes, encoding: str | None = None
    ) -> None:
        if content_length > MAX_BODY_BYTES:
            raise RequestDataTooBig(f"The body is {content_length} bytes.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept += len(raw_data)
        if self.kept <= MAX_BYTES:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )

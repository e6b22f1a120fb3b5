"""Bilagor as the minutes carry them: laid out after the minutes where they can be, and inside the PDF as they are.

A report is laid out anew beside its original, a picture is shown, and any other file is named. What is named bears its
digest, so that whoever approves the minutes has approved those bytes too.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from big.documents.models import Blob
from big.documents.pictures import for_print
from big.documents.rendering import EmbeddedFile
from big.documents.uploads import JPEG, PNG
from big.swedish import megabytes
from minutes.models import Attachment, Meeting
from reports.models import Report
from reports.printing import contents

MAX_BYTES = 15_000_000
"""Together. With them the finished file must still be one that can be sent, and checked at /kontrollera/."""

PICTURES = (JPEG.media_type, PNG.media_type)


@dataclass(frozen=True)
class Appendix:
    """One bilaga: `file_name` is what its file is called inside the PDF. `report` if that is what it is."""

    number: int
    title: str
    file_name: str
    blob: Blob
    report: Report | None = None

    @property
    def is_picture(self) -> bool:
        return self.blob.media_type in PICTURES

    @property
    def is_laid_out(self) -> bool:
        return self.report is not None or self.is_picture

    @property
    def address(self) -> str:
        """What the PDF's template calls the picture."""
        return f"bilaga-{self.number}"

    @property
    def size_text(self) -> str:
        return megabytes(self.blob.size)

    @property
    def digest_in_groups(self) -> str:
        return " ".join(self.blob.pk[start : start + 8] for start in range(0, 64, 8))

    @cached_property
    def contents(self) -> dict[str, Any]:
        return contents(self.report) if self.report else {}


def appendices(meeting: Meeting) -> list[Appendix]:
    """The attachments of all §§, in the order of their numbers. Wants a meeting `with_contents`."""
    rows = sorted(meeting.attachments(), key=lambda row: row.number)
    documents = [row.document_id for row in rows if row.document_id]
    reports = Report.objects.with_contents().filter(document__in=documents) if documents else []
    by_document = {report.document_id: report for report in reports}
    return [
        Appendix(
            number=row.number,
            title=row.title,
            file_name=f"bilaga-{row.number}-{_in_ascii(row.document.file_name if row.document else row.upload.name)}",
            blob=_blob(row),
            report=by_document.get(row.document_id),
        )
        for row in rows
    ]


def _in_ascii(name: str) -> str:
    """The name without accents: there are readers that show others wrongly, and the paper must say what they show."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(letters.split())


def _blob(row: Attachment) -> Blob:
    return row.document.blob if row.document else row.upload.blob


def too_large(meeting: Meeting) -> str:
    """Why the minutes cannot carry their attachments, as a Swedish sentence; empty when they can."""
    size = sum(_blob(row).size for row in meeting.attachments())
    if size <= MAX_BYTES:
        return ""
    return (
        f"Bilagorna är tillsammans {megabytes(size)}, och protokollet kan bära högst {megabytes(MAX_BYTES)}. "
        "Skanna med lägre upplösning, eller ta bort en bilaga och hänvisa till den i texten."
    )


def pictures(found: Sequence[Appendix]) -> dict[str, bytes]:
    """What the PDF shows, by address."""
    return {one.address: for_print(bytes(one.blob.data)) for one in found if one.is_picture}


def embedded(found: Sequence[Appendix]) -> list[EmbeddedFile]:
    """The files themselves, byte for byte as they came."""
    return [EmbeddedFile(one.file_name, bytes(one.blob.data), f"Bilaga {one.number}: {one.title}") for one in found]

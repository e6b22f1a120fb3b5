import datetime
from typing import Any

from django.core.management.base import CommandParser

from big.documents.importing import ImportCommand
from big.people.models import User
from minutes.attestation import attest_on_paper
from minutes.importing import import_minutes
from minutes.models import Meeting
from minutes.printing import minutes_pdf
from minutes.reading import as_json, read_minutes

UNKNOWN = "okänt"


def _day_or_unknown(value: str) -> datetime.date | str:
    return UNKNOWN if value == UNKNOWN else datetime.date.fromisoformat(value)


class Command(ImportCommand):
    help = "Läser in ett gammalt protokoll från en textfil."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--attested",
            type=_day_or_unknown,
            metavar="DATUM",
            help="protokollet justerades på papper den dagen (ÅÅÅÅ-MM-DD eller 'okänt'): det blir en färdig handling",
        )

    def as_json(self, text: str) -> dict[str, Any]:
        return as_json(read_minutes(text))

    def read_in(self, raw: bytes, text: str, name: str, *, by: User, options: dict[str, Any]) -> bytes | None:
        meeting, remarks = import_minutes(raw, text, name, by=by)
        meeting = Meeting.objects.with_contents().get(pk=meeting.pk)
        self.stdout.write(
            f"Läste in ”{meeting}”: {len(meeting.paragraphs.all())} paragrafer, "
            f"{len(meeting.present())} närvarande, {len(meeting.absent())} frånvarande."
        )
        self.say_remarks(remarks)
        if options["attested"]:
            on = None if options["attested"] == UNKNOWN else options["attested"]
            document = attest_on_paper(meeting, attested_on=on, by=by)
            self.stdout.write(f"Justerat på papper. {document.file_name}, SHA-256 {document.blob_id}.")
            return b"".join(document.blob.chunks())
        return minutes_pdf(meeting, draft=False) if options["pdf"] else None

from typing import Any

from django.core.management.base import CommandParser

from big.documents.importing import ImportCommand
from big.people.models import User
from reports.cautions import answer, unanswered
from reports.importing import import_report
from reports.models import Report
from reports.printing import report_pdf
from reports.publishing import publish
from reports.reading import as_json, read_report


class Command(ImportCommand):
    help = "Läser in en gammal rapport (Aktuellt) från en textfil."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--publish", action="store_true", help="publicera rapporten: den blir en färdig handling")

    def as_json(self, text: str) -> dict[str, Any]:
        return as_json(read_report(text))

    def read_in(self, raw: bytes, text: str, name: str, *, by: User, options: dict[str, Any]) -> bytes | None:
        report, remarks = import_report(raw, text, name, by=by)
        report = Report.objects.with_contents().get(pk=report.pk)
        sections = list(report.sections.all())
        self.stdout.write(f"Läste in ”{report}”: {len(sections)} avsnitt.")
        for section in sections:
            unknown = "" if section.area_id else " (inget område har det namnet)"
            self.stdout.write(f"  {section.heading}: {len(section.items.all())} punkter{unknown}")
        self.say_remarks(remarks)
        if options["publish"]:
            self._let_names_stand(report, by=by)
            document = publish(report, tell=False, by=by)
            self.stdout.write(f"Publicerad som {document.file_name}, SHA-256 {document.blob_id}.")
            return b"".join(document.blob.chunks())
        return report_pdf(report) if options["pdf"] else None

    def _let_names_stand(self, report: Report, *, by: User) -> None:
        """Answer for the names near sensitive subjects, and say which they are.

        The paper has been public since it was printed, and what is read in stays word for word: to refuse it would
        protect nobody, and to leave a name out would be another paper. What is changed later is the editor's to answer.
        """
        waiting = unanswered(report)
        answer(report, {caution.digest: "Står så i rapporten som lästes in." for caution in waiting}, by=by)
        for caution in waiting:
            self.stdout.write(self.style.WARNING(f"{caution.passage.place}: {caution}. Publiceras som det stod."))

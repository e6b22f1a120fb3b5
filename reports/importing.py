"""An old report on paper becomes a Report, word for word."""

from django.db import transaction

from big.documents.importing import create, keep_original
from big.documents.papers import Remark
from big.people.models import User
from reports.models import Area, Report, ReportItem, ReportSection
from reports.reading import PrintedReport, PrintedSection, read_report


@transaction.atomic
def import_report(raw: bytes, text: str, name: str, *, by: User) -> tuple[Report, list[Remark]]:
    """Create a draft report from the file's text; return it with the reader's remarks.

    Raises Refused when the same file has been read in before.
    """
    printed = read_report(text)
    title = printed.title or name
    source = keep_original(raw, name, title=title, remarks=printed.warnings, by=by)
    report = create(Report, title=title, issue_date=printed.date, source=source)
    _create_sections(report, printed)
    return report, list(printed.warnings)


def _create_sections(report: Report, printed: PrintedReport) -> None:
    areas = {area.name.casefold(): area for area in Area.objects.all()}
    latest: dict[str, ReportSection] = {}
    items: list[ReportItem] = []
    for position, section in enumerate(printed.sections, start=1):
        latest[section.heading] = _create_section(report, section, position, areas, latest)
        items += [
            ReportItem(section=latest[section.heading], text=text, position=number)
            for number, text in enumerate(section.items, start=1)
        ]
    ReportItem.objects.bulk_create(items)


def _create_section(
    report: Report,
    section: PrintedSection,
    position: int,
    areas: dict[str, Area],
    earlier: dict[str, ReportSection],
) -> ReportSection:
    return create(
        ReportSection,
        report=report,
        area=areas.get(section.heading.casefold()),
        parent=earlier.get(section.parent) if section.parent else None,
        heading=section.heading,
        intro=section.intro,
        position=position,
    )

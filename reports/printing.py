"""A report as PDF."""

from typing import Any

from django.utils import timezone

from big.documents.finalising import Colophon
from big.documents.models import Letterhead
from big.documents.rendering import render_pdf
from reports.models import Report


def contents(report: Report) -> dict[str, Any]:
    """What `reports/_contents_pdf.html` prints of the report, here or as an appendix of minutes."""
    return {
        "report": report,
        "sections": report.outline(),
        "corrections": [one for one in (report, *report.earlier_editions()) if one.replaces],
        "today": timezone.now(),
    }


def report_pdf(report: Report, colophon: Colophon | None = None) -> bytes:
    """Render the report as it stands, a draft without a colophon of its own. The same contents give the same bytes."""
    letterhead = Letterhead.current()
    context = {
        **contents(report),
        "letterhead": letterhead,
        "colophon": colophon or Colophon(),
    }
    return render_pdf(
        "reports/report_pdf.html",
        context,
        title=report.title,
        created=report.issue_date or timezone.localdate(),
        author=letterhead.name,
    )

from typing import Any

from big.people.models import User
from reports.models import Activity, Report


def panel(user: User) -> dict[str, Any]:
    """What the first page shows of activities and reports."""
    return {
        "latest_report": Report.objects.published().newest_first().select_related("document").first(),
        "draft_reports": Report.objects.drafts().newest_first()[:5],
        "unreported_count": Activity.objects.unreported().count(),
        "newest_activities": Activity.objects.newest_first().select_related("area")[:5],
    }

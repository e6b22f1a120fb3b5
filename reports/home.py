from typing import Any

from big.access import may_see_activities
from big.people.models import User
from reports.models import Activity, Report


def panel(user: User) -> dict[str, Any]:
    """What the first page shows of activities and reports."""
    reports = Report.objects.visible_to(user).newest_first()
    activities = Activity.objects.visible_to(user)
    return {
        "latest_report": reports.published().select_related("document").first(),
        "draft_reports": reports.drafts()[:5],
        "may_see_activities": may_see_activities(user),
        "unreported_count": activities.unreported().count(),
        "newest_activities": activities.newest_first().select_related("area")[:5],
    }

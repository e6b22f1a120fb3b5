from typing import Any

from django.urls import reverse

from big.access import may_publish, may_see_activities
from big.home import Task
from big.people.models import User
from reports.models import Activity, Report, ReportSection


def panel(user: User) -> tuple[list[Task], dict[str, Any]]:
    """What waits for the person among activities and reports, and what the first page shows of them."""
    reports = Report.objects.visible_to(user).newest_first()
    activities = Activity.objects.visible_to(user).kept()
    tasks = []
    if count := activities.unreported().count():
        are = "1 insats är" if count == 1 else f"{count} insatser är"
        tasks.append(Task(f"{are} inte med i någon rapport än", reverse("reports:activities")))
    if user.person_id and may_see_activities(user):
        own = ReportSection.objects.filter(report__in=reports.drafts(), area__responsible=user.person_id, ready_at=None)
        tasks += [
            Task(f"Läs igenom ditt avsnitt {section.heading} i {section.report}", section.report.get_absolute_url())
            for section in own.select_related("report")[:5]
        ]
    if may_publish(user):
        tasks += [Task(f"Publicera {report}", report.get_absolute_url()) for report in reports.drafts()[:5]]
    return tasks, {
        "latest_report": reports.published().select_related("document").first(),
        "may_see_activities": may_see_activities(user),
        "newest_activities": activities.newest_first().select_related("area")[:5],
    }

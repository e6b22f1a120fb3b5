from typing import Any

from django.urls import reverse
from django.utils.text import Truncator

from big.access import may_publish, may_see_activities
from big.home import Task
from big.paging import counted
from big.people.models import User
from reports.models import Activity, Report, ReportSection

ASKED_AT_ONCE = 5


def panel(user: User) -> tuple[list[Task], dict[str, Any]]:
    """What waits for the person among activities and reports, and what the first page shows of them."""
    reports = Report.objects.visible_to(user).newest_first()
    activities = Activity.objects.visible_to(user).kept()
    tasks = _questions(user)
    if unreported := counted(activities.unreported(), "insats", "insatser"):
        sentence = f"{unreported.capitalize()} är inte med i någon rapport än"
        tasks.append(Task(sentence, f"{reverse('reports:activities')}?unreported=on"))
    if user.person_id and may_see_activities(user):
        own = ReportSection.objects.printed().filter(
            report__in=reports.drafts(), area__responsible=user.person_id, ready_at=None
        )
        tasks += [
            Task(f"Läs igenom ditt avsnitt {section.heading} i {section.report}", section.report.get_absolute_url())
            for section in own.select_related("report")[:5]
        ]
    if may_publish(user):
        for report in reports.drafts()[:5]:
            which = f"den rättade utgåvan av {report}" if report.replaces_id else report
            tasks.append(Task(f"Publicera {which}", report.get_absolute_url()))
    return tasks, {
        "latest_report": reports.current().select_related("document").first(),
        "may_see_activities": may_see_activities(user),
        "newest_activities": activities.newest_first().select_related("area")[:5],
    }


def _questions(user: User) -> list[Task]:
    """What became of what was planned: one by one while they are few, the rest as a list."""
    awaiting = Activity.objects.visible_to(user).awaiting_answer().asked_of(user).latest_passed_first()
    tasks = [
        Task(f"Blev det av? {Truncator(activity.text).chars(80)}", reverse("reports:follow_up", args=[activity.pk]))
        for activity in awaiting[:ASKED_AT_ONCE]
    ]
    if len(tasks) == ASKED_AT_ONCE and awaiting[ASKED_AT_ONCE:].exists():
        all_of_them = counted(awaiting, "insats", "insatser")
        tasks.append(Task(f"Alla att följa upp: {all_of_them}", reverse("reports:to_follow_up")))
    return tasks

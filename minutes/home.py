from typing import Any

from django.utils import timezone

from big.people.models import User
from minutes.models import Meeting


def panel(user: User) -> dict[str, Any]:
    """What the first page shows of meetings and minutes."""
    meetings = Meeting.objects.visible_to(user)
    return {
        "next_meeting": meetings.coming(timezone.localdate()).select_related("body").first(),
        "drafting_meetings": meetings.drafting().newest_first().select_related("body")[:5],
        "latest_minutes": meetings.attested().newest_first().select_related("document").first(),
    }

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from big.home import Task
from big.letters.models import Letter
from big.people.models import User


def panel(user: User) -> tuple[list[Task], dict[str, Any]]:
    """Mail that the person caused and that did not arrive, for as long as it is news."""
    now = timezone.now()
    recent = Letter.objects.undelivered(now).filter(written_by=user, written_at__gte=now - datetime.timedelta(days=7))
    return [Task(f"Gick inte fram: {letter}", reverse("letters:list")) for letter in recent.newest_first()[:5]], {}

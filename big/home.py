"""The first page: what waits for this person, then what is new. Each app adds what it knows (settings.HOME_PANELS)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from big.people.models import UnsavedForm, User


@dataclass(frozen=True)
class Task:
    """Something that waits for the person, as a sentence that leads there."""

    sentence: str
    url: str


def first_page(user: User) -> dict[str, Any]:
    """Template context of the first page: `tasks`, and what each app's panel shows."""
    tasks = [
        Task(f"Fortsätt skriva: {form}", reverse("people:resume", args=[form.pk]) if form.was_sent else form.path)
        for form in UnsavedForm.objects.waiting(user)[:5]
    ]
    context: dict[str, Any] = {}
    for name in settings.HOME_PANELS:
        app_tasks, panel = import_string(name)(user)
        tasks += app_tasks
        context |= panel
    return {**context, "tasks": tasks}

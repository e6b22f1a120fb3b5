"""Who may do what: one predicate for each right, and one decorator made from it.

What somebody may *see* is a matter of `visible_to(user)` in the models: what is not visible is not found (404). What
somebody may *do* is decided here: who is in the house but lacks the right is refused (403). Somebody without any role
is not in the house, and finds nothing but the first page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from big.people.models import User
from big.people.roles import Role

Predicate = Callable[[User], bool]
View = Callable[..., HttpResponse]


def is_insider(user: User) -> bool:
    """Everybody with a role, whichever it is: finished documents are for them all."""
    return bool(user.roles)


ACTIVITY_ROLES = frozenset({Role.STAFF, Role.EDITOR})


HOUSE_ROLES = frozenset({Role.STAFF, Role.EDITOR, Role.SECRETARY, Role.ADMINISTRATOR})
"""Of those who work here; who reads in the steering group may be from anywhere."""


def may_see_activities(user: User) -> bool:
    """Medarbetare and redaktör."""
    return bool(user.roles & ACTIVITY_ROLES)


def may_see_draft_reports(user: User) -> bool:
    """Medarbetare and redaktör: the staff mark their sections ready, the editor composes."""
    return bool(user.roles & {Role.STAFF, Role.EDITOR})


def may_publish(user: User) -> bool:
    """Redaktör."""
    return Role.EDITOR in user.roles


def may_keep_minutes(user: User) -> bool:
    """Sekreterare."""
    return Role.SECRETARY in user.roles


def may_keep_bodies(user: User) -> bool:
    """Administratör and sekreterare: bodies with their members and habits, and when and where they meet.

    What stands on an agenda or in a draft is another matter: that is for who keeps minutes.
    """
    return bool(user.roles & {Role.ADMINISTRATOR, Role.SECRETARY})


def may_keep_directory(user: User) -> bool:
    """Administratör and sekreterare, who meets new people: they change persons and organisations, and see addresses.

    Others may still add one on the spot, in a form that they may fill in (big/pickers.py).
    """
    return bool(user.roles & {Role.ADMINISTRATOR, Role.SECRETARY})


def may_keep_lists(user: User) -> bool:
    """Administratör and redaktör: the areas of the report, and the words to choose from when recording.

    Others may still add a word on the spot, in the form of an activity.
    """
    return bool(user.roles & {Role.ADMINISTRATOR, Role.EDITOR})


def may_administer(user: User) -> bool:
    """Administratör."""
    return Role.ADMINISTRATOR in user.roles


def requires(predicate: Predicate) -> Callable[[View], View]:
    """Make a view's decorator of a predicate: not found for who is outside, refused for who lacks the right.

    Signing in comes before: LoginRequiredMiddleware has asked for it when the view is reached.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_insider(request.user):
                raise Http404
            if not predicate(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def insiders_unless(setting: str) -> Callable[[View], View]:
    """Make a view's decorator: for insiders, as long as the setting does not open it to everybody."""

    def decorate(view: View) -> View:
        @login_not_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not getattr(settings, setting):
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                if not is_insider(request.user):
                    raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


insiders_only = requires(is_insider)
activities_required = requires(may_see_activities)
publishing_required = requires(may_publish)
minutes_required = requires(may_keep_minutes)
bodies_required = requires(may_keep_bodies)
directory_required = requires(may_keep_directory)
lists_required = requires(may_keep_lists)
administration_required = requires(may_administer)

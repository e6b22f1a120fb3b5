"""What somebody was saving when the session had ended: kept with the browser's new session, given back after sign-in.

It is kept for the person who typed it, not for whoever signs in next, and only what passed the check against forged
requests. It ends with the session.
"""

from dataclasses import dataclass

from django.http import HttpRequest

KEY = "unsaved"
MAX_LENGTH = 500_000  # characters: some hundred pages; a session is no place for more
SECRETS = {"password", "password1", "password2", "oldpassword", "code", "credential"}  # must not be stored


@dataclass(frozen=True)
class Unsaved:
    """A form that was sent too late: where to, and its fields in order, a name as often as it had values.

    `files` are those that came with it: name of the field, name of the file.
    """

    path: str
    fields: list[tuple[str, str]]
    files: list[tuple[str, str]]

    @property
    def texts(self) -> list[str]:
        """What a person would miss: all that holds more than one word."""
        return [value for _, value in self.fields if len(value.split()) > 1]


def keep(request: HttpRequest, *, user_pk: int) -> bool:
    """Keep what was posted, if there is anything to keep and it is not too much."""
    posted = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    fields = [(name, value) for name, values in posted.items() for value in values]
    length = sum(len(name) + len(value) for name, value in fields)
    if not fields or length > MAX_LENGTH or SECRETS & posted.keys():
        return False
    request.session[KEY] = {
        "user": user_pk,
        "path": request.get_full_path(),
        "fields": fields,
        # A file is too much to keep. Its name goes in its place, by which the form knows that one is lacking.
        "files": [(name, file.name) for name, files in request.FILES.lists() for file in files],
    }
    return True


def unsaved_of(request: HttpRequest) -> Unsaved | None:
    """What the person who is signed in had typed."""
    kept = request.session.get(KEY)
    if kept is None or kept["user"] != request.user.pk:
        return None
    fields, files = ([tuple(field) for field in kept[key]] for key in ("fields", "files"))
    return Unsaved(kept["path"], fields, files)


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)

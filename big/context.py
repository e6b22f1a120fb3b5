from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from big import access

NAVIGATION: list[tuple[str, str, access.Predicate]] = [
    ("Hem", "home", lambda user: True),
    ("Insatser", "reports:activities", access.may_see_activities),
    ("Rapporter", "reports:list", access.is_insider),
    (
        "Sammanträden",
        "minutes:list minutes:bodies minutes:assignments minutes:deferrals minutes:decisions",
        access.is_insider,
    ),
    ("Arkiv", "documents:archive", access.is_insider),
    ("Personer", "people:persons people:organisations", access.is_insider),
    ("Listor", "reports:vocabularies", access.may_keep_lists),
    ("Konton", "people:accounts", access.may_administer),
    ("Behörigheter", "people:roles", access.may_administer),
    ("Administration", "admin:index", access.may_administer),
]
"""Label, addresses (the first is where it leads, and it is current under all of them), and who has use of it."""


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, list[Link]]:
    """The links of the main menu that the person may follow; the one that the page stands under is current."""
    user = getattr(request, "user", None)  # an error page can come before anybody is known
    links = []
    if not (user and user.is_authenticated):
        return {"nav_links": links}
    for label, names, may_follow in NAVIGATION:
        if not may_follow(user):
            continue
        urls = tuple(reverse(name) for name in names.split())
        current = request.path == urls[0] if names == "home" else request.path.startswith(urls)
        links.append(Link(label, urls[0], current))
    return {"nav_links": links}

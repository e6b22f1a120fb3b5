from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

NAVIGATION = [
    ("Hem", "home"),
    ("Insatser", "reports:activities"),
    ("Rapporter", "reports:list"),
    ("Sammanträden", "minutes:list"),
    ("Arkiv", "documents:archive"),
]


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, list[Link]]:
    """The links of the main menu; the one that the page stands under is current."""
    links = []
    for label, name in NAVIGATION:
        url = reverse(name)
        current = request.path == url if name == "home" else request.path.startswith(url)
        links.append(Link(label, url, current))
    return {"nav_links": links}

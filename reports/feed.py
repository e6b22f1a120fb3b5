"""Published reports as an Atom feed, at an address of the reader's own."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from big.documents.models import Letterhead
from big.people.models import User
from reports.models import Report

NEWEST = 20
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that pasted text brings, and that no XML can hold (XML 1.0, 2.2)."""


def report_feed(request: HttpRequest, reader: User) -> HttpResponse:
    """Titles and section headings of the newest; who wants to read more signs in."""
    letterhead = Letterhead.current()
    feed = Atom1Feed(
        title=f"Rapporter från {letterhead.name}",
        link=request.build_absolute_uri("/rapporter/"),
        feed_url=request.build_absolute_uri(),
        description="",
        language="sv",
        author_name=letterhead.name,
    )
    published = Report.objects.visible_to(reader).published().with_contents()
    for report in published.order_by("-published_at", "-pk")[:NEWEST]:
        link = request.build_absolute_uri(report.get_absolute_url())
        headings = ", ".join(section.heading for section in report.outline() if section.heading)
        feed.add_item(
            title=_NOT_IN_XML.sub(" ", report.as_news),
            link=link,
            unique_id=link,
            description=escape(_NOT_IN_XML.sub(" ", headings)),  # a feed's summary is HTML
            pubdate=report.published_at,
            updateddate=report.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)

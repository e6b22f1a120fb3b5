"""Published reports as an Atom feed, at an address of the reader's own."""

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed

from big.documents.models import Letterhead
from big.people.models import User
from reports.models import Report

NEWEST = 20


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
        feed.add_item(
            title=report.title,
            link=link,
            unique_id=link,
            description=", ".join(section.heading for section in report.outline() if section.heading),
            pubdate=report.published_at,
            updateddate=report.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)

"""The chain of the audit trail: each event's link holds the digest of all events before it.

So none can be changed, taken away or put in between unless every later link is made again; and then the finished
documents tell, on which the digest of their day is printed. Triggers guard the rows; the chain shows what somebody did
who took the triggers away.

Events are linked just after their transaction is committed, in a short one of its own. Were they linked within it,
everybody who does anything would wait for everybody else, and two who record first and lock a row afterwards could wait
for each other for ever. What a process that died left unlinked is linked with the next event.
"""

import datetime
import hashlib
import json
from collections.abc import Callable, Iterator

from django.db import transaction

from big.people.models import Event, Link

START = "0" * 64
BATCH = 1000


def extend() -> None:
    """Link the events that are committed and have no link yet. Waits for others who do the same."""
    with transaction.atomic():
        # The lock is on the first event, the only row that is always there and never changes. SQLite has one writer.
        Event.objects.order_by("pk").select_for_update(of=("self",)).values_list("pk").first()
        last = Link.objects.order_by("-number").first()
        number, digest = (last.number, last.digest) if last else (0, START)
        links = []
        # Transactions open at once commit in any order, but none stays open while a thousand other things happen.
        unlinked = Event.objects.filter(link=None, pk__gt=last.event_id - BATCH if last else 0)
        for event in unlinked.order_by("pk").iterator(BATCH):
            number, digest = number + 1, digest_of(event, number + 1, digest)
            links.append(Link(number=number, event=event, digest=digest))
        Link.objects.bulk_create(links, BATCH)


def head() -> str:
    """The digest of the newest link: it stands for the whole trail as it is now."""
    return Link.objects.order_by("-number").values_list("digest", flat=True).first() or START


def digest_of(event: Event, number: int, before: str) -> str:
    """The SHA-256 of a link: of the digest before it, its number, and all that the event says."""
    moment = event.at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    said = [before, number, event.pk, moment, event.by_id, event.act, event.subject, event.detail]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def faults(progress: Callable[[int], None] = lambda number: None) -> Iterator[str]:
    """Walk the whole chain and tell, in English, where it is broken. `progress` hears how many links were looked at."""
    before, expected = START, 1
    for link in Link.objects.select_related("event").order_by("number").iterator(BATCH):
        if link.number != expected:
            yield f"trail: link {expected} is missing (the next is {link.number})"
        if link.digest != digest_of(link.event, link.number, before):
            yield f"trail: event {link.event_id} (link {link.number}) or what came before it has been changed"
        before, expected = link.digest, link.number + 1
        progress(link.number)
    unlinked = Event.objects.filter(link=None).count()
    if unlinked:
        yield f"trail: {unlinked} events have no link"

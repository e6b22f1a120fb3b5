"""Whatever a browser or anybody sends to the pages of the minutes, the answer says what is wrong; none breaks."""

import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from minutes import drafting, outcomes
from minutes.models import Assignment, AssignmentOutcome, Attachment, Decision, Deferral
from minutes.urls import urlpatterns
from tests.factories import create_meeting, create_person, create_planned_meeting, create_scan

HUGE = 10**30
ODD = ["", "x", "9" * 30, "9" * 5000, "\0"]
NAMES = [
    *("act", "position", "paragraph", "seen", "conflict", "heading", "text", "kind", "seen_version", "version", "note"),
    *("person", "name", "status", "due_on", "due_meeting", "to_meeting", "reason", "document", "title", "approves"),
    *("from_paragraph", "to_paragraph", "stands_in_for", "remark", "chair", "secretary", "attesters", "meeting"),
    *("date", "starts_at", "format", "link", "q", "body", "year", "state", "older_than", "newer_than", "page"),
    *("borttagen", "flyttad", "fran", "form_id", "role", "starts_on", "m-TOTAL_FORMS", "m-INITIAL_FORMS"),
    *("before", "after", "comment", "digest", "in_order", "sending", "attested_on", "on", "paragraphs", "all_signed"),
]


@pytest.fixture
def rows(secretary) -> dict[str, list[int]]:
    """The keys of what there is, by the name that an address has for them."""
    meeting = create_meeting(date=timezone.localdate())
    other = create_planned_meeting()
    paragraph = meeting.paragraphs.get(position=2)
    Assignment.objects.create(paragraph=paragraph, position=1, text="Bjuda in", name="Ulla")
    outcome = AssignmentOutcome.objects.create(
        assignment=Assignment.objects.get(), kind="done", at=timezone.now(), by=secretary
    )
    outcomes.save(Deferral(paragraph=paragraph, heading="Budget", to_meeting=other), by=secretary)
    outcomes.attach(Attachment(paragraph=paragraph), received=create_scan(), by=secretary)
    gone = drafting.add(meeting, after=None, by=secretary)
    return {
        "pk": [meeting.pk, other.pk],
        "paragraph": [paragraph.pk, other.paragraphs.first().pk, gone.pk, HUGE],
        "row": [1, Decision.objects.first().pk, HUGE],
        "version": [drafting.remove(gone, by=secretary), HUGE],
        "attachment": [1, HUGE],
        "outcome": [outcome.pk, HUGE],
        "proposal": [HUGE],
        "organisation": [create_person("Sven", organisation="Polisen").organisation_id, HUGE],
        "member": [HUGE],
    }


def pages(patterns: list[URLPattern | URLResolver], *outer: str) -> Iterator[tuple[str, set[str]]]:
    """Every address's name, and the names of what varies in it."""
    for pattern in patterns:
        names = {*outer, *pattern.pattern.converters}
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, *names)
        else:
            yield pattern.name, names - set(pattern.default_args or {})


def addresses(page: str, names: set[str], rows: dict[str, list[int]]) -> list[str]:
    """The page for a meeting that there is, and for what does not exist or belongs to another."""
    found = set()
    for place in (0, 3):
        values = {name: (rows.get(name) or [HUGE])[min(place, len(rows.get(name) or [HUGE]) - 1)] for name in names}
        for part in ("beslut", "uppdrag", "overforing", "bilaga", "dagordning", "sandlista", "fraser"):
            own = {"part": part, "kind": "csv", "token": "x"}
            found.add(reverse(f"minutes:{page}", kwargs=values | {k: v for k, v in own.items() if k in names}))
    return sorted(found)


@pytest.mark.parametrize(("page", "names"), [pytest.param(*page, id=page[0]) for page in pages(urlpatterns)])
def test_odd_input_breaks_no_page(page, names, rows, as_secretary):
    for address in addresses(page, names, rows):
        for number, odd in enumerate(ODD):
            data = dict.fromkeys(NAMES, odd) | ({"form_id": str(uuid.uuid4())} if number % 2 else {})
            headers = {"HX-Request": "true"} if number % 3 == 0 else {}
            assert as_secretary.get(address, data, headers=headers).status_code < 500
            assert as_secretary.post(address, data, headers=headers).status_code < 500

"""Whatever a browser or anybody sends to the pages of the minutes, the answer says what is wrong; none breaks."""

import datetime
import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from big.people.models import User
from big.people.roles import Role
from minutes import attestation, corrections, drafting, outcomes, rounds, signing_elsewhere
from minutes.models import (
    Assignment,
    AssignmentOutcome,
    Attachment,
    Decision,
    Deferral,
    Meeting,
    Officer,
    ParagraphComment,
    Recipient,
)
from minutes.urls import urlpatterns
from tests.factories import create_meeting, create_person, create_planned_meeting, create_scan, create_user

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
def rows(secretary, monkeypatch) -> list[dict[str, int]]:
    """The keys of what there is in minutes in each state, by the name that an address has for them; else HUGE."""
    secretary.person = create_person(secretary.name, user=secretary)
    with monkeypatch.context() as quickly:  # what is printed is tested elsewhere
        for module in (attestation, rounds, signing_elsewhere):
            quickly.setattr(module, "minutes_pdf", lambda *args, **options: b"%PDF-1.7 minutes")
        quickly.setattr(corrections, "correction_pdf", lambda *args, **options: b"%PDF-1.7 correction")
        return [written(secretary), planned(), sent(secretary), taken_out(secretary), *attested(secretary)]


def written(secretary: User) -> dict[str, int]:
    meeting = create_meeting(date=timezone.localdate())
    other = create_planned_meeting(body=meeting.body)
    paragraph = meeting.paragraphs.get(position=2)
    Assignment.objects.create(paragraph=paragraph, position=1, text="Bjuda in", name="Ulla")
    outcome = AssignmentOutcome.objects.create(
        assignment=Assignment.objects.get(), kind="done", at=timezone.now(), by=secretary
    )
    outcomes.save(Deferral(paragraph=paragraph, heading="Budget", to_meeting=other), by=secretary)
    outcomes.attach(Attachment(paragraph=paragraph), received=create_scan(), by=secretary)
    gone = drafting.add(meeting, after=None, by=secretary)
    return {
        "pk": meeting.pk,
        "paragraph": paragraph.pk,
        "row": Decision.objects.first().pk,
        "version": drafting.remove(gone, by=secretary),
        "attachment": 1,
        "outcome": outcome.pk,
        "organisation": create_person("Sven", organisation="Polisen").organisation_id,
    }


def planned() -> dict[str, int]:
    return {"pk": create_planned_meeting().pk}


def sent(secretary: User) -> dict[str, int]:
    """Minutes that wait for the secretary's own answer, among others', with a comment from the round before."""
    meeting = attested_by(secretary, datetime.date(2026, 2, 3))
    round_ = rounds.send(meeting, due_on=timezone.localdate(), in_order=False, by=secretary)
    about = {one.pk: "Fel." for one in meeting.paragraphs.all()}
    answer = {"comment": "", "comments": about, "digest": round_.proof_id, "by": secretary}
    rounds.return_(round_.attestations.get(person=secretary.person), **answer)
    meeting.refresh_from_db()
    rounds.send(meeting, due_on=timezone.localdate(), in_order=False, by=secretary)
    comment = ParagraphComment.objects.first()
    return {"pk": meeting.pk, "paragraph": comment.paragraph_id, "comment": comment.pk, "number": 1}


def taken_out(secretary: User) -> dict[str, int]:
    meeting = attested_by(secretary, datetime.date(2026, 3, 3))
    signing_elsewhere.prepare(meeting, by=secretary)
    return {"pk": meeting.pk, "paragraph": meeting.paragraphs.first().pk}


def attested(secretary: User) -> Iterator[dict[str, int]]:
    """Minutes that were signed on paper, with a correction that is written and one that waits for the secretary."""
    meeting = attested_by(secretary, datetime.date(2026, 4, 7))
    attestation.attest_on_paper(meeting, attested_on=None, by=secretary)
    paragraph = meeting.paragraphs.first()
    for after in ("Ordet var bundet.", "Ordet var allas."):
        words = {"before": "Ordet var fritt.", "after": after, "reason": "Fel ord."}
        correction = corrections.write(paragraph, **words, by=secretary)
        if "bundet" in after:
            corrections.send(correction, due_on=timezone.localdate(), by=secretary)
        own = {"pk": meeting.pk, "paragraph": paragraph.pk, "row": meeting.deliveries.first().pk}
        yield own | {"correction": correction.pk, "number": 1}


def attested_by(secretary: User, day: datetime.date) -> Meeting:
    """Minutes that the secretary attests with another, who has an account too."""
    name = f"Nils {day:%B}"
    other = create_user(Role.STEERING_GROUP, email=f"{day:%B}@example.se", name=name)
    meeting = create_meeting(date=day, attesters=(secretary.name, name))
    attesters = meeting.officers.filter(role=Officer.Role.ATTESTER)
    attesters.filter(name=secretary.name).update(person=secretary.person)
    attesters.filter(name=name).update(person=create_person(name, user=other))
    whom = {"kind": "person", "name": secretary.name, "person": secretary.person}
    Recipient.objects.create(meeting=meeting, position=9, **whom)
    return meeting


def pages(patterns: list[URLPattern | URLResolver], *outer: str) -> Iterator[tuple[str, set[str]]]:
    """Every address's name, and the names of what varies in it."""
    for pattern in patterns:
        names = {*outer, *pattern.pattern.converters}
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, *names)
        else:
            yield pattern.name, names - set(pattern.default_args or {})


def addresses(page: str, names: set[str], rows: list[dict[str, int]]) -> list[str]:
    """The page for minutes in each state, for what does not exist, and for a part that belongs to others."""
    found = set()
    for own in [*rows, {"pk": rows[0]["pk"]}, rows[0] | {"pk": rows[-1]["pk"]}, {}]:
        for part in ("beslut", "uppdrag", "overforing", "bilaga", "dagordning", "sandlista", "fraser"):
            values = dict.fromkeys(names, HUGE) | {"part": part, "kind": "csv", "token": "x"} | own
            found.add(reverse(f"minutes:{page}", kwargs={name: values[name] for name in names}))
    return sorted(found)


@pytest.mark.parametrize(("page", "names"), [pytest.param(*page, id=page[0]) for page in pages(urlpatterns)])
def test_odd_input_breaks_no_page(page, names, rows, as_secretary):
    for place, address in enumerate(addresses(page, names, rows)):
        for number, odd in enumerate(ODD):
            if (place + number) % 2:  # every other is enough: most of what is odd is odd in every state
                continue
            data = dict.fromkeys(NAMES, odd) | ({"form_id": str(uuid.uuid4())} if number % 2 else {})
            headers = {"HX-Request": "true"} if number % 3 == 0 else {}
            assert as_secretary.get(address, data, headers=headers).status_code < 500
            assert as_secretary.post(address, data, headers=headers).status_code < 500

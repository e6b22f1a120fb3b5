"""Small makers with sensible defaults; a test names only what it is about. Everybody here is invented."""

import datetime
import io

from django.contrib.auth.models import Group
from PIL import Image

from big.documents.uploads import Received
from big.people.models import Organisation, Person, User
from big.people.roles import Role
from minutes.models import Attendance, Body, Decision, Meeting, Membership, Officer, Paragraph, Recipient
from reports.models import Activity, Area, Report, ReportItem, ReportSection


def create_user(*roles: Role, email: str = "vera.lindmark@example.se", name: str = "Vera Lindmark") -> User:
    user = User.objects.create_user(email, "ett långt lösenord", name=name)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def create_activity(*, by: User, text: str = "Vi har besökt en förskola.", area: str = "Övrigt", **fields) -> Activity:
    values = {"status": Activity.Status.COMPLETED, "when": "2 mars 2026"} | fields
    day = values.setdefault("starts_on", datetime.date(2026, 3, 2))
    values.setdefault("ends_on", day)
    return Activity.objects.create(area=Area.objects.get(name=area), text=text, created_by=by, **values)


def create_report(
    *,
    title: str = "Aktuellt från gruppen den 12 mars 2026",
    issue_date: datetime.date | None = datetime.date(2026, 3, 12),
    items: tuple[str, ...] = ("Vi har haft ett möte.", "Vi har bjudit in till en träff."),
) -> Report:
    """A draft with one area and a sub-area under it."""
    report = Report.objects.create(title=title, issue_date=issue_date)
    area = Area.objects.get(name="Trygghetsarbetet i skolan")
    section = ReportSection.objects.create(report=report, area=area, heading=area.name, position=1)
    sub = ReportSection.objects.create(
        report=report, parent=section, heading="Gävlemodellen", intro="Syftet.", position=2
    )
    for place in (section, sub):
        ReportItem.objects.bulk_create(
            ReportItem(section=place, text=text, position=number) for number, text in enumerate(items, start=1)
        )
    return report


def create_person(name: str, *, organisation: str = "", user: User | None = None, **fields) -> Person:
    """Somebody in the register; with `user` the person who signs in as that user."""
    at = Organisation.objects.get_or_create(name=organisation)[0] if organisation else None
    person = Person.objects.create(name=name, organisation=at, **fields)
    if user:
        user.person = person
        user.save()
    return person


def create_body(*, name: str = "Ledningsgruppen", members: dict[str, str] | None = None, **fields) -> Body:
    """A body whose members have been so since 2020: names with the role of each."""
    body = Body.objects.create(name=name, **fields)
    for member, role in (members or {}).items():
        create_membership(body, create_person(member), role)
    return body


def create_membership(
    body: Body,
    person: Person,
    role: str = Membership.Role.MEMBER,
    *,
    starts_on: datetime.date = datetime.date(2020, 1, 1),
    ends_on: datetime.date | None = None,
) -> Membership:
    return Membership.objects.create(body=body, person=person, role=role, starts_on=starts_on, ends_on=ends_on)


def create_planned_meeting(
    *,
    body: Body | None = None,
    date: datetime.date = datetime.date(2027, 2, 2),
    agenda: tuple[str, ...] = ("Mötets öppnande", "Dagordning"),
    **fields,
) -> Meeting:
    """A meeting to be held, with an agenda that nobody has been told of."""
    body = body or Body.objects.get_or_create(name="Ledningsgruppen")[0]
    meeting = Meeting.objects.create(body=body, title=f"Sammanträde {date}", date=date, **fields)
    for position, heading in enumerate(agenda, start=1):
        Paragraph.objects.create(meeting=meeting, position=position, number=str(position), heading=heading)
    return meeting


def create_meeting(
    *,
    date: datetime.date = datetime.date(2026, 2, 3),
    secretary: str | None = "Tora Hallén",
    attesters: tuple[str, ...] = ("Nils Åkerström",),
    paragraphs: tuple[str, ...] = ("Mötets öppnande", "Dagordning", "Mötets avslutande"),
) -> Meeting:
    """Minutes ready to be attested: two people present, three §§, one decision."""
    body = Body.objects.get_or_create(name="Ledningsgruppen")[0]
    meeting = Meeting.objects.create(
        body=body, title=f"Protokoll {date}", date=date, place="Rådhuset", state=Meeting.State.DRAFTING
    )
    officers = [(Officer.Role.SECRETARY, secretary)] if secretary else []
    officers += [(Officer.Role.ATTESTER, name) for name in attesters]
    for position, (role, name) in enumerate(officers, start=1):
        Officer.objects.create(meeting=meeting, position=position, role=role, name=name)
    for position, name in enumerate(("Nils Åkerström", "Tora Hallén"), start=1):
        Attendance.objects.create(
            meeting=meeting, position=position, name=name, organisation="Polisen", status=Attendance.Status.PRESENT
        )
    for position, heading in enumerate(paragraphs, start=1):
        paragraph = Paragraph.objects.create(
            meeting=meeting, position=position, number=str(position), heading=heading, text="<p>Ordet var fritt.</p>"
        )
    if paragraphs:
        Decision.objects.create(paragraph=paragraph, position=1, text="Gruppen beslutade att avsluta mötet.")
    Recipient.objects.create(meeting=meeting, position=1, kind=Recipient.Kind.PRESENT, name="närvarande")
    return meeting


def create_scan(*, name: str = "Underskrivet.png") -> Received:
    """The signed paper as a file: one white point."""
    paper = io.BytesIO()
    Image.new("L", (1, 1), "white").save(paper, "PNG")
    return Received(name=name, media_type="image/png", data=paper.getvalue())

"""Small makers with sensible defaults; a test names only what it is about. Everybody here is invented."""

import datetime
import io

from django.contrib.auth.models import Group
from PIL import Image

from big.documents.uploads import Received
from big.people.models import User
from big.people.roles import Role
from minutes.models import Attendance, Body, Decision, Meeting, Officer, Paragraph, Recipient
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

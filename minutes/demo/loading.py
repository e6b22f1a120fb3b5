"""Demonstration data: invented people, two years of activities, reports and meetings, made the way users make them."""

import datetime
import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from big.documents.models import Document, Letterhead
from big.letters.models import Letter, LetterQuerySet
from big.people.models import Organisation, Person, User
from big.people.roles import Role
from big.swedish import long_date
from minutes import bodies, calling, corrections, extracts, outcomes, planning, rounds
from minutes.attestation import attest_on_paper
from minutes.models import (
    Assignment,
    Attachment,
    Attendance,
    Body,
    Decision,
    Deferral,
    Meeting,
    Membership,
    Officer,
    Paragraph,
    Phrase,
    Recipient,
    StandingItem,
    StandingRecipient,
)
from minutes.reading import paragraph_html
from reports import composing, following_up, recording, telling
from reports.forms import LEANINGS
from reports.models import Activity, ActivityKind, Area, Place, Report, ReportItem, ReportSection, TargetGroup
from reports.publishing import begin_correction, publish
from reports.when import Leaning, Precision, When, read_when, write_when

PASSWORD = "demo"  # noqa: S105 - the command refuses to run outside development

ACCOUNTS = {
    "petra-lunnerdal": [Role.EDITOR, Role.SECRETARY],
    "joel-fahlander": [Role.STAFF],
    "signe-torsell": [Role.STAFF],
    "gunilla-sandhed": [Role.STEERING_GROUP],
    "tobias-ekmarker": [Role.ADMINISTRATOR],
}
"""Who can sign in to the demonstration, and in which roles."""

WEEKLY_READER = "tobias-ekmarker"
"""Who has chosen one letter a week with what is new; all others have one at once."""

LAST_IN_DRAFT = datetime.date(2026, 11, 10)
"""The report being composed has what was recorded until then; what came later is in no report yet."""

People = dict[str, Person]


def is_loaded() -> bool:
    return User.objects.filter(email__in=[email for email, _ in accounts()]).exists()


def accounts() -> list[tuple[str, str]]:
    """E-mail address and role of every demonstration account."""
    people = {row["key"]: row for row in _content("people")["people"]}
    return [(people[key]["email"], ", ".join(roles)) for key, roles in ACCOUNTS.items()]


@transaction.atomic
def load() -> None:
    """Create everything, in one transaction."""
    people = _load_people(_content("people"))
    staff = _load_accounts(people)
    _load_letterhead(_content("people")["letterhead"])
    _load_responsible(_content("people")["responsible"], people)
    _load_activities(_content("activities")["activities"], staff)
    reports = _load_reports(_content("reports"), staff, by=staff["petra-lunnerdal"])
    steering_group, _ = _load_bodies(_content("bodies")["bodies"], people, by=staff["petra-lunnerdal"])
    meetings = _content("meetings")
    _load_meetings(meetings["meetings"], steering_group, people, reports, by=staff["petra-lunnerdal"])
    _call(meetings["called"], steering_group, by=staff["petra-lunnerdal"])


def _content(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


def _load_people(content: dict[str, Any]) -> People:
    organisations = {
        row["name"]: Organisation.objects.get_or_create(name=row["name"], defaults=row)[0]
        for row in content["organisations"]
    }
    return {
        row["key"]: Person.objects.create(
            name=row["name"], title=row["title"], organisation=organisations[row["organisation"]], email=row["email"]
        )
        for row in content["people"]
    }


def _load_accounts(people: People) -> dict[str, User]:
    """An account for everybody who writes; those in ACCOUNTS can sign in with the demonstration's password."""
    writers = {row["author"] for row in _content("activities")["activities"]}
    password = make_password(PASSWORD)
    users = {
        key: User.objects.create(
            email=people[key].email,
            name=people[key].name,
            person=people[key],
            password=password if key in ACCOUNTS else make_password(None),
        )
        for key in sorted(writers | set(ACCOUNTS))
    }
    User.objects.filter(person=people[WEEKLY_READER]).update(pace=User.Pace.WEEKLY)
    for key, user in users.items():
        user.groups.set(Group.objects.filter(name__in=ACCOUNTS.get(key, [Role.STAFF])))
    return users


def _load_letterhead(row: dict[str, Any]) -> None:
    letterhead = Letterhead.current()
    letterhead.name = row["name"]
    letterhead.short_name = row["short_name"]
    letterhead.contact = "\n".join(row["lines"])
    letterhead.save()


def _load_responsible(responsible: dict[str, list[str]], people: People) -> None:
    for area, keys in responsible.items():
        Area.objects.get(name=area).responsible.set([people[key] for key in keys])


def _load_activities(rows: list[dict[str, Any]], staff: dict[str, User]) -> None:
    """Each as its author recorded it, then what was changed in it later, and by whom."""
    words = _Words()
    recorded: dict[str, Activity] = {}
    for row in rows:
        by, now = staff[row["author"]], _noon(row["date"])
        activity = Activity(created_at=now, continues=recorded.get(row.get("follows")))
        save = following_up.answer if activity.continues else recording.save
        save(activity, **_describe(activity, row, words), by=by, now=now)
        for change in row.get("changes", []):
            lists = _describe(activity, row := {**row, **change}, words)
            recording.save(activity, **lists, by=staff[change["by"]], now=_noon(change["on"]))
        if "deleted" in row:
            recording.delete(activity, by=by, now=_noon(row["deleted"]))
        if "taken_back" in row:
            activity.refresh_from_db()
            recording.undelete(activity, by=by, now=_noon(row["taken_back"]))
        if "key" in row:
            recorded[row["key"]] = activity


class _Words:
    """The records that a name stands for; a new one for a name that the register does not have yet."""

    def __init__(self) -> None:
        models = (Area, ActivityKind, TargetGroup, Organisation, Place)
        self.known = {model: {row.name: row for row in model.objects.all()} for model in models}

    def get(self, model: type, name: str) -> Any:
        return self.known[model].setdefault(name, model(name=name))


def _describe(activity: Activity, row: dict[str, Any], words: _Words) -> dict[str, list[Any]]:
    """Say in the activity what the row says; returns its lists."""
    activity.text, activity.status = row["text"], row["status"]
    activity.note = row.get("note", "")
    activity.participants = row.get("participants")
    activity.participants_qualifier = row.get("participants_qualifier", "")
    for name, model in recording.SINGLE.items():
        setattr(activity, name, words.get(model, row[name]) if row.get(name) else None)
    when = _when(row)
    activity.when, activity.starts_on, activity.ends_on = write_when(when), when.starts_on, when.ends_on
    return {name: [words.get(model, word) for word in row.get(name, [])] for name, model in recording.LISTS.items()}


def _when(row: dict[str, Any]) -> When:
    """As it was typed on the day when it was recorded, or that day itself."""
    if "when" in row:
        return read_when(row["when"], today=row["date"], leaning=LEANINGS.get(row["status"], Leaning.NEAREST))
    day = row.get("starts", row["date"])
    return When(starts_on=day, ends_on=day, precision=Precision.DAY)


def _load_reports(content: dict[str, Any], staff: dict[str, User], *, by: User) -> dict[datetime.date, Document]:
    for name, intro in content["intros"].items():
        area = Area.objects.get(name=name)
        area.intro = intro
        area.save()
    documents = {}
    for row in content["reports"]:
        state = row.pop("state")
        report = Report.objects.create(**row)
        until = report.period_end if state == Report.State.PUBLISHED else LAST_IN_DRAFT
        _compose(report, until=until)
        if state == Report.State.PUBLISHED:
            is_told = report.issue_date == content["told"]["issue_date"]
            documents[report.issue_date] = publish(report, tell=is_told, by=by, now=_noon(report.issue_date))
    telling.send_digests(_noon(content["told"]["digest"]))
    _correct(content["correction"], by=by)
    _begin_to_compose(report, content["composing"], staff, by=by)
    return documents


def _correct(row: dict[str, Any], *, by: User) -> None:
    """A mistake in a published report, corrected in an edition of its own."""
    wrong = Report.objects.get(issue_date=row["issue_date"])
    edition = begin_correction(wrong, correction=row["sentence"], by=by)
    item = ReportItem.objects.get(section__report=edition, text=row["text"])
    composing.edit_item(item, text=row["corrected"], by=by)
    edition.refresh_from_db()
    publish(edition, tell=False, by=by, now=_noon(row["published"]))


def _begin_to_compose(report: Report, row: dict[str, Any], staff: dict[str, User], *, by: User) -> None:
    """Half of it: some sections are ready, an item is written otherwise, another hidden, a section is its own.

    What stands in that section gives the editor an abbreviation to explain, and a name to answer for.
    """
    items = ReportItem.objects.filter(section__report=report)
    composing.edit_item(items.get(text=row["text"]), text=row["rewritten"], by=by)
    composing.set_hidden(items.get(text=row["hidden"]), is_hidden=True, by=by)
    own = composing.add_section(report, heading=row["own"]["heading"], intro="", by=by)
    for text in row["own"]["items"]:
        composing.add_item(own, text=text, by=by)
    for heading, key in row["ready"].items():
        composing.set_ready(report.sections.get(heading=heading), is_ready=True, by=staff[key])
    telling.remind(report, by=by, now=_noon(row["reminded"]))
    _as_sent(Letter.objects.all())


def _compose(report: Report, *, until: datetime.date) -> None:
    """Every activity of the period under its area, as the editor would place them."""
    sections: dict[int, ReportSection] = {}
    for position, area in enumerate(Area.objects.in_order(), start=1):
        sections[area.pk] = ReportSection.objects.create(
            report=report,
            area=area,
            parent=sections.get(area.parent_id),
            heading=area.name,
            intro=area.intro,
            position=position,
        )
        found = Activity.objects.kept().in_area(area).filter(created_at__date__range=(report.period_start, until))
        ReportItem.objects.bulk_create(
            ReportItem(section=sections[area.pk], activity=activity, text=activity.text, position=number)
            for number, activity in enumerate(found.order_by("created_at", "pk"), start=1)
        )


def _load_bodies(rows: list[dict[str, Any]], people: People, *, by: User) -> list[Body]:
    """Each with its members and lists, and the meetings that it has planned."""
    found = []
    for row in rows:
        body = Body(name=row["name"], **row["settings"])
        bodies.save_body(body, by=by)
        for member in row["members"]:
            term = {"starts_on": member["from"], "ends_on": member.get("to")}
            membership = Membership(body=body, person=people[member["person"]], role=member["role"], **term)
            bodies.save_membership(membership, by=by)
        for item in row["agenda"]:
            text = paragraph_html(item["text"])
            bodies.add(StandingItem(body=body, heading=item["heading"], kind=item["kind"], text=text), by=by)
        for recipient in row["recipients"]:
            bodies.add(_standing_recipient(body, recipient, people), by=by)
        for text in row["phrases"]:
            bodies.add(Phrase(body=body, text=text), by=by)
        for plan in row["plan"]:
            days = plan["dates"] if "dates" in plan else planning.days_of_year(**plan["rule"])
            where = {name: plan[name] for name in ("place", "format", "link") if name in plan}
            when = {"starts_at": _clock(plan["start"]), "ends_at": _clock(plan["end"])}
            planning.plan(body, [planning.Plan(day, **when, **where) for day in days], by=by)
        found.append(body)
    return found


def _standing_recipient(body: Body, row: dict[str, Any], people: People) -> StandingRecipient:
    person = people[row["person"]] if "person" in row else None
    organisation = Organisation.objects.get(name=row["organisation"]) if "organisation" in row else None
    to_body = Body.objects.get(name=row["body"]) if "body" in row else None
    name = row.get("name") or (person or organisation or to_body).name
    stands_for = {"person": person, "organisation": organisation, "to_body": to_body}
    return StandingRecipient(body=body, kind=row["kind"], name=name, **stands_for)


def _load_meetings(
    rows: list[dict[str, Any]], body: Body, people: People, reports: dict[datetime.date, Document], *, by: User
) -> None:
    """Those that have been held: drafts, and what has become of them."""
    for row in rows:
        meeting = Meeting.objects.create(
            body=body,
            title=f"Protokoll fört vid sammanträde med {body} den {long_date(row['date'])}",
            date=row["date"],
            starts_at=_clock(row["start"]),
            ends_at=_clock(row["end"]),
            place=row["place"],
            format=row["format"],
            state=Meeting.State.DRAFTING,
        )
        _load_officers(meeting, row, people)
        _load_attendance(meeting, row, people)
        _load_paragraphs(meeting, row.get("paragraphs", []), reports)
        _load_outcomes(meeting, row.get("paragraphs", []), people, by=by)
        for position, recipient in enumerate(row.get("recipients", []), start=1):
            kept = {
                "person": Person.objects.only_one_named(recipient["name"]),
                "organisation": Organisation.objects.filter(name=recipient["name"]).first(),
            }
            Recipient.objects.create(meeting=meeting, position=position, **kept, **recipient)
        meeting.refresh_from_db()
        if row["state"] == Meeting.State.ATTESTED:
            now = _noon(row["attested_on"])
            attest_on_paper(meeting, attested_on=row["attested_on"], tell="sent_out" in row, by=by, now=now)
            _after_attestation(meeting, row, by=by)
        if row["state"] == Meeting.State.IN_ATTESTATION:
            due_on = rounds.default_due(meeting, today=row["sent_on"])
            rounds.send(meeting, due_on=due_on, in_order=False, by=by, now=_noon(row["sent_on"]))


def _after_attestation(meeting: Meeting, row: dict[str, Any], *, by: User) -> None:
    """An extract and a correction, and the letters about them."""
    if "extract" in row:
        chosen = meeting.paragraphs.filter(number__in=row["extract"]["paragraphs"])
        extracts.make(meeting, chosen, by=by, now=_noon(row["extract"]["on"]))
    if "correction" in row:
        wrong = row["correction"]
        paragraph = meeting.paragraphs.get(number=wrong["paragraph"])
        typed = {name: wrong[name] for name in ("before", "after", "reason")}
        correction = corrections.write(paragraph, **typed, by=by, now=_noon(wrong["written"]))
        day = wrong["attested_on"]
        corrections.attest_on_paper(correction, attested_on=day, by=by, now=_noon(day))
    _as_sent(Letter.objects.about(meeting))


def _as_sent(letters: LetterQuerySet) -> None:
    """They went the day they were written, and nobody invented gets any now."""
    letters.filter(sent_at=None).update(next_try_at=None, sent_at=F("written_at"), attempts=1)


def _load_officers(meeting: Meeting, row: dict[str, Any], people: People) -> None:
    for position, role in enumerate(Officer.Role, start=1):
        person = people[row[role]]
        Officer.objects.create(meeting=meeting, position=position, role=role, name=person.name, person=person)


def _load_attendance(meeting: Meeting, row: dict[str, Any], people: People) -> None:
    roles = {row["chair"]: "ordförande", row["secretary"]: "sekreterare"}
    for position, entry in enumerate(row.get("attendance", []), start=1):
        person = people[entry["person"]]
        Attendance.objects.create(
            meeting=meeting,
            position=position,
            person=person,
            name=person.name,
            organisation=person.organisation.name,
            role=roles.get(entry["person"], ""),
            status=entry["status"],
            from_paragraph=entry.get("from", ""),
            to_paragraph=entry.get("to", ""),
        )


def _load_paragraphs(meeting: Meeting, rows: list[dict[str, Any]], reports: dict[datetime.date, Document]) -> None:
    for position, row in enumerate(rows, start=1):
        paragraph = Paragraph.objects.create(
            meeting=meeting,
            position=position,
            number=str(position),
            heading=row["heading"],
            text=paragraph_html(row["text"].strip()),
            kind=row["kind"],
        )
        for number, text in enumerate(row["decisions"], start=1):
            Decision.objects.create(paragraph=paragraph, position=number, text=text)
        if "report" in row:
            document = reports[row["report"]]
            Attachment.objects.create(paragraph=paragraph, number=1, title=document.title, document=document)


def _load_outcomes(meeting: Meeting, rows: list[dict[str, Any]], people: People, *, by: User) -> None:
    """The assignments and deferrals of the §§, which name meetings that are planned."""
    ahead = {coming.date: coming for coming in outcomes.coming_meetings(meeting)}
    for paragraph, row in zip(meeting.paragraphs.order_by("position"), rows, strict=True):
        found: list[Assignment | Deferral] = []
        for what in row.get("assignments", []):
            person = people[what["person"]]
            due = {"due_on": what.get("on"), "due_meeting": ahead.get(what.get("to"))}
            found.append(Assignment(text=what["text"], person=person, name=what.get("name", person.name), **due))
        for what in row.get("deferrals", []):
            found.append(Deferral(heading=what["heading"], reason=what["reason"], to_meeting=ahead[what["to"]]))
        for outcome in found:
            outcome.paragraph = paragraph
            outcomes.save(outcome, by=by, now=_noon(meeting.date))


def _call(row: dict[str, Any], body: Body, *, by: User) -> None:
    meeting = Meeting.objects.planned().get(body=body, date=row["date"])
    draft = calling.draft(meeting, today=row["on"])
    calling.send(meeting, seen=draft.digest, tell=False, by=by, now=_noon(row["on"]))


def _clock(text: str) -> datetime.time:
    return datetime.time.fromisoformat(text.replace(".", ":"))


def _noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))

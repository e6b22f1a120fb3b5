"""A report is composed: begun for a period, its items and sections edited, hidden, moved and added, marked as ready.

Every change is a function here, locks the report, is kept with what it touched (`ReportChange`) and can be undone. Two
editors at once never write over each other unseen: what is typed carries the version that its writer saw, and an undo
is refused when somebody has changed the same thing since.
"""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from big import ordering
from big.people.events import record
from big.people.models import Event, User
from big.refusals import Refused
from big.swedish import long_date
from big.versions import StaleVersion
from reports.models import Activity, Area, Report, ReportChange, ReportItem, ReportSection

SECTION_FIELDS = ["area_id", "parent_id", "heading", "intro", "is_hidden", "ready_at", "ready_by_id", "position"]
ITEM_FIELDS = ["section_id", "activity_id", "text", "is_hidden", "position"]
CHANGED_SINCE = "Samma sak har ändrats sedan dess. Ångra den ändringen först, eller ändra för hand."


# -- Begin -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """What the form of a new report begins with."""

    title: str
    issue_date: datetime.date
    period_start: datetime.date
    period_end: datetime.date


def propose(today: datetime.date) -> Proposal:
    """The period goes on where the last report's ended, until today; the title goes on as the last one began."""
    last = Report.objects.exclude(period_end=None).order_by("-period_end").first()
    start = last.period_end + datetime.timedelta(days=1) if last else today.replace(day=1)
    named = Report.objects.published().newest_first().first()
    opening = named.title.partition(" den ")[0] if named else "Aktuellt från BIG-gruppen"
    return Proposal(f"{opening} den {long_date(today)}", today, min(start, today), today)


def begin(
    *,
    title: str,
    issue_date: datetime.date | None,
    period_start: datetime.date,
    period_end: datetime.date,
    remind_days: int = 0,
    by: User,
) -> Report:
    """A draft with a section for each area in use, and in them what has been recorded and not been taken up yet."""
    with transaction.atomic():
        _in_turn()
        report = Report.objects.create(
            title=title,
            issue_date=issue_date,
            period_start=period_start,
            period_end=period_end,
            remind_days=remind_days,
        )
        sections: dict[int, ReportSection] = {}
        for position, area in enumerate(Area.objects.to_compose(), start=1):
            sections[area.pk] = ReportSection.objects.create(
                report=report,
                area=area,
                parent=sections.get(area.parent_id),
                heading=area.name,
                intro=area.intro,
                position=position,
            )
        _place(to_take_up(report), sections)
        record(Event.Act.CREATED, by=by, subject=report.trail_name)
    return report


def to_take_up(report: Report) -> models.QuerySet[Activity]:
    """The activities recorded by the end of the period that no report has taken up, this one included."""
    here = report.sections.printed().filter(area=OuterRef("area"))  # an area that came later has no section in it
    # Asked of each activity and not as a list of areas: few wait in all areas together, many have been in each.
    unreported = Activity.objects.unreported().filter(Exists(here)).exclude(items__section__report=report)
    if until := report.period_end or report.issue_date:
        unreported = unreported.filter(created_at__date__lte=until)
    return unreported.order_by("listed_on", "pk")


def to_repeat(report: Report) -> models.QuerySet[ReportItem]:
    """What went on in the last published report and still does, as it was printed there.

    Nothing for a corrected edition: it puts right what was printed, and the last report may be a later one.
    """
    last = None if report.replaces_id else Report.objects.current().exclude(pk=report.pk).newest_first().first()
    ongoing = ReportItem.objects.printed().filter(
        section__report=last, activity__status=Activity.Status.ONGOING, activity__deleted_at=None
    )
    here = ReportItem.objects.filter(section__report=report, activity=OuterRef("activity"))
    return ongoing.filter(~Exists(here)).select_related("section", "activity__area", "activity__also_area")


def _place(activities: Iterable[Activity], sections: dict[int, ReportSection]) -> None:
    positions = {pk: section.items.count() for pk, section in sections.items()}
    for activity in activities:
        positions[activity.area_id] += 1
        ReportItem.objects.create(
            section=sections[activity.area_id],
            activity=activity,
            text=activity.text,
            position=positions[activity.area_id],
        )


def discard(report: Report, *, seen: str, by: User) -> None:
    """Delete a draft. Its activities stay, and no report has taken them up any more.

    What was published before it is untouched, when it is a corrected edition. Raises StaleVersion when somebody has
    changed it since it was at the version `seen`, Refused when it is published or gone.
    """
    with transaction.atomic():
        current = Report.objects.locked(report)
        if current.is_locked:
            raise Refused("Rapporten är publicerad och kan inte tas bort.")
        if str(current.version) != seen:
            raise StaleVersion(current)
        current.delete()
        record(Event.Act.DELETED, by=by, subject=report.trail_name, detail="utkast")


# -- Change ------------------------------------------------------------------------------------------------------------


def edit_item(item: ReportItem, *, text: str, by: User) -> ReportItem:
    """Change the printed text; the activity stays as it is. Raises StaleVersion, Refused."""
    with _change(item.section.report, f"ändrade en punkt: ”{_short(item.text)}”", by=by):
        current = _current(item)
        if current.version != item.version:
            raise StaleVersion(current)
        current.text = text
        current.save()
    return current


def set_hidden(item: ReportItem, *, is_hidden: bool, by: User) -> None:
    """Leave the item out of what is printed, or take it in again. A hidden activity comes back in the next report."""
    act = "dolde" if is_hidden else "visade"
    with _change(item.section.report, f"{act} en punkt: ”{_short(item.text)}”", by=by):
        current = _current(item)
        current.is_hidden = is_hidden
        current.save()


def move_item(item: ReportItem, *, to: ReportSection, position: int, by: User) -> None:
    """Put the item as number `position` (from 1) of the section `to`; out of range means first or last."""
    with _change(item.section.report, f"flyttade en punkt: ”{_short(item.text)}”", by=by) as report:
        if to.report_id != report.pk:
            raise Refused("Avsnittet hör till en annan rapport.")
        current = _current(item)
        leaving = current.section
        others = list(to.items.exclude(pk=current.pk))
        others.insert(min(max(position, 1), len(others) + 1) - 1, current)
        current.section, current.position = to, ordering.BEYOND + current.pk
        current.save()
        ordering.number(others)
        if leaving != to:
            ordering.number(list(leaving.items.all()))


def add_item(section: ReportSection, *, text: str, activity: Activity | None = None, by: User) -> ReportItem:
    """Add an item last in the section: an activity, or a text of its own."""
    with _change(section.report, f"lade till en punkt: ”{_short(text)}”", by=by):
        section = _current_section(section)
        last = section.items.aggregate(last=models.Max("position"))["last"] or 0
        return ReportItem.objects.create(section=section, activity=activity, text=text, position=last + 1)


def take_up(report: Report, *, by: User) -> int:
    """Place what has been recorded since the report was begun; returns how many."""
    with _change(report, "tog med nya insatser", by=by):
        _in_turn()
        sections = {section.area_id: section for section in report.sections.printed().exclude(area=None)}
        found = list(to_take_up(report))
        _place(found, sections)
    return len(found)


def edit_section(section: ReportSection, *, heading: str, intro: str, by: User) -> ReportSection:
    """Change heading and intro for this issue. Raises StaleVersion, Refused."""
    with _change(section.report, f"ändrade avsnittet {_short(section.heading)}", by=by):
        current = _current_section(section)
        if current.version != section.version:
            raise StaleVersion(current)
        current.heading, current.intro = heading, intro
        current.save()
    return current


def set_ready(section: ReportSection, *, is_ready: bool, by: User, now: datetime.datetime | None = None) -> None:
    """Mark the section as ready, or not ready after all."""
    act = "markerade som klart" if is_ready else "markerade som inte klart"
    ready_at, ready_by = (now or timezone.now(), by) if is_ready else (None, None)
    with _change(section.report, f"{act}: {_short(section.heading)}", by=by):
        _set(_current_section(section), ready_at=ready_at, ready_by=ready_by)


def add_section(
    report: Report, *, heading: str, intro: str = "", under: ReportSection | None = None, by: User
) -> ReportSection:
    """Add a section of the report's own: last, or last under another."""
    with _change(report, f"lade till avsnittet {_short(heading)}", by=by) as current:
        _may_hold(under, current)
        added = ReportSection.objects.create(
            report=current,
            parent=under,
            heading=heading,
            intro=intro,
            position=ordering.BEYOND + current.sections.count(),
        )
        _arrange(current)
        added.refresh_from_db()
    return added


def set_section_hidden(section: ReportSection, *, is_hidden: bool, by: User) -> None:
    """Leave the section, and what is under it, out of what is printed; or take it in again."""
    act = "dolde" if is_hidden else "visade"
    with _change(section.report, f"{act} avsnittet {_short(section.heading)}", by=by):
        _set(_current_section(section), is_hidden=is_hidden)


def move_section(section: ReportSection, *, under: ReportSection | None, position: int, by: User) -> None:
    """Put the section, with what is under it, as number `position` (from 1) under another; on its own with None.

    Out of range means first or last. Raises Refused when the report would get a third level.
    """
    with _change(section.report, f"flyttade avsnittet {_short(section.heading)}", by=by) as report:
        current = _current_section(section)
        if under and (under == current or current.children.exists()):
            raise Refused(f"{current.heading} har egna underavsnitt och kan inte stå under en annan rubrik.")
        _may_hold(under, report)
        siblings = list(report.sections.filter(parent=under).exclude(pk=current.pk))
        siblings.insert(min(max(position, 1), len(siblings) + 1) - 1, current)
        _set(current, parent=under)
        _arrange(report, first=siblings)


def remove_section(section: ReportSection, *, by: User) -> None:
    """Take away a section of the report's own in which nothing stands.

    Raises StaleVersion when somebody has written in it meanwhile, and Refused when it is an area's or not empty.
    """
    with _change(section.report, f"tog bort avsnittet {_short(section.heading)}", by=by) as report:
        current = _current_section(section)
        if current.version != section.version:
            raise StaleVersion(current)
        if current.area_id:
            raise Refused("Ett områdes avsnitt kan inte tas bort, men döljas.")
        if current.items.exists() or current.children.exists():
            raise Refused(f"Flytta först det som står i {current.heading}. Bara ett tomt avsnitt kan tas bort.")
        current.delete()
        _arrange(report)


def last_change(report: Report) -> ReportChange | None:
    """What `undo` would take back."""
    return report.changes.filter(undone_at=None).select_related("by").first()


def undo(change: ReportChange, *, by: User, now: datetime.datetime | None = None) -> None:
    """Put back what the change touched. Raises Refused when it is undone already, or something of it changed since."""
    with transaction.atomic():
        report = _locked(change.report)
        change = report.changes.select_for_update(of=("self",)).get(pk=change.pk)
        if change.undone_at:
            raise Refused("Ändringen är redan ångrad.")
        now_there = _rows(report)
        if any(_differs(now_there.get(key), after) for key, after in change.after.items()):
            raise Refused(CHANGED_SINCE)
        for key, before in change.before.items():
            _restore(report, key, before)
        if report.sections.exclude(parent__parent=None).exists():
            raise Refused(CHANGED_SINCE)
        places = {key: row["position"] for key, row in change.before.items() if row and "position" in row}
        for section in report.sections.all():
            items = section.items.all()
            ordering.number(sorted(items, key=lambda item: (places.get(f"item {item.pk}", item.position), item.pk)))
        sections = report.sections.all()
        _arrange(
            report, first=sorted(sections, key=lambda one: (places.get(f"section {one.pk}", one.position), one.pk))
        )
        change.undone_at = now or timezone.now()
        change.save(update_fields=["undone_at"])
        report.save()


@contextmanager
def _change(report: Report, sentence: str, *, by: User) -> Iterator[Report]:
    """A transaction in which the locked report's rows may change; keeps what did, and counts the report's version up.

    Publishing asks for the version that was on the screen.
    """
    with transaction.atomic():
        current = _locked(report)
        before = _rows(current)
        yield current
        after = _rows(current)
        touched = [key for key in before | after if before.get(key) != after.get(key)]
        if touched:
            ReportChange.objects.create(
                report=current,
                by=by,
                sentence=sentence[:300],
                before={key: before.get(key) for key in touched},
                after={key: after.get(key) for key in touched},
            )
            current.save()


def _locked(report: Report) -> Report:
    current = Report.objects.locked(report)
    if current.is_locked:
        raise Refused("Rapporten är publicerad och kan inte ändras.")
    return current


def _current(item: ReportItem) -> ReportItem:
    current = ReportItem.objects.select_related("section").filter(pk=item.pk).first()
    if current is None:
        raise Refused("Punkten finns inte längre: någon har ångrat att den lades till.")
    return current


def _current_section(section: ReportSection) -> ReportSection:
    current = ReportSection.objects.filter(pk=section.pk).first()
    if current is None:
        raise Refused("Avsnittet finns inte längre: någon har tagit bort det.")
    return current


def _may_hold(under: ReportSection | None, report: Report) -> None:
    """The report has two levels, no more."""
    if under is None:
        return
    if under.report_id != report.pk:
        raise Refused("Avsnittet hör till en annan rapport.")
    if _current_section(under).parent_id:
        raise Refused("Rapporten har två nivåer: ett underavsnitt kan inte ha egna underavsnitt.")


def _set(section: ReportSection, **values: Any) -> None:
    """Change what is not text. The version stays, since it says which text its writer saw."""
    ReportSection.objects.filter(pk=section.pk).update(**values)


def _arrange(report: Report, *, first: Iterable[ReportSection] = ()) -> None:
    """Number the sections so that each is followed by those under it; among siblings, in the order of `first`."""
    order = {section.pk: place for place, section in enumerate(first)}
    children: dict[int | None, list[ReportSection]] = {}
    for section in sorted(report.sections.all(), key=lambda one: (order.get(one.pk, ordering.BEYOND), one.position)):
        children.setdefault(section.parent_id, []).append(section)
    ordering.number([one for top in children.get(None, []) for one in (top, *children.get(top.pk, []))])


def _in_turn() -> None:
    """Two who take up activities at once wait for each other, so that no activity lands in two drafts."""
    list(Area.objects.select_for_update().order_by("pk").values_list("pk"))


def _rows(report: Report) -> dict[str, dict[str, Any]]:
    """The report's sections and items as they are stored, in a form that JSON keeps."""
    sections = report.sections.values("pk", *SECTION_FIELDS)
    items = ReportItem.objects.filter(section__report=report).values("pk", *ITEM_FIELDS)
    rows = {f"section {row.pop('pk')}": row for row in sections}
    rows |= {f"item {row.pop('pk')}": row for row in items}
    for row in rows.values():
        if ready_at := row.get("ready_at"):
            row["ready_at"] = ready_at.isoformat()
    return rows


def _differs(row: dict[str, Any] | None, kept: dict[str, Any] | None) -> bool:
    """Whether the row is another than what was kept of it. Its place says nothing: others move past it."""
    if row is None or kept is None:
        return row is not kept
    return any(row[name] != value for name, value in kept.items() if name != "position")


def _restore(report: Report, key: str, before: dict[str, Any] | None) -> None:
    """Raises Refused when something stands in a section that would go, or what it stood in is gone."""
    kind, pk = key.split()
    model = ReportItem if kind == "item" else ReportSection
    row = model.objects.filter(pk=pk).first()
    if before is None:
        if kind == "section" and (row.items.exists() or row.children.exists()):
            raise Refused(CHANGED_SINCE)
        row.delete()
        return
    if (around := before.get("section_id") or before.get("parent_id")) and not report.sections.filter(pk=around):
        raise Refused(CHANGED_SINCE)
    values = dict(before)
    if values.get("ready_at"):
        values["ready_at"] = datetime.datetime.fromisoformat(values["ready_at"])
    values["position"] = ordering.BEYOND + int(pk)  # its place is found when all are back
    if kind == "section" and row and (row.heading, row.intro) == (before["heading"], before["intro"]):
        _set(row, **values)
        return
    row = row or ReportSection(pk=pk, report=report)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()} …"

"""The agenda before the meeting: what comes onto it, what people propose for it, and what the organisations tell.

Until the notice is sent it is for those who keep the minutes; who proposes something sees that proposal and its answer.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from big import access
from big.documents.models import Document
from big.letters import posting
from big.people.events import record
from big.people.models import Event, Organisation, User
from big.people.roles import Role
from big.refusals import Refused
from big.swedish import long_date, sentence_list, sort_key
from minutes import drafting, outcomes
from minutes.models import (
    AgendaProposal,
    Attachment,
    Deferral,
    Meeting,
    Membership,
    News,
    Officer,
    Paragraph,
    StandingItem,
)
from minutes.reading import paragraph_html
from reports.models import Report

# -- What comes by itself ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """What the agenda of a meeting lacks and could have."""

    deferrals: list[Deferral]
    standing: list[StandingItem]
    report: Document | None
    """The latest published report, where the agenda has a § for it and no meeting of the body has had it."""

    @property
    def items(self) -> list[Deferral | StandingItem]:
        return [*self.deferrals, *self.standing]


def offer(meeting: Meeting) -> Offer:
    """Deferred items that name the meeting, standing items that came later than it was planned, and a report."""
    paragraphs = list(meeting.paragraphs.all())
    landed = {paragraph.from_deferral_id for paragraph in paragraphs}
    deferrals = [
        row for row in meeting.deferred_here.order_by("paragraph__meeting__date", "pk") if row.pk not in landed
    ]
    headings = {paragraph.heading.casefold() for paragraph in paragraphs}
    kinds = {paragraph.kind for paragraph in paragraphs} - {Paragraph.Kind.ITEM}
    standing = [
        item
        for item in (meeting.body.standing_items.all() if meeting.body else [])
        if item.kind not in kinds and item.heading.casefold() not in headings
    ]
    return Offer(deferrals, standing, _report_for(meeting, paragraphs))


def _report_for(meeting: Meeting, paragraphs: list[Paragraph]) -> Document | None:
    if not any(paragraph.kind == Paragraph.Kind.REPORT for paragraph in paragraphs):
        return None
    report = Report.objects.published().select_related("document").newest_first().first()
    attached = Attachment.objects.filter(
        paragraph__meeting__body=meeting.body_id, document=report and report.document_id
    )
    return report.document if report and not attached.exists() else None


def fetch(meeting: Meeting, *, by: User, now: datetime.datetime | None = None) -> list[str]:
    """Put what the agenda lacks onto it; returns the headings. Done again, it adds nothing. Raises Refused."""
    with transaction.atomic():
        current = _ahead(meeting)
        new = offer(current).items
        for item in new:
            paragraph = Paragraph(meeting=current, heading=item.heading, text=item.text)
            if isinstance(item, Deferral):
                paragraph.from_deferral = item
            else:
                paragraph.kind = item.kind
            drafting.place(paragraph, by=by)
        if new:
            detail = f"hämtade till dagordningen: {len(new)}"  # not what: who reads the trail may not read drafts
            record(Event.Act.EDITED, by=by, subject=current, detail=detail, now=now)
    return [item.heading for item in new]


def take_report(meeting: Meeting, *, by: User, now: datetime.datetime | None = None) -> Document:
    """Attach the report that `offer` names to the § for it. Raises Refused when there is none any more."""
    document = offer(meeting).report
    if document is None:
        raise Refused("Det finns ingen ny rapport att ta med, eller ingen punkt för den.")
    paragraph = meeting.paragraphs.filter(kind=Paragraph.Kind.REPORT).order_by("position").first()
    outcomes.attach(Attachment(paragraph=paragraph, document=document), received=None, by=by, now=now)
    return document


# -- Proposals ---------------------------------------------------------------------------------------------------------


def is_member(user: User, meeting: Meeting) -> bool:
    """Whether the user is a member of the body on the day of the meeting."""
    if not user.person_id or meeting.date is None:
        return False
    return Membership.objects.on(meeting.date).filter(body=meeting.body_id, person=user.person_id).exists()


def may_propose(user: User, meeting: Meeting) -> bool:
    """The body's members on the day of the meeting, ledningsgruppen, and those who keep the minutes."""
    if access.may_keep_minutes(user) or Role.STEERING_GROUP in user.roles:
        return True
    return access.is_insider(user) and is_member(user, meeting)


def refusal_to_propose(meeting: Meeting, *, today: datetime.date) -> str:
    """Why nothing can be proposed any more, with whom to ask, as Swedish sentences; empty while it can."""
    if not meeting.is_ahead:
        return f"Det går inte att föreslå ärenden till sammanträdet: {meeting.label}."
    if meeting.proposals_until and today > meeting.proposals_until:
        return f"Ärenden skulle ha föreslagits senast {long_date(meeting.proposals_until)}. {contact(meeting)}"
    return ""


def contact(meeting: Meeting) -> str:
    """Whom to ask about the meeting, as a sentence: its secretary."""
    secretary = meeting.officers.filter(role=Officer.Role.SECRETARY).select_related("person").first()
    if secretary is None:
        return "Kontakta den som för protokollet."
    address = f", {secretary.person.email}" if secretary.person and secretary.person.email else ""
    return f"Kontakta sekreteraren {secretary.name}{address}."


def propose(proposal: AgendaProposal, *, by: User, now: datetime.datetime | None = None) -> None:
    """Store a new proposal. Raises Refused after the last day for it."""
    now = now or timezone.now()
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=proposal.meeting_id)
        if refusal := refusal_to_propose(meeting, today=timezone.localdate(now)):
            raise Refused(refusal)
        proposal.proposed_by, proposal.proposed_at = by, now
        proposal.save()
        record(Event.Act.CREATED, by=by, subject="ärendeförslag", detail=str(meeting), now=now)


def accept(proposal: AgendaProposal, *, heading: str, by: User, now: datetime.datetime | None = None) -> Paragraph:
    """Make the proposal a § before the closing one, under `heading`, and tell who proposed it. Raises Refused."""
    now = now or timezone.now()
    with transaction.atomic():
        meeting = _ahead(proposal.meeting)
        current = _unanswered(proposal)
        paragraph = Paragraph(meeting=meeting, heading=heading, text=paragraph_html(current.text))
        drafting.place(paragraph, by=by)
        current.paragraph = paragraph
        _answer(current, AgendaProposal.Answer.ACCEPTED, by=by, now=now)
    return paragraph


def decline(proposal: AgendaProposal, *, reason: str, by: User, now: datetime.datetime | None = None) -> None:
    """Answer that the proposal is not taken up, and why. Raises Refused when it is answered already."""
    with transaction.atomic():
        current = _unanswered(proposal)
        current.reason = reason
        _answer(current, AgendaProposal.Answer.DECLINED, by=by, now=now or timezone.now())


def _unanswered(proposal: AgendaProposal) -> AgendaProposal:
    locked = AgendaProposal.objects.select_for_update(of=("self",))
    current = locked.select_related("proposed_by", "meeting").get(pk=proposal.pk)
    if current.answer:
        raise Refused(f"Förslaget är redan besvarat: {current.get_answer_display()}.")
    return current


def _answer(proposal: AgendaProposal, answer: str, *, by: User, now: datetime.datetime) -> None:
    proposal.answer, proposal.answered_at, proposal.answered_by = answer, now, by
    proposal.save()
    detail = f"{proposal.get_answer_display()}, {proposal.meeting}"
    record(Event.Act.EDITED, by=by, subject="ärendeförslag", detail=detail, now=now)
    if proposal.proposed_by != by and proposal.proposed_by.is_active:
        posting.write(
            f"svar på förslag:{proposal.pk}",
            name=proposal.proposed_by.name,
            address=proposal.proposed_by.email,
            subject=f"Ditt förslag: {proposal.heading}",
            template="minutes/mail/proposal_answered.txt",
            context={"proposal": proposal, "meeting": proposal.meeting},
            by=by,
            about=proposal.meeting.get_absolute_url(),
            now=now,
        )


# -- News of the organisations -----------------------------------------------------------------------------------------


def organisations(meeting: Meeting) -> list[Organisation]:
    """Those that the body's members on the day of the meeting come from, in the order of their names."""
    members = Membership.objects.on(meeting.date).filter(body=meeting.body_id)
    return sorted(
        Organisation.objects.filter(people__memberships__in=members).distinct(), key=lambda one: sort_key(one.name)
    )


def own_organisations(user: User, meeting: Meeting, organisations: list[Organisation]) -> list[Organisation]:
    """Those of them for which the user writes: a member for where he or she comes from, the secretary for all."""
    if access.may_keep_minutes(user):
        return organisations
    own = [one for one in organisations if one and user.person and one.pk == user.person.organisation_id]
    return own if own and access.is_insider(user) and is_member(user, meeting) else []


def place_of_news(meeting: Meeting) -> Paragraph | None:
    """The § where each organisation tells what goes on."""
    return meeting.paragraphs.filter(kind=Paragraph.Kind.NEWS).order_by("position").first()


def save_news(news: News, *, by: User, now: datetime.datetime | None = None) -> None:
    """Raises StaleVersion, and Refused once the minutes are being written."""
    now = now or timezone.now()
    with transaction.atomic():
        _ahead(news.meeting)
        act = Event.Act.CREATED if news._state.adding else Event.Act.EDITED
        if news._state.adding and News.objects.filter(meeting=news.meeting, organisation=news.organisation).exists():
            raise Refused("Någon annan hann skriva för huvudmannen. Öppna sidan igen och lägg till ditt.")
        news.written_by, news.written_at = by, now
        news.save()
        record(act, by=by, subject=news, detail=str(news.meeting), now=now)


def take_in_news(meeting: Meeting, *, by: User, now: datetime.datetime | None = None) -> list[str]:
    """Put what has been written into its §, each under its organisation; returns the names of those that were new.

    Each is taken in once: the § is then the secretary's, and what an organisation writes later does not touch it.
    Without a § for news nothing is done. Raises Refused when the minutes can no longer be changed.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if not (current.is_ahead or current.state == Meeting.State.DRAFTING):
            raise Refused(f"Protokollet kan inte ändras: {current.label}.")
        paragraph = place_of_news(current)
        waiting = current.news.filter(taken_in_at=None).select_related("organisation")
        found = sorted(waiting, key=lambda news: sort_key(news.organisation.name))
        if paragraph is None or not found:
            return []
        text = paragraph.text
        for news in found:
            text += f"{_subheading(news.organisation.name)}{paragraph_html(news.text)}"
            news.taken_in_at = now
            news.save()
        names = [news.organisation.name for news in found]
        done = f"hämtade in aktuellt från {sentence_list(names)}"
        drafting.edit(paragraph, heading=paragraph.heading, text=text, kind=paragraph.kind, by=by, comment=done)
        record(Event.Act.EDITED, by=by, subject=current, detail=done, now=now)
    return names


def _subheading(name: str) -> str:
    return paragraph_html(name).replace("<p>", "<p><strong>", 1).replace("</p>", "</strong></p>", 1)


def _ahead(meeting: Meeting) -> Meeting:
    """The meeting, locked. Raises Refused when it is no longer ahead."""
    current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not current.is_ahead:
        raise Refused(f"Sammanträdet kan inte förberedas längre: {current.label}.")
    return current

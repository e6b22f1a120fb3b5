"""Before the meeting: what is proposed for the agenda, what the organisations tell, and what can be fetched onto it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.access import insiders_only, may_keep_minutes, minutes_required
from big.people.models import Organisation, User
from big.refusals import Refused
from big.swedish import sentence_list
from big.versions import StaleVersion
from minutes import agenda
from minutes.agenda_forms import AcceptForm, AgendaProposalForm, DeclineForm, NewsForm
from minutes.models import AgendaProposal, Meeting, News


def before(user: User, meeting: Meeting) -> dict[str, Any]:
    """What the meeting's page says of the time before it: the notices that were sent, and what the user may do."""
    notices = meeting.notices.select_related("document")
    if not meeting.is_ahead:
        return {"links": [], "notices": notices}
    links = [("Lägg i kalendern", "minutes:calendar")]
    if may_keep_minutes(user):
        called = meeting.state == Meeting.State.CALLED
        links = [("Ny kallelse …" if called else "Kallelse …", "minutes:notice"), *links]
        links += [("Förslag till dagordningen", "minutes:proposals"), ("Aktuellt från huvudmännen", "minutes:news")]
    else:
        if agenda.may_propose(user, meeting):
            links.append(("Föreslå ett ärende", "minutes:proposals"))
        if user.person and agenda.own_organisations(user, meeting, [user.person.organisation]):
            links.append((f"Aktuellt från {user.person.organisation}", "minutes:news"))
    return {"links": [(words, reverse(name, args=[meeting.pk])) for words, name in links], "notices": notices}


def _meeting(user: User, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(user).filter(source=None).select_related("body"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@insiders_only
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose an item, and see what became of one's own; who keeps the minutes sees everybody's."""
    meeting = _meeting(request.user, pk)
    if not agenda.may_propose(request.user, meeting):
        raise PermissionDenied
    refusal = agenda.refusal_to_propose(meeting, today=timezone.localdate())
    form = AgendaProposalForm(request.POST or None, instance=AgendaProposal(meeting=meeting))
    if request.method == "POST" and form.is_valid():
        try:
            agenda.propose(form.instance, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Förslaget är skickat till sekreteraren. Svaret kommer med e-post och syns här.")
            return redirect("minutes:proposals", meeting.pk)
    context = {
        "meeting": meeting,
        "form": None if refusal and not form.is_bound else form,
        "refusal": refusal,
        "proposals": AgendaProposal.objects.visible_to(request.user).of_meeting(meeting),
        "may_answer": may_keep_minutes(request.user) and meeting.is_ahead,
        "keeps_minutes": may_keep_minutes(request.user),
    }
    return TemplateResponse(request, "minutes/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def answer_proposal(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """Take up what somebody has proposed, or say why not."""
    meeting = _meeting(request.user, pk)
    row = get_object_or_404(meeting.proposals.select_related("proposed_by"), pk=proposal)
    if row.answer or not meeting.is_ahead:
        messages.info(request, f"Förslaget kan inte besvaras: {row.get_answer_display() or meeting.label}.")
        return redirect("minutes:proposals", meeting.pk)
    declines = "reason" in request.POST
    accept_form = AcceptForm(None if declines else request.POST or None, initial={"heading": row.heading})
    decline_form = DeclineForm(request.POST if declines else None)
    form = decline_form if declines else accept_form
    if request.method == "POST" and form.is_valid():
        try:
            if declines:
                agenda.decline(row, reason=form.cleaned_data["reason"], by=request.user)
            else:
                agenda.accept(row, heading=form.cleaned_data["heading"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done = "Förslaget är avböjt." if declines else "Ärendet står på dagordningen."
            messages.success(request, f"{done} {row.proposed_by} får svaret med e-post.")
            return redirect("minutes:proposals", meeting.pk)
    context = {"meeting": meeting, "proposal": row, "accept_form": accept_form, "decline_form": decline_form}
    return TemplateResponse(request, "minutes/answer_proposal.html", context)


@require_safe
@insiders_only
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """What the organisations have written: all of it for those who keep the minutes, one's own for a member."""
    meeting = _meeting(request.user, pk)
    written = {row.organisation_id: row for row in meeting.news.select_related("organisation", "written_by")}
    organisations = agenda.organisations(meeting)
    organisations += [row.organisation for row in written.values() if row.organisation not in organisations]
    own = [(one, written.get(one.pk)) for one in agenda.own_organisations(request.user, meeting, organisations)]
    if not own and not may_keep_minutes(request.user):
        raise PermissionDenied
    context = {
        "meeting": meeting,
        "rows": own,
        "may_take_in": may_keep_minutes(request.user) and any(row and not row.taken_in_at for _, row in own),
        "has_place": agenda.place_of_news(meeting) is not None,
    }
    return TemplateResponse(request, "minutes/news.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@insiders_only
def write_news(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    """Write what an organisation has to tell, until the minutes are begun."""
    meeting = _meeting(request.user, pk)
    whose = get_object_or_404(Organisation, pk=organisation)
    if not agenda.own_organisations(request.user, meeting, [whose]):
        raise PermissionDenied
    row = meeting.news.filter(organisation=whose).first() or News(meeting=meeting, organisation=whose)
    if not meeting.is_ahead:
        messages.info(request, f"Det går inte att skriva till sammanträdet längre: {meeting.label}.")
        return redirect(meeting)
    form = NewsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            agenda.save_news(form.instance, by=request.user)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row} är sparat. Det går att ändra tills protokollet börjar skrivas.")
            return redirect("minutes:news", meeting.pk)
    return TemplateResponse(
        request, "minutes/write_news.html", {"meeting": meeting, "organisation": whose, "form": form}
    )


@require_POST
@minutes_required
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """Put onto the agenda what it lacks, or the report, or what the organisations have written."""
    meeting = _meeting(request.user, pk)
    try:
        match request.POST.get("act"):
            case "items":
                found = agenda.fetch(meeting, by=request.user)
                done = f"På dagordningen står nu också: {sentence_list(found)}."
            case "report":
                found = [agenda.take_report(meeting, by=request.user)]
                done = f"{found[0]} är bilaga."
            case "news":
                found = agenda.take_in_news(meeting, by=request.user)
                done = f"Hämtat in aktuellt från {sentence_list(found)}."
            case _:
                return HttpResponseBadRequest()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done) if found else messages.info(request, "Det fanns inget nytt att hämta.")
    return redirect("minutes:news" if request.POST["act"] == "news" else "minutes:notice", meeting.pk)

"""Agenda and minutes are written on one page, where every § saves itself.

A change that comes from a script is answered with what it changed on the page, any other with the page.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event
from reversion.models import Version

from big.access import insiders_only, may_keep_minutes, minutes_required
from big.documents.richtext import lines
from big.people.events import record
from big.people.models import Event
from big.refusals import Refused
from big.swedish import sentence_list
from big.versions import StaleVersion
from minutes import agenda, drafting, following_up, numbering, rounds
from minutes.cues import Cue, suggest
from minutes.forms import ParagraphForm
from minutes.missing import missing
from minutes.models import Meeting, Membership, Paragraph, ParagraphComment, Phrase


@dataclass
class Row:
    """A § on the page, with its form and what its words sound like. `unsaved` says why a save was none."""

    paragraph: Paragraph
    form: ParagraphForm
    cues: list[Cue]
    comments: list[ParagraphComment] = field(default_factory=list)
    unsaved: dict[str, Any] | None = None


@dataclass(frozen=True)
class Undo:
    """What was done last and how it is undone: where the button posts, and the place to go back to, if it has one."""

    sentence: str
    url: str
    position: int | None = None


@require_safe
@minutes_required
def write(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    if reason := drafting.why_not_write(meeting):
        messages.info(request, reason)
        return HttpResponseClientRedirect(meeting.get_absolute_url()) if request.htmx else redirect(meeting)
    context = _page(request, meeting) | {"undo": _undo(meeting, request.GET)}
    return TemplateResponse(request, "minutes/write.html#contents" if request.htmx else "minutes/write.html", context)


@require_POST
@minutes_required
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    try:
        with transaction.atomic():
            drafting.begin(meeting, by=request.user)
            told = agenda.take_in_news(meeting, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if told:
            messages.info(request, f"Hämtat in aktuellt från {sentence_list(told)}.")
        messages.success(request, "Nu är det protokollet som skrivs. Bara du, ordföranden och justerarna ser det.")
    return redirect("minutes:write", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what it means to let the group read the draft; then do it."""
    meeting = _meeting(request, pk)
    if request.method == "POST":
        try:
            drafting.share(meeting, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Utkastet är delat. Gruppens medlemmar kan läsa det på sammanträdets sida.")
        return redirect(meeting)
    if not meeting.is_draft or meeting.source_id or meeting.shared_at:
        return redirect(meeting)
    members = Membership.objects.on(meeting.date).filter(body=meeting.body).in_order().select_related("person__user")
    return TemplateResponse(request, "minutes/share.html", {"meeting": meeting, "members": members})


@require_safe
@minutes_required
def previous(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of the body's last attested minutes, to have beside."""
    found = drafting.previous_minutes(_meeting(request, pk))
    if found is None:
        raise Http404
    earlier = Meeting.objects.with_contents().get(pk=found.pk)
    return TemplateResponse(request, "minutes/_write_previous.html", {"earlier": earlier})


@require_safe
@minutes_required
def lacking(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of what is not yet right, as the page asks for it after every change."""
    context = {"missing": missing(numbering.show(_meeting(request, pk)))}
    return TemplateResponse(request, "minutes/_write_missing.html", context)


@require_safe
@minutes_required
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Note at which § the page is; tell who else is where, and what they have changed since the page was shown.

    Brings a token for forms too: the one on the page grows old when its reader signs in anew in another tab.
    """
    meeting = _meeting(request, pk)
    shown = dict(seen(value) for value in request.GET.getlist("seen"))
    own = next((one for one in meeting.paragraphs.all() if one.pk == _number(request.GET.get("paragraph"))), None)
    others = drafting.be_present(meeting, own, by=request.user)
    numbering.show(meeting)
    paragraphs = {one.pk: one for one in meeting.paragraphs.all()}
    for other in others:
        other.paragraph = paragraphs.get(other.paragraph_id)
    context = {
        "meeting": meeting,
        "others": others,
        "here": [(pk, [row.user for row in others if row.paragraph_id == pk]) for pk in shown if pk in paragraphs],
        "changed": [one for one in paragraphs.values() if shown.get(one.pk, one.version) < one.version],
        "rearranged": list(shown) != list(paragraphs),
        "why_not": drafting.why_not_write(meeting),
    }
    response = TemplateResponse(request, "minutes/_write_presence.html", context)
    return trigger_client_event(response, "fresh-token", {"token": get_token(request)})


# -- §§ ----------------------------------------------------------------------------------------------------------------


@require_POST
@minutes_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A § before all others."""
    return _add(request, _meeting(request, pk), after=None)


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def paragraph(request: HttpRequest, pk: int, paragraph: int) -> HttpResponse:
    """Save a §; or show it as it is stored, in the place of what somebody has typed.

    What somebody else has written is shown beside what was typed, and the writer chooses. What saves itself keeps the
    version that its writer saw, and so never goes over the other's.
    """
    if (request.htmx or request.method == "POST") and not Paragraph.objects.filter(pk=paragraph).exists():
        row = Paragraph(pk=paragraph, meeting=_meeting(request, pk))  # taken away meanwhile, as `edit` says
    else:
        row = _paragraph(request, pk, paragraph)
    if request.method != "POST":
        return _one(request, pk, row)
    seen_version = seen(request.POST.get("seen", ""))[1]
    stored, row.version = row.version, seen_version
    form = ParagraphForm(request.POST, instance=row)
    unsaved: dict[str, Any] = {"error": "", "differences": [], "theirs": None, "writer": None}
    if not form.is_valid():
        unsaved["error"] = " ".join(error for errors in form.errors.values() for error in errors)
    else:
        typed = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            saved = drafting.edit(row, **typed, by=request.user)
        except StaleVersion as stale:
            if request.htmx and request.POST.get("conflict") == str(stale.record.version):
                return HttpResponse(status=204)  # it is shown already, with buttons that somebody may be pressing now
            unsaved |= {
                "differences": drafting.differences(stale.record, row),
                "theirs": stale.record,
                "writer": drafting.last_writer(stale.record),
            }
        except Refused as refusal:
            unsaved["error"] = str(refusal)
        else:
            if not request.htmx:
                return _back(pk, f"paragraf-{saved.pk}")
            cues = _cues(_paragraph(request, pk, saved.pk))
            context = {"paragraph": saved, "cues": cues, "is_saved": True, "is_answer": True}
            return TemplateResponse(request, "minutes/_write_status.html", context)
    row.version = stored
    if request.htmx:
        context = {"paragraph": row, "unsaved": unsaved, "cues": [], "is_answer": True}
        return TemplateResponse(request, "minutes/_write_status.html", context)
    page = _page(request, _meeting(request, pk))
    for shown in page["rows"]:
        if shown.paragraph.pk == row.pk:
            shown.form, shown.unsaved = form, unsaved
            break
    else:
        page["lost"] = Row(row, form, [], unsaved=unsaved)
    return TemplateResponse(request, "minutes/write.html", page)


@require_POST
@minutes_required
def arrange(request: HttpRequest, pk: int, paragraph: int) -> HttpResponse:
    """Move a § up, down or to a place, take it away, or add one after it: `act` says which."""
    row = _paragraph(request, pk, paragraph)
    act = request.POST.get("act", "")
    if act == "add":
        return _add(request, row.meeting, after=row)
    if act == "remove":
        return _remove(request, row)
    places = {"up": row.position - 1, "down": row.position + 1, "place": _number(request.POST.get("position"))}
    if act not in places:
        return HttpResponseBadRequest()
    try:
        before = drafting.move(row, position=places[act])
    except Refused as refusal:
        return _refused(request, pk, refusal, anchor=f"paragraf-{row.pk}")
    moved = {} if act == "place" else {"flyttad": row.pk, "fran": before}
    return _changed(request, pk, anchor=f"paragraf-{row.pk}", done=moved)


def _add(request: HttpRequest, meeting: Meeting, *, after: Paragraph | None) -> HttpResponse:
    try:
        new = drafting.add(meeting, after=after, by=request.user)
    except Refused as refusal:
        return _refused(request, meeting.pk, refusal)
    return _changed(request, meeting.pk, anchor=f"heading-{new.pk}", new=new)


def _remove(request: HttpRequest, row: Paragraph) -> HttpResponse:
    try:
        version = drafting.remove(row, by=request.user)
    except Refused as refusal:
        return _refused(request, row.meeting_id, refusal, anchor=f"paragraf-{row.pk}")
    return _changed(request, row.meeting_id, anchor="notis", done={"borttagen": version})


@require_POST
@minutes_required
def bring_back(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Undo that a § was taken away."""
    try:
        back = drafting.bring_back(_meeting(request, pk), version)
    except Refused as refusal:
        return _refused(request, pk, refusal)
    except Version.DoesNotExist:
        return _refused(request, pk, Refused("Paragrafen är redan tillbaka."))
    return _changed(request, pk, anchor=f"paragraf-{back.pk}")


# -- Earlier versions --------------------------------------------------------------------------------------------------


@require_safe
@insiders_only
def history(request: HttpRequest, pk: int, paragraph: int) -> HttpResponse:
    """The versions of a §, for those who keep the minutes and those who see the draft by their task at the meeting."""
    row = _paragraph(request, pk, paragraph)
    may_restore = may_keep_minutes(request.user)
    is_officer = row.meeting.officers.filter(person__user=request.user).exists()
    if not (may_restore or (is_officer and row.meeting.texts_are_visible_to(request.user))):
        raise Http404
    record(Event.Act.DRAFT_READ, by=request.user, subject=row.meeting, detail=f"tidigare versioner av {row.label}")
    context = {
        "meeting": row.meeting,
        "paragraph": row,
        "changes": drafting.history(row),
        "may_restore": may_restore and not drafting.why_not_write(row.meeting),
    }
    return TemplateResponse(request, "minutes/paragraph_history.html", context)


@require_POST
@minutes_required
def restore(request: HttpRequest, pk: int, paragraph: int, version: int) -> HttpResponse:
    row = _paragraph(request, pk, paragraph)
    try:
        drafting.restore(row, version, by=request.user)
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    except Version.DoesNotExist:
        messages.error(request, "Den versionen finns inte.")
    else:
        messages.success(request, "Paragrafen är som den var då. Versionerna däremellan finns kvar.")
    return _back(pk, f"paragraf-{row.pk}")


# -- The page ----------------------------------------------------------------------------------------------------------


def seen(value: str) -> tuple[int, int]:
    """Which § and which version of it a page shows: "12.3"; zeros for what makes no sense."""
    paragraph, _, version = value.partition(".")
    return _number(paragraph), _number(version)


def _page(request: HttpRequest, meeting: Meeting, *, new: Paragraph | None = None) -> dict[str, Any]:
    """What the page shows, in a number of queries that does not grow with the §§."""
    numbering.show(meeting)
    comments: dict[int | None, list[ParagraphComment]] = {}
    for comment in rounds.unsettled(meeting) if meeting.is_draft else []:
        comments.setdefault(comment.paragraph_id, []).append(comment)
    return {
        "meeting": meeting,
        "rows": [
            Row(one, ParagraphForm(instance=one), _cues(one), comments.pop(one.pk, []))
            for one in meeting.paragraphs.all()
        ],
        "homeless_comments": comments.get(None, []),
        "sent_back": rounds.sent_back(meeting) if meeting.is_draft else None,
        "new": new,
        "phrases": list(Phrase.objects.filter(body=meeting.body_id)),
        "previous": drafting.previous_minutes(meeting),
        "removed": drafting.removed(meeting),
        "missing": missing(meeting) if meeting.is_draft else [],
        "open_assignments": following_up.open_assignments(meeting.body),
        "to_report": following_up.to_report(meeting),
        "may_begin": meeting.is_ahead and meeting.date <= timezone.localdate(),
        "media": ParagraphForm(instance=Paragraph(meeting=meeting)).media,
    }


def _cues(paragraph: Paragraph) -> list[Cue]:
    """What the words sound like and nobody has recorded yet; an agenda decides nothing."""
    if not paragraph.meeting.is_draft:
        return []
    recorded = {
        "decision": paragraph.decisions.all(),
        "assignment": paragraph.assignments.all(),
        "deferral": paragraph.deferrals.all(),
    }
    return [cue for cue in suggest(lines(paragraph.text)) if not recorded[cue.kind]]


def _undo(meeting: Meeting, done: Any) -> Undo | None:
    """The button that takes back what was done, as far as that can be: `done` is the page's address, or the same."""
    if moved := next((one for one in meeting.paragraphs.all() if one.pk == _number(done.get("flyttad"))), None):
        url = reverse("minutes:arrange_paragraph", args=[meeting.pk, moved.pk])
        return Undo(f"{moved} är flyttad hit.", url, _number(done.get("fran")))
    if version := drafting.removed(meeting).filter(pk=_number(done.get("borttagen"))).first():
        heading = version.field_dict["heading"]
        sentence = f"Paragrafen ”{heading}” är borttagen." if heading else "En paragraf utan rubrik är borttagen."
        return Undo(sentence, reverse("minutes:bring_back", args=[meeting.pk, version.pk]))
    return None


def _changed(
    request: HttpRequest,
    pk: int,
    *,
    anchor: str = "",
    done: dict[str, int] | None = None,
    new: Paragraph | None = None,
) -> HttpResponse:
    if not request.htmx:
        return _back(pk, anchor, done)
    meeting = _meeting(request, pk)
    page = _page(request, meeting, new=new) | {"undo": _undo(meeting, done or {})}
    return TemplateResponse(request, "minutes/write.html#contents", page)


def _refused(request: HttpRequest, pk: int, refusal: Refused, *, anchor: str = "notis") -> HttpResponse:
    messages.error(request, str(refusal))
    return _changed(request, pk, anchor=anchor)


def _one(request: HttpRequest, pk: int, row: Paragraph) -> HttpResponse:
    if not request.htmx:
        return _back(pk, f"paragraf-{row.pk}")
    page = _page(request, _meeting(request, pk))
    page["row"] = next((shown for shown in page["rows"] if shown.paragraph.pk == row.pk), None)
    if page["row"] is None:
        raise Http404
    return TemplateResponse(request, "minutes/_write_paragraph.html", page)


def _back(pk: int, anchor: str, done: dict[str, int] | None = None) -> HttpResponse:
    return redirect(reverse("minutes:write", args=[pk], query=done, fragment=anchor or None))


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    found = Meeting.objects.visible_to(request.user).with_contents()
    return get_object_or_404(found.prefetch_related("paragraphs__from_deferral__paragraph__meeting"), pk=pk)


def _paragraph(request: HttpRequest, pk: int, paragraph: int) -> Paragraph:
    visible = Meeting.objects.visible_to(request.user).filter(pk=pk)
    return get_object_or_404(Paragraph.objects.select_related("meeting__body"), meeting__in=visible, pk=paragraph)


def _number(value: Any) -> int:
    return int(value) if value and str(value).isdecimal() and len(str(value)) < 10 else 0

"""Justering: the secretary sends, the attesters answer, and those who may see the draft follow how it goes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.access import insiders_only, may_keep_minutes, minutes_required
from big.documents.finalising import in_groups
from big.documents.models import Document
from big.documents.pages import stored_response
from big.people import proofs, unsaved
from big.people.events import record
from big.people.models import Event, User
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from minutes import numbering, rounds
from minutes.attestation_forms import AnswerForm, ApproveForm, RecallForm, SendForm
from minutes.drafting import why_not_write
from minutes.models import Attestation, AttestationRound, Meeting, ParagraphComment


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """See what is missing, who gets the minutes and what it means; then send them to the attesters."""
    meeting = _meeting(request, pk)
    if meeting.state != Meeting.State.DRAFTING or meeting.source_id:
        messages.info(request, why_not_write(meeting) or f"Det finns inget protokoll att justera: {meeting.label}.")
        return redirect(meeting)
    attesters = meeting.attesters()
    due_on = rounds.default_due(meeting, today=timezone.localdate())
    form = SendForm(request.POST or None, about=meeting, due_on=due_on, several=len(attesters) > 1)
    missing = rounds.missing_to_send(numbering.show(meeting))
    if request.method == "POST" and form.is_valid():
        meeting.version = form.cleaned_data["version"]
        try:
            sent = rounds.send(
                meeting,
                due_on=form.cleaned_data["due_on"],
                in_order=form.cleaned_data.get("in_order", False),
                by=request.user,
            )
        except NotYet as refusal:
            missing = refusal.missing
        except StaleVersion:
            form.refuse_stale()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Protokollet är skickat till justering.")
            return redirect("minutes:attestation", sent.meeting_id)
    context = {
        "meeting": meeting,
        "form": form,
        "missing": missing,
        "remarks": rounds.remarks_before_sending(meeting),
        "attesters": attesters,
        "unsettled": rounds.unsettled(meeting),
    }
    return TemplateResponse(request, "minutes/send_to_attesters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the minutes back from their attesters, to write on."""
    meeting = _meeting(request, pk)
    current = rounds.open_round(meeting)
    if current is None:
        messages.info(request, f"Protokollet är inte under justering: {meeting.label}.")
        return redirect(meeting)
    form = RecallForm(request.POST or None, sent=current)
    if request.method == "POST" and form.is_valid():
        try:
            rounds.recall(current, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("minutes:attestation", pk)
        messages.success(request, "Protokollet är återtaget och kan ändras igen.")
        return redirect("minutes:write", pk)
    context = {"meeting": meeting, "form": form, "attestations": current.attestations.all()}
    return TemplateResponse(request, "minutes/recall.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@insiders_only
def attestation(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to be attested, with room for words about each §, and three answers; to others how the round goes.

    What was typed stays on the page whatever comes between, also when there is nobody to send it to any more.
    """
    meeting = _followed(request, pk)
    last = _last_round(meeting)
    if last is None:
        return redirect(meeting)
    own = rounds.own(request.user, last)
    is_asked = last.is_open and own in rounds.awaited(last)
    form = None
    if is_asked or (request.method == "POST" and own):
        kept = unsaved.for_form(request, f"Justering: {meeting.title}")
        form = AnswerForm(request.POST or None, meeting=meeting, digest=last.proof_id, kept=kept)
    if request.method == "POST" and form and form.is_valid():
        try:
            return _answer(request, own, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            form.show_anew(last.proof_id)
    elif request.method != "POST" and last.is_open:
        record(Event.Act.DRAFT_READ, by=request.user, subject=meeting, detail=f"justering, omgång {last.number}")
    context = _progress(meeting, last, request.user) | {
        "form": form,
        "paragraphs": [(one, form[form.name_of(one.pk)] if form else None) for one in meeting.paragraphs.all()],
        "changes": rounds.changes(last),
        "shows_texts": True,
        "attendance": meeting.present(),
        "absent": meeting.absent(),
        "chairs": meeting.chairs(),
    }
    return TemplateResponse(request, "minutes/attestation.html", context)


def _answer(request: HttpRequest, own: Attestation, form: AnswerForm) -> HttpResponse:
    """Give the answer that was pressed, or lead on to the approval. Raises Refused."""
    comment, comments = form.typed()
    act, digest = request.POST.get("act"), form.cleaned_data["digest"]
    if act == "approve":
        if comment or comments:
            raise Refused(
                "Du har skrivit kommentarer. Skicka tillbaka protokollet med dem, eller ta bort dem och godkänn sedan."
            )
        rounds.refuse_answer(own, digest=digest, by=request.user)
        return redirect("minutes:approve_minutes", own.round.meeting_id)
    if act == "return":
        rounds.return_(own, comment=comment, comments=comments, digest=digest, by=request.user)
        messages.success(request, "Protokollet är tillbaka hos sekreteraren med dina kommentarer.")
    elif act == "decline":
        if comments:
            raise Refused(
                "Kommentarer till paragrafer hör till ett protokoll som behöver ändras. Skriv varför du inte justerar "
                "i fältet om protokollet i sin helhet."
            )
        rounds.decline(own, reason=comment, digest=digest, by=request.user)
        messages.success(request, "Ditt svar är sparat. Sekreteraren och ordföranden får veta det.")
    else:
        raise Refused("Välj ett av de tre svaren.")
    return redirect("minutes:attestation", own.round.meeting_id)


@require_http_methods(["GET", "HEAD", "POST"])
@insiders_only
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Prove who one is, and approve the minutes."""
    meeting = _followed(request, pk)
    return approving(
        request,
        rounds.open_round(meeting),
        approve=rounds.approve,
        template="minutes/approve.html",
        context={"meeting": meeting},
        saved="Protokollet är justerat och sparat som",
        waiting="Protokollet är justerat när alla har godkänt det.",
        back=reverse("minutes:attestation", args=[pk]),
        after=meeting.get_absolute_url(),
    )


def approving(
    request: HttpRequest,
    current: AttestationRound | None,
    *,
    approve: Callable[..., Document | None],
    template: str,
    context: dict[str, Any],
    saved: str,
    waiting: str,
    back: str,
    after: str,
) -> HttpResponse:
    """The page where an attester approves what a round is about, with a proof given after the page was opened.

    It leads `back` where there is nothing to approve, or others are still to answer (`waiting`); and on to what comes
    `after` the last approval (`saved`, and its file name).
    """
    own = rounds.own(request.user, current) if current and current.is_open else None
    if own is None or own not in rounds.awaited(current):
        messages.info(request, "Det finns inget för dig att godkänna här nu.")
        return redirect(back)
    purpose = f"justering {own.pk} {current.proof_id}"
    form = ApproveForm(request.POST or None, sent=current)
    if request.method == "POST" and form.is_valid():
        how = proofs.given(request, purpose)
        try:
            document = approve(own, how=how, digest=form.cleaned_data["digest"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            proofs.spend(request)
            done = f"{saved} {document.file_name}." if document else f"Ditt godkännande är sparat. {waiting}"
            messages.success(request, done)
            return redirect(after if document else back)
    proofs.ask(request, purpose)
    context |= {
        "round": current,
        "form": form,
        "digest": in_groups(current.proof_id),
        "how": proofs.given(request, purpose),
        "ways": proofs.ways(request),
        "limit": proofs.LIMIT // 60,
        "is_last": len(rounds.unanswered(current)) == 1,
    }
    return TemplateResponse(request, template, context)


@require_safe
@insiders_only
def proof(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The PDF exactly as it was sent in a round."""
    meeting = _followed(request, pk)
    sent = get_object_or_404(
        AttestationRound.objects.select_related("proof").defer("proof__data"),
        meeting=meeting,
        correction=None,
        number=number,
    )
    record(Event.Act.DRAFT_READ, by=request.user, subject=meeting, detail=f"justering, omgång {number}, PDF")
    return stored_response(sent.proof, f"under-justering-{meeting.date:%Y-%m-%d}-{number}.pdf")


@require_POST
@minutes_required
def settle(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """A comment is dealt with."""
    found = get_object_or_404(
        ParagraphComment,
        pk=comment,
        attestation__round__meeting=_meeting(request, pk),
        attestation__round__correction=None,
    )
    try:
        rounds.settle(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    anchor = f"paragraf-{found.paragraph_id}" if found.paragraph_id else None
    return redirect(reverse("minutes:write", args=[pk], fragment=anchor))


def _progress(meeting: Meeting, last: AttestationRound, user: User) -> dict[str, Any]:
    """Who has answered what, and whose answer is awaited since when."""
    waiting = rounds.awaited(last) if last.is_open else []
    return {
        "meeting": meeting,
        "round": last,
        "attestations": [(one, rounds.since(one, last) if one in waiting else None) for one in last.attestations.all()],
        "may_recall": last.is_open and may_keep_minutes(user),
        "may_send": meeting.state == Meeting.State.DRAFTING and may_keep_minutes(user),
        "today": timezone.localdate(),
    }


def _last_round(meeting: Meeting) -> AttestationRound | None:
    found = meeting.rounds.filter(correction=None).select_related("sent_by", "meeting__body")
    return found.prefetch_related("attestations__comments__paragraph", "attestations__person__user").last()


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).with_contents(), pk=pk)


def _followed(request: HttpRequest, pk: int) -> Meeting:
    meeting = numbering.show(_meeting(request, pk))
    if not rounds.may_follow(request.user, meeting):
        raise Http404
    return meeting

"""Undertecknat i annan tjänst: the secretary takes out the file, and brings it back signed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.access import minutes_required
from big.documents.pages import stored_response
from big.people.events import record
from big.people.models import Event
from big.refusals import Refused
from big.versions import StaleVersion
from minutes import signing_elsewhere
from minutes.attestation import missing_to_attest
from minutes.drafting import why_not_write
from minutes.forms import PrepareSigningForm, SignedFileForm
from minutes.models import Meeting


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def sign_elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the file that is to be signed in another service; once it is made, the page for what comes back."""
    meeting = _meeting(request, pk)
    if signing_elsewhere.signing_of(meeting) and not meeting.is_attested:
        return _page(request, meeting, SignedFileForm(meeting=meeting))
    if (reason := why_not_write(meeting)) or not meeting.is_draft:
        messages.info(request, reason or "Protokollet skrivs inte än.")
        return redirect(meeting)
    form = PrepareSigningForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        meeting.version = form.cleaned_data["version"]
        try:
            signing_elsewhere.prepare(meeting, by=request.user)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Filen är framtagen. Nu kan ingen ändra protokollet.")
            return redirect("minutes:sign_elsewhere", pk)
    context = {"meeting": meeting, "form": form, "missing": missing_to_attest(meeting)}
    return TemplateResponse(request, "minutes/prepare_signing.html", context)


@require_safe
@minutes_required
def prepared(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that is to be signed, byte for byte."""
    meeting = _meeting(request, pk)
    signing = signing_elsewhere.signing_of(meeting)
    if signing is None or meeting.is_attested:
        raise Http404
    record(Event.Act.DRAFT_READ, by=request.user, subject=meeting, detail="filen för underskrift i en annan tjänst")
    return stored_response(signing.prepared, f"protokoll-{meeting.date:%Y-%m-%d}.pdf", as_attachment=True)


@require_POST
@minutes_required
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed file has come back."""
    meeting = _meeting(request, pk)
    form = SignedFileForm(request.POST, request.FILES, meeting=meeting)
    if form.is_valid():
        try:
            document = signing_elsewhere.accept(meeting, pdf=form.cleaned_data["file"].data, by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, f"Protokollet är undertecknat och sparat som {document.file_name}.")
            return redirect(meeting)
    meeting = _meeting(request, pk)  # as somebody else may have left it meanwhile
    if signing_elsewhere.signing_of(meeting) is None or meeting.is_attested:
        for error in form.errors.get("file", ()):
            messages.error(request, error)
        return redirect("minutes:sign_elsewhere", pk)
    return _page(request, meeting, form)


@require_POST
@minutes_required
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Wait no longer for the file, if it is the one that the person saw (`version` in the address)."""
    meeting = _meeting(request, pk)
    try:
        if signing_elsewhere.signing_of(meeting) and request.GET.get("version") != str(meeting.version):
            raise StaleVersion(meeting)
        signing_elsewhere.call_off(meeting, by=request.user)
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Underskriften är avbruten. Protokollet kan ändras igen.")
    return redirect(meeting)


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).with_contents(), pk=pk)


def _page(request: HttpRequest, meeting: Meeting, form: SignedFileForm) -> TemplateResponse:
    context = {"meeting": meeting, "form": form, "signing": signing_elsewhere.signing_of(meeting)}
    return TemplateResponse(request, "minutes/sign_elsewhere.html", context)

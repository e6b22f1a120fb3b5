"""Every page that the product can show, as Django's test client gets it: what HTML and accessibility are checked on."""

import copy
import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from big.people.models import User
from big.people.roles import Role
from minutes import corrections, drafting, extracts, rounds, signing_elsewhere
from minutes.attestation import attest_on_paper
from minutes.body_views import PARTS
from minutes.demo import loading
from minutes.models import AttestationRound, Body, Meeting, Officer
from reports.models import Report
from reports.publishing import begin_correction, publish
from tests.certificates import Authority
from tests.factories import create_meeting, create_person, create_user
from tests.test_access import TABLE, address, create_objects

PASSWORD = "ett långt lösenord"
ERROR_TEMPLATES = sorted(path.name for path in (settings.BASE_DIR / "templates").glob("[45]*.html"))


class Pages(dict[str, HttpResponse]):
    """Answers, by what they answer. The same content is kept once, whoever sees it."""

    def __init__(self) -> None:
        self._contents: set[str] = set()

    def keep(self, name: str, answer: HttpResponse) -> None:
        if answer.streaming:
            answer.getvalue()  # a file that nobody reads stays open
            return
        if b"<html" not in answer.content:
            return
        content = answer.text.partition("<main")[2].partition("</main>")[0]
        content = re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"|next=[^"]*', "", content)
        if content not in self._contents:
            self._contents.add(content)
            self[name] = answer


def every_page() -> tuple[Pages, set[str]]:
    """Return all pages, and the addresses of the table that led only elsewhere, whoever asked.

    Every address is visited, and its form sent empty, by four people who together see all there is. Beside the objects
    of the table there is the demonstration, so that lists are as long as in use.
    """
    objects = create_objects()
    paths = {" ".join(filter(None, row)): address(*row, objects) for row in TABLE}
    loading.load()
    visitors = create_visitors()
    paths |= further_paths()
    pages, elsewhere = Pages(), set(paths)
    for name, path in paths.items():
        for who, client in visitors.items():
            with without_trace(client):
                answer = client.get(path, follow=path == paths["new password"])
                pages.keep(f"{name} ({path}) as {who}", answer)
                if answer.status_code in (200, 401, 405):
                    elsewhere.discard(name)
    for name, path in paths.items():
        for who, client in visitors.items():
            with without_trace(client):
                # As browsers do, with a token: to many views, a form without any field would not be a form sent.
                answer = client.post(path, {"csrfmiddlewaretoken": ""}, follow=True)
                pages.keep(f"{name} ({path}), sent empty, as {who}", answer)
    for template in ERROR_TEMPLATES:
        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        pages.keep(template, render(request, template))
    return pages, elsewhere


def create_visitors() -> dict[str, Client]:
    """Somebody with every role and second factor, a stranger, somebody with neither, and one halfway through sign-in.

    Those who are signed in have just confirmed that it is they, as the pages of second factors ask.
    """
    everything, nothing = create_user(*Role, email="allt@example.se"), create_user(email="inget@example.se")
    visitors = {"everything": Client(), "stranger": Client(), "no role": Client(), "halfway": Client()}
    for who, user in ("everything", everything), ("no role", nothing):
        visitors[who].post("/logga-in/", {"login": user.email, "password": PASSWORD})
        visitors[who].post("/mitt-konto/bekrafta/", {"password": PASSWORD})
    TOTP.activate(everything, generate_totp_secret())
    RecoveryCodes.activate(everything)
    WebAuthn.add(everything, "Jobbtelefonen", credential())
    visitors["halfway"].post("/logga-in/", {"login": everything.email, "password": PASSWORD})
    return visitors


def credential() -> dict:
    """What a phone answers when a key is made on it."""
    public_key = ES256({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})
    attested = AttestedCredentialData.create(bytes(16), b"key", public_key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(bytes(32), flags, 0, attested)
    client_data = b'{"type": "webauthn.create", "challenge": "", "origin": ""}'
    return {
        "id": websafe_encode(b"key"),
        "rawId": websafe_encode(b"key"),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": websafe_encode(client_data),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }


def further_paths() -> dict[str, str]:
    """What the table has no row for: one's own security key, a link that holds, a filtered list, the demonstration."""
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).pk
    paths = {f"own {name}": reverse(name, args=[key]) for name, state in TABLE if state == "security key"}
    Client().post(reverse("account_reset_password"), {"email": "inget@example.se"})
    link = next(word for word in mail.outbox[-1].body.split() if word.startswith("http"))
    paths["new password"] = link.removeprefix("http://testserver")
    paths["filtered"] = reverse("reports:activities") + "?status=planned"
    body = Body.objects.get(name="Ledningsgruppen")
    for part in PARTS:
        paths[f"new line of {part}"] = reverse("minutes:new_row", args=[body.pk, part])
    paths["proposed year"] = (
        reverse("minutes:plan_meetings", args=[body.pk]) + "?year=2027&months=5&which=1&weekday=1&days=1+maj"
    )
    for one in Body.objects.all():
        paths[f"{one}"] = one.get_absolute_url()
    ready = Meeting.objects.planned().exclude(starts_at=None).first()
    paths["notice"] = reverse("minutes:notice", args=[ready.pk])
    for model in (Report, Meeting):
        latest = {row.state: row for row in model.objects.order_by("pk")}
        paths |= {f"{model.__name__} {state}": row.get_absolute_url() for state, row in latest.items()}
    return paths | corrected_paths() | attested_paths()


def attested_paths() -> dict[str, str]:
    """Minutes and corrections on their way through justering, and those that have come all the way."""
    attester = User.objects.get(email="allt@example.se")
    attester.person = create_person("Allan Tallberg", user=attester)
    return minutes_on_their_way(attester) | corrections_on_their_way(attester)


def minutes_for(attester: User) -> Meeting:
    meeting = create_meeting(date=datetime.date(2026, 5, 5), attesters=("Allan Tallberg",))
    meeting.officers.filter(role=Officer.Role.ATTESTER).update(person=attester.person)
    return meeting


def minutes_on_their_way(attester: User) -> dict[str, str]:
    """Returned to the secretary with comments, sent anew after that, approved here, and signed in another service."""
    paths = {}
    pages = {
        "returned": ("attestation", "send_to_attesters", "write", "attest_on_paper", "sign_elsewhere"),
        "sent anew": ("attestation", "approve_minutes", "recall"),
        "approved": ("attestation", "extract"),
        "signed elsewhere": (),
    }
    for name, further in pages.items():
        meeting = minutes_for(attester)
        if name == "signed elsewhere":
            prepared = signing_elsewhere.prepare(meeting, by=attester).prepared
            pdf = Authority().sign(bytes(prepared.data), name="Allan Tallberg")
            signing_elsewhere.accept(meeting, pdf=pdf, by=attester)
        else:
            sent = send(meeting, attester)
            words = {"comment": "Bra för övrigt.", "comments": {one.pk: "Fel." for one in meeting.paragraphs.all()}}
            rounds.return_(sent.attestations.get(), **words, digest=sent.proof_id, by=attester)
        if name in ("sent anew", "approved"):
            first = meeting.paragraphs.first()
            drafting.edit(first, heading=first.heading, text="<p>Ordet var bundet.</p>", kind="item", by=attester)
            sent = send(meeting, attester)
        if name == "approved":
            own = sent.attestations.get()
            rounds.approve(own, how="med lösenord", digest=sent.proof_id, by=attester)
            extracts.make(meeting, meeting.paragraphs.all()[:1], by=attester)
        for page in ("detail", *further):
            paths[f"{page}, {name}"] = reverse(f"minutes:{page}", args=[meeting.pk])
    return paths


def send(meeting: Meeting, by: User) -> AttestationRound:
    current = Meeting.objects.get(pk=meeting.pk)
    return rounds.send(current, due_on=timezone.localdate(), in_order=False, by=by)


def corrections_on_their_way(attester: User) -> dict[str, str]:
    """With the attesters, returned with a comment, and approved; all of the same minutes, signed on paper."""
    meeting = minutes_for(attester)
    attest_on_paper(meeting, attested_on=None, by=attester)
    paths = {"detail, corrected": meeting.get_absolute_url()}
    pages = {
        "sent": ("approve_correction",),
        "returned": ("change_correction", "send_correction", "correction_on_paper"),
        "approved": (),
    }
    for name, further in pages.items():
        words = {"before": "Ordet var fritt.", "after": f"Ordet var {name}.", "reason": "Fel ord."}
        correction = corrections.write(meeting.paragraphs.first(), **words, by=attester)
        sent = corrections.send(correction, due_on=timezone.localdate(), by=attester)
        answer = {"digest": sent.proof_id, "by": attester}
        if name == "returned":
            corrections.return_(sent.attestations.get(), comment="Två ord till.", **answer)
        elif name == "approved":
            corrections.approve(sent.attestations.get(), how="med lösenord", **answer)
        for page in ("correction", *further):
            paths[f"{page}, {name}"] = reverse(f"minutes:{page}", args=[meeting.pk, correction.pk])
    return paths


def corrected_paths() -> dict[str, str]:
    """A report of the demonstration that a corrected edition has replaced, that edition, and one in the making."""
    editor = User.objects.get(email="allt@example.se")
    original, other = Report.objects.published().order_by("pk")[1:3]
    edition = begin_correction(original, correction="Antalet lärare var 12, inte 21.", by=editor)
    publish(edition, by=editor)
    begun = begin_correction(other, by=editor)
    paths = {"replaced": original.get_absolute_url(), "edition": edition.get_absolute_url()}
    for name in ("detail", "compose", "particulars", "publish"):
        paths[f"correction, {name}"] = reverse(f"reports:{name}", args=[begun.pk])
    return paths


@contextmanager
def without_trace(client: Client) -> Iterator[None]:
    """Undo what the visit does to database, session and browser, so that the next finds everything as it was."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies

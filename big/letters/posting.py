"""Mail that goes out: written in the transaction that causes it, sent afterwards, tried again, never sent twice.

A letter is a row (`Letter`). Whoever sends it claims the row first, so that two processes never send the same one. A
process that ends between the claim and the mail server's answer leaves the row claimed: nobody can know whether the
letter went, so it is not sent again by itself but shown to those who may decide (`Letter.objects.undelivered`).
"""

import datetime
import smtplib
from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from big.documents.models import Document, Letterhead, Upload
from big.letters.models import Letter
from big.people.events import record
from big.people.models import Event, User
from big.refusals import Refused

BACK_OFF = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440)]
"""How long to wait after each failure. After the last one the letter is given up: two days in all."""


def write(
    key: str,
    *,
    name: str,
    address: str,
    subject: str,
    template: str,
    context: dict[str, Any],
    by: User,
    about: str = "",
    documents: Iterable[Document] = (),
    uploads: Iterable[Upload] = (),
    calendar: str = "",
    now: datetime.datetime | None = None,
) -> Letter | None:
    """Put a letter in the queue; it goes out when the transaction has been committed, or not at all.

    `key` says which letter it is and to whom: None is returned where it is already written. `template` gets `context`,
    the receiver's `name`, the `letterhead` and `site`, which goes before every path. `about` is the path of the page
    that it is about; `calendar` an iCalendar text with a METHOD. Administrators read the `subject` in the log, and see
    no drafts: it must not name one.
    """
    now = now or timezone.now()
    name = _one_line(name)
    context = {**context, "name": name, "site": settings.SITE_URL}
    values = {
        "name": name,
        "address": address,
        "subject": _one_line(subject),
        "body": lambda: render_to_string(template, context | {"letterhead": Letterhead.current()}),
        "about": about,
        "calendar": calendar,
        "written_at": now,
        "written_by": by,
        "next_try_at": now,
    }
    with transaction.atomic():
        letter, is_new = Letter.objects.get_or_create(key=key, defaults=values)
        if not is_new:
            return None
        letter.documents.add(*documents)
        letter.uploads.add(*uploads)
        _soon(letter)
    return letter


def send_again(letter: Letter, *, by: User, now: datetime.datetime | None = None) -> Letter:
    """Write the letter once more, whatever became of the first: that one stays in the log as it is.

    Raises Refused while the letter waits or is on its way, and when it is sent again already.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        if not current.may_be_sent_again:
            raise Refused("Brevet är redan skickat igen." if current.repetition else "Brevet är redan på väg.")
        original, _, number = current.key.partition("#")
        again = Letter.objects.create(
            key=f"{original}#{int(number or 1) + 1}",
            repeats=current,
            about=current.about,
            name=current.name,
            address=current.address,
            subject=current.subject,
            body=current.body,
            calendar=current.calendar,
            written_at=now,
            written_by=by,
            next_try_at=now,
        )
        again.documents.set(current.documents.all())
        again.uploads.set(current.uploads.all())
        record(Event.Act.SENT_AGAIN, by=by, subject=again, now=now)
        _soon(again)
    return again


def deliver_due(now: datetime.datetime | None = None) -> list[Letter]:
    """Try every letter whose time has come; returns them as they are afterwards."""
    due = list(Letter.objects.due(now or timezone.now()).values_list("pk", flat=True))
    return [letter for pk in due if (letter := deliver(pk, now=now))]


def deliver(pk: int, *, now: datetime.datetime | None = None) -> Letter | None:
    """Try to send one letter. Returns it as it is afterwards, or None where another process was first."""
    now = now or timezone.now()
    waiting = Letter.objects.filter(pk=pk, next_try_at__lte=now)
    if not waiting.update(claimed_at=timezone.now(), next_try_at=None, attempts=F("attempts") + 1):
        return None
    letter = Letter.objects.get(pk=pk)
    try:
        mailers.default.send_messages([_message(letter)])
    except (smtplib.SMTPException, OSError, ValueError, MessageError) as error:
        letter.error = _in_words(error)[:500]
        is_final = _is_final(error) or letter.attempts > len(BACK_OFF)
        letter.failed_at = now if is_final else None
        letter.next_try_at = None if is_final else now + BACK_OFF[letter.attempts - 1]
    else:
        letter.sent_at, letter.error = now, ""
    letter.claimed_at = None
    letter.save(update_fields=["claimed_at", "sent_at", "failed_at", "next_try_at", "error"])
    return letter


def _soon(letter: Letter) -> None:
    """On a developer's machine, where no timer runs, the letter goes at once."""
    if settings.LETTERS_AT_ONCE:
        transaction.on_commit(partial(deliver, letter.pk))


def _one_line(text: str) -> str:
    """A header is one line, and a line end in it would begin the next (RFC 5322 §2.2)."""
    return " ".join(text.split())


def _message(letter: Letter) -> EmailMessage:
    """Raises ValueError or MessageError where no header can say what the letter says."""
    message = EmailMessage(
        letter.subject,
        letter.body,
        to=[str(Address(letter.name, addr_spec=letter.address))],
        # The same for every attempt, so that a mail server which took it unseen can tell the second one.
        headers={"Message-ID": f"<{letter.uid}@{_domain()}>", "Auto-Submitted": "auto-generated"},
    )
    if letter.calendar:
        method = next(line for line in letter.calendar.splitlines() if line.startswith("METHOD:"))
        message.attach("kallelse.ics", letter.calendar, f"text/calendar; method={method.removeprefix('METHOD:')}")
    for document in letter.documents.select_related("blob").defer("blob__data"):
        message.attach(document.file_name, b"".join(document.blob.chunks()), document.blob.media_type)
    for upload in letter.uploads.select_related("blob").defer("blob__data"):
        message.attach(upload.name, b"".join(upload.blob.chunks()), upload.blob.media_type)
    return message


def _domain() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _is_final(error: Exception) -> bool:
    """Whether the letter cannot be written as mail, or the server knows that the address takes none.

    All else may be better later (RFC 5321 §4.2.1).
    """
    if isinstance(error, (ValueError, MessageError)):
        return True
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        500 <= code < 600 for code, _ in error.recipients.values()
    )


def _in_words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [f"{code} {answer.decode(errors='replace')}" for code, answer in error.recipients.values()]
        return f"e-postservern tar inte emot adressen ({'; '.join(answers)})"
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"e-postservern svarade {error.smtp_code} {answer}"
    if isinstance(error, (ValueError, MessageError)):
        return f"namnet eller adressen går inte att skriva i ett brev ({error})"
    return f"e-postservern svarar inte ({error})"

"""Kontrollera handling: is a file a finished document of ours, as it was stored, and what do its seals say?

What decides is the digest of the whole file. A seal alone does not: readers of PDFs accept much that is appended to a
sealed file, some of it without a word. Nothing of the file is kept.
"""

import datetime
import enum
import hashlib
import json
import logging
import subprocess
import sys
import threading
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from big.documents.models import Document
from big.swedish import long_date, time_range

TIMEOUT = 20
"""Seconds for a file to be looked at, of which inspecting.SECONDS may be spent working."""

logger = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


class Verdict(enum.Enum):
    """What is shown first. Only the first is a yes."""

    UNCHANGED = "unchanged"
    APPENDED = "appended"
    DIFFERENT = "different"
    ALTERED = "altered"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


HEADINGS = {
    Verdict.UNCHANGED: "Ja, det är handlingen precis som den sparades",
    Verdict.APPENDED: "Nej, något har lagts till efter att handlingen blev färdig",
    Verdict.DIFFERENT: "Nej, filen är inte precis den som sparades här",
    Verdict.ALTERED: "Nej, filen har ändrats efter att den förseglades",
    Verdict.ELSEWHERE: "Filen finns inte här, men sigillet i den stämmer",
    Verdict.UNKNOWN: "Nej, filen finns inte här",
}

ADVICE = {
    Verdict.APPENDED: "Det som syns i filen kan ha ändrats. Använd den handling som finns här.",
    Verdict.DIFFERENT: (
        "Den börjar som handlingen, men underskrifterna eller något annat i den är inte som det sparades. Systemet kan "
        "inte svara för den. Använd den handling som finns här."
    ),
}
# A seal does not cover the bytes that it is itself written in, nor the room left beside it.
ONLY_THE_SEAL = (
    "Systemet svarar bara på om sigillet stämmer med innehållet. Om filen är precis den som förseglades kan den som "
    "förseglade den svara på."
)


@dataclass(frozen=True)
class Answer:
    """The verdict on a file, the document it is or was made from, and what else there is to say, in Swedish."""

    verdict: Verdict
    document: Document | None = None
    sentences: list[str] = field(default_factory=list)

    @property
    def heading(self) -> str:
        return HEADINGS[self.verdict]

    @property
    def corrections(self) -> list[Document]:
        """What has been corrected later in the document, or in the one that it is an extract of."""
        if self.document is None:
            return []
        return list((self.document.extract_of or self.document).corrected_by.order_by("pk"))

    @property
    def is_yes(self) -> bool:
        return self.verdict == Verdict.UNCHANGED


def verify(content: bytes) -> Answer:
    """Judge a file, of whatever kind."""
    verdict, document = _stored(content)
    found = inspected(content)
    sentence = signature_sentence if document and document.signed_by else _seal_sentence
    seals = [sentence(seal) for seal in found["seals"]]
    if verdict == Verdict.UNCHANGED:
        unsealed = "undertecknad i en annan tjänst och utan vårt sigill" if document.signed_by else "utan sigill"
        basis = [] if document.sealed_at else [f"Handlingen är {unsealed}. Svaret bygger på filens kontrollsumma."]
        return Answer(verdict, document, [*seals, *basis])
    if document:
        return Answer(verdict, document, [ADVICE[verdict], *seals])
    if not found["seals"]:
        return Answer(
            Verdict.UNKNOWN,
            None,
            [
                "Antingen är den ingen färdig handling härifrån, eller så har den ändrats, om så bara i ett tecken.",
                "Filen har inget sigill som går att läsa.",
            ],
        )
    if found["covered"] and all(seal["whole"] and seal["untouched"] for seal in found["seals"]):
        if not all(seal["trusted"] for seal in found["seals"]):
            return Answer(Verdict.UNKNOWN, None, seals)  # anybody can make a certificate that bears our name
        if not Document.objects.filter(sealed_by__in={seal["by"] for seal in found["seals"]}).exists():
            return Answer(Verdict.ELSEWHERE, None, [*seals, ONLY_THE_SEAL])
        seals.append("Sigillet är härifrån, men filen är inte precis den som sparades här.")
    return Answer(Verdict.ALTERED, None, ["Lita inte på vad som står i den.", *seals])


def _stored(content: bytes) -> tuple[Verdict, Document | None]:
    """The document whose bytes the file is, or begins with, or that was made from what the file begins with.

    One pass over the file: its digest is taken at each length that a document has, or had before it was signed.
    """
    documents = Document.objects.select_related("replaced_by", "extract_of", "blob").defer("blob__data").order_by("-pk")
    sizes = Document.objects.order_by().values_list("blob__size", "made_from__size")
    digest, position, beginnings = hashlib.sha256(), 0, []
    for size in sorted({size for pair in sizes for size in pair if size and size <= len(content)}):
        digest.update(content[position:size])
        position = size
        beginnings.append(digest.hexdigest())
    digest.update(content[position:])
    if whole := documents.filter(blob_id=digest.hexdigest()).first():
        return Verdict.UNCHANGED, whole
    if beginning := documents.filter(blob_id__in=beginnings).order_by("-blob__size").first():
        return Verdict.APPENDED, beginning
    signed = documents.filter(made_from__in=beginnings).order_by("-made_from__size").first()
    return (Verdict.DIFFERENT, signed) if signed else (Verdict.UNKNOWN, None)


def inspected(content: bytes, *, since: int | None = None) -> dict:
    """What inspecting.py prints about the file, which it looks at in a process of its own, without our secrets."""
    command = [sys.executable, "-B", "-s", "-m", "big.documents.inspecting", *filter(None, [settings.SEAL_TRUST])]
    if since is not None:
        command += ["--since", str(since)]
    try:
        with _one_at_a_time:
            done = subprocess.run(
                command, input=content, capture_output=True, cwd=settings.BASE_DIR, env={}, timeout=TIMEOUT, check=True
            )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        logger.warning("A file could not be looked at: %s", type(error).__name__)
        return {"seals": []}


def _seal_sentence(seal: dict) -> str:
    """Whose seal, from when, and whether to believe it: anybody can write a certificate that nobody trusts."""
    at = datetime.datetime.fromisoformat(seal["at"]) if seal["at"] else None
    when = f" {_moment(at)}" if at else ""
    until = long_date(timezone.localtime(datetime.datetime.fromisoformat(seal["until"])).date())
    if not seal["whole"]:
        return f"Sigillet säger sig vara från {seal['by']}{when}, men innehållet stämmer inte med det."
    if seal["trusted"]:
        proof = " Tiden är intygad av en tidsstämplingstjänst." if seal["stamped"] else ""
        return f"Förseglad av {seal['by']}{when}. Certifikatet är betrott; det gäller till {until}.{proof}"
    if seal["expired"]:
        return f"Sigillet säger sig vara från {seal['by']}{when}. Certifikatet gällde till {until}."
    return f"Sigillet säger sig vara från {seal['by']}{when}. Certifikatets utfärdare är inte en som vi litar på."


def signature_sentence(seal: dict) -> str:
    """Whose signature, made in another service: what its certificate says, and whether we trust who issued that."""
    at = datetime.datetime.fromisoformat(seal["at"]) if seal["at"] else None
    when = f" {_moment(at)}" if at else ""
    said = f" enligt {'en tidsstämplingstjänst' if seal['stamped'] else 'filen'}" if at else ""
    if not seal["whole"]:
        return f"Underskriften säger sig vara av {seal['by']}{when}, men innehållet stämmer inte med den."
    trust = "systemet litar på utfärdaren" if seal["trusted"] else "systemet känner inte utfärdaren"
    return f"Undertecknad av {seal['by']}{when}{said}. Certifikatet är utfärdat av {seal['issuer']}; {trust}."


def _moment(at: datetime.datetime) -> str:
    local = timezone.localtime(at)
    return f"{long_date(local.date())} {time_range(local.time(), None)}"

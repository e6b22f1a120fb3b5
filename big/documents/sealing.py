"""The organisation's seal on finished documents: PAdES (ETSI EN 319 142-1), invisible, over the whole file.

A seal proves where a document comes from and that nothing in it has changed since; it is nobody's signature. Its key is
in a file (PKCS#12) or in a hardware module (PKCS#11). Without either nothing is sealed, and documents say so. With a
time-stamp service the seal is B-LTA: when it was made, and that its certificate held then, can be proved long after the
certificate has expired. Otherwise it is B-B.

The only module that seals; `verifying.py` judges seals. pyHanko is imported when the first document is sealed.
"""

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core import checks
from django.utils import timezone

from big.documents.inspecting import owner
from big.refusals import Refused

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign import Signer

FIELD = "Sigill"
TIMEOUT = 10
"""Seconds to wait for the time-stamp service: a transaction is open meanwhile."""

EXPIRES_SOON = datetime.timedelta(days=60)

logger = logging.getLogger(__name__)


class SealingError(Refused):
    """The seal is set up but cannot be used now; nothing is finished without the seal that it should have."""


class Sealed(NamedTuple):
    """The sealed bytes, whose seal it is as its certificate says, and when it was made."""

    pdf: bytes
    by: str
    at: datetime.datetime


def is_configured() -> bool:
    return bool(settings.SEAL_PKCS12 or settings.SEAL_PKCS11_MODULE)


def seal(pdf: bytes) -> Sealed:
    """Seal a PDF that is otherwise finished: nothing may touch it afterwards.

    Raises SealingError when the key cannot be reached, its certificate is not valid now, or the time-stamp service does
    not answer.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf
    from pyhanko.sign.signers.pdf_signer import DSSContentSettings, TimestampDSSContentSettings
    from pyhanko.sign.timestamps import HTTPTimeStamper

    now = timezone.now()
    with _signer() as signer:
        certificate = signer.signing_cert
        if not certificate.not_valid_before <= now <= certificate.not_valid_after:
            raise SealingError(
                "Handlingen kan inte förseglas: sigillets certifikat gäller inte. "
                "Be den som sköter driften att förnya det."
            )
        # Certified, so that readers warn of all changes but further signatures: minutes may be signed elsewhere too.
        metadata: dict[str, Any] = {
            "field_name": FIELD,
            "md_algorithm": "sha256",
            "subfilter": SigSeedSubFilter.PADES,
            "certify": True,
        }
        time_stamper = None
        if settings.SEAL_TSA_URL:
            time_stamper = HTTPTimeStamper(settings.SEAL_TSA_URL, timeout=TIMEOUT)
            metadata |= {
                "embed_validation_info": True,
                "use_pades_lta": True,
                "validation_context": _validation_context(signer),
                # All proof before the last time stamp, so that nothing in the file is outside what is stamped.
                "dss_settings": DSSContentSettings(
                    include_vri=False,
                    next_ts_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
                ),
            }
        sealed = BytesIO()
        with _explained(NO_ANSWER if time_stamper else UNUSABLE):
            sign_pdf(
                IncrementalPdfFileWriter(BytesIO(pdf)),
                PdfSignatureMetadata(**metadata),
                signer=signer,
                timestamper=time_stamper,
                output=sealed,
            )
        return Sealed(sealed.getvalue(), owner(certificate), now)


def trusted_issuers() -> list["Certificate"]:
    """Whom we trust to have looked at who asks for a certificate (SEAL_TRUST)."""
    from pyhanko.keys import load_certs_from_pemder

    return list(load_certs_from_pemder([settings.SEAL_TRUST])) if settings.SEAL_TRUST else []


def _validation_context(signer: "Signer") -> object:
    """What fetches proof that no certificate was revoked. Without that proof it would be no B-LTA, hence hard-fail."""
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_roots=trusted_issuers(),
        other_certs=list(signer.cert_registry),
        allow_fetching=True,
        revocation_mode="hard-fail",
    )


@contextmanager
def _signer() -> Iterator["Signer"]:
    """The key, ready for use, wherever it is. Raises SealingError."""
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    from pyhanko.sign.signers import SimpleSigner

    if settings.SEAL_PKCS12:
        with _explained(UNUSABLE):
            content = Path(settings.SEAL_PKCS12).read_bytes()
            signer = SimpleSigner.load_pkcs12_data(content, [], settings.SEAL_PKCS12_PASSWORD.encode() or None)
        yield signer
        return
    with _explained(UNUSABLE):
        session = open_pkcs11_session(
            settings.SEAL_PKCS11_MODULE,
            token_criteria=TokenCriteria(label=settings.SEAL_PKCS11_TOKEN),
            user_pin=settings.SEAL_PKCS11_PIN,
        )
    with session:
        with _explained(UNUSABLE):
            # Raw: the digest is made here. Not every module makes it.
            signer = PKCS11Signer(session, settings.SEAL_PKCS11_LABEL, use_raw_mechanism=True)
            signer.signing_cert  # noqa: B018 - fetched now, where its absence is explained
        yield signer


UNUSABLE = "sigillet går inte att använda. Be den som sköter driften att se efter."
NO_ANSWER = (
    "tidsstämplingstjänsten eller certifikatets utfärdare svarar inte. Försök igen om en stund, och be annars den som "
    "sköter driften att se efter."
)


@contextmanager
def _explained(reason: str) -> Iterator[None]:
    """What goes wrong with key, module or service: to the log as it is, to the person as a sentence."""
    import pkcs11
    from aiohttp import ClientError
    from pyhanko.sign.general import SigningError
    from pyhanko_certvalidator.errors import PathError, ValidationError

    try:
        yield
    except (OSError, ValueError, SigningError, PathError, ValidationError, pkcs11.PKCS11Error, ClientError) as error:
        logger.exception("A document could not be sealed")
        raise SealingError(f"Ingenting är ändrat: handlingen kan inte förseglas, för {reason}") from error


# -- What whoever runs the product is told -----------------------------------------------------------------------------


@checks.register(deploy=True)
def check_seal(**kwargs: Any) -> list[checks.CheckMessage]:
    """Report a seal that cannot be used, or soon cannot; and settings that do not go together."""
    if not is_configured():
        return [
            checks.Warning(
                "Finished documents are not sealed.",
                hint="Set SEAL_PKCS12 or SEAL_PKCS11_MODULE (see big/settings.py).",
                id="big.W003",
            )
        ]
    if settings.SEAL_TSA_URL and not settings.SEAL_TRUST:
        return [
            checks.Error(
                "SEAL_TSA_URL needs SEAL_TRUST: proof that lasts leads from the certificates to an issuer.",
                id="big.E001",
            )
        ]
    try:
        with _signer() as signer:
            expires = signer.signing_cert.not_valid_after
    except SealingError as error:
        cause = error.__cause__
        return [checks.Error(f"The seal cannot be used: {type(cause).__name__} {cause}.", id="big.E002")]
    left = expires - timezone.now()
    if left < datetime.timedelta():
        return [checks.Error(f"The seal's certificate expired on {expires:%Y-%m-%d}.", id="big.E003")]
    if left < EXPIRES_SOON:
        return [checks.Warning(f"The seal's certificate expires on {expires:%Y-%m-%d}.", id="big.W004")]
    return []

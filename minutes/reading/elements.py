"""What a paper says, as data: the result of reading old minutes, and its JSON shape."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from datetime import time as TimeOfDay

from big.documents.papers import Remark


@dataclass(frozen=True, kw_only=True)
class PrintedAttendee:
    """A person present. `from_number` and `to_number` name the § of a partial presence; "" means the whole meeting."""

    name: str
    organisation: str = ""
    role: str = ""
    from_number: str = ""
    to_number: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class PrintedAbsentee:
    """A person the paper calls absent, with the reason it gives."""

    name: str
    organisation: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class PrintedParagraph:
    """One § as printed. `proposed_number` is filled for a duplicate, out-of-order or missing number, else "".

    `label` is the number with all that is printed around it: "§ 94", "§74", "FHR § 1", "8A.", "Ärende 3"; "" when none.
    """

    number: str
    label: str = ""
    heading: str = ""
    text: str = ""
    proposed_number: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class PrintedSigner:
    """A name in a signature block; `role` is "secretary", "chair" or "attester"."""

    role: str
    name: str
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class PrintedMinutes:
    """Minutes as the paper has them. `understood` holds (line, words) whose meaning is in a field of another form:

    labels, dates, role words, presence. `title` and the other strings are "" and `held_on` is None when not printed.
    """

    title: str = ""
    held_on: date | None = None
    body: str = ""
    place: str = ""
    time: str = ""
    attendees: tuple[PrintedAttendee, ...] = ()
    absent: tuple[PrintedAbsentee, ...] = ()
    recipients: tuple[str, ...] = ()
    paragraphs: tuple[PrintedParagraph, ...] = ()
    signers: tuple[PrintedSigner, ...] = ()
    warnings: tuple[Remark, ...] = ()
    understood: tuple[tuple[int, str], ...] = ()

    @property
    def starts_at(self) -> TimeOfDay | None:
        """The first time of day of the printed time: "kl. 9–11.30" begins at 9.00."""
        return _clocks(self.time)[0]

    @property
    def ends_at(self) -> TimeOfDay | None:
        """The time that a dash or "till" joins to the first."""
        return _clocks(self.time)[1]


_CLOCKS = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[.:](\d{2}))?(?:\s*(?:[-–—]+|till)\s*(?:kl\.?\s*|ca\.?\s*)*(\d{1,2})(?:[.:](\d{2}))?)?(?![\d:])",
    re.I,
)


def _clocks(text: str) -> tuple[TimeOfDay | None, TimeOfDay | None]:
    match = _CLOCKS.search(text)
    if not match:
        return None, None
    first, second = ((hour, minute or "0") for hour, minute in (match.groups()[:2], match.groups()[2:]))
    return tuple(
        TimeOfDay(int(hour), int(minute)) if hour and int(hour) < 24 and int(minute) < 60 else None
        for hour, minute in (first, second)
    )


def as_json(minutes: PrintedMinutes) -> dict:
    """Return the minutes as plain dictionaries, lists and strings, ready for `json.dumps`."""
    return {
        "title": minutes.title,
        "date": minutes.held_on.isoformat() if minutes.held_on else None,
        "body": minutes.body,
        "place": minutes.place,
        "time": minutes.time,
        "attendees": [
            {
                "name": person.name,
                "organisation": person.organisation,
                "role": person.role,
                "from": person.from_number,
                "to": person.to_number,
            }
            for person in minutes.attendees
        ],
        "absent": [
            {"name": person.name, "organisation": person.organisation, "note": person.note} for person in minutes.absent
        ],
        "recipients": list(minutes.recipients),
        "paragraphs": [
            {"number": paragraph.number, "heading": paragraph.heading, "text": paragraph.text}
            for paragraph in minutes.paragraphs
        ],
        "signers": [{"role": signer.role, "name": signer.name} for signer in minutes.signers],
        "warnings": [
            {"line": remark.line, "text": remark.text, "problem": remark.problem} for remark in minutes.warnings
        ],
    }


INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


def visible(text: str) -> str:
    """Return the text without invisible characters, letters composed; a soft hyphen at a line end becomes a hyphen."""
    text = re.sub("\u00ad(?=[^\\S\n]*(?:\n|$))", "-", text)
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text))


def words(text: str) -> list[str]:
    """Return the words and numbers of a text, without signs and invisible characters."""
    return re.findall(r"[^\W_]+", visible(text))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        # A problem is the reader's own sentence, not the paper's.
        for key, inner in value.items():
            if key != "problem":
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


def words_not_accounted_for(text: str, minutes: PrintedMinutes) -> list[str]:
    """Return the words of the source that the result has fewer of, in the order they stand. Empty when all is kept.

    A word divided by a hyphen at the end of a line counts as kept when it is found whole.
    """
    found = Counter(word for value in _strings(as_json(minutes)) for word in words(value))
    found.update(word for _, printed in minutes.understood for word in words(printed))
    missing = Counter(words(text)) - found
    whole = found - Counter(words(text))
    for first in re.findall(r"([^\W_]+)-[^\S\n]*(?:\n|$)", visible(text)):
        # The second half may stand below page furniture, so it is known by the whole word.
        joined = (
            word for word in whole if word.startswith(first) and missing[word[len(first) :]] > 0 and whole[word] > 0
        )
        word = next(joined, None)
        if word and missing[first] > 0:
            whole[word] -= 1
            missing.subtract([first, word[len(first) :]])
    result = []
    for word in words(text):
        if missing[word] > 0:
            missing[word] -= 1
            result.append(word)
    return result

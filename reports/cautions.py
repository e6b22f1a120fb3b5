"""Names of people near sensitive subjects: a stop on the way to publishing, which the editor answers.

The General Data Protection Regulation asks for particular care with what says of somebody their health, sexual life,
religion, origin or political opinion (art. 9) and crimes (art. 10), and those are this group's subjects. So where a
person who is not staff is named beside one of them, in an item, an intro or a heading, or under such a heading, the
editor either writes it otherwise or says why the name may stand. An answer (`CautionAnswer`) is for the exact text:
when the text changes, it is asked again.
"""

import datetime
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from big import access
from big.documents.models import Letterhead
from big.people.events import record
from big.people.models import Event, Person, User
from big.refusals import Refused
from reports.models import CautionAnswer, Report, ReportItem, ReportSection
from reports.names import find_names, possible_names

_SUBJECTS = r"""
    # honour, and what is forced on somebody
    heders(?!gäst|omnämn|pris|medlem|plats|bety|dokt|uppdrag|vakt|person)\w* heder könsstymp\w* omskär\w*
    tvångsgift\w* tvångsäktenskap\w* barnäktenskap\w* barngift\w* bortgift\w* oskuldskontroll\w* bortför\w*
    # extremism, hate, opinion
    \w*extremis\w* radikaliser\w* \w*terroris\w* terrord\w* \w*nazis\w* rasis\w* islamis\w* jihad\w* hatbrott\w*
    antisemit\w* islamofob\w* afrofob\w* partimedlem\w* partitillhör\w*
    # sexual life
    hbtq\w* homosexu\w* bisexu\w* transperson\w* transsexu\w* transkvinn\w* lesbisk\w* queer\w* könsidentitet\w*
    könsdysfori\w* läggning prostitu\w* sexköp\w* könssjukdom\w* abort\w*
    # addiction
    \w*missbruk\w* \w+beroende beroende(?!\s+(?:på|av)\b) medberoende\w* beroendevård\w* narkotika\w* narkoman\w*
    droger(?:na|nas|s)? drog(?:missbruk|beroende|test|påverka|handel|fri)\w* cannabis\w* hasch\w* kokain\w*
    heroin\w* amfetamin\w* opioid\w* lustgas\w* alkohol\w* doping\w* spelskuld\w*
    # crime, as its doer or victim
    brott brottet brotten brottets \w+brott(?:et|en|s)? brottsling\w* brottsoffer\w* brottsutsatt\w* brottsmisst\w*
    våld(?!s(?:förebygg|preven))\w* \w+våld(?:et|s|sam\w*)? misstänk(?:t|ta|te|s|ts)
    häkt(?:ad|ade|ats|ades|as|et|ning\w*) döm(?:d|da|de|des|ts|t) \w*fängels\w* kriminell\w* kriminalitet\w*
    gäng(?:et|en|kriminell\w*|ledar\w*|våld\w*|medlem\w*)? mord\w* mörda\w* dråp\w* misshand\w* rån rånet rånad\w*
    rånat\w* våldt\w* \w*övergrepp\w* människohandel\w* stöld\w* stulit stal snatt\w* skjutning\w* sprängning\w* hot
    hotet hoten hotad hotade hotat hotats hotades målsägande\w* gärningsm\w* kvinnofrid\w* trakass\w*
    # health
    sjukdom\w* sjukskr\w* långtidssjuk\w* diagnos\w* adhd autis\w* psykisk\w* psykiatri\w* depress\w* deprim\w*
    ångest\w* självmord\w* suicid\w* självskad\w* ätstörning\w* anorexi\w* funktionsneds\w* funktionshind\w*
    demen\w* trauma\w* ptsd hiv gravid\w*
    # religion and origin
    religion\w* religiös\w* muslim\w* islam kristen kristna judisk\w* judar\w* romer\w* romsk\w* samisk\w* etnisk\w*
    etnicitet\w* asylsök\w* flykting\w* ensamkommande\w* papperslös\w*
    # care without consent, and protection
    lvu lvm omhändertag\w* omhändertog\w* orosanmäl\w* skyddat\s+boende skyddad\w*
"""
"""Words for the subjects, as regular expressions. Those of the group's own trade are left out: "brottsförebyggande"."""

_NOT_CRIMES = r"(?:av|ut|genom|samman|upp|ben|vind|stil)brott(?:et|en|s)?\b"
_SUBJECT = re.compile(
    rf"\b(?!{_NOT_CRIMES})(?:"
    + "|".join(stem for line in _SUBJECTS.splitlines() if "#" not in line for stem in line.split())
    + r")\b",
    re.IGNORECASE,
)


def find_subject(text: str) -> str:
    """The first word in the text for a sensitive subject, as it stands there; empty when there is none."""
    found = _SUBJECT.search(text)
    return " ".join(found[0].split()) if found else ""


@dataclass(frozen=True)
class Passage:
    """A text of a report, where it stands, and the headings that it stands under."""

    place: str
    text: str
    headings: tuple[str, ...] = ()
    section: ReportSection | None = None
    item: ReportItem | None = None


@dataclass(frozen=True)
class Caution:
    """That somebody is named near a sensitive subject. `digest` is of the name and of all that the passage says."""

    passage: Passage
    name: str
    subject: str
    digest: str

    def __str__(self) -> str:
        return f"{self.name} nämns i närheten av ”{self.subject}”"

    @property
    def anchor(self) -> str:
        """Where it is edited on the page of composing; empty for the title."""
        if self.passage.item:
            return f"punkt-{self.passage.item.pk}"
        return f"avsnitt-{self.passage.section.pk}" if self.passage.section else ""


def passages_in(sections: Sequence[ReportSection]) -> list[Passage]:
    """All that the sections print."""
    found = []
    by_key = {section.pk: section for section in sections}
    for section in sections:
        above = (by_key[section.parent_id].heading,) if section.parent_id else ()
        headings = (*above, section.heading)
        found.append(Passage(f"Rubriken {section.heading}", section.heading, above, section))
        found.append(Passage(f"Inledningen till {section.heading}", section.intro, headings, section))
        for number, item in enumerate(section.printed_items, start=1):
            found.append(Passage(f"{section.heading}, punkt {number}", item.text, headings, section, item))
    return found


def cautions_in(passages: Iterable[Passage]) -> list[Caution]:
    """Who is named near a sensitive subject in them, each once for each text, in a constant number of queries."""
    near = [(passage, subject) for passage in passages if passage.text and (subject := _subject_of(passage))]
    possible = possible_names(passage.text for passage, _ in near)
    strangers, staff = _registered(possible) if possible else (set(), set())
    found: dict[str, Caution] = {}
    for passage, subject in near:
        for name in find_names(passage.text, strangers | staff):
            if name.name not in staff:
                digest = _digest(name.name, *passage.headings, passage.text)
                found.setdefault(digest, Caution(passage, name.name, subject, digest))
    return list(found.values())


def cautions_of(report: Report) -> list[Caution]:
    """All of a report, the answered ones too."""
    passages = passages_in(report.printed_sections())
    known = {passage.text for passage in passages}
    return cautions_in([*passages, *(Passage(place, text) for place, text in report.texts() if text not in known)])


def unanswered(report: Report) -> list[Caution]:
    """Those that stop the report from being published."""
    answered = set(report.caution_answers.values_list("digest", flat=True))
    return [caution for caution in cautions_of(report) if caution.digest not in answered]


def answer(
    report: Report, reasons: dict[str, str], *, by: User, now: datetime.datetime | None = None
) -> list[CautionAnswer]:
    """Say why names may stand: `reasons` by the digests of their cautions.

    Raises Refused when the report is published, or when a text has changed since it was read.
    """
    with transaction.atomic():
        current = _draft(report)
        waiting = {caution.digest: caution for caution in unanswered(current)}
        if not reasons.keys() <= waiting.keys():
            raise Refused("Texten har ändrats sedan du öppnade sidan. Läs den igen, och svara på det som står kvar.")
        answers = []
        for digest, reason in reasons.items():
            values = {"name": waiting[digest].name[:200], "reason": reason, "at": now or timezone.now(), "by": by}
            answers.append(CautionAnswer.objects.create(report=current, digest=digest, **values))
            _record("sade varför ett namn får stå", answers[-1], by=by, now=now)
    return answers


def withdraw(answer: CautionAnswer, *, by: User) -> None:
    """Take an answer back: the name is asked about again. Raises Refused when the report is published."""
    with transaction.atomic():
        _draft(answer.report)
        _record("tog tillbaka att ett namn får stå", answer, by=by)
        answer.delete()


def _draft(report: Report) -> Report:
    current = Report.objects.locked(report)
    if current.is_locked:
        raise Refused("Rapporten är publicerad och kan inte ändras.")
    return current


def _record(act: str, answer: CautionAnswer, *, by: User, now: datetime.datetime | None = None) -> None:
    """Name and reason are not for the trail: administrators read it, but no drafts."""
    record(Event.Act.EDITED, by=by, subject=answer.report.trail_name, detail=f"{act} (svar nr {answer.pk})", now=now)


def _subject_of(passage: Passage) -> str:
    return next(filter(None, map(find_subject, (passage.text, *passage.headings[::-1]))), "")


def _registered(names: set[str]) -> tuple[set[str], set[str]]:
    """Of the names, those that somebody in the register bears, and those that only staff bear.

    Staff are those with an account for the work, and those of the organisation that sends the reports.
    """
    letterhead = Letterhead.current()
    sender = Q(organisation__name=letterhead.name)
    if letterhead.short_name:
        sender |= Q(organisation__short_name=letterhead.short_name)
    has_account = Q(user__groups__name__in=access.HOUSE_ROLES)
    persons = Person.objects.filter(name__in=names)
    in_house = set(persons.filter(sender | has_account).values_list("pk", flat=True))
    everybody = list(persons.values_list("pk", "name"))
    strangers = {name for pk, name in everybody if pk not in in_house}
    accounts = User.objects.filter(name__in=names, groups__name__in=access.HOUSE_ROLES)
    staff = {name for _, name in everybody} | set(accounts.values_list("name", flat=True))
    return strangers, staff - strangers


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()

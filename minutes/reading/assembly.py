"""Puts the parts of the minutes together and compares what they say of each other."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from big.documents.dates import find_dates
from minutes.reading.elements import PrintedAttendee, PrintedMinutes, PrintedParagraph, PrintedSigner, words
from minutes.reading.lines import Ledger, Line
from minutes.reading.numbering import order_of
from minutes.reading.sections import Cover
from minutes.reading.signatures import read_signers
from minutes.reading.titles import body_of
from minutes.reading.vocabulary import is_job_title, role_of

_OPENS = r"(?:hälsa(?:r|de)|öppna(?:r|de)|inled(?:er|de)|förklara(?:r|de)|tacka(?:r|de)|avsluta(?:r|de))"


def _same_person(one: str, other: str) -> bool:
    """Whether two printed names are one person: alike but for accents of print, or one lacks a middle name."""
    first, second = (re.sub(r"[\W_]+", " ", name).casefold().split() for name in (one, other))
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    return len(shorter) > 1 and shorter[0] == longer[0] and shorter[-1] == longer[-1] and set(shorter) <= set(longer)


def _give_role(attendees: list[PrintedAttendee], name: str, role: str) -> None:
    """Give a role to the person of that name who has none yet."""
    for index, person in enumerate(attendees):
        if not _same_person(person.name, name):
            continue
        if not person.role:
            attendees[index] = replace(person, role=role)
        elif is_job_title(person.role) and role_of(person.role) == "":
            # A title gives way to the office at the meeting, but is kept.
            title = ", ".join(filter(None, [person.organisation, person.role]))
            attendees[index] = replace(person, role=role, organisation=title)


def _chairs_in_text(paragraphs: list[PrintedParagraph], attendees: list[PrintedAttendee]) -> None:
    """Give "ordförande" to whom the text calls so, unless the list itself names a chair.

    Only where the chair acts as chair of this meeting: "Mötesordförande NAME", or "Ordföranden NAME öppnade ...".
    """
    if any(person.role == "ordförande" for person in attendees):
        return
    text = "\n".join(f"{paragraph.heading}\n{paragraph.text}" for paragraph in paragraphs)
    for person in list(attendees):
        name = re.escape(person.name)
        said = (
            rf"\b[Mm]ötes(?:ordförande|ledare),?\s+{name}\b"
            rf"|(?:^|[.!?]\s+)Ordföranden?,?\s+{name},?\s+{_OPENS}\b"
            rf"|\b{name}\s+(?:valdes|utsågs|väljs|utses)\s+till\s+(?:mötes)?ordförande\b"
            rf"|[Tt]ill\s+(?:mötes)?ordförande\s+(?:för mötet\s+)?(?:valdes|utsågs|väljs|utses)\s+{name}\b"
        )
        if re.search(said, text, re.M):
            _give_role(attendees, person.name, "ordförande")
            return


def _take_cover_roles(signers: Iterable[PrintedSigner], cover: Cover, ledger: Ledger) -> None:
    """Add people whom the cover names as chair or secretary, without calling it a signature, to those present."""
    for signer in signers:
        role = {"secretary": "sekreterare", "chair": "ordförande"}.get(signer.role, "")
        if not role:
            continue
        if any(_same_person(person.name, signer.name) for person in cover.attendees):
            _give_role(cover.attendees, signer.name, role)
            ledger.understand(Line(signer.line, "", ""), signer.name)
        elif any(_same_person(person.name, signer.name) for person in cover.absent):
            ledger.note(
                Line(signer.line, "", signer.name), f"{signer.name} har en uppgift vid mötet men står som frånvarande."
            )
        else:
            cover.attendees.append(PrintedAttendee(name=signer.name, role=role, line=signer.line))


def _add_signers(found: list[PrintedSigner], signers: list[PrintedSigner], ledger: Ledger) -> None:
    for signer in found:
        if any(one.role == signer.role and _same_person(one.name, signer.name) for one in signers):
            ledger.understand(Line(signer.line, "", ""), signer.name)
        else:
            signers.append(signer)


def _compare_attesters(found: list[PrintedSigner], signers: list[PrintedSigner], ledger: Ledger) -> None:
    """Warn when the cover names an attester who has not signed."""
    for one in found:
        if one.role != "attester":
            continue
        if any(_same_person(one.name, signer.name) for signer in signers):
            ledger.understand(Line(one.line, "", ""), one.name)
        else:
            ledger.note(Line(one.line, "", one.name), f"{one.name} är utsedd att justera men har inte undertecknat.")


def _keep_absent_out(cover: Cover, text: str, ledger: Ledger) -> None:
    """Nobody is both: whom the paper also calls absent is not among those present, and the secretary is told."""
    printed = text.split("\n")
    for person in list(cover.attendees):
        if any(_same_person(one.name, person.name) for one in cover.absent):
            cover.attendees.remove(person)
            source = printed[person.line - 1].strip()
            told = set(words(f"{person.name} {person.organisation} {person.role}")) <= set(words(source))
            text = source if told else ", ".join(filter(None, [person.name, person.organisation, person.role]))
            line = Line(person.line, "", text)
            ledger.remark(line, f"{person.name} står både som närvarande och som frånvarande.")


def signers_and_roles(
    signed: list[PrintedSigner], paragraphs: list[PrintedParagraph], cover: Cover, ledger: Ledger
) -> list[PrintedSigner]:
    """Return the signers of tail and cover, each once, and give those present the roles that the paper reveals."""
    signers = list(signed)
    for block in cover.signing:
        found = read_signers(block.lines, ledger, cover.offices())
        if not block.signed:
            _take_cover_roles(found, cover, ledger)
        if block.signed or (block.with_attester and not signed):
            _add_signers(found, signers, ledger)
        else:
            _compare_attesters(found, signers, ledger)
    for signer in signers:
        if signer.role in ("secretary", "chair"):
            _give_role(cover.attendees, signer.name, {"secretary": "sekreterare", "chair": "ordförande"}[signer.role])
    _chairs_in_text(paragraphs, cover.attendees)
    _compare_signers(signers, cover, ledger)
    return signers


def _compare_signers(signers: list[PrintedSigner], cover: Cover, ledger: Ledger) -> None:
    for signer in signers:
        if cover.attendees and not any(_same_person(person.name, signer.name) for person in cover.attendees):
            ledger.note(
                Line(signer.line, "", signer.name), f"{signer.name} har undertecknat men står inte bland de närvarande."
            )
    for name, line in cover.elected:
        if not any(_same_person(signer.name, name) for signer in signers):
            ledger.note(line, f"{name} är utsedd att justera men står inte bland underskrifterna.")


_MET = re.compile(
    r"[^.!?\n]*\b(?:träffades|möttes|sammanträdde|samlades|möte[nt]? hölls|sammanträdet hölls)\b[^.!?\n]*"
)


def _choose_date(cover: Cover, paragraphs: list[PrintedParagraph], ledger: Ledger) -> date | None:
    """Return the date of the title before others; different dates are a remark, and so is none."""
    dates = sorted(cover.dates, key=lambda one: one[0] != "rubriken")
    if not dates and len({day for day, _ in cover.loose_dates}) == 1:
        return cover.loose_dates[0][0]
    for paragraph in paragraphs if not dates else []:
        met = next(filter(None, (find_dates(one) for one in _MET.findall(paragraph.text))), None)
        if met:
            ledger.note(Line(paragraph.line, "", met[0].words), "Datumet är hämtat ur texten.")
            return met[0].day
    if not dates:
        ledger.note(Line(1, "", cover.title), "Protokollet har inget läsbart datum.")
        return None
    chosen = dates[0][1]
    for _where, day, line in dates[1:]:
        if day != chosen:
            ledger.note(
                line, f"Datumet {day.isoformat()} stämmer inte med {chosen.isoformat()} i {dates[0][0].lower()}."
            )
    return chosen


def _check_range(paragraphs: list[PrintedParagraph], cover: Cover, ledger: Ledger) -> None:
    if not cover.range or not paragraphs:
        return
    first, last, line = cover.range
    if (order_of(first), order_of(last)) != (order_of(paragraphs[0].number), order_of(paragraphs[-1].number)):
        found = f"{paragraphs[0].number}–{paragraphs[-1].number}"
        ledger.note(line, f"Försättsbladet säger § {first}–{last}, men paragraferna är {found}.")


def assemble(
    text: str, cover: Cover, paragraphs: list[PrintedParagraph], signers: list[PrintedSigner], ledger: Ledger
) -> PrintedMinutes:
    """Return the minutes, with a warning for everything that does not agree or that no part has kept."""
    _keep_absent_out(cover, text, ledger)
    held_on = _choose_date(cover, paragraphs, ledger)
    _check_range(paragraphs, cover, ledger)
    return PrintedMinutes(
        title=cover.title,
        held_on=held_on,
        body=cover.body or body_of(cover.title),
        place=cover.place,
        time=cover.time or cover.title_time,
        attendees=tuple(sorted(cover.attendees, key=lambda person: person.line)),
        absent=tuple(cover.absent),
        recipients=tuple(cover.recipients),
        paragraphs=tuple(paragraphs),
        signers=tuple(signers),
        warnings=tuple(ledger.settle(text)),
        understood=tuple(ledger.understood),
    )

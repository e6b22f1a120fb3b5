"""The customer's own minutes, typed again in the forms, say what the paper says. Its words are read where it lies."""

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Page, expect

from minutes.reading import PrintedMinutes, PrintedParagraph, read_minutes
from tests.pdf_validation import tagged_text
from tests.stories.test_from_notice_to_draft import add, begin, plan
from tests.stories.test_writing import at, text_of

LATER = [datetime.date(2021, 11, 1), datetime.date(2021, 12, 7)]

REGISTER = """
import json
from minutes.models import Body, Membership
from big.people.models import Organisation, Person
given = json.loads({given!r})
body = Body.objects.create(name=given["body"])
for name, organisation, role in given["people"]:
    at = Organisation.objects.get_or_create(name=organisation)[0]
    person = Person.objects.create(name=name, organisation=at)
    Membership.objects.create(body=body, person=person, role=role, starts_on="2021-01-01")
print(f"nr {{body.pk}}.")
"""


@pytest.fixture
def paper(seeds: Path) -> PrintedMinutes:
    return read_minutes((seeds / "protokoll-2021-09-20.txt").read_text())


@pytest.fixture
def body(paper: PrintedMinutes, command: Callable[..., str], address: str) -> str:
    """The group of that day in the register."""
    roles = {signer.name: {"attester": "chair"}.get(signer.role, signer.role) for signer in paper.signers}
    people = [(one.name, one.organisation, roles.get(one.name, "member")) for one in paper.attendees]
    given = json.dumps({"body": f"{paper.body} 2021", "people": people})
    return f"{address}/organ/{re.search(r'nr (\d+)\.', command('shell', '-c', REGISTER.format(given=given)))[1]}/"


def words(text: str) -> str:
    return " ".join(re.sub(r"^\s*[-•]\s*", " ", text.replace("\N{NO-BREAK SPACE}", " "), flags=re.M).split())


def about(paper: PrintedMinutes, cue: str) -> PrintedParagraph:
    return next(one for one in paper.paragraphs if cue in one.text)


def type_paragraph(page: Page, heading: str, text: str) -> None:
    box = at(page, "").get_by_role("textbox", name="Rubrik")
    box.fill(heading)
    expect(at(page, heading).get_by_text("Sparat.", exact=True)).to_be_visible()
    if not text:
        return
    box.press("Enter")
    end = " ".join(text.split()[-2:])
    with page.expect_request_finished(lambda one: one.method == "POST" and end in unquote_plus(one.post_data or "")):
        for line in filter(None, map(str.strip, text.splitlines())):
            page.keyboard.insert_text(line.removeprefix("- "))
            page.keyboard.press("Enter")


def test_the_paper_typed_again_says_the_same(paper, body, secretary_page, address):
    page = secretary_page
    meeting = plan(page, body, [paper.held_on, *LATER])[0]
    begin(page, meeting)
    decided, given = about(paper, "beslutades"), about(paper, "fick i uppdrag")
    deferred, enclosed = about(paper, "överfördes"), about(paper, "bifogat")
    page.get_by_role("button", name="Ny §").click()
    expect(page.get_by_role("textbox", name="Rubrik")).to_have_count(1)
    for place, paragraph in enumerate(paper.paragraphs):
        type_paragraph(page, paragraph.heading, "" if paragraph == decided else paragraph.text)
        if place < len(paper.paragraphs) - 1:
            text_of(page, paragraph.heading).focus()
            page.keyboard.press("Alt+KeyP")
            expect(page.get_by_role("textbox", name="Rubrik")).to_have_count(place + 2)

    def decide(page: Page) -> None:
        page.get_by_role("textbox", name="Beslut").fill(decided.text)

    def assign(page: Page) -> None:
        who = next(one.name for one in paper.attendees if f"{one.name} fick i uppdrag" in given.text)
        page.get_by_label("Vad ska göras?").fill(given.text.partition("fick i uppdrag att ")[2].rstrip("."))
        page.get_by_label("Vem, om det är en grupp").fill(who)

    def defer(item: str) -> Callable[[Page], None]:
        def fill(page: Page) -> None:
            page.get_by_label("Till sammanträdet den").select_option(index=1)
            page.get_by_label("Ärendets rubrik på den nya dagordningen").fill(item)
            page.get_by_label("Varför?").fill("Underlag saknades.")

        return fill

    def enclose(page: Page) -> None:
        page.get_by_label("Publicerad rapport").select_option(index=1)

    add(page, meeting, decided.heading, "Beslut", decide, words(decided.text))
    add(page, meeting, given.heading, "Uppdrag", assign, "Uppdrag till")
    for item in re.findall(r"^- (.+)$", deferred.text, flags=re.M):
        add(page, meeting, deferred.heading, "Överförs till", defer(item), "Underlag saknades")
    add(page, meeting, enclosed.heading, "Bilaga", enclose, "Bilaga 1")

    # Everything that the paper says stands in the draft, in the same order; one § has got the number it should have.
    said = words(tagged_text(page.request.get(f"{meeting}utkast.pdf").body()))
    for one in paper.attendees:
        assert f"{one.name} {one.organisation}" in said
    position = 0
    for paragraph in paper.paragraphs:
        label = f"§ {paragraph.proposed_number or paragraph.number}"
        for text in (f"{label} {paragraph.heading}", *filter(None, map(words, paragraph.text.splitlines()))):
            assert text in said[position:], f"{text} comes after what stood before it"
            position += said[position:].index(text) + len(text)
    for signer in paper.signers:
        assert signer.name in said[position:]
    page.goto(re.sub(r"organ/(\d+)/", r"sammantraden/?body=\1", body))
    page.get_by_role("link", name="1\N{NO-BREAK SPACE}november 2021").click()
    for item in re.findall(r"^- (.+)$", deferred.text, flags=re.M):
        expect(page.get_by_text(item).first).to_be_visible()

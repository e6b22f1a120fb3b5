"""Minutes come back once, are approved by two, sealed, downloaded, sent out, checked by who gets them, and corrected.

On desktop and phone, with scripts and without; each has a browser of their own.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.pdf_validation import assert_archival_and_accessible, poppler_says
from tests.post_office import Letters, link_in
from tests.stories.test_from_activity_to_report import WAYS, download, visit, way, words_of  # noqa: F401
from tests.stories.test_from_notice_to_draft import save
from tests.stories.test_writing import SECRETARY, at, text_of

CHAIR, SECOND = "gunilla.sandhed@example.se", "tobias.ekmarker@example.se"

MINUTES = """
from django.utils import timezone
from big.people.models import Person
from minutes.models import Attendance, Body, Meeting, Officer, Paragraph, Recipient
body = Body.objects.create(name="Ljusgruppen, {way}", attester_count=1)
meeting = Meeting.objects.create(
    body=body, title="Protokoll från ljusgruppen, {way}", date=timezone.localdate(), place="Rådhuset", state="drafting"
)
people = [Person.objects.get(name=name) for name in ("Gunilla Sandhed", "Tobias Ekmarker", "Petra Lunnerdal")]
for position, (role, who) in enumerate((("chair", 0), ("secretary", 2), ("attester", 0), ("attester", 1)), start=1):
    Officer.objects.create(meeting=meeting, position=position, role=role, name=people[who].name, person=people[who])
for position, person in enumerate(people, start=1):
    Attendance.objects.create(meeting=meeting, position=position, name=person.name, person=person, status="present")
for position, heading in enumerate(("Öppnande", "Belysningen", "Avslutning"), start=1):
    Paragraph.objects.create(
        meeting=meeting, position=position, number=str(position), heading=heading, text="<p>Tunneln är mörk.</p>"
    )
Recipient.objects.create(meeting=meeting, position=1, kind="present", name="närvarande")
print(f"nr {{meeting.pk}}.")
"""


TIME_PASSES = """
from django.utils import timezone
from big.letters.models import Letter
Letter.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())
"""


@pytest.fixture
def meeting(command: Callable[..., str], address: str, way: str) -> str:  # noqa: F811
    pk = re.search(r"nr (\d+)\.", command("shell", "-c", MINUTES.format(way=way)))[1]
    return f"{address}/sammantraden/{pk}/"


def send(page: Page, meeting: str) -> None:
    page.goto(f"{meeting}skriv/")
    page.get_by_role("link", name="Skicka till justering").click()
    expect(page.get_by_text("Paragrafernas nummer fastställs")).to_be_visible()
    page.get_by_role("button", name="Skicka till justering").click()
    expect(page.get_by_text("Protokollet är skickat till justering.")).to_be_visible()


def approve(page: Page, button: str) -> None:
    """From the page of approving, with the password given anew."""
    page.get_by_role("link", name="Använd ditt lösenord").click()
    page.get_by_label("Lösenord").fill("demo")
    page.get_by_role("button", name="Bekräfta").click()
    expect(page.get_by_text("Du har styrkt att det är du, med lösenord.")).to_be_visible()
    page.get_by_role("button", name=button).click()


def approve_minutes(page: Page, meeting: str) -> None:
    page.goto(f"{meeting}justering/")
    page.get_by_role("button", name="Godkänns").click()
    approve(page, "Godkänn protokollet")


def check_file(page: Page, address: str, pdf: bytes) -> None:
    page.goto(f"{address}/kontrollera/")
    page.get_by_label("Handlingen som fil").set_input_files(
        {"name": "protokoll.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    page.get_by_role("button", name="Kontrollera").click()


def test_from_sending_to_correction(visit, way, meeting, address, command, letters: Letters, tmp_path):  # noqa: F811
    scripts = WAYS[way][1]
    secretary, chair, other = visit(SECRETARY), visit(CHAIR), visit(SECOND)
    send(secretary, meeting)

    # The chair comes from the letter, reads, and sends back what is wrong.
    command("timer")
    letter = letters.last_to(f"Gunilla Sandhed <{CHAIR}>")
    assert letter["subject"].startswith(f"Ett protokoll väntar på din justering: Ljusgruppen, {way}")
    assert link_in(letter).endswith(f"/sammantraden/{meeting.split('/')[-2]}/justering/")
    chair.goto(f"{meeting}justering/")
    pdf = download(chair, chair.get_by_role("link", name="Läs protokollet som PDF"))
    assert "UNDER JUSTERING" in words_of(pdf)
    chair.get_by_role("button", name="Behöver ändras").click()
    expect(chair.get_by_text("Skriv vad som behöver ändras.")).to_be_visible()
    chair.get_by_label("Kommentar till §\N{NO-BREAK SPACE}2").fill("Det var torget som var mörkt.")
    chair.get_by_role("button", name="Behöver ändras").click()
    expect(chair.get_by_text("Protokollet är tillbaka hos sekreteraren")).to_be_visible()

    # The secretary finds it on the first page, changes the §, settles the comment and sends again.
    secretary.goto(meeting.partition("/sammantraden")[0])
    secretary.get_by_role("link", name=f"Tillbaka med kommentarer: Protokoll från ljusgruppen, {way}").first.click()
    expect(secretary.get_by_text("Det var torget som var mörkt.")).to_be_visible()
    text_of(secretary, "Belysningen").fill("Torget är mörkt.")
    save(at(secretary, "Belysningen"), scripts=scripts)
    secretary.get_by_role("button", name="Avklarat").click()
    expect(secretary.get_by_text("Det var torget som var mörkt.")).to_have_count(0)
    send(secretary, meeting)

    # Both see what changed, and approve; a second press of the last finds it done.
    chair.goto(f"{meeting}justering/")
    expect(chair.locator("del").filter(has_text="Tunneln")).to_be_visible()
    expect(chair.locator("ins").filter(has_text="Torget")).to_be_visible()
    approve_minutes(chair, meeting)
    expect(chair.get_by_text("Ditt godkännande är sparat.")).to_be_visible()
    secretary.goto(f"{meeting}justering/")
    expect(secretary.get_by_text(re.compile("Gunilla Sandhed, ordförande: godkänt .*, med lösenord"))).to_be_visible()
    expect(secretary.get_by_text(re.compile("Tobias Ekmarker, justerare: väntas svara"))).to_be_visible()
    letters.clear()
    letters.refusals += ["451 Busy"] * 100
    approve_minutes(other, meeting)
    expect(other.get_by_text("Protokollet är justerat och sparat som protokoll-")).to_be_visible()
    expect(other.get_by_text("Justerat i systemet").first).to_be_visible()

    # Everybody gets the same finished file.
    files = set()
    for page in (secretary, chair, other):
        page.goto(meeting)
        files.add(download(page, page.get_by_role("link", name=re.compile(r"PDF")).first))
    assert len(files) == 1
    sealed = files.pop()
    words = words_of(sealed)
    assert "Torget är mörkt." in words
    assert "UNDER JUSTERING" not in words
    assert len(re.findall("Godkänt .{16,20}, med lösenord", words)) == 2
    secretary.goto(f"{meeting}skriv/")
    expect(secretary.get_by_text("Protokollet är justerat och kan inte ändras.")).to_be_visible()

    # It is sealed, and says the same to others' programs.
    assert "Signature is Valid." in poppler_says(sealed, tmp_path)
    assert "Total document signed" in poppler_says(sealed, tmp_path)
    assert_archival_and_accessible(sealed)

    # The mail server was busy when it went out, and is so once more; then everybody present has got it, once.
    command("timer")
    command("shell", "-c", TIME_PASSES)
    command("timer")
    letters.refusals.clear()
    assert letters == []
    secretary.goto(meeting)
    secretary.locator("#utskick summary").click()
    expect(secretary.get_by_text("e-postservern svarade 451 Busy").first).to_be_visible()
    for _ in range(2):
        command("shell", "-c", TIME_PASSES)
        command("timer")
    sent = [letter for letter in letters if list(letter.iter_attachments())]
    assert sorted(letter["To"].addresses[0].addr_spec for letter in sent) == sorted([SECRETARY, CHAIR, SECOND])
    assert {next(letter.iter_attachments()).get_content() for letter in sent} == {sealed}

    # Who has got it checks it; a changed one is given away.
    check_file(chair, address, sealed)
    expect(chair.get_by_role("heading", name="Ja, det är handlingen precis som den sparades")).to_be_visible()
    expect(chair.get_by_text("Förseglad av Sigill 2026, Sandheds kommun").first).to_be_visible()
    check_file(chair, address, sealed.replace(b"/Producer", b"/Producar"))
    expect(chair.get_by_role("heading", name=re.compile("^Nej"))).to_be_visible()

    # A mistake: both approve a correction too, and the minutes stay as they are.
    secretary.goto(meeting)
    secretary.get_by_role("link", name="Rätta …").nth(1).click()
    secretary.get_by_label("I protokollet står").fill("Torget är mörkt.")
    secretary.get_by_label("Det ska stå").fill("Torget är upplyst.")
    secretary.get_by_label("Varför det rättas").fill("Lamporna var lagade.")
    secretary.get_by_role("button", name="Spara rättelsen").click()
    secretary.get_by_role("link", name="Skicka till justering").click()
    secretary.get_by_role("button", name="Skicka till justering").click()
    expect(secretary.get_by_text("Under justering").first).to_be_visible()
    for page in (chair, other):
        page.goto(secretary.url)
        page.get_by_role("link", name="Godkänns").click()
        approve(page, "Godkänn rättelsen")
    other.goto(meeting)
    original = download(other, other.get_by_role("link", name="Öppna PDF").first)
    assert original == sealed
    check_file(chair, address, sealed)
    expect(chair.get_by_text("Handlingen är senare rättad.")).to_be_visible()
    correction = download(chair, chair.get_by_role("link", name=re.compile("^Rättelse")).first)
    assert "Torget är upplyst." in words_of(correction)
    assert "Signature is Valid." in poppler_says(correction, tmp_path)

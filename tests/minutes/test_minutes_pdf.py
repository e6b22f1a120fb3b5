"""The minutes as the reader meets them: numbered, set off, signed, and never torn where it hurts."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.utils.safestring import SafeString

from big.documents.rendering import render_pdf
from minutes.printing import Signature
from tests.pdf_validation import (
    assert_archival_and_accessible,
    fonts,
    page_bodies,
    pages,
    pdf_text,
    structure,
    tagged_text,
)

LETTERHEAD = SimpleNamespace(name="Brottsförebyggarna i Ekby", lines=["123 45 Ekby. Besöksadress: Storgatan 1"])
TITLE = "Protokoll fört vid ledningsgruppens möte 2023-03-20"
SENTENCE = "Frågan bereddes av arbetsgruppen och återkommer på nästa möte med ett skriftligt underlag."


def person(name: str, organisation: str = "Polisen", role: str = "", note: str = "") -> SimpleNamespace:
    return SimpleNamespace(name=name, organisation=organisation, role=role, note=note)


def paragraph(
    number: int, heading: str, html: str, *, decisions: tuple = (), outcomes: tuple = (), attachments: tuple = ()
) -> SimpleNamespace:
    decisions = [SimpleNamespace(text=text) for text in decisions]
    return SimpleNamespace(
        label=f"§\N{NO-BREAK SPACE}{number}",
        heading=heading,
        html=SafeString(html),
        decisions=decisions,
        outcomes=outcomes,
        attachments=attachments,
    )


def appendix(number: int, title: str) -> SimpleNamespace:
    file = {"file_name": "plan.pdf", "size_text": "0,2 MB", "digest_in_groups": "0123abcd " * 8}
    return SimpleNamespace(number=number, title=title, is_laid_out=False, **file)


SIGNATURES = [
    Signature("Vid protokollet", "Kim Ek", "sekreterare"),
    Signature("Justeras", "Robin Alm", "ordförande", "Justerat på papper 2023-04-04"),
]


def minutes_pdf(paragraphs: list, **context) -> bytes:
    date = datetime.date(2023, 3, 20)
    meeting = SimpleNamespace(title=TITLE, date=date, time_text="kl. 9.00–11.30", place="Stadshuset", format_text="")
    return render_pdf(
        "minutes/minutes_pdf.html",
        {"meeting": meeting, "paragraphs": paragraphs, "letterhead": LETTERHEAD, **context},
        title=TITLE,
        created=date,
        author=LETTERHEAD.name,
    )


def tiny() -> dict:
    return {"paragraphs": []}


def typical() -> dict:
    report = appendix(1, "Aktuellt från Ekbygruppen den 3 mars 2023")
    quotation = "<blockquote><p>”Täta kartläggningar ligger till grund.”</p><cite>Lo Berg, utredare</cite></blockquote>"
    return {
        "paragraphs": [
            paragraph(1, "Mötets öppnande", f"<p>{SENTENCE}</p>"),
            paragraph(2, "Dagordning", f"<p>{SENTENCE}</p><ul><li><p>Första</p></li><li><p>Andra</p></li></ul>"),
            paragraph(3, "Arbetsgruppens insatser", "<p>Se bilaga.</p>", attachments=(report,)),
            paragraph(
                4,
                "Mötesformer",
                f"<p>{SENTENCE}</p>",
                decisions=("Mötet i maj hålls digitalt.",),
                outcomes=("Uppdrag till Kim Ek: boka lokal, senast den 3 april 2023.",),
            ),
            paragraph(5, "Utmärkelse", f"<p>Juryns motivering:</p>{quotation}"),
        ],
        "attendance": [
            person("Robin Alm", "Kommunen", "Ordförande"),
            person("Kim Ek", note="§§ 1–4"),
            person("Lo Berg"),
        ],
        "absent": [person("Mio Dahl", "Skolan")],
        "recipients_text": "Närvarande, Mio Dahl samt kommunstyrelsen",
        "appendices": [report],
        "signatures": SIGNATURES,
        "draft": True,
    }


def long() -> dict:
    paragraphs = [
        paragraph(n, f"Ärende {n}", f"<p>{SENTENCE * (n % 7 + 1)}</p>", decisions=(SENTENCE,) * (n % 3))
        for n in range(1, 31)
    ]
    people = [person(f"Namn {n}", "Verksamhet", "ledamot") for n in range(35)]
    return {"paragraphs": paragraphs, "attendance": people, "signatures": SIGNATURES * 2}


@pytest.mark.parametrize("context", [tiny(), typical(), long()], ids=["tiny", "typical", "long"])
def test_minutes_are_archival_and_accessible(context):
    pdf = minutes_pdf(**context)
    assert_archival_and_accessible(pdf)
    assert fonts(pdf) <= {"SourceSans3", "SourceSans3-Bold"}


def test_everything_is_read_in_the_order_of_the_paper():
    read = " ".join(tagged_text(minutes_pdf(**typical())).split())
    expected = [
        "Protokoll fört vid ledningsgruppens möte 2023-03-20",
        "Måndag 20 mars 2023 · kl. 9.00–11.30 · Stadshuset",
        "Närvarande Namn Organisation Roll Robin Alm Kommunen Ordförande Kim Ek Polisen §§ 1–4 Lo Berg Polisen",
        "Frånvarande Namn Organisation Mio Dahl Skolan",
        "Delges: Närvarande, Mio Dahl samt kommunstyrelsen",
        "§ 1 Mötets öppnande",
        "• Första • Andra",
        "§ 3 Arbetsgruppens insatser Se bilaga. Bilaga 1: Aktuellt från Ekbygruppen den 3 mars 2023",
        "Mötet i maj hålls digitalt. Uppdrag till Kim Ek: boka lokal, senast den 3 april 2023.",
        "”Täta kartläggningar ligger till grund.” Lo Berg, utredare",
        "Bilagor Bilaga 1 Aktuellt från Ekbygruppen den 3 mars 2023",
        "Vid protokollet Kim Ek sekreterare Justeras Robin Alm ordförande Justerat på papper 2023-04-04",
    ]
    places = [read.find(text) for text in expected]
    assert -1 not in places, expected[places.index(-1)]
    assert places == sorted(places)


def test_missing_parts_do_not_appear():
    read = tagged_text(minutes_pdf(**tiny()))
    for label in ("Närvarande", "Frånvarande", "Delges", "Bilagor", "Justeras", "Roll", "None"):
        assert label not in read


def test_tables_have_captions_and_headers():
    tree = structure(minutes_pdf(**typical()))
    assert len(re.findall(r"\bCaption\b", tree)) == 2
    assert tree.count("/Scope /Column") == 5  # nobody absent has a role


def test_draft_is_said_on_every_page_and_in_no_text():
    drafted = minutes_pdf(**(long() | {"draft": True}))
    assert all("UTKAST" in page for page in pages(drafted))
    assert "UTKAST" not in tagged_text(drafted).upper()
    assert "UTKAST" not in pdf_text(minutes_pdf(**(long() | {"draft": False}))).upper()


@pytest.mark.parametrize(
    ("appendices", "filler"),
    [(0, n) for n in range(10, 25)] + [(1, n) for n in range(7, 22)] + [(3, n) for n in range(5, 20)],
)
def test_signatures_keep_together_and_never_stand_alone(appendices, filler):
    """The sweep moves the signature block over the foot of the page, line by line."""
    found = [appendix(n, "Underlag") for n in range(1, appendices + 1)]
    html = "<p>Rad.</p>" * filler + f"<p>{SENTENCE * 4}</p>"
    pdf = minutes_pdf([paragraph(1, "Rubrik", html)], signatures=SIGNATURES, appendices=found)
    *earlier, last = page_bodies(pdf, LETTERHEAD.name, TITLE)
    assert last.index("Vid protokollet") >= 2, "the signatures stand alone on the last page"
    assert "Justerat på papper 2023-04-04" in last
    assert not any("Vid protokollet" in lines for lines in earlier)


@pytest.mark.parametrize("filler", range(10, 25))
def test_heading_is_never_last_on_a_page(filler):
    paragraphs = [paragraph(n, f"Rubrik {n}", f"<p>{SENTENCE * 2}</p>", decisions=(SENTENCE,)) for n in range(2, 12)]
    first = paragraph(1, "Rubrik 1", "<p>Rad.</p>" * filler)
    pdf = minutes_pdf([first, *paragraphs], appendices=[appendix(1, "Underlag")])
    bodies = page_bodies(pdf, LETTERHEAD.name, TITLE)
    assert len(bodies) > 1
    for lines in bodies:
        assert "Rubrik" not in lines[-1]
        assert lines[-1] != "Bilagor"

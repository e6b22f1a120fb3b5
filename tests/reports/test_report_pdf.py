"""The report as the reader meets it: every word in its place, on every page something that belongs together."""

import datetime
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from big.documents.rendering import render_pdf
from reports.reading import read_report
from tests.pdf_validation import (
    assert_archival_and_accessible,
    fonts,
    page_bodies,
    pages,
    structure,
    tagged_text,
    words,
)

LETTERHEAD = SimpleNamespace(
    name="Brottsförebyggarna i Ekby", lines=["123 45 Ekby. Besöksadress: Storgatan 1", "Tfn 0123-45 67 89", "ekby.se"]
)
TITLE = "Aktuellt från Ekbygruppen den 3 mars 2023"
SENTENCE = "Vi har genomfört en utbildning i samtalsmetodik för pedagoger på tre skolor i kommunen."


def section(heading: str, points: list[str], *, intro: str = "", subsections: tuple = ()) -> SimpleNamespace:
    points = [SimpleNamespace(text=text) for text in points]
    return SimpleNamespace(heading=heading, intro=intro, points=points, subsections=subsections)


def report_pdf(sections: list, title: str = TITLE) -> bytes:
    issue_date = datetime.date(2023, 3, 3)
    return render_pdf(
        "reports/report_pdf.html",
        {
            "report": SimpleNamespace(title=title, issue_date=issue_date),
            "sections": sections,
            "letterhead": LETTERHEAD,
        },
        title=title,
        created=issue_date,
        author=LETTERHEAD.name,
    )


def tiny() -> list:
    return [section("Övrigt", [])]


def typical() -> list:
    model = section("Ekbymodellen", [SENTENCE] * 5, intro="Syftet är trygghet.\n\nInsatsen sker i samarbete.")
    return [
        section("Trygghetsarbetet i skolan", [SENTENCE] * 7, subsections=(model,)),
        section("Föreningslivet", ["Kort punkt."] * 6, intro="Ett inledande stycke."),
    ]


def long() -> list:
    return [section(f"Område {n}", [SENTENCE] * (n % 9), intro=SENTENCE * (n % 3)) for n in range(1, 31)]


@pytest.mark.parametrize("sections", [tiny(), typical(), long()], ids=["tiny", "typical", "long"])
def test_report_is_archival_and_accessible(sections):
    pdf = report_pdf(sections)
    assert_archival_and_accessible(pdf)
    assert fonts(pdf) <= {"SourceSans3", "SourceSans3-Bold"}


@pytest.fixture
def seed(seeds: Path):
    """The printed report of 26 October 2018 and its PDF."""
    printed = read_report((seeds / "aktuellt-2018-10-26.txt").read_text())
    sections = []
    for part in printed.sections:
        made = section(part.heading, list(part.items), intro=part.intro, subsections=[])
        (sections if part.level == 1 else sections[-1].subsections).append(made)
    return SimpleNamespace(printed=printed, pdf=report_pdf(sections, printed.title))


def source_words(printed) -> list[str]:
    texts = [printed.title]
    for part in printed.sections:
        texts += [part.heading, part.intro, *part.items]
    return words(" ".join(texts))


def test_every_word_of_the_seed_is_read_in_order(seed):
    assert words(tagged_text(seed.pdf)) == source_words(seed.printed)


def test_every_word_of_the_seed_is_printed_in_order(seed):
    bodies = page_bodies(seed.pdf, LETTERHEAD.name, seed.printed.title)
    assert words("\n".join(line for lines in bodies for line in lines)) == source_words(seed.printed)


def test_the_seed_is_archival_and_accessible(seed):
    assert_archival_and_accessible(seed.pdf)
    assert len(pages(seed.pdf)) <= 5


def test_headings_and_lists_are_tagged_as_such():
    tree = structure(report_pdf(typical()))
    assert len(re.findall(r"\bH1 ", tree)) == 1
    assert len(re.findall(r"\bH2 ", tree)) == 2
    assert len(re.findall(r"\bH3 ", tree)) == 1
    assert len(re.findall(r"\bL \(block\)", tree)) == 3
    assert len(re.findall(r"/ListNumbering /Circle", tree)) == 1


def test_empty_parts_leave_no_trace():
    tree = structure(report_pdf(tiny()))
    assert " L (block)" not in tree
    assert " P (block)" not in tree


@pytest.mark.parametrize("filler", range(24, 39))
def test_heading_is_never_last_on_a_page(filler):
    """The sweep moves headings of all three levels over the foot of the page."""
    inner = section("Inre rubrik", [SENTENCE])
    sections = [section(f"Rubrik {n}", ["Punkt."] * (filler if n == 0 else 2), subsections=[inner]) for n in range(9)]
    bodies = page_bodies(report_pdf(sections), LETTERHEAD.name, TITLE)
    assert len(bodies) > 1
    for lines in bodies:
        assert "ubrik" not in lines[-1]


@pytest.mark.parametrize("filler", range(24, 32))
def test_no_single_line_is_left_alone(filler):
    """Two lines at least of a paragraph on either side of a page break."""
    sections = [section("Rubrik", ["Punkt."] * filler + [" ".join(f"{n}:{m}" for m in range(50)) for n in range(3)])]
    for lines in page_bodies(report_pdf(sections), LETTERHEAD.name, TITLE):
        for n in range(3):
            assert len([line for line in lines if line.startswith(f"{n}:")]) != 1

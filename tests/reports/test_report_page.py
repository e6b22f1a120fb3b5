"""The report as a page: the same words in the same order as its PDF, and an address for each item."""

import html
import re

from reports.models import ReportItem
from reports.printing import report_pdf
from tests.factories import create_report
from tests.pdf_validation import tagged_text, words


def printed_words(page: str) -> list[str]:
    """The words of the title and of the sections, without the links to items."""
    title = re.search(r"<h1>(.*?)</h1>", page)[1]
    body = page[page.index('<section id="avsnitt') : page.index("</article>")]
    body = re.sub(r'<a class="permalink".*?</a>', "", body)
    return words(html.unescape(re.sub(r"<[^>]*>", " ", f"{title} {body}")))


def test_the_page_says_what_the_pdf_says_in_the_same_order(as_secretary):
    report = create_report(
        items=("Vi har haft ett möte.", "Dold.", "Tre saker:\n– en\n– två & tre", 'Vi kallar det "trygghet" < allt.')
    )
    ReportItem.objects.filter(text="Dold.").update(is_hidden=True)
    report.sections.update(intro="Ett stycke.\n\nEtt stycke\ntill.")
    page = printed_words(as_secretary.get(f"/rapporter/{report.pk}/").text)
    printed, colophon, _ = tagged_text(report_pdf(report)).partition("Kontrollera filen på")
    assert colophon
    assert page == words(printed)
    assert "Dold." not in page
    assert len(page) > 50


def test_each_item_has_an_address_that_is_read_out(as_secretary):
    report = create_report()
    page = as_secretary.get(f"/rapporter/{report.pk}/").text
    for item in ReportItem.objects.all():
        assert f'<li id="punkt-{item.pk}">' in page
        assert f'href="#punkt-{item.pk}" aria-label="Länk till punkt {item.position} i {item.section}"' in page

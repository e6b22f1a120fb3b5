import pytest

from big.documents.richtext import clean, plain
from minutes.models import Paragraph
from tests.factories import create_meeting

HOSTILE = [
    "<script>alert(1)</script>",
    '<p onclick="alert(1)">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<p style="position:fixed">x</p>',
    "<style>p{display:none}</style>",
    '<img src="https://example.org/spy.png">',
    '<iframe src="https://example.org"></iframe>',
    '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "<svg><script>alert(1)</script></svg>",
    '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)">',
    '<form action="https://example.org"><input></form>',
    '<p class="alert">x</p>',
    '<object data="x"></object>',
]


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_comes_out_harmless(html):
    cleaned = clean(html)
    for trace in ("script", "alert(1)", "on", "style", "src", "javascript", "data:", "file:", "class", "form"):
        assert f"<{trace}" not in cleaned
        assert f" {trace}" not in cleaned
    assert "example.org" not in cleaned
    assert "file:" not in cleaned
    assert "javascript:" not in cleaned


def test_what_minutes_need_is_kept():
    html = (
        "<p>Gruppen <strong>beslutade</strong> <em>enhälligt</em>.</p><ul><li>ett</li></ul><ol><li>två</li></ol>"
        "<blockquote><p>Gott arbete.</p><p><cite>Juryn</cite></p></blockquote>"
    )
    assert clean(html) == html
    assert 'href="https://example.se/"' in clean('<a href="https://example.se/">x</a>')


def test_paragraph_text_is_clean_however_it_was_written(db):
    paragraph = create_meeting().paragraphs.first()
    Paragraph.objects.filter(pk=paragraph.pk).update(text="<p>Hej<script>alert(1)</script></p>")
    paragraph.refresh_from_db()
    assert paragraph.text == "<p>Hej</p>"


def test_plain_text_keeps_words_whole_and_blocks_apart():
    assert plain("<p>Ett <em>be</em>slut &amp; ett&nbsp;till</p><ul><li>a</li><li>b</li></ul>") == (
        "Ett beslut & ett till a b"
    )

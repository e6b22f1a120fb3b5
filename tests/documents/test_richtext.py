import re

import pytest
from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.template import Context, Template
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from big.documents.richtext import TAGS, RichText, RichTextFormField, as_typed, clean, from_typed, lines, plain
from big.forms import ComparingModelForm, form_helper
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
    for address in ("https://example.se/", "http://example.se/?a=1&amp;b=2", "mailto:a@example.se"):
        assert clean(f'<a href="{address}">x</a>') == f'<a href="{address}">x</a>'


def test_links_lead_somewhere_from_a_printed_page_too():
    assert (
        clean('<a href="/insatser/">x</a> <a href="#s4">y</a> <a href="//x.se">z</a>') == "<a>x</a> <a>y</a> <a>z</a>"
    )


def test_paragraph_text_is_clean_however_it_was_written(db):
    paragraph = create_meeting().paragraphs.first()
    Paragraph.objects.filter(pk=paragraph.pk).update(text="<p>Hej<script>alert(1)</script></p>")
    paragraph.refresh_from_db()
    assert paragraph.text == "<p>Hej</p>"


def test_plain_text_keeps_words_whole_and_blocks_apart():
    assert plain("<p>Ett <em>be</em>slut &amp; ett&nbsp;till</p><ul><li>a</li><li>b</li></ul>") == (
        "Ett beslut & ett till a b"
    )


def test_each_block_is_a_line_where_texts_are_compared():
    assert lines("<p>Ett<br>två</p><ul><li>tre<ul><li>fyra</li></ul></li></ul>") == "Ett\ntvå\ntre\nfyra"


# -- The field ---------------------------------------------------------------------------------------------------------

HTML = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from([f"<{slash}{tag}>" for tag in [*sorted(TAGS), "b", "div", "script"] for slash in ("", "/")]),
        st.sampled_from(["\n", "\n\n", "\r\n", "<br>", "&amp;", "&lt;p&gt;", "&nbsp;", '<a href="https://x.se/">']),
    ),
    max_size=12,
).map("".join)


@given(HTML)
def test_what_the_field_gives_needs_no_more_cleaning(typed):
    """In particular, a text that was not changed is stored as it was, whether shown with markup or without."""
    field = RichTextFormField(required=False)
    try:
        html = field.clean(typed)
    except forms.ValidationError:
        return  # a character that no form accepts
    assert clean(html) == html
    assert field.clean(html) == html
    assert field.clean(field.prepare_value(html)) == html
    assert not field.has_changed(html, field.prepare_value(html))


@pytest.mark.parametrize("html", HOSTILE)
def test_a_hostile_post_is_as_harmless(html):
    value = RichTextFormField(required=False).clean(html)
    assert value == clean(value)
    assert "<script" not in value
    assert "example.org" not in value


def test_a_text_without_markup_becomes_paragraphs():
    typed = "Gruppen gick\r\nigenom < 3 & fler.\r\n \r\n\r\nDärefter åt man.\r\n"
    assert from_typed(typed) == "<p>Gruppen gick<br>igenom &lt; 3 &amp; fler.</p><p>Därefter åt man.</p>"
    assert RichTextFormField().clean(typed) == from_typed(typed)


def test_a_text_that_is_only_paragraphs_is_shown_without_markup():
    assert as_typed("<p>Ett &amp; två<br>tre</p><p>Fyra</p>") == "Ett & två\ntre\n\nFyra"
    for html in (
        "<p>Ett <strong>två</strong></p>",
        "<ul><li>x</li></ul>",
        "<p>&lt;p&gt; är ett element</p>",
        "",
        "<p></p>",
    ):
        assert as_typed(html) == html


@pytest.mark.parametrize("empty", ["", "  \r\n", "<p></p>", "<p>&nbsp;</p><ul><li></li></ul>", "<script>x</script>"])
def test_a_text_without_a_word_is_none(empty):
    assert RichTextFormField(required=False).clean(empty) == ""
    with pytest.raises(forms.ValidationError, match="måste fyllas i"):
        RichTextFormField().clean(empty)


class ParagraphForm(ComparingModelForm):
    class Meta:
        model = Paragraph
        fields = ["heading", "text"]

    helper = form_helper("Spara")

    @staticmethod
    def version_of(instance: Paragraph) -> str:
        return instance.text


def test_every_form_of_a_model_gets_the_editor_and_the_administration_a_textarea(db):
    assert isinstance(ParagraphForm().fields["text"].widget, RichText)
    administrations = Paragraph._meta.get_field("text").formfield(widget=AdminTextareaWidget)
    assert not administrations.widget.media._js
    assert administrations.clean("Ett <strong>stycke</strong> <b>till</b>") == "<p>Ett <strong>stycke</strong> till</p>"
    assert administrations.clean("Ett stycke") == "<p>Ett stycke</p>"


def test_the_page_loads_the_editor_once_with_the_nonce_of_its_policy(as_secretary):
    answer = as_secretary.get("/stil/")
    head, _, body = answer.text.partition("</head>")
    assert head.count("js/rich-text.js") == head.count("css/rich-text.css") == 1
    assert "rich-text" not in as_secretary.get("/insatser/ny/").text
    nonce = answer.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    scripts = [tag for tag in re.findall(r"<script[^>]*>", head) if re.search("importmap|editor|rich-text", tag)]
    assert [f'nonce="{nonce}"' in tag for tag in scripts] == [True, True, True]
    assert head.index('type="importmap"') < head.index('type="module"'), "older browsers take no later one"
    assert "<script" not in body


def conflict(stored: str, typed: str) -> ParagraphForm:
    paragraph = create_meeting().paragraphs.first()
    paragraph.text = stored
    paragraph.save()
    form = ParagraphForm({"text": typed, "heading": paragraph.heading, "seen_version": "annan"}, instance=paragraph)
    assert not form.is_valid()
    return form


def test_what_two_people_wrote_is_compared_in_words(db):
    typed = "<p>Gruppen <em>avslog</em> planen.</p>"
    form = conflict("<p>Gruppen godkände planen.</p>", typed)
    [(label, pieces)] = form.conflict
    assert (label, [(piece.kind, piece.text) for piece in pieces]) == (
        "Text",
        [("same", "Gruppen "), ("gone", "godkände"), ("new", "avslog"), ("same", " planen.")],
    )
    assert form["text"].value() == typed


def test_a_conflict_over_formatting_alone_is_told_too(db):
    form = conflict("<p>Gruppen <strong>godkände</strong> planen.</p>", "<p>Gruppen godkände planen.</p>")
    assert [label for label, _ in form.conflict] == ["Text (bara formateringen skiljer)"]
    assert conflict("<p>Ett</p><p>två</p>", "Ett\r\n\r\ntvå").conflict == []


def test_an_identity_number_is_found_through_markup(as_secretary, secretary):
    typed = "<p>Tolvan 19121212-<strong>1212</strong></p>"  # fictitious: kept by Skatteverket for tests
    answer = as_secretary.post("/personnummer/", {"text": typed})
    assert "(”Tolvan ••••••-••••”)" in answer.text
    context = {"form": ParagraphForm({"text": typed}), "user": secretary, "request": RequestFactory().get("/")}
    page = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context(context))
    assert page.count("(”Tolvan ••••••-••••”)") == 1

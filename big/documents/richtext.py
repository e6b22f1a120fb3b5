"""Rich text: sanitised HTML from one small allow-list, for the paragraphs of minutes, and the field to write it in.

In the browser a field is an editor (`static/js/rich-text.js`) that knows just the elements of the list; without scripts
it is a textarea, where a text that is nothing but paragraphs stands without its markup. A page that may get an editor
loads its files itself (`{% block media %}` of base.html, which does so for `form`): what comes later brings none.
"""

import re
from html import escape, unescape
from typing import Any

import nh3
from django import forms
from django.db import models
from django.utils.safestring import SafeString, mark_safe
from js_asset import ImportMap, Media, Script

TAGS = {"p", "br", "ul", "ol", "li", "blockquote", "cite", "strong", "em", "a"}
"""The allow-list. The editor offers just these; a new one needs its tool in `static/js/rich-text.js`."""
BLOCK = re.compile(r"</?(?:p|br|ul|ol|li|blockquote)\b")
STRUCTURE = re.compile(r"<(?:p|ul|ol|li|blockquote)>")
MARKUP = re.compile(r"</?[a-z][^<]*>", re.IGNORECASE)
SCHEMES = {"http", "https", "mailto"}
EDITOR = "django_prose_editor/editor.js"


def clean(html: str) -> SafeString:
    """Return `html` with nothing but the allowed elements; scripts, handlers, styles and other addresses are gone."""
    cleaned = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, url_relative="deny", link_rel=None
    )
    return mark_safe(cleaned)  # noqa: S308


def lines(html: str) -> str:
    """The text of the HTML without its markup, each block on a line of its own."""
    text = unescape(nh3.clean(BLOCK.sub(r"\n\g<0>", html), tags=set()))
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def plain(html: str) -> str:
    """The text of the HTML without its markup, one space between blocks."""
    return " ".join(lines(html).split())


def words(typed: str) -> str:
    """What a reader sees of a text that may be HTML or not, so that no markup comes between the words."""
    return lines(typed) if MARKUP.search(typed) else typed


def from_typed(text: str) -> str:
    """The clean HTML of what somebody typed, or an editor sent.

    Where there is neither paragraph nor list nor quotation, an empty line begins a new paragraph, and any other a new
    line. `static/js/rich-text.js` reads a text without markup by the same rule.
    """
    text = text.replace("\r\n", "\n")
    html = (clean(text) if MARKUP.search(text) else escape(text, quote=False)).strip()
    if not html or STRUCTURE.search(html):
        return html
    paragraphs = re.split(r"\n\s*\n", html)
    return clean("".join(f"<p>{paragraph.replace('\n', '<br>')}</p>" for paragraph in paragraphs))


def as_typed(html: str) -> str:
    """The text from which `from_typed` would make the same HTML, where there is one; else the HTML."""
    text = unescape(MARKUP.sub("", html.replace("</p>", "\n\n").replace("<br>", "\n"))).strip()
    return text if from_typed(text) == html else html


class RichText(forms.Textarea):
    """A textarea that scripts turn into an editor."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        marks = {"data-rich-text": " ".join(sorted(TAGS)), "data-schemes": " ".join(sorted(SCHEMES))}
        super().__init__({**marks, **(attrs or {})})

    @property
    def media(self) -> Media:
        return Media(
            importmap=ImportMap({"django-prose-editor/editor": EDITOR, "big/rich-text-paste": "js/rich-text-paste.js"}),
            css={"all": ["css/rich-text.css"]},
            # The first is only there to be fetched while the second is.
            js=[Script(EDITOR, type="module"), Script("js/rich-text.js", type="module")],
        )


class RichTextFormField(forms.CharField):
    """Takes HTML from the editor or from anybody, and plain text; gives clean HTML, empty where there is no word."""

    widget = RichText

    def to_python(self, value: Any) -> str:
        html = from_typed(super().to_python(value) or "")
        return html if plain(html) else ""

    def prepare_value(self, value: Any) -> Any:
        return as_typed(value) if isinstance(value, str) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), self.to_python(data))


class RichTextField(models.TextField):
    """HTML that is clean by the time it reaches the database, whichever way it was written."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else str(clean(value))

    def formfield(self, **kwargs: Any) -> forms.Field:
        """An editor; in the administration, which asks for its own widget, a textarea."""
        return super().formfield(**{"form_class": RichTextFormField, "widget": RichText, **kwargs})

"""Rich text: sanitised HTML from one small allow-list, for the paragraphs of minutes."""

import re
from html import unescape
from typing import Any

import nh3
from django.db import models
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "br", "ul", "ol", "li", "blockquote", "cite", "strong", "em", "a"}
BLOCK = re.compile(r"</?(?:p|br|ul|ol|li|blockquote)\b")
SCHEMES = {"http", "https", "mailto"}


def clean(html: str) -> SafeString:
    """Return `html` with nothing but the allowed elements; scripts, handlers, styles and other addresses are gone."""
    return mark_safe(nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES))  # noqa: S308


def plain(html: str) -> str:
    """The text of the HTML without its markup, one space between blocks."""
    return " ".join(unescape(nh3.clean(BLOCK.sub(r" \g<0>", html), tags=set())).split())


class RichTextField(models.TextField):
    """HTML that is clean by the time it reaches the database, whichever way it was written."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else str(clean(value))

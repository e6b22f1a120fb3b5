"""What the templates of form fields ask of the identity-number guard (big/identity_numbers.py)."""

from django import forms, template
from django.forms import BoundField

from big.documents.richtext import words
from big.identity_numbers import warnings_in
from big.pickers import Picked, PickField

register = template.Library()


@register.filter
def guarded_name(field: BoundField) -> str:
    """Under which name the field sends free text; empty for an address, a number, a date, a choice or a password."""
    if isinstance(field.field, PickField):
        return f"{field.html_name}-new" if field.field.make else ""
    widget = field.field.widget
    is_text = isinstance(widget, forms.Textarea) or getattr(widget, "input_type", "") == "text"
    return field.html_name if isinstance(field.field, forms.CharField) and is_text else ""


@register.filter
def identity_warnings(text: object) -> list[str]:
    """A sentence for each identity number in a text, or in what a field holds."""
    if isinstance(text, BoundField):
        text = text.value() or ""
    return warnings_in(text.typed if isinstance(text, Picked) else words(str(text)))

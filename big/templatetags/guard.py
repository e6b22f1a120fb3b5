"""What the templates of form fields ask of the identity-number guard (big/identity_numbers.py)."""

from django import forms, template
from django.forms import BoundField

from big.identity_numbers import warnings_in

register = template.Library()


@register.filter
def is_free_text(field: BoundField) -> bool:
    """Whether anything at all can be typed into the field: not an address, a number, a date or a password."""
    widget = field.field.widget
    is_text = isinstance(widget, forms.Textarea) or getattr(widget, "input_type", "") == "text"
    return isinstance(field.field, forms.CharField) and is_text


@register.filter
def identity_warnings(text: object) -> list[str]:
    """A sentence for each identity number in a text, or in what a field holds."""
    return warnings_in(str(text.value() or "" if isinstance(text, BoundField) else text))

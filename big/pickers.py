"""Pickers: a list to filter and choose from, and a line to add what is not in it.

They are native controls (`templates/widgets/picker.html`) and work without scripts; `static/js/picker.js` adds the
filter. A field gives stored records, or new ones that are not stored yet: `people.directory.keep` does that.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from big.search import fold
from big.swedish import sort_key


@dataclass(frozen=True)
class Picked:
    """What a form sent: values chosen in the list, and what was typed to be added."""

    values: tuple[str, ...] = ()
    typed: str = ""


class PickOne(forms.Widget):
    """Radio buttons, or checkboxes when `several`. The field tells it what to offer (`options`)."""

    template_name = "widgets/picker.html"
    use_fieldset = True
    several = False
    may_add = True
    options: Callable[[Picked], list[tuple[str, str]]]

    def id_for_label(self, id_: str) -> str:
        """None: the name of the group is its legend."""
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Picked:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, ())
        return Picked(tuple(filter(None, values)), data.get(f"{name}-new", ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Never to be told: what is not chosen is not sent."""
        return False

    def get_context(self, name: str, value: Picked, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        offered = self.options(value)
        options = [{"value": option, "label": label, "checked": option in value.values} for option, label in offered]
        chosen = [option["label"] for option in options if option["checked"]]
        typed = names_in(value.typed) if self.several else [value.typed] if value.typed else []
        context["widget"] |= {
            "options": options,
            "typed": value.typed,
            "chosen": ", ".join([*chosen, *typed] if self.several else typed or chosen),
            "several": self.several,
            "may_add": self.may_add,
            "class": context["widget"]["attrs"].get("class", ""),
            "is_open": "aria-invalid" in context["widget"]["attrs"],
        }
        return context


class PickMany(PickOne):
    several = True


def names_in(typed: str) -> list[str]:
    """The names in a line where commas (or semicolons) stand between them."""
    return [name for part in re.split(r"[,;\n]", typed) if (name := part.strip())]


class PickField(forms.Field):
    """What both fields share. `queryset` is of a model with a `name`, and is read once for each form.

    `make` makes a new, unsaved record of a typed name; without it nothing can be added. `label_of` is what a record is
    called in the list.
    """

    default_error_messages = {
        "invalid_choice": "Valet finns inte i listan. Välj igen.",
        "ambiguous": "Flera heter ”%(name)s”: %(labels)s. Välj i listan vem eller vilken du menar.",
        "cannot_add": "”%(name)s” finns inte. Välj i listan.",
    }

    def __init__(
        self,
        queryset: models.QuerySet,
        *,
        make: Callable[[str], models.Model] | None = None,
        label_of: Callable[[Any], str] = str,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.queryset, self.make, self.label_of = queryset, make, label_of
        self._connect()

    def __deepcopy__(self, memo: dict) -> "PickField":
        copy = super().__deepcopy__(memo)
        copy.queryset = self.queryset.all()
        copy._connect()
        return copy

    def _connect(self) -> None:
        self.widget.options, self.widget.may_add = self.options, self.make is not None

    def options(self, picked: Picked) -> list[tuple[str, str]]:
        """Value and label of every choice, in Swedish order. What is retired is offered where it is chosen already."""
        offered = [
            (str(record.pk), self.label_of(record))
            for record in self.queryset
            if not getattr(record, "is_retired", False) or str(record.pk) in picked.values
        ]
        return sorted(offered, key=lambda option: sort_key(option[1]))

    def prepare_value(self, value: Any) -> Picked:
        """What the widget shows for what was sent, or for the records (or their keys) that the form began with."""
        if isinstance(value, Picked):
            return value
        records = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
        return Picked(tuple(str(getattr(record, "pk", record)) for record in records if record not in (None, "")))

    def has_changed(self, initial: Any, data: Picked) -> bool:
        return bool(data.typed.strip()) or set(self.prepare_value(initial).values) != set(data.values)

    def stored(self, value: str) -> models.Model:
        for record in self.queryset:
            if str(record.pk) == value:
                return record
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")

    def called(self, name: str) -> models.Model:
        """The record that bears the name (or is called so in the list), else a new one."""
        name = forms.CharField().clean(" ".join(name.split()))
        wanted = fold(name)
        found = [record for record in self.queryset if wanted in (fold(record.name), fold(self.label_of(record)))]
        if len(found) > 1:
            labels = "; ".join(sorted(map(self.label_of, found), key=sort_key))
            params = {"name": name, "labels": labels}
            raise ValidationError(self.error_messages["ambiguous"], code="ambiguous", params=params)
        if found:
            return found[0]
        if self.make is None:
            raise ValidationError(self.error_messages["cannot_add"], code="cannot_add", params={"name": name})
        new = self.make(name)
        try:
            new.full_clean()
        except ValidationError as error:
            raise ValidationError(error.messages) from error  # the names of its fields mean nothing in this form
        return new


class PickOneField(PickField):
    """One record or none. What was typed goes before what was chosen: without scripts both can be sent."""

    widget = PickOne

    def to_python(self, value: Picked) -> models.Model | None:
        if value.typed.strip():
            return self.called(value.typed)
        return self.stored(value.values[-1]) if value.values else None


class PickManyField(PickField):
    """A list of records, those chosen first. Commas stand between several that are typed."""

    widget = PickMany

    def to_python(self, value: Picked) -> list[models.Model]:
        records: dict[tuple[int | None, str], models.Model] = {}
        for record in [*map(self.stored, value.values), *map(self.called, names_in(value.typed))]:
            records.setdefault((record.pk, fold(record.name)), record)
        return list(records.values())

"""Finding records by words, alike on both databases.

SQLite folds the case of a to z only, and knows no Swedish order. So what is searched is kept folded in a column of its
own, and what is listed is sorted here: a register of people or organisations is some hundred rows.
"""

import unicodedata
from typing import Any, ClassVar, Self

from django.db import connections, models

from big import trigrams


def fold(text: str) -> str:
    """The text as it is compared: capitals, spaces and ways of writing the same letter make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class SearchableQuerySet(models.QuerySet):
    is_few = False
    """Whether what has been asked for is known to be so little that it is best read as it is, and sorted."""

    def _clone(self) -> Self:
        clone = super()._clone()
        clone.is_few = self.is_few
        return clone

    def matching(self, text: str) -> Self:
        """Those that have every word of `text` somewhere in what is searched."""
        words = fold(text).split()
        candidates = trigrams.candidates(connections[self.db], self.model._meta.db_table, words)
        found = self.filter(pk__in=candidates) if candidates else self
        for word in words:
            found = found.filter(search_text__contains=word)
        found.is_few = self.is_few or bool(candidates)
        return found

    def named(self, name: str) -> list[Any]:
        """Those of exactly that name, whatever the capitals."""
        wanted = fold(name)
        return [record for record in self.filter(search_text__contains=wanted) if fold(record.name) == wanted]


class Searchable(models.Model):
    """A record with a `name`, found by words in its `search_fields`. `update` and `bulk_create` pass the column by."""

    search_fields: ClassVar[tuple[str, ...]] = ("name",)

    search_text = models.TextField("söktext", editable=False, default="")

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        self.search_text = fold(" ".join(getattr(self, name) for name in self.search_fields))
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(**kwargs)

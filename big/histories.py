"""What was changed in a record, from the versions of it that django-reversion keeps."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from reversion.models import Version

from big.differences import Piece, word_difference
from big.people.models import User


@dataclass(frozen=True)
class Change:
    """One save: who, when, and the fields that it changed, each with its label and the difference word by word."""

    version: int
    at: datetime.datetime
    by: User | None
    comment: str
    fields: list[tuple[str, list[Piece]]]


def versions_of(row: models.Model) -> models.QuerySet[Version]:
    """The latest first, with who saved them."""
    return Version.objects.get_for_object(row).select_related("revision__user")


def changes(versions: Iterable[Version], describe: Callable[[dict[str, Any]], dict[str, str]]) -> list[Change]:
    """What was changed from each version to the next; both they and what is returned have the latest first.

    `describe` makes labels and texts of a version's fields, always the same labels in the same order.
    """
    found = []
    earlier: dict[str, str] = {}
    for version in reversed(list(versions)):
        now = describe(version.field_dict)
        fields = [
            (label, word_difference(earlier.get(label, ""), text))
            for label, text in now.items()
            if text != earlier.get(label, "")
        ]
        revision = version.revision
        found.append(Change(version.pk, revision.date_created, revision.user, revision.comment, fields))
        earlier = now
    return found[::-1]


def restoring(version: Version) -> str:
    """The comment on a save that makes the record as it was in the version."""
    when = timezone.localtime(version.revision.date_created)
    return f"återställde versionen från {when:%Y-%m-%d kl. %H.%M}"

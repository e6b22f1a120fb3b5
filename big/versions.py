"""Two people who edit the same thing never overwrite each other unseen."""

from typing import Any

from django.db import models, transaction


class StaleVersion(Exception):
    """Somebody else has saved the record since it was read; nothing was written."""

    def __init__(self, record: models.Model) -> None:
        self.record = record
        super().__init__("Det här har ändrats av någon annan sedan du öppnade sidan. Se efter, och försök sedan igen.")


class Versioned(models.Model):
    """A record whose `version` a save must match. A form keeps the version that its reader saw and saves with it."""

    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        """Save, and count the version up. Raises StaleVersion when the row is no longer at `self.version`."""
        if self._state.adding:
            super().save(**kwargs)
            return
        seen = self.version
        with transaction.atomic():
            # One statement both checks and claims: whoever comes second finds no row, on both databases.
            claimed = type(self)._base_manager.filter(pk=self.pk, version=seen).update(version=seen + 1)
            if not claimed:
                raise StaleVersion(self)
            self.version = seen + 1
            try:
                super().save(**kwargs)
            except BaseException:
                self.version = seen
                raise

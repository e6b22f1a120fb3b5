"""Look through everything that was ever finished: stored files, documents, seals, the audit trail, the triggers.

Run it every night. It changes nothing, prints what it looked at and a line for each fault, and ends with an error when
there is one; warnings are printed only. With --quiet it prints only what is wrong, so that cron writes mail only then.
"""

import argparse
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from big.documents import archive

SECONDS_BETWEEN = 2


class Command(BaseCommand):
    help = "Check every stored document, seal and digest, and the chain of the audit trail."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="print only what is wrong")

    def handle(self, *args: Any, quiet: bool, **options: Any) -> None:
        self.quiet, self.told, self.seen = quiet, time.monotonic(), {}
        count = 0
        for fault in archive.faults(self._progress):
            count += 1
            self.stderr.write(self.style.ERROR(fault))
        for warning in archive.warnings():
            self.stderr.write(self.style.WARNING(f"warning: {warning}"))
        if not quiet:
            looked_at = ", ".join(f"{total} {what}" for what, total in self.seen.items()) or "nothing yet"
            self.stdout.write(f"Looked at {looked_at}: {count or 'no'} fault{'' if count == 1 else 's'}.")
        if count:
            raise CommandError(f"{count} fault{'' if count == 1 else 's'} in the archive.")

    def _progress(self, what: str, number: int, total: int) -> None:
        """A line every other second, so that a long run shows where it is."""
        self.seen[what] = total
        if not self.quiet and time.monotonic() - self.told > SECONDS_BETWEEN:
            self.told = time.monotonic()
            self.stdout.write(f"{what}: {number} of {total}")

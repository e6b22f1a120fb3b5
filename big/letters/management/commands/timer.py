"""What happens by itself: reminders and digests whose time has come, then every letter that waits.

Run it every minute (cron, a systemd timer), or let it keep on with --every. Two at once do no harm: each letter is
written and sent once. It ends with an error when a part of it failed; the others are done all the same.
"""

import argparse
import logging
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils.module_loading import import_string

from big.letters import posting

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Write reminders and digests whose time has come, and send the mail that waits."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="keep on, with so long a rest between")

    def handle(self, *args: Any, every: int | None, **options: Any) -> None:
        failed = self._run()
        while every:
            time.sleep(every)
            close_old_connections()
            failed = self._run()
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}.")

    def _run(self) -> list[str]:
        """The parts that failed. One that fails must not keep the others from their work."""
        failed = []
        for name in settings.TIMED:
            try:
                import_string(name)()
            except Exception:
                logger.exception("%s failed", name)
                failed.append(name)
        for letter in posting.deliver_due():
            self.stdout.write(f"{letter.address}: {letter.pretty_status}")
        return failed

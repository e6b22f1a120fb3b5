"""Timers as they run: processes of their own, which send at the same time or die on the way."""

import asyncio
import subprocess
import sys
from collections import Counter
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings

from tests.post_office import Letters, post_office
from tests.server import manage

pytestmark = pytest.mark.django_db

LETTERS = """
from big.letters import posting
from big.people.models import User
for number in range(12):
    address, by = f"person{number}@example.se", User.objects.command_line()
    posting.write(str(number), name="", address=address, subject="Hej", template="reports/mail/published.txt",
                  context={"reports": []}, by=by)
"""
SENT = """
from big.letters.models import Letter
print("sent", *Letter.objects.exclude(sent_at=None).order_by("pk").values_list("address", flat=True))
print("half way", *Letter.objects.exclude(claimed_at=None).values_list("address", flat=True))
"""


class Slow(Letters):
    """A server that takes its time; and `kills`, if it is given one, the process whose letter it has just taken."""

    kills: subprocess.Popen | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if self.kills:
            self.kills.kill()
        await asyncio.sleep(0.1)
        return answer


def start(env: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "manage.py", "timer"], cwd=settings.BASE_DIR, env=env)


def addresses(letters: list[EmailMessage]) -> list[str]:
    return [str(letter["To"]) for letter in letters]


def test_each_letter_goes_once_whatever_becomes_of_the_timers(own_database):
    letters = Slow()
    with post_office(letters) as (port, _):
        env = own_database | {"DEBUG": "false", "SECRET_KEY": "x" * 50, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        manage("migrate", "--verbosity=0", env=env)
        manage("shell", "-c", LETTERS, env=env)
        letters.kills = start(env)
        letters.kills.wait()
        letters.kills = None
        [taken] = addresses(letters)
        timers = [start(env) for _ in range(3)]
        assert [timer.wait() for timer in timers] == [0, 0, 0]
    everybody = {f"person{number}@example.se" for number in range(12)}
    assert Counter(addresses(letters)) == Counter(everybody), "each got one, also who got it from the one that died"
    told = manage("shell", "-c", SENT, env=env).splitlines()
    assert set(told[-2].split()[1:]) == everybody - {taken}
    assert told[-1] == f"half way {taken}"

# ruff: noqa: E402 - Django has to be set up before its models are imported
"""Many who write in the same minutes at the same time: run by test_drafting.py, with a database of its own.

Some have just opened the page, which says in which § they are; others add §§, move them and take them away.
"""

import datetime
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from big.people.models import User
from big.refusals import Refused
from minutes import drafting
from minutes.models import Meeting, Paragraph, ParagraphPresence
from tests.factories import create_planned_meeting

READERS, WRITERS = 4, 3
TIMES = 25  # few enough that nobody waits as long as SQLite lets one wait, on a busy machine too


def main(seed: int) -> None:
    call_command("migrate", verbosity=0)
    meeting = create_planned_meeting(date=timezone.localdate(), agenda=("Ett", "Två", "Tre", "Fyra"))
    users = [User.objects.create(email=f"nr{number}@example.se", name=f"Nr {number}") for number in range(READERS)]
    drafting.begin(meeting, by=users[0])
    start = Barrier(2 * READERS + WRITERS)
    with ThreadPoolExecutor(2 * READERS + WRITERS) as pool:
        work = [pool.submit(write, start, meeting, users[0], seed + number) for number in range(WRITERS)]
        # Each has the page in two tabs, which both are seen for the first time, again and again.
        work += [pool.submit(visit, start, meeting, user, seed + place) for place, user in enumerate(users * 2)]
        for done in work:
            done.result()
    check(meeting, users)


def visit(start: Barrier, meeting: Meeting, user: User, seed: int) -> None:
    chance = random.Random(seed)
    start.wait()
    for _ in range(TIMES):
        paragraph = chance.choice([*meeting.paragraphs.all(), None])
        late = datetime.timedelta(minutes=chance.choice([0, 0, 0, 2]))  # and then the others have left
        drafting.be_present(meeting, paragraph, by=user, now=timezone.now() + late)
    connection.close()


def write(start: Barrier, meeting: Meeting, by: User, seed: int) -> None:
    chance = random.Random(seed)
    start.wait()
    for _ in range(TIMES):
        paragraphs = list(meeting.paragraphs.all())
        one = chance.choice(paragraphs)
        try:
            if len(paragraphs) < 4 or chance.random() < 0.5:
                drafting.add(meeting, after=one, by=by)
            elif chance.random() < 0.3:
                drafting.move(one, position=chance.randint(1, 6))
            else:
                drafting.remove(one, by=by)
        except Refused:
            pass  # another has taken it away meanwhile
    connection.close()


def check(meeting: Meeting, users: list[User]) -> None:
    numbers = [(one.position, one.number) for one in meeting.paragraphs.all()]
    assert numbers == [(place, str(place)) for place in range(1, len(numbers) + 1)], numbers
    there = set(Paragraph.objects.values_list("pk", flat=True))
    assert {row.paragraph_id for row in ParagraphPresence.objects.all()} <= there | {None}
    for user in users:
        drafting.be_present(meeting, None, by=user)
    assert ParagraphPresence.objects.filter(meeting=meeting).count() == len(users)


if __name__ == "__main__":
    main(int(sys.argv[1]))

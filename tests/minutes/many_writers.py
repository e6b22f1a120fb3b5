# ruff: noqa: E402 - Django has to be set up before its models are imported
"""Many secretaries who send their minutes at the same time: run by test_numbering.py, with a database of its own.

Within the tests' own database every test is one transaction, in which nobody can be in anybody's way.
"""

import datetime
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from minutes import numbering
from minutes.models import Body, Meeting, Paragraph
from tests.factories import create_body, create_planned_meeting

WRITERS = 8
MEETINGS = 40


def main(seed: int) -> None:
    call_command("migrate", verbosity=0)
    chance = random.Random(seed)
    yearly = create_body(name="Rådet", numbering=Body.Numbering.PER_YEAR, number_prefix="RÅD")
    other = create_body(name="Styrgruppen", numbering=Body.Numbering.PER_YEAR)
    each = create_body(name="Ledningsgruppen")
    meetings = [
        create_planned_meeting(
            body=chance.choice([yearly, yearly, other, each]),
            date=datetime.date(chance.choice([2026, 2027]), 1, 1) + datetime.timedelta(days=day),
            agenda=tuple(f"Ärende {number}" for number in range(chance.randint(1, 6))),
        )
        for day in range(MEETINGS)
    ]
    # Each is sent by two people at once, in an order of each writer's own, and some change their minds at the last.
    work = [meetings[:] for _ in range(WRITERS)]
    for mine in work:
        chance.shuffle(mine)
    start = Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(send, start, mine, seed + number) for number, mine in enumerate(work)]:
            done.result()
    for meeting in meetings:
        with transaction.atomic():
            numbering.fix(meeting)
    check(meetings)


def send(start: Barrier, meetings: list[Meeting], seed: int) -> None:
    chance = random.Random(seed)
    start.wait()
    for meeting in meetings:
        try:
            with transaction.atomic():
                current = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
                numbering.fix(current)
                if chance.random() < 0.2:
                    raise ChangedMyMind
        except ChangedMyMind:
            pass
        if chance.random() < 0.1:
            with transaction.atomic():
                numbering.release(Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk))
    connection.close()


class ChangedMyMind(Exception):
    pass


def check(meetings: list[Meeting]) -> None:
    drawn: dict[str, list[int]] = {}
    for paragraph in Paragraph.objects.all():
        assert paragraph.series, f"{paragraph} has no number"
        assert paragraph.number == str(paragraph.sequence)
        drawn.setdefault(paragraph.series, []).append(paragraph.sequence)
    for name, numbers in drawn.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), f"{name}: {sorted(numbers)}"
    for meeting in meetings:
        own = list(meeting.paragraphs.order_by("position").values_list("sequence", flat=True))
        assert own == list(range(own[0], own[0] + len(own))), f"{meeting}: {own}"


if __name__ == "__main__":
    main(int(sys.argv[1]))

# ruff: noqa: E402 - Django has to be set up before its models are imported
"""Attesters who answer at the same time: run by test_rounds_at_once.py, with a database of its own.

Within the tests' own database every test is one transaction, in which nobody can be in anybody's way.
"""

import random
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from big.documents.models import Document
from big.letters.models import Letter
from big.people.models import Event, User
from big.people.roles import Role
from big.refusals import Refused
from minutes import attestation, rounds
from minutes.models import AttestationRound, Meeting, Officer
from tests.factories import create_meeting, create_person, create_user

MEETINGS = 12
NAMES = ("Nils Åkerström", "Siv Björk", "Ulf Dahl")


def main(seed: int) -> None:
    call_command("migrate", verbosity=0)
    chance = random.Random(seed)
    for module in (rounds, attestation):  # how minutes look is tested elsewhere
        module.minutes_pdf = lambda meeting, colophon=None, *, draft: f"%PDF-{meeting.pk} {draft}".encode()
    users = [create_user(Role.STEERING_GROUP, email=f"{name[:3]}@example.se", name=name) for name in NAMES]
    people = {user.name: create_person(user.name, user=user) for user in users}
    secretary = create_user(Role.SECRETARY, email="tora@example.se", name="Tora Hallén")
    create_person(secretary.name, user=secretary)
    for number in range(MEETINGS):
        meeting = create_meeting(attesters=NAMES)
        for officer in meeting.officers.filter(role=Officer.Role.ATTESTER):
            officer.person = people[officer.name]
            officer.save()
        round_ = rounds.send(meeting, due_on=timezone.localdate(), in_order=False, by=secretary)
        acts = [approval(round_, user) for user in users]
        if number % 3 == 1:
            other = chance.randrange(len(users))
            acts[other] = giving_back(round_, users[other])
        elif number % 3 == 2:
            acts.append(lambda round_=round_: rounds.recall(round_, reason="Fel.", by=secretary))
        acts += acts[:1]  # pressed twice
        at_once(acts)
        check(meeting)


def approval(round_: AttestationRound, user: User) -> Callable[[], object]:
    mine = round_.attestations.get(person__user=user)
    return lambda: rounds.approve(mine, how="med lösenord", digest=round_.proof_id, by=user)


def giving_back(round_: AttestationRound, user: User) -> Callable[[], object]:
    mine = round_.attestations.get(person__user=user)
    return lambda: rounds.return_(mine, comment="Fel.", comments={}, digest=round_.proof_id, by=user)


def at_once(acts: list[Callable[[], object]]) -> None:
    start = Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Refused:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(do, act) for act in acts]:
            done.result()


def check(meeting: Meeting) -> None:
    meeting = Meeting.objects.get(pk=meeting.pk)
    round_ = meeting.rounds.get()
    approved = round_.attestations.filter(verdict="approved").count()
    documents = Document.objects.filter(meeting=meeting).count()
    registered = Event.objects.filter(act=Event.Act.ATTESTED).count()
    assert registered == Document.objects.count(), "each is registered once"
    assert Letter.objects.filter(key__startswith=f"Ett protokoll är justerat:{round_.pk}:").count() == 4 * documents
    if approved == len(NAMES):
        assert (meeting.state, round_.outcome, documents) == ("attested", "approved", 1)
    else:
        assert (meeting.state, documents) == ("drafting", 0)
        assert round_.outcome in ("returned", "recalled")
        assert not meeting.paragraphs.exclude(series="").exists()


if __name__ == "__main__":
    main(int(sys.argv[1]))

# ruff: noqa: E402 - Django has to be set up before its models are imported
"""Processes that are killed (SIGKILL) while they send, finish or correct: run by test_killed.py, on its own database.

Each act is first done to the end with one set of minutes, and its steps are noted. With another, alike, it is begun
again and again by processes that die at one of those steps, around each commit above all, until one is left alive.
"""

import os
import random
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import django

django.setup()

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from big.people import trail
from big.people.models import User
from big.people.roles import Role
from big.refusals import Refused
from minutes import attestation, corrections, extracts, rounds, signing_elsewhere
from minutes.models import AttestationRound, Correction, Meeting
from tests.factories import create_meeting, create_person, create_user

NAMES = ("Nils Åkerström", "Siv Björk")
OTHERS = 6
"""So many other steps than those around a commit are tried, by chance."""

Act = Callable[[], Any]
Steps = list[str]


class Cast:
    """Who is there, and minutes as far as an act needs them."""

    def __init__(self) -> None:
        self.secretary = create_user(Role.SECRETARY, email="tora@example.se", name="Tora Hallén")
        self.users = [create_user(Role.STEERING_GROUP, email=f"{name[:3]}@example.se", name=name) for name in NAMES]
        people = [create_person(user.name, user=user, email=user.email) for user in (self.secretary, *self.users)]
        self.people = {person.name: person for person in people}

    def minutes(self) -> Meeting:
        meeting = create_meeting(attesters=NAMES)
        for row in (*meeting.officers.all(), *meeting.attendance.all()):
            row.person = self.people[row.name]
            row.save()
        return meeting

    # Each prepares what the act needs, and returns the act.

    def send(self) -> Act:
        return partial(rounds.send, self.minutes(), due_on=timezone.localdate(), in_order=False, by=self.secretary)

    def approve_last(self) -> Act:
        return self._last_approval(self.send()(), rounds.approve)

    def return_(self) -> Act:
        round_, siv = self.send()(), self.users[1]
        given = {"comment": "Fel.", "comments": {}, "digest": round_.proof_id, "by": siv}
        return partial(rounds.return_, rounds.own(siv, round_), **given)

    def on_paper(self) -> Act:
        return partial(attestation.attest_on_paper, self.minutes(), attested_on=None, by=self.secretary)

    def take_out(self) -> Act:
        return partial(signing_elsewhere.prepare, self.minutes(), by=self.secretary)

    def bring_back(self) -> Act:
        meeting = self.minutes()
        signing_elsewhere.prepare(meeting, by=self.secretary)
        return partial(signing_elsewhere.accept, meeting, pdf=f"%PDF signed {meeting.pk}".encode(), by=self.secretary)

    def approve_correction(self) -> Act:
        correction = self._correction()
        sent = corrections.send(correction, due_on=timezone.localdate(), by=self.secretary)
        return self._last_approval(sent, corrections.approve)

    def correct_on_paper(self) -> Act:
        correction = self._correction()
        return partial(corrections.attest_on_paper, correction, attested_on=timezone.localdate(), by=self.secretary)

    def extract(self) -> Act:
        meeting = self._attested()
        return partial(extracts.make, meeting, list(meeting.paragraphs.all()[:1]), by=self.secretary)

    def _attested(self) -> Meeting:
        meeting = self.minutes()
        attestation.attest_on_paper(meeting, attested_on=None, by=self.secretary)
        return meeting

    def _correction(self) -> Correction:
        words = {"before": "Ordet", "after": "Inget ord", "reason": "Ett skrivfel."}
        return corrections.write(self._attested().paragraphs.first(), **words, by=self.secretary)

    def _last_approval(self, round_: AttestationRound, approve: Callable[..., Any]) -> Act:
        for user in self.users[:-1]:
            self._approval(round_, user, approve)()
        return self._approval(round_, self.users[-1], approve)

    def _approval(self, round_: AttestationRound, user: User, approve: Callable[..., Any]) -> Act:
        return partial(approve, rounds.own(user, round_), how="med lösenord", digest=round_.proof_id, by=user)


ACTS = [
    Cast.send,
    Cast.approve_last,
    Cast.return_,
    Cast.on_paper,
    Cast.take_out,
    Cast.bring_back,
    Cast.approve_correction,
    Cast.correct_on_paper,
    Cast.extract,
]


def main(seed: int) -> None:
    settings.LETTERS_AT_ONCE = False
    call_command("migrate", verbosity=0)
    for module in (rounds, attestation, signing_elsewhere):  # how it all looks is tested elsewhere
        module.minutes_pdf = lambda meeting, *args, **options: f"%PDF {meeting.pk} {meeting.state} {options}".encode()
    corrections.correction_pdf = lambda correction, *args, draft: f"%PDF {correction.pk} {draft}".encode()
    extracts.extract_pdf = lambda meeting, *args, **options: f"%PDF {meeting.pk}".encode()
    signing_elsewhere._signatures = lambda *args: [{"by": "Nils Åkerström", "at": None}]
    cast, chance = Cast(), random.Random(seed)
    for act in ACTS:
        kill(act.__name__, act(cast), act(cast), chance)


def kill(name: str, whole: Act, act: Act, chance: random.Random) -> None:
    trail.extend()
    before, steps = numbers(), Steps()
    with stepping(steps.append):
        whole()
    done = numbers() - before
    near = [place + by for place, step in enumerate(steps) if "commit" in step for by in (-1, 0, 1)]
    places = {place for place in near if place < len(steps)} | set(chance.sample(range(len(steps)), OTHERS))
    before, state, died_before, died_after = numbers(), everything(), 0, 0
    for place in sorted(places):
        assert begin(act, place), f"{name}: nobody died at step {place} of {len(steps)}"
        if everything() == state:
            died_before += 1
            continue
        died_after += 1
        trail.extend()  # as the next event does
        assert numbers() - before == done, f"{name}: half of it was done at step {place}"
        break
    assert died_before, f"{name}: never killed before it was done"
    assert died_after, f"{name}: never killed after it was done"
    assert not list(trail.faults())
    state = everything()
    try:
        act()
    except Refused:
        pass
    else:
        raise AssertionError(f"{name}: done twice")
    assert everything() == state, f"{name}: what was refused left something behind"
    print(f"{name}: {len(steps)} steps, killed {died_before} times before and once after")


def begin(act: Act, place: int) -> bool:
    """Whether a process that does the act has been killed just before that step."""
    connection.close()  # no two processes may share one
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the act failed"
        return os.WIFSIGNALED(status)
    steps = Steps()

    def die(step: str) -> None:
        if len(steps) == place:
            os.kill(os.getpid(), signal.SIGKILL)
        steps.append(step)

    try:
        with stepping(die):
            act()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


@contextmanager
def stepping(note: Callable[[str], None]) -> Iterator[None]:
    """Call `note` before each SQL statement, before each commit, and after it."""
    connection.ensure_connection()
    commit = connection._commit

    def watched(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        note(sql)
        return execute(sql, *args)

    def committing() -> None:
        note("commit")
        commit()
        note("committed")

    connection._commit = committing
    try:
        with connection.execute_wrapper(watched):
            yield
    finally:
        del connection._commit


def numbers() -> Counter[str]:
    """How many rows each table has, and how many of them are in which state."""
    found = Counter({model.__name__: model.objects.count() for model in apps.get_models() if model._meta.managed})
    found.update(Meeting.objects.values_list("state", flat=True))
    found.update(Correction.objects.values_list("state", flat=True))
    return found


def everything() -> list[Any]:
    """All that is stored."""
    models = [model for model in apps.get_models() if model._meta.managed]
    return [list(model._base_manager.order_by("pk").values_list()) for model in models]


if __name__ == "__main__":
    main(int(sys.argv[1]))

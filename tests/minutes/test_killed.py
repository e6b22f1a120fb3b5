"""A process that dies at any step leaves the state before or the finished state, and what it did can be done again."""

import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


def test_a_process_killed_at_any_step_leaves_nothing_half_done(own_database):
    command = [sys.executable, "-m", "tests.minutes.killed", "7"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=own_database, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

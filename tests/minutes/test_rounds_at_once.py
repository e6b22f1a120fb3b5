"""Attesters who answer in the same moment."""

import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


def test_however_many_answer_at_once_there_is_one_document_or_none(own_database):
    command = [sys.executable, "-m", "tests.minutes.many_attesters", "7"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=own_database, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.server import new_database


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a program with a database of its own, of the same kind as the tests'."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "big.settings", "DEBUG": "true", "DATA_DIR": str(tmp_path)}
    if connection.vendor == "sqlite":
        yield env
        return
    with new_database(os.environ["DATABASE_URL"], f"writers_{uuid.uuid4().hex}") as url:
        yield {**env, "DATABASE_URL": url}

import sqlite3
from typing import Any

from django.core import checks
from django.db import connection

FIXED = (3, 51, 3)


@checks.register(deploy=True)
def check_sqlite_version(**kwargs: Any) -> list[checks.CheckMessage]:
    """SQLite before 3.51.3 can, very rarely, damage a WAL database when two connections write (WAL-reset fault)."""
    if connection.vendor != "sqlite" or sqlite3.sqlite_version_info >= FIXED:
        return []
    return [
        checks.Warning(
            f"SQLite {sqlite3.sqlite_version} has a known, rare fault that can damage the database.",
            hint="Use PostgreSQL (DATABASE_URL), or a Python with SQLite 3.51.3 or later.",
            id="big.W001",
        )
    ]

"""Indexes of three letters at a time, so that a word that few rows have is found without reading them all.

A long list says in its `apps.py` that its column `search_text` is indexed (`index`). The index changes no answer.
PostgreSQL has it in an extension (pg_trgm), where that may be created, and chooses itself when to use it. SQLite has it
in a full-text table (FTS5), kept by triggers, and used for words that are rare enough. Neither is made by migrations:
SQLite drops triggers whenever a later migration rebuilds a table. What is missing is put in place when `migrate` is
done; until then, every row is read.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

FEW = 3000
"""So many rows are looked up one by one; among more, the newest fifty that match are met soon by reading."""

_indexed: set[str] = set()


def index(table: str) -> None:
    """Index the column `search_text` of `table`, whose key is `id`. Called from AppConfig.ready."""
    _indexed.add(table)


def install(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Put every index in place that this database can have (once per table that exists; safe to repeat)."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    put = {"sqlite": _put_in_sqlite, "postgresql": _put_in_postgresql}[connection.vendor]
    with transaction.atomic(using):
        for table in _indexed & existing:
            put(connection, table)


def _put_in_sqlite(connection: BaseDatabaseWrapper, table: str) -> None:
    """A table of FTS5 that holds for each three letters the rows that have them, and neither texts nor places."""
    if _is_kept(connection, table) or connection.Database.sqlite_version_info < (3, 34):
        return
    add = f"INSERT INTO {table}_trigrams (rowid, search_text) VALUES (NEW.id, NEW.search_text);"
    remove = (
        f"INSERT INTO {table}_trigrams ({table}_trigrams, rowid, search_text) "
        "VALUES ('delete', OLD.id, OLD.search_text);"
    )
    options = f"content='{table}', content_rowid='id', tokenize='trigram', detail=none, columnsize=0"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        if cursor.fetchone() != (1,):
            return
        cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {table}_trigrams USING fts5(search_text, {options})")
        cursor.execute(f"INSERT INTO {table}_trigrams ({table}_trigrams) VALUES ('rebuild')")
        for event, statements in {"INSERT": add, "DELETE": remove, "UPDATE OF search_text": remove + add}.items():
            name = f"indexed_{table}_{event.split()[0].lower()}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {statements} END")


def _put_in_postgresql(connection: BaseDatabaseWrapper, table: str) -> None:
    """An index of pg_trgm, which whoever may create things in the database may also create."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT installed_version IS NOT NULL OR has_database_privilege(current_database(), 'CREATE') "
            "FROM pg_available_extensions WHERE name = 'pg_trgm'"
        )
        if cursor.fetchone() == (True,):
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {table}_trigrams ON {table} USING gin (search_text gin_trgm_ops)"
            )


def _is_kept(connection: BaseDatabaseWrapper, table: str) -> bool:
    """Whether SQLite keeps the index; without each of its triggers, rows are missing in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE %s ESCAPE '!'",
            [table, "indexed!_%"],
        )
        return cursor.fetchone() == (3,)


def candidates(connection: BaseDatabaseWrapper, table: str, words: list[str]) -> RawSQL | None:
    """The keys of all rows that may have the words, when SQLite knows that they are few."""
    trigrams = [word[start : start + 3] for word in words for start in range(len(word) - 2)]
    if connection.vendor != "sqlite" or table not in _indexed or not trigrams or not _is_kept(connection, table):
        return None
    keys = f"SELECT rowid FROM {table}_trigrams WHERE {table}_trigrams MATCH %s"
    wanted = " ".join(f'"{trigram.replace(chr(34), chr(34) * 2)}"' for trigram in trigrams)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({keys} LIMIT {FEW + 1})", [wanted])
        return RawSQL(keys, [wanted]) if cursor.fetchone()[0] <= FEW else None

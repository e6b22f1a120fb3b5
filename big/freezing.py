"""What is finished stays as it is: triggers that make the database itself refuse, on SQLite and PostgreSQL.

Every app says in its `apps.py` which rows are finished when (`freeze`). The triggers are not made by migrations: SQLite
drops them whenever a later migration rebuilds a table. They are taken away before `migrate` works and put back, all of
them, when it is done; `manage.py check --database default` reports any that is missing (big.W002).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = "Handlingen är färdig och kan inte ändras eller tas bort."


@dataclass(frozen=True)
class Rule:
    """The rows of `table` for which the SQL condition `when` holds are finished. `{row}` stands for the row."""

    table: str
    when: str
    adding: bool

    def condition(self, row: str) -> str:
        return self.when.format(row=row)


_rules: dict[str, Rule] = {}


def freeze(table: str, *, when: str = "1 = 1", adding: bool = False) -> None:
    """Refuse to change or delete rows of `table` where `when` holds; with `adding`, also to add such rows.

    `adding` is for parts of a whole: no new item enters a published report. Called from AppConfig.ready.
    """
    _rules[table] = Rule(table, when, adding)


def install(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Put every trigger in place (once per table that exists; safe to repeat)."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    with transaction.atomic(using), connection.cursor() as cursor:
        lift(using)
        for rule in _rules.values():
            if rule.table in existing:
                for statement in statements(rule):
                    cursor.execute(statement)


def lift(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Take the triggers away, so that migrations can rebuild tables."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table, trigger in _installed(connection):
            if connection.vendor == "sqlite":
                cursor.execute(f'DROP TRIGGER "{trigger}"')
            else:
                cursor.execute(f'DROP TRIGGER "{trigger}" ON "{table}"')


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """The tables that ought to be guarded and are not."""
    existing = set(connection.introspection.table_names())
    return (existing & set(_rules)) - {table for table, _ in _installed(connection)}


def _installed(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    if connection.vendor == "sqlite":
        sql = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'frozen\\_%' ESCAPE '\\'"
    else:
        sql = (
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE NOT t.tgisinternal AND t.tgname LIKE 'frozen\\_%' AND n.nspname = ANY (current_schemas(false))"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _sqlite(rule: Rule) -> Iterable[str]:
    finished = {
        "UPDATE": f"({rule.condition('OLD')})" + (f" OR ({rule.condition('NEW')})" if rule.adding else ""),
        "DELETE": rule.condition("OLD"),
        "INSERT": rule.condition("NEW"),
    }
    for event, condition in finished.items():
        if event != "INSERT" or rule.adding:
            yield (
                f"CREATE TRIGGER frozen_{rule.table}_{event.lower()} BEFORE {event} ON {rule.table} "
                f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )


def _postgresql(rule: Rule) -> Iterable[str]:
    refuse = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';"
    adding = (
        f"IF TG_OP <> 'DELETE' THEN IF {rule.condition('NEW')} THEN {refuse} END IF; END IF;" if rule.adding else ""
    )
    yield f"""
        CREATE OR REPLACE FUNCTION frozen_{rule.table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' THEN IF {rule.condition("OLD")} THEN {refuse} END IF; END IF;
            {adding}
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$"""
    events = "INSERT OR UPDATE OR DELETE" if rule.adding else "UPDATE OR DELETE"
    yield (
        f"CREATE TRIGGER frozen_{rule.table}_row BEFORE {events} ON {rule.table} "
        f"FOR EACH ROW EXECUTE FUNCTION frozen_{rule.table}()"
    )
    yield f"""
        CREATE OR REPLACE FUNCTION frozen_{rule.table}_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM {rule.table} kept WHERE {rule.condition("kept")}) THEN {refuse} END IF;
            RETURN NULL;
        END $$"""
    yield (
        f"CREATE TRIGGER frozen_{rule.table}_truncate BEFORE TRUNCATE ON {rule.table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION frozen_{rule.table}_truncate()"
    )


@checks.register(checks.Tags.database)
def check_triggers(databases: list[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Report tables whose finished rows the database does not protect (after a restore or an interrupted migration)."""
    return [
        checks.Warning(
            f"Triggers are missing on: {', '.join(sorted(tables))}.",
            hint="Run 'manage.py migrate', which puts them back.",
            id="big.W002",
        )
        for alias in databases or []
        if (tables := missing(connections[alias]))
    ]

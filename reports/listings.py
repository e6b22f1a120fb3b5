"""The rows of `Listing`, which the database itself keeps: triggers, on SQLite and PostgreSQL.

The list of activities answers from them, so nothing that changes an activity may pass them by: not a view, the admin,
a shell or plain SQL. Like the triggers of what is finished (big/freezing.py) they are not made by migrations, since
SQLite drops them whenever a later migration rebuilds a table. They are taken away before `migrate` changes anything;
afterwards they are put back, and all rows made anew. `manage.py check --database default` reports any that is missing.
"""

from typing import Any

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

RELIST = """
DELETE FROM reports_listing WHERE activity_id IN ({those});
INSERT INTO reports_listing (
    activity_id, area_id, partner_id, target_group_id, listed_on, ends_on, status, kind_id, created_by_id
)
SELECT a.id, h.area_id, h.partner_id, h.target_group_id, a.listed_on, a.ends_on, a.status, a.kind_id, a.created_by_id
FROM reports_activity a JOIN (
    SELECT b.id, o.id AS area_id, CAST(NULL AS bigint) AS partner_id, CAST(NULL AS bigint) AS target_group_id
    FROM reports_activity b JOIN reports_area o ON o.id IN (b.area_id, b.also_area_id) WHERE b.id IN ({those})
    UNION
    SELECT b.id, o.parent_id, NULL, NULL
    FROM reports_activity b JOIN reports_area o ON o.id IN (b.area_id, b.also_area_id)
    WHERE o.parent_id IS NOT NULL AND b.id IN ({those})
    UNION
    SELECT activity_id, NULL, organisation_id, NULL FROM reports_activity_partners WHERE activity_id IN ({those})
    UNION
    SELECT activity_id, NULL, NULL, targetgroup_id FROM reports_activity_target_groups WHERE activity_id IN ({those})
) h ON h.id = a.id;
"""
WITHIN = "SELECT id FROM reports_activity WHERE area_id = {row}.id OR also_area_id = {row}.id"
CHANGES = {
    "reports_activity": (
        "{row}.id",
        ["INSERT", "DELETE", "UPDATE OF area_id, also_area_id, listed_on, ends_on, status, kind_id, created_by_id"],
    ),
    "reports_activity_partners": ("{row}.activity_id", ["INSERT", "DELETE", "UPDATE"]),
    "reports_activity_target_groups": ("{row}.activity_id", ["INSERT", "DELETE", "UPDATE"]),
    "reports_area": (WITHIN, ["UPDATE OF parent_id"]),
}
"""For each table which activities are listed anew, and when."""
# Two at once: whoever comes second waits, and then sees what the first has done. Areas first, as when one is moved.
LOCK = """
PERFORM 1 FROM reports_area WHERE id IN
    (SELECT unnest(ARRAY[area_id, also_area_id]) FROM reports_activity WHERE id IN ({those})) ORDER BY id FOR SHARE;
PERFORM 1 FROM reports_activity WHERE id IN ({those}) ORDER BY id FOR NO KEY UPDATE;
"""
TRIGGERS = {f"listed_{table}_{event.split()[0].lower()}" for table, (_, events) in CHANGES.items() for event in events}


def install(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Put every trigger in place and list all activities, if any is missing."""
    connection = connections[using]
    if missing(connection):
        with transaction.atomic(using), connection.cursor() as cursor:
            lift(using)
            for statement in _statements(connection.vendor):
                cursor.execute(statement)
            for statement in filter(str.strip, RELIST.format(those="SELECT id FROM reports_activity").split(";")):
                cursor.execute(statement)


def lift(using: str = DEFAULT_DB_ALIAS, plan: list[Any] | None = None, **kwargs: Any) -> None:
    """Take the triggers away, so that migrations can rebuild tables; before a `migrate` with nothing to do, not."""
    connection = connections[using]
    if plan != []:
        with connection.cursor() as cursor:
            for table, trigger in _installed(connection):
                cursor.execute(
                    f"DROP TRIGGER {trigger}" + (f" ON {table}" if connection.vendor == "postgresql" else "")
                )


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that ought to be there and are not; none before the table of listings is."""
    if "reports_listing" not in connection.introspection.table_names():
        return set()
    return TRIGGERS - {trigger for _, trigger in _installed(connection)}


def _installed(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    if connection.vendor == "sqlite":
        sql = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    else:
        sql = (
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [(table, trigger) for table, trigger in cursor.fetchall() if trigger in TRIGGERS]


def _statements(vendor: str) -> list[str]:
    """What makes the triggers. Where a row moves from one activity to another, both are listed anew."""
    made = []
    for table, (which, events) in CHANGES.items():
        for event in events:
            act = event.split()[0]
            rows = {"INSERT": ["NEW"], "DELETE": ["OLD"], "UPDATE": ["OLD", "NEW"]}[act]
            those = " UNION ".join(
                which.format(row=row) if "SELECT" in which else f"SELECT {which.format(row=row)}" for row in rows
            )
            name, work = f"listed_{table}_{act.lower()}", RELIST.format(those=those)
            if vendor == "postgresql":
                made.append(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN {LOCK.format(those=those)} {work} RETURN NULL; END $$"
                )
                work = f"EXECUTE FUNCTION {name}()"
            else:
                work = f"BEGIN {work} END"
            made.append(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {work}")
    return made


@checks.register(checks.Tags.database)
def check_triggers(databases: list[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Report that the list of activities is not kept (after a restore or an interrupted migration)."""
    return [
        checks.Warning(
            f"Triggers are missing that keep the list of activities: {', '.join(sorted(triggers))}.",
            hint="Run 'manage.py migrate', which puts them back and lists all activities anew.",
            id="reports.W001",
        )
        for alias in databases or []
        if (triggers := missing(connections[alias]))
    ]
